import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseGroup } from './group.ts';

function group(parts: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({
    name: 'AVG-1',
    packages: ['tiny'],
    status: 'Vulnerable',
    severity: 'High',
    type: 'denial of service',
    affected: '1.0-1',
    fixed: null,
    issues: ['CVE-2099-1'],
    ...parts,
  });
}

const TABLE: readonly (readonly [
  status: string,
  fixed: string | null,
  state: string | null,
  bound: string | null,
])[] = [
  ['Fixed', '1.1-1', 'fixed', '1.1-1'],
  ['Fixed', null, null, null],
  ['Testing', '1.1-1', 'fixed', '1.1-1'],
  ['Vulnerable', null, 'affected', null],
  ['Vulnerable', '1.1-1', 'fixed', '1.1-1'],
  ['Unknown', null, 'under-investigation', null],
  ['Not affected', null, 'not-affected', null],
  ['Something new', null, null, null],
];

describe('group of the Arch tracker', () => {
  for (const [status, fixed, state, bound] of TABLE) {
    it(`${status}, fixed in ${fixed ?? 'nothing'}: ${state ?? 'left out'}`, () => {
      const { advisories, skipped } = parseGroup(group({ status, fixed }));
      assert.equal(advisories[0]?.state ?? null, state);
      assert.equal(advisories[0]?.ranges[0]?.fixed ?? null, bound);
      assert.equal(skipped.length, state === null ? 1 : 0);
    });
  }

  it('each flaw in each package is one, under its own name', () => {
    const { advisories } = parseGroup(group({ packages: ['a', 'b'], issues: ['CVE-2099-1', 'CVE-2099-2'] }));
    assert.deepEqual(
      advisories.map(({ id, key, aliases }) => [id, key.name, aliases]),
      [
        ['CVE-2099-1', 'a', []],
        ['CVE-2099-1', 'b', []],
        ['CVE-2099-2', 'a', []],
        ['CVE-2099-2', 'b', []],
      ],
    );
    assert.equal(advisories[0]!.url, 'https://security.archlinux.org/AVG-1');
    assert.deepEqual(advisories[0]!.severities, [
      { source: 'Arch', severity: 'high', score: null, vector: '' },
    ]);
  });

  for (const text of ['', '[]', '{}', '{"name":"AVG-x"}', '{"name":7}']) {
    it(`${JSON.stringify(text)} is no group`, () => assert.throws(() => parseGroup(text)));
  }
});
