import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DRAFT_ROLE } from '../../../model/vex.ts';
import { DOCUMENT } from '../../fixtures/cases.ts';
import type { VexFacts } from '../../vex-format.ts';
import { openvex } from './openvex.ts';

const FACTS: VexFacts = DOCUMENT;
const HEX = 'ab'.repeat(32);

function parse(document: object, facts: Partial<VexFacts> = {}) {
  return openvex.parse(document as Readonly<Record<string, unknown>>, { ...FACTS, ...facts });
}

/** A document with one statement. */
function one(statement: object, document: object = {}) {
  const { statements, problems } = parse({ ...HEAD, ...document, statements: [statement] });
  return { statement: statements[0], messages: problems.map(({ message }) => message) };
}

const HEAD = {
  '@context': 'https://openvex.dev/ns/v0.2.0',
  '@id': 'https://example.com/vex/7',
  author: 'Example Security',
  role: 'Document Creator',
  timestamp: '2026-01-08T18:02:03.647787998-06:00',
  version: 1,
};

const BARE = {
  vulnerability: { name: 'CVE-2024-1' },
  products: [{ '@id': 'pkg:npm/a@1' }],
  status: 'not_affected',
};

describe('OpenVEX', () => {
  it('0.2.0', () => {
    const { statements, problems } = parse({
      ...HEAD,
      statements: [
        {
          vulnerability: {
            '@id': 'https://nvd.nist.gov/vuln/detail/CVE-2024-1',
            name: 'CVE-2024-1',
            aliases: ['GHSA-x', 'CVE-2024-1'],
          },
          timestamp: '2026-02-01T00:00:00Z',
          products: [
            {
              '@id': 'https://example.com/app',
              identifiers: { purl: 'pkg:oci/app@sha256%3Aaa', cpe23: 'cpe:2.3:a:x:app:1:*:*:*:*:*:*:*' },
              hashes: { 'sha-256': HEX, md5: 'ff' },
              subcomponents: [{ '@id': 'pkg:npm/lodash@4.17.20' }, { identifiers: { purl: 'pkg:npm/b' } }],
            },
          ],
          status: 'not_affected',
          justification: 'vulnerable_code_not_in_execute_path',
          impact_statement: 'never called',
        },
        { ...BARE, status: 'affected', action_statement: 'update' },
      ],
    });
    const components = ['pkg:npm/lodash@4.17.20', 'pkg:npm/b'];
    assert.deepEqual(problems, []);
    assert.deepEqual(statements[0], {
      document: {
        ...FACTS,
        format: 'openvex',
        id: 'https://example.com/vex/7',
        author: 'Example Security',
        timestamp: '2026-01-09T00:02:03.647Z',
      },
      index: 0,
      vulnerabilities: ['CVE-2024-1', 'GHSA-x'],
      products: [
        { id: 'https://example.com/app', components },
        { id: 'pkg:oci/app@sha256%3Aaa', components },
        { id: 'cpe:2.3:a:x:app:1:*:*:*:*:*:*:*', components },
        { id: `sha256:${HEX}`, components },
      ],
      status: 'not_affected',
      justification: 'vulnerable_code_not_in_execute_path',
      text: 'never called',
      timestamp: '2026-02-01T00:00:00.000Z',
    });
    assert.deepEqual([statements[1]!.text, statements[1]!.timestamp], ['update', '2026-01-09T00:02:03.647Z']);
  });

  it('0.0.1: everything as text, subcomponents of the statement', () => {
    const { statement } = one({
      vulnerability: 'CVE-2024-1',
      products: ['pkg:apk/wolfi/git@2.39.0-r1?arch=armv7', 'pkg:apk/wolfi/git@2.39.0-r1?arch=x86_64'],
      subcomponents: ['pkg:apk/wolfi/curl', { '@id': 'pkg:apk/wolfi/zlib' }],
      status: 'fixed',
      status_notes: 'rebuilt',
    });
    const components = ['pkg:apk/wolfi/curl', 'pkg:apk/wolfi/zlib'];
    assert.deepEqual(statement?.products, [
      { id: 'pkg:apk/wolfi/git@2.39.0-r1?arch=armv7', components },
      { id: 'pkg:apk/wolfi/git@2.39.0-r1?arch=x86_64', components },
    ]);
    assert.deepEqual([statement?.status, statement?.text], ['fixed', 'rebuilt']);
  });

  it('what was changed later counts from then on', () => {
    const { statement } = one({ ...BARE, timestamp: '2026-01-01T00:00:00Z', last_updated: '2026-03-01' });
    assert.equal(statement?.timestamp, '2026-03-01T00:00:00.000Z');
  });

  it('a lone product or subcomponent without its list', () => {
    const { statement } = one({ ...BARE, products: { '@id': 'pkg:npm/a', subcomponents: 'pkg:npm/b' } });
    assert.deepEqual(statement?.products, [{ id: 'pkg:npm/a', components: ['pkg:npm/b'] }]);
  });

  it('a statement without products is about what it is attached to', () => {
    const { products: _, ...without } = BARE;
    const subject = `sha256:${HEX}`;
    const { statements } = parse({ ...HEAD, statements: [without] }, { subject });
    assert.deepEqual(statements[0]?.products, [{ id: subject, components: [] }]);
    assert.deepEqual(one(without).messages, ['VEX: statement 0 is not used: it names no product.']);
  });

  it('of several identifiers those that say less are left out', () => {
    const product = { '@id': 'pkg:npm/a', identifiers: { purl: 'pkg:npm/a@1' } };
    assert.deepEqual(one({ ...BARE, products: [product] }).statement?.products, [
      { id: 'pkg:npm/a@1', components: [] },
    ]);
    const image = { '@id': 'pkg:oci/app', hashes: { 'sha-256': HEX } };
    assert.deepEqual(one({ ...BARE, products: [image] }).statement?.products, [
      { id: `sha256:${HEX}`, components: [] },
    ]);
  });

  it('a part that nobody can name does not make it a statement about the whole', () => {
    for (const subcomponents of [
      [{}],
      [7],
      {},
      7,
      [{ '@id': '' }],
      [{ identifiers: { swid: 'x' } }],
      ['x'.repeat(2000)],
    ]) {
      const { statement, messages } = one({ ...BARE, products: [{ '@id': 'pkg:npm/a', subcomponents }] });
      assert.equal(statement, undefined, JSON.stringify(subcomponents));
      assert.deepEqual(messages, ['VEX: statement 0 is not used: it names no product.']);
    }
  });

  const unused: readonly (readonly [name: string, statement: unknown, why: string])[] = [
    ['no status', { ...BARE, status: undefined }, 'it has no status'],
    ['an unknown status', { ...BARE, status: 'Not_Affected' }, 'its status "Not_Affected" is not known'],
    ['a status that is no text', { ...BARE, status: ['fixed'] }, 'it has no status'],
    ['no vulnerability', { ...BARE, vulnerability: {} }, 'it names no vulnerability'],
    ['no object', 'x', 'it is not an object'],
    ['a product of nothing', { ...BARE, products: [{}] }, 'it names no product'],
  ];
  for (const [name, statement, why] of unused) {
    it(`is not used with ${name}, and the others are`, () => {
      const { statements, problems } = parse({ ...HEAD, statements: [statement, BARE] });
      assert.deepEqual(
        problems.map(({ message, effect }) => [effect, message]),
        [['note', `VEX: statement 0 is not used: ${why}.`]],
      );
      assert.deepEqual(
        statements.map(({ index }) => index),
        [1],
      );
    });
  }

  it('a draft of ours that nobody has signed off is not used', () => {
    const { statement, messages } = one(BARE, { role: DRAFT_ROLE });
    assert.equal(statement, undefined);
    assert.match(messages.join(), /its document is a draft/);
  });

  it('a justification that is none of the five is left out', () => {
    assert.equal(one({ ...BARE, justification: 'because' }).statement?.justification, '');
  });

  it('a document that names too many products', () => {
    const products = Array.from({ length: 30_000 }, (_, i) => `pkg:npm/p${i}`);
    const { statements, problems } = parse({
      ...HEAD,
      statements: [
        { ...BARE, products },
        { ...BARE, products },
      ],
    });
    assert.equal(statements.length, 1);
    assert.match(problems[0]!.message, /more than 50000 products/);
  });

  it('a document that multiplies products with components', () => {
    const names = Array.from({ length: 20_000 }, (_, i) => `pkg:npm/p${i}`);
    const { statements, problems } = parse({
      ...HEAD,
      statements: [{ ...BARE, products: names, subcomponents: names }],
    });
    assert.deepEqual([statements.length, problems.length], [0, 1]);
  });

  it('is known by its context, or by what is in it', () => {
    const known = [
      HEAD,
      { '@context': 'https://openvex.dev/ns' },
      { '@context': ['x', 'https://openvex.dev/ns/v0.2.0'] },
      { author: 'a', statements: [] },
    ];
    for (const json of known) assert.ok(openvex.fits(json as never));
    for (const json of [{}, { '@context': 'https://schema.org' }, { statements: [] }])
      assert.ok(!openvex.fits(json));
  });
});
