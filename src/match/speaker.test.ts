import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  advisory,
  language,
  lookupOf,
  osPackage,
  ownerOf,
  range,
  testEcosystems,
} from '../../test/advisories.ts';
import type { Advisory } from '../model/advisory.ts';
import type { Package } from '../model/package.ts';
import { matchPackages } from './match.ts';
import type { MatchEcosystem } from './search.ts';

const VERSION = '1.6-2.1.root.io.2';
const jq = osPackage('dpkg', 'jq', VERSION);
const FIRST = 'root:debian:12';
const SECOND = 'debian:12';

const ecosystems: ReadonlyMap<string, MatchEcosystem> = new Map([
  ...testEcosystems,
  [
    'dpkg',
    {
      advisoryQueries: (pkg: Package) =>
        [FIRST, SECOND].map((namespace) => ({ key: { namespace, name: pkg.name }, version: pkg.version })),
      dataOnlyReason: () => '',
    },
  ],
]);

function said(namespace: string, parts: Partial<Advisory>): Advisory {
  return advisory({ id: 'CVE-2031-1', key: { namespace, name: 'jq' }, scheme: 'deb', ...parts });
}

const FIXED_THERE = said(SECOND, { state: 'fixed', ranges: [range(null, '1.7-1')] });

function standingsOf(advisories: readonly Advisory[], packages: readonly Package[] = [jq]): string[] {
  const { findings } = matchPackages(packages, ecosystems, lookupOf(advisories, [FIRST, SECOND]));
  return findings.map(({ ecosystem, standing, standingReason, instances }) =>
    [ecosystem, standing, standingReason, instances[0]!.fixedVersion].join(' | '),
  );
}

const TABLE: readonly (readonly [what: string, first: readonly Advisory[], told: string])[] = [
  [
    'a fix that the version holds clears it, with that reason',
    [said(FIRST, { state: 'fixed', ranges: [range(null, '1.6-2.1.root.io.2')] })],
    `dpkg | vendor-not-affected | ${FIRST} has a fix for it, which ${VERSION} holds | 1.7-1`,
  ],
  [
    'a fix that the version has not yet is told, and no other',
    [said(FIRST, { state: 'fixed', ranges: [range(null, '1.6-2.1.root.io.3')] })],
    'dpkg | counted |  | 1.6-2.1.root.io.3',
  ],
  [
    '"not affected" clears it',
    [said(FIRST, { state: 'not-affected' })],
    `dpkg | vendor-not-affected | ${FIRST} says that it is not affected | 1.7-1`,
  ],
  ['silence leaves it to the other', [], 'dpkg | counted |  | 1.7-1'],
  [
    'a record of a later line is silence',
    [said(FIRST, { state: 'fixed', ranges: [range('1.8', '1.8-1.root.io.1')] })],
    'dpkg | counted |  | 1.7-1',
  ],
  [
    'a record without a fix of an earlier line is silence',
    [said(FIRST, { ranges: [{ introduced: '1.2', fixed: null, lastAffected: '1.2+sp999' }] })],
    'dpkg | counted |  | 1.7-1',
  ],
  [
    'a record of another flaw is silence',
    [said(FIRST, { id: 'CVE-2031-2', state: 'fixed', ranges: [range(null, '1.0')] })],
    'dpkg | counted |  | 1.7-1',
  ],
];

describe('of two namespaces the first that speaks of a flaw has the say', () => {
  for (const [what, first, told] of TABLE) {
    it(what, () => assert.deepEqual(standingsOf([...first, FIXED_THERE]), [told]));
  }

  it('and what only the first knows is a finding', () => {
    const first = said(FIRST, { state: 'fixed', ranges: [range(null, '1.6-2.1.root.io.3')] });
    assert.deepEqual(standingsOf([first]), ['dpkg | counted |  | 1.6-2.1.root.io.3']);
  });

  it('also for files of the package', () => {
    const owned = language('npm', 'lib', '1.0.0', { ownedBy: ownerOf(jq, { namespace: SECOND }) });
    const flaw = advisory({ id: 'CVE-2031-1' });
    const fixed = said(FIRST, { state: 'fixed', ranges: [range(null, '1.0')] });
    assert.deepEqual(
      standingsOf([flaw, fixed, FIXED_THERE], [jq, owned])[1],
      [
        'npm',
        'vendor-not-affected',
        `belongs to jq: ${FIRST} has a fix for it, which ${VERSION} holds`,
        '',
      ].join(' | '),
    );
  });
});
