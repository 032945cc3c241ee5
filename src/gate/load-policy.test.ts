import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { posix } from 'node:path';
import { describe, it } from 'node:test';
import { sha256 } from '../model/digest.ts';
import { defaultPolicy } from '../policy/document/default-policy.ts';
import { formatFlaw } from '../policy/document/flaw.ts';
import { loadPolicy, readPolicy } from './load-policy.ts';
import { createDocumentReader, type DocumentReader } from './read-document.ts';

/** Reads from a table, and files of it as files are named. */
function readerOf(files: Readonly<Record<string, string>>): DocumentReader {
  return {
    async read(reference, from) {
      const path = reference.includes('://') ? reference : posix.join(posix.dirname(from ?? ''), reference);
      const text = files[path];
      if (text === undefined) return null;
      const bytes = Buffer.from(text);
      return { reference: path, bytes, digest: sha256(bytes) };
    },
    list: async (reference) => [reference],
  };
}

const stage = (rules: string): string => `stages: { s: { rules: [${rules}] } }\n`;
const rule = (id: string, more = ''): string => `{ id: ${id}, warn: always ${more} }`;

async function flawsOf(files: Readonly<Record<string, string>>): Promise<string> {
  const { flaws } = await readPolicy('p.yaml', readerOf(files), null);
  return flaws.map(formatFlaw).join('\n');
}

describe('policies', () => {
  it('extend others, in folders of their own', async () => {
    const policy = await loadPolicy(
      'team/p.yaml',
      readerOf({
        'team/p.yaml': `version: 1\nextends: [../org/base.yaml, ./more.yaml]\n${stage(rule('a'))}`,
        'org/base.yaml': `version: 1\nextends: more.yaml\n${stage(rule('b'))}`,
        'org/more.yaml': `version: 1\n${stage(rule('c', ', final: true'))}`,
        'team/more.yaml': `version: 1\n${stage(rule('d'))}`,
      }),
      null,
    );
    assert.deepEqual(
      policy.documents.map(({ reference }) => reference),
      ['team/p.yaml', 'org/base.yaml', 'org/more.yaml', 'team/more.yaml'],
    );
    assert.deepEqual(
      policy.stages[0]!.rules.map(({ id, document }) => `${id}${document}`),
      ['c2', 'a0', 'b1', 'd3'],
    );
  });

  it('that two of them extend are there once', async () => {
    const base = `version: 1\n${stage(rule('z', ', final: true'))}`;
    const policy = await loadPolicy(
      'p.yaml',
      readerOf({
        'p.yaml': 'version: 1\nextends: [a.yaml, b.yaml]',
        'a.yaml': 'version: 1\nextends: base.yaml',
        'b.yaml': 'version: 1\nextends: ./base.yaml',
        'base.yaml': base,
      }),
      null,
    );
    assert.deepEqual(
      policy.documents.map(({ reference }) => reference),
      ['p.yaml', 'a.yaml', 'b.yaml', 'base.yaml'],
    );
    assert.equal(policy.documents[3]?.digest, sha256(base));
    assert.equal(policy.stages[0]?.rules.length, 1);
  });

  it('are the default one where nothing is named', async () => {
    assert.deepEqual(await loadPolicy(null, readerOf({}), null), defaultPolicy());
    assert.deepEqual(
      await loadPolicy('default', readerOf({}), { inline: { version: 9 }, path: 'plimsoll.yaml' }),
      defaultPolicy(),
    );
    const policy = await loadPolicy('p.yaml', readerOf({ 'p.yaml': 'version: 1\nextends: default' }), null);
    assert.deepEqual(
      policy.stages.map(({ name }) => name),
      ['build', 'staging', 'production'],
    );
  });

  it('can be in the settings, and name what lies beside them', async () => {
    const inline = { version: 1, extends: 'p.yaml', stages: { s: { rules: [{ id: 'a', warn: 'always' }] } } };
    const reader = readerOf({ 'ci/p.yaml': `version: 1\n${stage(rule('b'))}` });
    const { documents, stages } = await loadPolicy(null, reader, { inline, path: 'ci/plimsoll.yaml' });
    assert.deepEqual(
      documents.map(({ reference }) => reference),
      ['ci/plimsoll.yaml', 'ci/p.yaml'],
    );
    assert.deepEqual(
      stages[0]!.rules.map(({ id }) => id),
      ['a', 'b'],
    );
    const again = await loadPolicy(null, reader, {
      inline: structuredClone(inline),
      path: 'ci/plimsoll.yaml',
    });
    assert.equal(again.documents[0]!.digest, documents[0]!.digest);
  });

  const wrong: readonly (readonly [name: string, files: Readonly<Record<string, string>>, flaw: RegExp])[] = [
    [
      'that extend themselves',
      { 'p.yaml': 'version: 1\nextends: p.yaml' },
      /^p\.yaml:2: extends: the document extends itself: p\.yaml, p\.yaml/,
    ],
    [
      'that extend themselves by way of others',
      {
        'p.yaml': 'version: 1\nextends: a.yaml',
        'a.yaml': 'version: 1\nextends: b.yaml',
        'b.yaml': 'version: 1\nextends: a.yaml',
      },
      /^b\.yaml:2: extends: the document extends itself: a\.yaml, b\.yaml, a\.yaml/,
    ],
    [
      'that extend what is not there',
      { 'p.yaml': 'version: 1\nextends: [x.yaml]' },
      /^p\.yaml:2: extends\[0\]: there is no file "x\.yaml"/,
    ],
    [
      'whose keys are not there, private or none',
      {
        'p.yaml':
          'version: 1\nwaivers: { from: [{ file: a, key: x }, { file: b, key: priv }, { file: c, key: p.yaml }] }\nstages: { s: {} }',
        priv: generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      },
      /key: there is no file "x".*\n.*key: this is a private key.*\n.*key: this is no public key/,
    ],
    [
      'with an expression that is none',
      { 'p.yaml': `version: 1\n${stage("{ id: a, block: always, if: 'finding.(' }")}` },
      /\(a\)\.if: /,
    ],
    [
      'with an expression about what is not there',
      { 'p.yaml': `version: 1\n${stage("{ id: a, block: always, if: 'finding.nonsense == 1' }")}` },
      /\(a\)\.if: /,
    ],
  ];
  for (const [name, files, flaw] of wrong) {
    it(`${name} are told`, async () => assert.match(await flawsOf(files), flaw));
  }

  it('that are too many are told', async () => {
    const chain = Object.fromEntries(
      Array.from({ length: 20 }, (_, i) => [
        `${i === 0 ? 'p' : i}.yaml`,
        `version: 1\nextends: ${i + 1}.yaml`,
      ]),
    );
    assert.match(await flawsOf(chain), /^10\.yaml:2: extends: too many documents extend each other/);
    const names = Array.from({ length: 60 }, (_, i) => `${i}.yaml`);
    const wide = Object.fromEntries(names.map((name) => [name, 'version: 1']));
    assert.match(
      await flawsOf({ ...wide, 'p.yaml': `version: 1\nextends: [${names.join(', ')}]` }),
      /p\.yaml:2: extends\[49\]: too many/,
    );
  });

  it('have the keys that they name', async () => {
    const { publicKey } = generateKeyPairSync('ed25519');
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const inside = pem
      .trim()
      .split('\n')
      .map((line) => `        ${line}`)
      .join('\n');
    const text = `version: 1\nwaivers: { from: [{ file: w, key: k.pub }] }\nvex:\n  trust:\n    - from: image\n      key: |\n${inside}\n${stage('')}`;
    const files = { 'p.yaml': text, 'k.pub': `\r\n${pem.replaceAll('\n', '\r\n')}` };
    const { waivers, trust } = await loadPolicy('p.yaml', readerOf(files), null);
    assert.equal(waivers.sources[0]?.publicKey, pem);
    assert.equal(trust[0]?.publicKey, pem);
  });

  it('that cannot be used end the command', async () => {
    await assert.rejects(loadPolicy('p.yaml', readerOf({}), null), { code: 'policy-not-found', exitCode: 5 });
    const text = `version: 1\n${stage([1, 2, 3, 4].map((i) => `{ id: r${i}, block: { x${i}: 1 } }`).join(', '))}`;
    await assert.rejects(loadPolicy('p.yaml', readerOf({ 'p.yaml': text }), null), {
      code: 'bad-policy',
      exitCode: 2,
      message: /x1.*x2.*x3.*\(and 1 more\)$/s,
    });
  });

  it('from a network may name no file of this machine', async () => {
    const text = 'version: 1\nextends: ./p.yaml';
    const url = `https://example.com/a.yaml#${sha256(text)}`;
    const { flaws } = await readPolicy(url, readerOf({ [url]: text, 'p.yaml': '' }), null);
    assert.match(flaws.map(formatFlaw).join('\n'), /cannot name files of the machine/);
    const network = (): never => assert.fail('the network was asked');
    const reader = createDocumentReader({ cwd: '/', network, signal: new AbortController().signal });
    await assert.rejects(reader.read('./p.yaml', url), { code: 'local-file-refused' });
  });
});
