import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { debian } from '../debian/debian.ts';
import { echo } from './echo.ts';
import { parsePackage } from './package.ts';

const TABLE: readonly (readonly [what: string, flaw: object, state: string, fixed: string | null])[] = [
  ['fixed', { fixed_version: '1.2-3', severity: 'High' }, 'fixed', '1.2-3'],
  ['fixed in 0', { fixed_version: '0' }, 'not-affected', null],
  ['open', { severity: 'Low' }, 'affected', null],
  ['open, nothing more', {}, 'affected', null],
  ['open, an empty version', { fixed_version: '' }, 'affected', null],
];

describe('a package of Echo', () => {
  for (const [what, flaw, state, fixed] of TABLE) {
    it(`${what} is ${state}`, () => {
      const [advisory] = parsePackage(JSON.stringify({ openssl: { 'CVE-2031-1': flaw } })).advisories;
      assert.deepEqual(
        [advisory?.key, advisory?.state, advisory?.ranges[0]?.fixed ?? null],
        [{ namespace: 'echo', name: 'openssl' }, state, fixed],
      );
    });
  }

  it('has a severity of its own', () => {
    const [advisory] = parsePackage('{"a":{"CVE-2031-1":{"severity":"Critical"}}}').advisories;
    assert.deepEqual(advisory?.severities, [
      { source: 'Echo', severity: 'critical', score: null, vector: '' },
    ]);
  });

  it('skips what is no flaw; other shapes are no package', () => {
    assert.deepEqual(parsePackage('{"a":{"CVE-2031-1":7}}').skipped, ['unreadable-flaw']);
    for (const text of ['[]', '{}', '{"a":1}', '{"a":{},"b":{}}'])
      assert.throws(() => parsePackage(text), text);
  });

  it("is told from Debian's tracker", () => {
    const recognising = (text: string): string[] =>
      [debian, echo].filter((feed) => feed.recognises({ path: 'data.json', head: text })).map(({ id }) => id);
    assert.deepEqual(recognising('{"a":{"CVE-2031-1":{"fixed_version":"1","severity":"low"}}}'), ['echo']);
    assert.deepEqual(recognising('{\n "a": {"CVE-2031-1": {}, '), ['echo']);
    for (const first of ['scope', 'debianbug', 'description', 'releases'])
      assert.deepEqual(recognising(`{"a":{"CVE-2031-1":{"${first}":`), ['debian'], first);
  });
});
