import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { keyFingerprint } from '../base/public-key.ts';
import { sha256 } from '../model/digest.ts';
import { CONFIG, DOCUMENT, INDEX, inToto, MANIFEST, signer } from './fixtures/cases.ts';
import { parseVex } from './parse-vex.ts';
import type { VexFacts } from './vex-format.ts';

const { format: _1, id: _2, author: _3, timestamp: _4, ...FACTS } = DOCUMENT;
const OF_IMAGE: VexFacts = { ...FACTS, isOfImage: true, reference: 'attached:x' };
const DIGESTS = new Set<string>([MANIFEST, INDEX, CONFIG]);
const OPENVEX_TYPE = 'https://openvex.dev/ns/v0.2.0';

const OPENVEX = {
  '@context': OPENVEX_TYPE,
  author: 'Team',
  timestamp: '2026-01-01T00:00:00Z',
  statements: [
    { vulnerability: { name: 'CVE-2024-1' }, products: [{ '@id': 'pkg:npm/a' }], status: 'fixed' },
  ],
};
const CYCLONEDX = {
  bomFormat: 'CycloneDX',
  vulnerabilities: [{ id: 'CVE-2024-1', analysis: { state: 'resolved' }, affects: [{ ref: 'pkg:npm/a' }] }],
};
const CSAF = {
  document: { category: 'csaf_vex' },
  product_tree: { full_product_names: [{ product_id: 'A', name: 'a' }] },
  vulnerabilities: [{ cve: 'CVE-2024-1', product_status: { fixed: ['A'] } }],
};

function parse(
  bytes: string | Uint8Array | object,
  facts: VexFacts = FACTS,
  publicKeys: readonly string[] = [],
  digests = DIGESTS,
) {
  const data =
    bytes instanceof Uint8Array
      ? bytes
      : Buffer.from(typeof bytes === 'string' ? bytes : JSON.stringify(bytes));
  const { statements, problems } = parseVex(data, facts, { publicKeys, digests });
  return {
    document: statements[0]?.document,
    count: statements.length,
    codes: problems.map(({ code }) => code),
    effects: new Set(problems.map(({ effect }) => effect)),
  };
}

describe('VEX documents', () => {
  for (const [format, json] of Object.entries({ openvex: OPENVEX, cyclonedx: CYCLONEDX, csaf: CSAF })) {
    it(`${format}, bare and as a predicate`, () => {
      assert.equal(parse(json).document?.format, format);
      const { document, codes } = parse(inToto('https://example.com/x', json), OF_IMAGE);
      assert.deepEqual([document?.format, document?.subject, codes], [format, MANIFEST, []]);
    });
  }

  it('a predicate in the form that cosign gives to what it does not know', () => {
    for (const Data of [OPENVEX, JSON.stringify(OPENVEX)]) {
      assert.equal(parse(inToto('https://cosign.sigstore.dev/attestation/v1', { Data }), OF_IMAGE).count, 1);
    }
    assert.equal(
      parse(inToto('https://cosign.sigstore.dev/attestation/v1', { Data: '{' }), OF_IMAGE).count,
      0,
    );
  });

  it('an attestation for another image is not used', () => {
    const other = inToto(OPENVEX_TYPE, OPENVEX, sha256('other'));
    assert.deepEqual(parse(other, OF_IMAGE).codes, ['attestation-of-another-image']);
    // Of a file nobody knows which image it is meant for before it is judged.
    assert.equal(parse(other).document?.subject, sha256('other'));
    assert.equal(parse(inToto(OPENVEX_TYPE, OPENVEX, INDEX), OF_IMAGE).document?.subject, INDEX);
  });

  it('an attestation without a subject is not used', () => {
    const none = JSON.stringify({
      _type: 'https://in-toto.io/Statement/v0.1',
      subject: [{ digest: { sha1: 'ff' } }],
      predicate: OPENVEX,
    });
    assert.deepEqual(parse(none).codes, ['vex-unreadable']);
  });

  it('a signed one says with which of the keys', () => {
    const [one, two] = [signer('ec'), signer()];
    const bytes = two.envelope(inToto(OPENVEX_TYPE, OPENVEX));
    const { document } = parse(bytes, OF_IMAGE, [one.publicKey, two.publicKey, 'no key']);
    assert.deepEqual(document?.verifiedBy, [keyFingerprint(two.publicKey)]);
    assert.deepEqual(parse(bytes, OF_IMAGE, [one.publicKey]).document?.verifiedBy, []);
  });

  it('a signed one around the document itself', () => {
    const key = signer();
    const bytes = key.envelope(JSON.stringify(OPENVEX), 'application/vnd.openvex+json');
    assert.deepEqual(parse(bytes, FACTS, [key.publicKey]).document?.verifiedBy, [
      keyFingerprint(key.publicKey),
    ]);
  });

  it('a Sigstore bundle', () => {
    const key = signer('ec');
    const dsseEnvelope: unknown = JSON.parse(key.envelope(inToto(OPENVEX_TYPE, OPENVEX)).toString());
    const bundle = {
      mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
      verificationMaterial: {},
      dsseEnvelope,
    };
    assert.deepEqual(parse(bundle, OF_IMAGE, [key.publicKey]).document?.verifiedBy, [
      keyFingerprint(key.publicKey),
    ]);
  });

  it('what was signed as another thing is not taken for a statement about an image', () => {
    const key = signer();
    assert.deepEqual(parse(key.envelope(inToto(OPENVEX_TYPE, OPENVEX), 'text/plain'), OF_IMAGE).codes, [
      'vex-unreadable',
    ]);
    assert.deepEqual(parse(key.envelope(JSON.stringify(OPENVEX)), OF_IMAGE).codes, ['vex-unreadable']);
  });

  it('the document of an envelope cannot say who signed it', () => {
    const forged = { ...OPENVEX, verifiedBy: ['x'], trustRules: [9], isOfImage: true };
    const { document } = parse(forged);
    assert.deepEqual([document?.verifiedBy, document?.trustRules, document?.isOfImage], [[], [0], false]);
  });

  const damaged: readonly (readonly [name: string, bytes: string])[] = [
    ['nothing', ''],
    ['no JSON', '{'],
    ['a list', '[]'],
    ['deep', `{"statements":${'['.repeat(5000)}`],
    ['an envelope of nothing', '{"payload":"","payloadType":"x","signatures":[{"sig":"AA=="}]}'],
    ['an envelope without a signature', '{"payload":"e30=","payloadType":"x","signatures":[]}'],
    ['a payload that is no Base64', '{"payload":"?","payloadType":"x","signatures":[{"sig":"AA=="}]}'],
    [
      'an envelope in an envelope',
      JSON.stringify({
        payload: 'eyJwYXlsb2FkIjoiIiwic2lnbmF0dXJlcyI6W119',
        payloadType: 'x',
        signatures: [{ sig: 'AA==' }],
      }),
    ],
    ['something else', '{"spdxVersion":"SPDX-2.3"}'],
  ];
  for (const [name, bytes] of damaged) {
    it(`damaged: ${name}`, () => {
      const { count, codes, effects } = parse(bytes);
      assert.deepEqual([count, codes, [...effects]], [0, ['vex-unreadable'], ['note']]);
    });
  }

  it('other things that are attached to an image are no problem', () => {
    assert.deepEqual(parse({ spdxVersion: 'SPDX-2.3' }, OF_IMAGE).codes, []);
    assert.deepEqual(
      parse(inToto('https://slsa.dev/provenance/v1', { buildDefinition: {} }), OF_IMAGE).codes,
      [],
    );
  });
});
