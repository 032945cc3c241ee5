import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, test } from 'node:test';
import { InputError, UsageError } from '../base/errors.ts';
import { sha256 } from '../model/digest.ts';
import type { Policy, WaiverSource } from '../model/policy.ts';
import { loadWaivers } from './load-waivers.ts';
import type { DocumentReader } from './read-document.ts';

/** Files of memory; a name with a slash at its end is a folder of those below it. */
function readerOf(files: Readonly<Record<string, string>>): DocumentReader {
  return {
    async read(reference) {
      const text = files[reference];
      if (text === undefined) return null;
      const bytes = Buffer.from(text);
      return { reference, bytes, digest: sha256(bytes) };
    },
    async list(reference, from) {
      const path = from === 'sub/policy.yaml' ? `sub/${reference}` : reference;
      const inside = Object.keys(files).filter((name) => name.startsWith(`${path}/`));
      return inside.length > 0 ? inside : [path];
    },
  };
}

function policyOf(...sources: readonly Partial<WaiverSource>[]): Policy {
  const digest = sha256('');
  return {
    documents: [
      { reference: 'policy.yaml', digest },
      { reference: 'sub/policy.yaml', digest },
    ],
    stages: [],
    waivers: {
      sources: sources.map((source) => ({
        reference: 'w.yaml',
        document: 0,
        publicKey: '',
        demanded: true,
        ...source,
      })),
      demand: [],
      maxDays: 0,
    },
    trust: [],
  };
}

const ONE = 'waivers:\n  - advisory: CVE-1\n    approver: kim\n';
const keys = generateKeyPairSync('ed25519');
const otherKeys = generateKeyPairSync('ed25519');
const pemOf = ({ publicKey }: typeof keys): string =>
  publicKey.export({ type: 'spki', format: 'pem' }).toString();

/** DSSE, "Signature definition". */
function envelopeOf(text: string): string {
  const [type, payload] = ['application/vnd.plimsoll.waivers+yaml', Buffer.from(text)];
  const signed = Buffer.concat([Buffer.from(`DSSEv1 ${type.length} ${type} ${payload.length} `), payload]);
  const sig = sign(null, signed, keys.privateKey).toString('base64');
  return JSON.stringify({
    payloadType: type,
    payload: payload.toString('base64'),
    signatures: [{ keyid: '', sig }],
  });
}

describe('waivers of a policy', () => {
  test('come from the sources that it lists, and know which', async () => {
    const reader = readerOf({
      'w.yaml': ONE,
      'sub/w.yaml': 'waivers: [{id: x}]',
      'other.yaml': 'waivers: [{id: y}]',
    });
    const { waivers, problems } = await loadWaivers(policyOf({}, { document: 1 }), reader);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      waivers.map(({ id, source, isApprovalSigned }) => [
        id,
        source.document.reference,
        source.policyDocument,
        isApprovalSigned,
      ]),
      [
        ['w.yaml#1', 'w.yaml', 0, false],
        ['x', 'sub/w.yaml', 1, false],
      ],
    );
    assert.equal(waivers[0]?.source.document.digest, sha256(ONE));
  });

  test('names made of files of one name get their folders', async () => {
    const reader = readerOf({ 'w.yaml': ONE, 'sub/w.yaml': ONE });
    const { waivers } = await loadWaivers(policyOf({}, { document: 1 }), reader);
    assert.deepEqual(
      waivers.map(({ id }) => id),
      ['w.yaml#1', 'sub/w.yaml#1'],
    );
  });

  test('of a folder are those of its YAML and JSON files', async () => {
    const reader = readerOf({
      'w/a.yaml': 'waivers: [{id: a}]',
      'w/b.json': '{"waivers":[{"id":"b"}]}',
      'w/README.md': '[',
    });
    const { waivers } = await loadWaivers(policyOf({ reference: 'w' }), reader);
    assert.deepEqual(
      waivers.map(({ id }) => id),
      ['a', 'b'],
    );
  });

  test('a missing file is an error, or a note where it may be missing', async () => {
    await assert.rejects(
      loadWaivers(policyOf({}), readerOf({})),
      (error) => error instanceof InputError && error.code === 'waivers-missing',
    );
    const { waivers, problems } = await loadWaivers(policyOf({ demanded: false }), readerOf({}));
    assert.deepEqual(waivers, []);
    assert.equal(problems[0]?.effect, 'note');
    assert.equal(problems[0]?.path, 'w.yaml');
  });

  test('the same id twice is an error, with both places', async () => {
    const reader = readerOf({ 'w.yaml': 'waivers: [{id: x}]', 'sub/w.yaml': 'waivers:\n- id: x' });
    await assert.rejects(
      loadWaivers(policyOf({}, { document: 1 }), reader),
      (error) => error instanceof InputError && error.where === 'w.yaml:1, sub/w.yaml:2',
    );
    await assert.rejects(loadWaivers(policyOf({}, {}), readerOf({ 'w.yaml': ONE })), InputError);
  });

  test('a file that is none is an error', async () => {
    await assert.rejects(loadWaivers(policyOf({}), readerOf({ 'w.yaml': 'a: b' })), UsageError);
  });
});

describe('signed waivers', () => {
  const publicKey = pemOf(keys);

  test('have signed approvals', async () => {
    const envelope = envelopeOf(ONE);
    const { waivers } = await loadWaivers(policyOf({ publicKey }), readerOf({ 'w.yaml': envelope }));
    assert.equal(waivers[0]?.isApprovalSigned, true);
    assert.equal(waivers[0]?.approver, 'kim');
    assert.equal(waivers[0]?.source.document.digest, sha256(envelope));
  });

  const forged = JSON.parse(envelopeOf(ONE)) as { payload: string };
  forged.payload = Buffer.from(ONE.replace('CVE-1', 'CVE-2')).toString('base64');
  for (const [name, text, key] of [
    ['by nobody', ONE, publicKey],
    ['by another', envelopeOf(ONE), pemOf(otherKeys)],
    ['and changed', JSON.stringify(forged), publicKey],
    ['under no key', envelopeOf(ONE), 'no key'],
  ] as const)
    test(`${name}: refused`, async () => {
      await assert.rejects(
        loadWaivers(policyOf({ publicKey: key }), readerOf({ 'w.yaml': text })),
        (error) => error instanceof InputError && error.code === 'waivers-not-signed',
      );
    });

  test('an envelope that nobody checks is no file of waivers', async () => {
    await assert.rejects(
      loadWaivers(policyOf({}), readerOf({ 'w.yaml': envelopeOf(ONE) })),
      /signed envelope/,
    );
  });
});
