import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { schemes } from '../../../version/list.ts';
import { toContext } from '../../compile.ts';
import { parsePackage } from './package.ts';

const context = toContext(schemes);

function parse(secfixes: unknown, distroversion = 'v3.20'): ReturnType<typeof parsePackage> {
  return parsePackage(JSON.stringify({ distroversion, pkg: { name: 'openssl', secfixes } }), context);
}

function shown(secfixes: unknown): string[] {
  return parse(secfixes).advisories.map((a) =>
    `${[a.id, ...a.aliases].join('=')} ${a.state} ${a.ranges.map((r) => r.fixed).join('|')}`.trim(),
  );
}

const TABLE: readonly (readonly [string, object, readonly string[]])[] = [
  ['a fix', { '3.1.4-r1': ['CVE-2023-5678'] }, ['CVE-2023-5678 fixed 3.1.4-r1']],
  ['never affected', { '0': ['CVE-2023-5678'] }, ['CVE-2023-5678 not-affected']],
  [
    'a real version beats 0',
    { '0': ['CVE-2023-5678'], '1.0-r0': ['CVE-2023-5678'] },
    ['CVE-2023-5678 fixed 1.0-r0'],
  ],
  [
    'fixed twice',
    { '1.10-r0': ['CVE-2023-5678'], '1.9-r0': ['CVE-2023-5678'] },
    ['CVE-2023-5678 fixed 1.10-r0'],
  ],
  [
    'fixed twice, unreadable',
    { 'a b': ['CVE-2023-5678'], '1.9-r0': ['CVE-2023-5678'] },
    ['CVE-2023-5678 fixed 1.9-r0|a b'],
  ],
  ['several words', { '1-r0': ['CVE-2019-19344 XSA-1'] }, ['CVE-2019-19344=XSA-1 fixed 1-r0']],
  [
    'GHSA',
    { '1-r0': ['CVE-2019-19344 GHSA-2234-fmw7-43wr'] },
    ['CVE-2019-19344=GHSA-2234-fmw7-43wr fixed 1-r0'],
  ],
  [
    'several CVEs are several flaws',
    { '1-r0': ['CVE-2019-0001 CVE-2019-0002 XSA-1'] },
    ['CVE-2019-0001 fixed 1-r0', 'CVE-2019-0002 fixed 1-r0'],
  ],
  ['a suffix', { '1-r0': ['CVE-2017-2616+regression'] }, ['CVE-2017-2616 fixed 1-r0']],
  ['remarks', { '1-r0': ['CVE-2018-10103 (SMB - partially)'] }, ['CVE-2018-10103 fixed 1-r0']],
  [
    'slips',
    { '1-r0': ['CVE_2019-2426', 'CVE 2018-16859'] },
    ['CVE-2019-2426 fixed 1-r0', 'CVE-2018-16859 fixed 1-r0'],
  ],
  ['no CVE', { '1-r0': ['XSA-254', 'ZBX-11023'] }, ['XSA-254 fixed 1-r0', 'ZBX-11023 fixed 1-r0']],
  ['no ids', { '1-r0': null, '2-r0': [], '3-r0': [7] }, []],
];

describe('Alpine secdb', () => {
  for (const [name, secfixes, wanted] of TABLE) {
    test(name, () => {
      assert.deepEqual(shown(secfixes), wanted);
    });
  }

  test('the branch is the namespace', () => {
    const fixes = { '1-r0': ['CVE-2019-0001'] };
    assert.equal(parse(fixes).advisories[0]?.key.namespace, 'alpine:3.20');
    assert.equal(parse(fixes, 'edge').advisories[0]?.key.namespace, 'alpine:edge');
  });

  test('words that are no ids are counted', () => {
    assert.deepEqual(parse({ '1-r0': ['CVE-????-????? XSA-295'] }).skipped, ['unreadable-id']);
    assert.deepEqual(parse({ '1-r0': ['see the changelog'] }).skipped, ['unreadable-id']);
  });

  test('other shapes are no package', () => {
    for (const text of ['[]', '{}', '{"distroversion":"v3.20","pkg":{}}', '{"pkg":{"name":"a"}}']) {
      assert.throws(() => parsePackage(text, context), text);
    }
    assert.throws(() => parse({}, 'v3'));
  });
});
