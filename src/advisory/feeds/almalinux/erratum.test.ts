import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Advisory } from '../../../model/advisory.ts';
import { parseErratum } from './erratum.ts';

const SELF = { id: 'ALSA-2031:1', type: 'self', href: 'https://errata.almalinux.org/9/ALSA-2031-1.html' };

function erratum(parts: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({
    id: 'ALSA-2031:1',
    issued_date: 1927152000,
    updated_date: 1927238400,
    severity: 'Low',
    title: 'Low: pot security update',
    type: 'security',
    packages: [rpm('pot', 'x86_64')],
    references: [SELF, { id: 'CVE-2031-1001', type: 'cve', href: '' }],
    ...parts,
  });
}

function rpm(name: string, arch: string, parts: Readonly<Record<string, unknown>> = {}): unknown {
  return { name, epoch: '0', version: '1.2', release: '3.el9', arch, ...parts };
}

function short({ key, scope, ranges }: Advisory): string {
  return `${key.name}|${ranges[0]?.fixed}|${scope.arches.join('+')}|${scope.moduleStream ?? 'any'}`;
}

describe('a notice of AlmaLinux', () => {
  it('is an advisory for each package, with the CVEs as its flaws', () => {
    const { advisories, modifiedAt } = parseErratum(erratum({}));
    assert.equal(modifiedAt, '2031-01-27T00:00:00Z');
    assert.deepEqual(advisories, [
      {
        id: 'ALSA-2031:1',
        aliases: ['CVE-2031-1001'],
        feed: 'almalinux',
        key: { namespace: 'almalinux:9', name: 'pot' },
        scope: { arches: ['x86_64'], moduleStream: '', stream: '' },
        scheme: 'rpm',
        state: 'fixed',
        ranges: [{ introduced: null, fixed: '1.2-3.el9', lastAffected: null }],
        versions: [],
        title: 'pot security update',
        severities: [{ source: 'AlmaLinux', severity: 'low', score: null, vector: '' }],
        publishedAt: '2031-01-26T00:00:00Z',
        fixedAt: '2031-01-26T00:00:00Z',
        withdrawnAt: '',
        knownExploited: false,
        informational: '',
        url: 'https://errata.almalinux.org/9/ALSA-2031-1.html',
      },
    ]);
  });

  const PACKAGES: readonly (readonly [
    what: string,
    packages: readonly unknown[],
    found: readonly string[],
  ])[] = [
    [
      'architectures of one version are one',
      [rpm('a', 'x86_64'), rpm('a', 'i686')],
      ['a|1.2-3.el9|i686+x86_64|'],
    ],
    ['noarch is for all', [rpm('a', 'noarch')], ['a|1.2-3.el9||']],
    ['an epoch', [rpm('a', 'noarch', { epoch: '32' })], ['a|32:1.2-3.el9||']],
    [
      'sources and symbols are left out',
      [rpm('a', 'src'), rpm('a-debuginfo', 'x86_64'), rpm('b', 'noarch')],
      ['b|1.2-3.el9||'],
    ],
    [
      'streams of a module are apart',
      [
        rpm('a', 'x86_64', { module: 'pot:18:8060:c5:x86_64' }),
        rpm('a', 'x86_64', { module: 'pot-devel:20:8060:c5:x86_64' }),
        rpm('a', 'x86_64', { release: '1.module_el8.6.0+1' }),
      ],
      ['a|1.2-3.el9|x86_64|pot:18', 'a|1.2-3.el9|x86_64|pot:20', 'a|1.2-1.module_el8.6.0+1|x86_64|any'],
    ],
  ];
  for (const [what, packages, found] of PACKAGES) {
    it(what, () => assert.deepEqual(parseErratum(erratum({ packages })).advisories.map(short), found));
  }

  const SKIPPED: readonly (readonly [
    what: string,
    parts: Readonly<Record<string, unknown>>,
    reason: string,
  ])[] = [
    ['a bug fix', { id: 'ALBA-2031:1', type: 'bugfix' }, 'not-security'],
    ['an enhancement', { id: 'ALEA-2031:1', type: 'security' }, 'not-security'],
    ['no release', { references: [], packages: [rpm('a', 'noarch', { release: '1' })] }, 'no-release'],
    ['no packages', { packages: [] }, 'no-package'],
    [
      'a package without a version',
      { packages: [rpm('a', 'x86_64', { version: '' })] },
      'unreadable-package',
    ],
  ];
  for (const [what, parts, reason] of SKIPPED) {
    it(`is skipped with a reason: ${what}`, () => {
      const { advisories, skipped } = parseErratum(erratum(parts));
      assert.deepEqual([advisories, skipped], [[], [reason]]);
    });
  }

  it('has the release of its page, else of its packages', () => {
    const page = { ...SELF, href: 'https://errata.almalinux.org/10/ALSA-2031-1.html' };
    const releases = [{ references: [page] }, { references: [] }].map(
      (parts) => parseErratum(erratum(parts)).advisories[0]!.key.namespace,
    );
    assert.deepEqual(releases, ['almalinux:10', 'almalinux:9']);
  });

  it('other shapes are no notice', () => {
    for (const text of ['{', '[]', '{}', '{"id":"RHSA-2031:1"}'])
      assert.throws(() => parseErratum(text), text);
  });
});
