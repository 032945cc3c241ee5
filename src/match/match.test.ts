import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import {
  advisory,
  language,
  lookupOf,
  osPackage,
  ownerOf,
  range,
  testEcosystems,
} from '../../test/advisories.ts';
import { DEFAULT_LIMITS } from '../base/limits.ts';
import { rpm } from '../ecosystem/rpm/rpm.ts';
import type { Advisory } from '../model/advisory.ts';
import type { VulnerabilityFinding } from '../model/finding.ts';
import { vulnerabilityFingerprint } from '../model/fingerprint.ts';
import type { Package } from '../model/package.ts';
import { type MatchOptions, type MatchResult, matchPackages } from './match.ts';

function match(
  packages: readonly Package[],
  advisories: readonly Advisory[],
  loaded: readonly string[] = [],
): MatchResult {
  return matchPackages(packages, testEcosystems, lookupOf(advisories, loaded));
}

function only(result: MatchResult): VulnerabilityFinding {
  assert.equal(result.findings.length, 1, JSON.stringify(result.findings.map((f) => [f.id, f.packagePurl])));
  return result.findings[0]!;
}

const lib = language('npm', 'lib', '1.0.0');
const openssl = { namespace: 'debian:12', name: 'openssl' };
const libssl = osPackage('dpkg', 'libssl3', '3.0.11-1+b1', {
  source: { name: 'openssl', version: '3.0.11-1' },
});
const deb = (parts: Partial<Advisory> & { readonly id: string }): Advisory =>
  advisory({ feed: 'debian', key: openssl, scheme: 'deb', state: 'fixed', ...parts });

function bounded(limits: Partial<MatchOptions['limits']>, isLate = (): boolean => false): MatchOptions {
  return { limits: { ...DEFAULT_LIMITS, ...limits }, isLate, countsDeclared: false };
}

describe('what is only declared', () => {
  const declared = language('npm', 'lib', '1.0.0', { confidence: 'declared', evidence: 'package-lock.json' });
  const flaw = advisory({ id: 'CVE-2024-1', key: { namespace: 'npm', name: 'lib' } });
  const standing = (countsDeclared: boolean): string => {
    const options = { ...bounded({}), countsDeclared };
    return only(matchPackages([declared], testEcosystems, lookupOf([flaw]), options)).standing;
  };

  test('does not count in an image, and does in a source tree', () => {
    assert.deepEqual([standing(false), standing(true)], ['informational', 'counted']);
  });
});

describe('very many findings', () => {
  test('are cut off, with a problem', () => {
    const packages = Array.from({ length: 50 }, (_, i) => language('npm', `lib${i}`, '1.0.0'));
    const flaws = (name: string): Advisory[] =>
      Array.from({ length: 20 }, (_, i) =>
        advisory({ id: `CVE-2024-${i}`, key: { namespace: 'npm', name } }),
      );
    const lookup = { find: ({ name }: { readonly name: string }) => flaws(name), has: () => true };
    const { findings, problems } = matchPackages(
      packages,
      testEcosystems,
      lookup,
      bounded({ findings: 100 }),
    );
    assert.equal(findings.length, 100);
    assert.deepEqual(
      problems.map(({ code, effect }) => [code, effect]),
      [['too-many-findings', 'incomplete']],
    );
    const whole = matchPackages(packages, testEcosystems, lookup);
    assert.deepEqual([whole.findings.length, whole.problems], [1000, []]);
  });
});

describe('match', () => {
  test('finds by source package and source version, with the evidence for it', () => {
    const held = range(null, '3.0.13-1');
    const DAYS = { publishedAt: '2024-01-02T00:00:00Z', fixedAt: '2024-01-09T00:00:00Z' };
    const finding = only(
      match(
        [libssl],
        [deb({ id: 'CVE-2024-1', ranges: [held], title: 'a flaw', url: 'https://x.test/', ...DAYS })],
      ),
    );
    assert.equal(finding.id, 'CVE-2024-1');
    assert.equal(finding.packagePurl, 'pkg:deb/debian/libssl3');
    assert.equal(finding.fingerprint, vulnerabilityFingerprint('CVE-2024-1', 'pkg:deb/debian/libssl3'));
    assert.equal(finding.packageName, 'libssl3');
    assert.equal(finding.ecosystem, 'dpkg');
    assert.equal(finding.title, 'a flaw');
    assert.equal(finding.state, 'fixed');
    assert.equal(finding.standing, 'counted');
    assert.equal(finding.standingReason, '');
    assert.deepEqual(finding.instances, [
      {
        purl: libssl.purl,
        version: '3.0.11-1+b1',
        foundAt: libssl.foundAt,
        ownedBy: null,
        fixedVersion: '3.0.13-1',
        evidence: [
          {
            advisoryId: 'CVE-2024-1',
            feed: 'debian',
            key: openssl,
            state: 'fixed',
            comparedVersion: '3.0.11-1',
            range: held,
            listed: false,
            fixedVersion: '3.0.13-1',
            ...DAYS,
            url: 'https://x.test/',
          },
        ],
      },
    ]);
  });

  test('nothing for a fixed version, another name, another release, an unknown ecosystem', () => {
    const fixed = deb({ id: 'CVE-2024-1', ranges: [range(null, '3.0.11-1')] });
    const other = deb({ id: 'CVE-2024-2', key: { namespace: 'debian:12', name: 'openssl1.1' } });
    const release = deb({ id: 'CVE-2024-3', key: { namespace: 'debian:11', name: 'openssl' } });
    assert.deepEqual(match([libssl, language('cargo', 'lib', '1')], [fixed, other, release]), {
      findings: [],
      problems: [],
    });
  });

  test('withdrawn and informational records are no findings', () => {
    const withdrawn = advisory({ id: 'GHSA-1', withdrawnAt: '2024-01-01T00:00:00Z' });
    const notice = advisory({ id: 'RUSTSEC-1', informational: 'unmaintained' });
    assert.deepEqual(match([lib], [withdrawn, notice]).findings, []);
  });

  test('one finding for one flaw and package, with all its places', () => {
    const places = [
      language('npm', 'lib', '1.0.0', { foundAt: { path: 'b', layerIndex: 2 } }),
      language('npm', 'lib', '1.3.1', { foundAt: { path: 'a', layerIndex: 1 } }),
      language('npm', 'lib', '1.2.7', { foundAt: { path: 'c', layerIndex: 1 } }),
    ];
    const ranges = [range(null, '1.2.5'), range('1.3.0', '1.3.2')];
    const finding = only(match(places, [advisory({ id: 'GHSA-1', aliases: ['CVE-2024-1'], ranges })]));
    assert.deepEqual(
      finding.instances.map((i) => [i.foundAt.path, i.version, i.fixedVersion]),
      [
        ['a', '1.3.1', '1.3.2'],
        ['b', '1.0.0', '1.2.5'],
      ],
    );
  });

  test('one package listed twice in one place is one place', () => {
    assert.equal(only(match([lib, { ...lib }], [advisory({ id: 'GHSA-1' })])).instances.length, 1);
  });

  test('all sources are evidence; the fix is one that clears them all; the same record twice is one', () => {
    const ghsa = advisory({ id: 'GHSA-1', aliases: ['CVE-2024-1'], ranges: [range(null, '1.2.0')] });
    const snyk = advisory({
      id: 'X-1',
      aliases: ['CVE-2024-1'],
      ranges: [range(null, '1.4.0')],
      knownExploited: true,
    });
    const finding = only(match([lib], [snyk, ghsa, { ...ghsa }]));
    assert.deepEqual(finding.aliases, ['GHSA-1', 'X-1']);
    assert.equal(finding.knownExploited, true);
    assert.deepEqual(
      finding.instances[0]?.evidence.map((e) => [e.advisoryId, e.fixedVersion]),
      [
        ['GHSA-1', '1.2.0'],
        ['X-1', '1.4.0'],
      ],
    );
    assert.equal(finding.instances[0]?.fixedVersion, '1.4.0');
  });

  test('a record of two CVEs is evidence in two findings', () => {
    const both = advisory({ id: 'GHSA-1', aliases: ['CVE-2024-2', 'CVE-2024-1'] });
    const { findings } = match([lib], [both]);
    assert.deepEqual(
      findings.map((f) => [f.id, f.aliases, f.instances[0]?.evidence[0]?.advisoryId]),
      [
        ['CVE-2024-1', ['GHSA-1'], 'GHSA-1'],
        ['CVE-2024-2', ['GHSA-1'], 'GHSA-1'],
      ],
    );
  });

  test('the title is that of the record with the id shown, else any', () => {
    const a = advisory({ id: 'GHSA-1', aliases: ['CVE-2024-1'], title: 'of the GHSA' });
    const b = advisory({ id: 'CVE-2024-1', title: 'of the CVE' });
    assert.equal(only(match([lib], [a, b])).title, 'of the CVE');
    assert.equal(only(match([lib], [a, { ...b, title: '' }])).title, 'of the GHSA');
  });

  test('the severity shown names its source, and all opinions are kept', () => {
    const word = (source: string, severity: 'low' | 'high') =>
      ({ source, severity, score: null, vector: '' }) as const;
    const finding = only(
      match(
        [libssl],
        [
          deb({ id: 'CVE-2024-1', severities: [word('NVD', 'high'), word('Debian', 'low')] }),
          deb({ id: 'CVE-2024-1', feed: 'osv', severities: [word('NVD', 'high')] }),
        ],
      ),
    );
    assert.deepEqual([finding.severity, finding.severitySource], ['low', 'Debian']);
    assert.deepEqual(
      finding.opinions.map((o) => o.source),
      ['Debian', 'NVD'],
    );
  });

  test('any order of packages and advisories gives the same', () => {
    const packages = [lib, libssl, language('npm', 'lib', '2.0.0'), language('npm', 'other', '1.0.0')];
    const advisories = [
      deb({ id: 'CVE-2024-1' }),
      deb({ id: 'CVE-2024-1', feed: 'osv' }),
      advisory({ id: 'GHSA-1', aliases: ['CVE-2024-2'] }),
      advisory({ id: 'PYSEC-1', aliases: ['GHSA-1'] }),
      advisory({ id: 'GHSA-2', key: { namespace: 'npm', name: 'other' }, ranges: [range(null, 'x')] }),
    ];
    assert.deepEqual(match(packages.toReversed(), advisories.toReversed()), match(packages, advisories));
  });

  test('a database of one image matches thousands of packages without trouble', () => {
    const packages = Array.from({ length: 2000 }, (_, i) => language('npm', `lib${i % 500}`, `1.${i}.0`));
    const advisories = Array.from({ length: 500 }, (_, i) =>
      advisory({
        id: `GHSA-${i}`,
        key: { namespace: 'npm', name: `lib${i}` },
        ranges: [range(null, '1.900.0')],
      }),
    );
    assert.equal(match(packages, advisories).findings.length, 500);
  });
});

describe('state of a finding', () => {
  const TABLE: readonly (readonly [string, readonly Partial<Advisory>[], string])[] = [
    ['fixed where a fix is known', [{ ranges: [range(null, '2.0.0')], state: 'fixed' }], 'fixed'],
    ['fixed above all others', [{ ranges: [range(null, '2.0.0')] }, { state: 'will-not-fix' }], 'fixed'],
    [
      'a fix of another line is none',
      [{ versions: ['1.0.0'], ranges: [range('0.1.0', '0.2.0')], state: 'fixed' }],
      'affected',
    ],
    [
      'will-not-fix tells more than affected',
      [{ state: 'affected' }, { state: 'will-not-fix' }],
      'will-not-fix',
    ],
    [
      'fix-deferred tells more than affected',
      [{ state: 'affected' }, { state: 'fix-deferred' }],
      'fix-deferred',
    ],
    [
      'end-of-life tells more than affected',
      [{ state: 'affected' }, { state: 'end-of-life' }],
      'end-of-life',
    ],
    [
      'affected tells more than under investigation',
      [{ state: 'affected' }, { state: 'under-investigation' }],
      'affected',
    ],
    ['under investigation', [{ state: 'under-investigation' }], 'under-investigation'],
  ];
  for (const [what, parts, state] of TABLE) {
    test(what, () => {
      const advisories = parts.map((p, i) => advisory({ id: `X-${i}`, aliases: ['CVE-2024-1'], ...p }));
      assert.equal(only(match([lib], advisories)).state, state);
    });
  }
});

describe('what cannot be told', () => {
  test('is a Problem, once for a package version, and never a crash', () => {
    const odd = ['b', 'a'].map((path) =>
      language('npm', 'lib', 'next', { foundAt: { path, layerIndex: 0 } }),
    );
    const ids = ['GHSA-7', 'GHSA-1', 'GHSA-2', 'GHSA-3', 'GHSA-4', 'GHSA-5', 'GHSA-6'];
    const { findings, problems } = match(
      odd,
      ids.map((id) => advisory({ id, ranges: [range(null, '2.0.0')] })),
    );
    assert.deepEqual(findings, []);
    assert.deepEqual(
      problems.map((p) => [p.code, p.effect, p.message]),
      [
        [
          'version-not-comparable',
          'incomplete',
          'cannot tell whether lib next has GHSA-1, GHSA-2, GHSA-3, GHSA-4, GHSA-5 and 2 more',
        ],
      ],
    );
  });

  test('is no Problem where another record of the flaw decides, or no code is there', () => {
    const unreadable = advisory({ id: 'GHSA-1', aliases: ['CVE-2024-1'], ranges: [range(null, 'x')] });
    const readable = advisory({ id: 'PYSEC-1', aliases: ['CVE-2024-1'], ranges: [range(null, '2.0.0')] });
    assert.deepEqual(match([lib], [unreadable, readable]).problems, []);
    assert.deepEqual(match([{ ...lib, confidence: 'declared' }], [unreadable]).problems, []);
  });

  test('a Go module without a tag is neither hit nor clean', () => {
    const istio = language('golang', 'istio.io/istio', 'v0.0.0-20220308185742-91533d04e894');
    const key = { namespace: 'golang', name: 'istio.io/istio' };
    const { findings, problems } = match(
      [istio],
      [
        advisory({
          id: 'GO-1',
          key,
          scheme: 'golang',
          publishedAt: '2021-08-24T00:00:00Z',
          ranges: [range(null, '1.9.8')],
        }),
      ],
    );
    assert.deepEqual(findings, []);
    assert.equal(problems[0]?.code, 'version-without-tag');
  });
});

describe('not affected', () => {
  const negative = deb({ id: 'CVE-2024-1', state: 'not-affected', feed: 'debian' });

  test('cancels a match of the same flaw under the same key', () => {
    assert.deepEqual(match([libssl], [deb({ id: 'CVE-2024-1', feed: 'osv' }), negative]).findings, []);
    assert.deepEqual(match([libssl], [deb({ id: 'DSA-1', aliases: ['CVE-2024-1'] }), negative]).findings, []);
    const alias = deb({ id: 'GHSA-1', state: 'not-affected' });
    assert.deepEqual(match([libssl], [deb({ id: 'CVE-2024-1', aliases: ['GHSA-1'] }), alias]).findings, []);
  });

  test('cancels only that flaw, of a record with two', () => {
    const both = deb({ id: 'DSA-1', aliases: ['CVE-2024-1', 'CVE-2024-2'] });
    assert.equal(only(match([libssl], [both, negative])).id, 'CVE-2024-2');
  });

  test('cancels only the versions that it names', () => {
    const since = deb({ id: 'CVE-2024-1', state: 'not-affected', ranges: [range('3.1', null)] });
    assert.equal(only(match([libssl], [deb({ id: 'CVE-2024-1', feed: 'osv' }), since])).id, 'CVE-2024-1');
  });

  test('does not reach another key', () => {
    const elsewhere = { ...negative, key: { namespace: 'debian:11', name: 'openssl' } };
    assert.equal(match([libssl], [deb({ id: 'CVE-2024-1', feed: 'osv' }), elsewhere]).findings.length, 1);
  });
});

describe('a package and its source', () => {
  const rhel = (name: string, parts: Partial<Advisory> & { readonly id: string }): Advisory =>
    advisory({ key: { namespace: 'sles:15.6', name }, scheme: 'rpm', state: 'fixed', ...parts });
  // The source is 4:5.32.1-481; the file name that the package keeps of it has no epoch.
  const errno = osPackage('rpm', 'perl-Errno', '1.30-481', {
    source: { name: 'perl', version: '5.32.1-481' },
  });
  const both = (advisories: readonly Advisory[]): MatchResult =>
    matchPackages([errno], new Map([['rpm', rpm]]), lookupOf(advisories));
  const ofSource = rhel('perl', { id: 'CVE-2031-1', ranges: [range(null, '4:5.32.1-481')] });

  test('what is said of the package goes before what is said of the source', () => {
    const ofPackage = rhel('perl-Errno', { id: 'CVE-2031-1', ranges: [range(null, '1.30-481')] });
    assert.deepEqual(both([ofSource, ofPackage]).findings, []);
    const spared = rhel('perl-Errno', { id: 'CVE-2031-1', state: 'not-affected' });
    assert.deepEqual(both([ofSource, spared]).findings, []);
    const open = rhel('perl-Errno', { id: 'CVE-2031-1', ranges: [range(null, '1.30-482')] });
    assert.equal(only(both([ofSource, open])).instances[0]!.fixedVersion, '1.30-482');
  });

  test('of another flaw the source decides', () => {
    const other = rhel('perl-Errno', { id: 'CVE-2031-2', ranges: [range(null, '1.30-481')] });
    assert.equal(only(both([ofSource, other])).id, 'CVE-2031-1');
  });
});

describe('standing', () => {
  const debianPython = osPackage('dpkg', 'python3-lib', '1.0.0-1+deb12u1', {
    source: { name: 'python-lib', version: '1.0.0-1+deb12u1' },
  });
  const key = { namespace: 'debian:12', name: 'python-lib' };
  const ghsa = advisory({
    id: 'GHSA-1',
    aliases: ['CVE-2024-1'],
    key: { namespace: 'pypi', name: 'lib' },
    scheme: 'pep440',
    ranges: [range(null, '2.0')],
  });
  const owned = (parts = {}): Package =>
    language('pypi', 'lib', '1.0.0', { ownedBy: ownerOf(debianPython, parts) });
  const says = (parts: Partial<Advisory>): Advisory => deb({ id: 'CVE-2024-1', key, ...parts });
  const fixedIn = (version: string): Advisory => says({ ranges: [range(null, version)] });

  type Row = readonly [
    what: string,
    pkg: Package,
    records: readonly Advisory[],
    standing: string,
    reason: RegExp,
  ];
  const TABLE: readonly Row[] = [
    ['no owner', language('pypi', 'lib', '1.0.0'), [fixedIn('1')], 'counted', /^$/],
    [
      "not the distribution's own",
      owned({ ofDistribution: false }),
      [fixedIn('1')],
      'counted',
      /python3-lib.*not the distribution/,
    ],
    [
      'release without data',
      owned({ namespace: 'debian:13' }),
      [fixedIn('1')],
      'counted',
      /no data for debian:13/,
    ],
    ['release unknown', owned({ namespace: '' }), [fixedIn('1')], 'counted', /no data for its release/],
    ['fixed by back-port', owned(), [fixedIn('1.0.0-1+deb12u1')], 'vendor-not-affected', /has a fix/],
    [
      'said not to be affected',
      owned(),
      [says({ state: 'not-affected' })],
      'vendor-not-affected',
      /says that it is not affected/,
    ],
    [
      'found by any alias',
      owned(),
      [says({ id: 'DSA-1', aliases: ['GHSA-1'], state: 'not-affected' })],
      'vendor-not-affected',
      /python3-lib/,
    ],
    [
      'affected: counted once, for the owner',
      owned(),
      [fixedIn('1.0.0-2')],
      'informational',
      /counted as a finding of python3-lib/,
    ],
    ['no record', owned(), [says({ id: 'CVE-2024-9' })], 'vendor-status-unknown', /no record of CVE-2024-1/],
    [
      'undetermined',
      owned(),
      [says({ state: 'under-investigation' })],
      'vendor-status-unknown',
      /not determined/,
    ],
    [
      'a record that cannot be compared',
      owned(),
      [fixedIn('not a version')],
      'vendor-status-unknown',
      /cannot be compared/,
    ],
    [
      'an owner that is not in the list',
      owned({ purl: 'pkg:deb/debian/gone@1' }),
      [fixedIn('1')],
      'vendor-status-unknown',
      /not in the inventory/,
    ],
    [
      'declared only',
      { ...owned(), confidence: 'declared' },
      [fixedIn('1.0.0-2')],
      'informational',
      /only declared/,
    ],
  ];
  for (const [what, pkg, records, standing, reason] of TABLE) {
    test(what, () => {
      const { findings } = match([pkg, debianPython], [ghsa, ...records], ['debian:12']);
      const finding = findings.find((f) => f.packagePurl === 'pkg:pypi/lib')!;
      assert.equal(finding.standing, standing);
      assert.match(finding.standingReason, reason);
      assert.equal(finding.instances[0]?.ownedBy, pkg.ownedBy);
    });
  }

  test('what affects the owner is a finding of the owner', () => {
    const { findings } = match([owned(), debianPython], [ghsa, fixedIn('1.0.0-2')]);
    assert.deepEqual(
      findings.map((f) => [f.packagePurl, f.standing]),
      [
        ['pkg:deb/debian/python3-lib', 'counted'],
        ['pkg:pypi/lib', 'informational'],
      ],
    );
  });

  test('a place that counts is shown alone; the others are told', () => {
    const pip = language('pypi', 'lib', '1.0.0', { foundAt: { path: 'venv/lib', layerIndex: 3 } });
    const finding = only(match([owned(), pip, debianPython], [ghsa, says({ state: 'not-affected' })]));
    assert.equal(finding.standing, 'counted');
    assert.deepEqual(
      finding.instances.map((i) => i.foundAt.path),
      ['venv/lib'],
    );
    assert.match(finding.standingReason, /^not at app\/lib: belongs to python3-lib/);
    assert.deepEqual(
      finding.setAside.map(({ standing, instance }) => [
        standing,
        instance.foundAt.path,
        instance.evidence.length,
      ]),
      [['vendor-not-affected', 'app/lib', 1]],
    );
  });

  test('an OS package whose distribution has not determined it is shown, not counted', () => {
    const finding = only(match([debianPython], [says({ state: 'under-investigation' })]));
    assert.equal(finding.standing, 'vendor-status-unknown');
    assert.match(finding.standingReason, /debian:12 has not determined whether python-lib is affected/);
  });
});

describe('cases that users reported', () => {
  test('case 23: SLES: a back-ported python3-idna is not judged by upstream; one from pip is', () => {
    const rpm = osPackage('rpm', 'python3-idna', '2.6-150000.3.3.1', {
      source: { name: 'python-idna', version: '2.6-150000.3.3.1' },
    });
    const ghsa = advisory({
      id: 'GHSA-jjg7-2v4v-x38h',
      aliases: ['CVE-2024-3651'],
      key: { namespace: 'pypi', name: 'idna' },
      scheme: 'pep440',
      ranges: [range(null, '3.7')],
    });
    const suse = advisory({
      id: 'CVE-2024-3651',
      feed: 'osv',
      key: { namespace: 'sles:15.6', name: 'python-idna' },
      scheme: 'rpm',
      state: 'fixed',
      ranges: [range(null, '2.6-150000.3.3.1')],
    });
    const idna = language('pypi', 'idna', '2.6', { ownedBy: ownerOf(rpm) });
    assert.equal(only(match([rpm, idna], [ghsa, suse])).standing, 'vendor-not-affected');
    assert.equal(only(match([language('pypi', 'idna', '2.6')], [ghsa, suse])).standing, 'counted');
  });

  test('case 25: Oracle Linux: setuptools 39.2.0-7.el8 holds the fix of -6.el8', () => {
    const rpm = osPackage('rpm', 'python3-setuptools', '39.2.0-7.el8');
    const fix = advisory({
      id: 'CVE-2022-40897',
      key: { namespace: 'sles:15.6', name: 'python3-setuptools' },
      scheme: 'rpm',
      ranges: [range(null, '39.2.0-6.el8')],
    });
    assert.deepEqual(match([rpm], [fix]).findings, []);
  });

  test('case 30: Alpine: openssl 3.5.7-r0 has none of the old flaws', () => {
    const fixes = {
      'CVE-2022-1292': '3.0.3-r0',
      'CVE-2022-2068': '3.0.4-r0',
      'CVE-2023-0466': '3.1.0-r2',
      'CVE-2023-4807': '3.1.2-r1',
    };
    const records = Object.entries(fixes).map(([id, fixed]) =>
      advisory({
        id,
        key: { namespace: 'alpine:3.20', name: 'openssl' },
        scheme: 'apk',
        ranges: [range(null, fixed)],
      }),
    );
    const libssl3 = osPackage('apk', 'libssl3', '3.5.7-r0', {
      source: { name: 'openssl', version: '3.5.7-r0' },
    });
    assert.deepEqual(match([libssl3], records).findings, []);
    const old = osPackage('apk', 'libssl3', '3.1.0-r1', { source: { name: 'openssl', version: '3.1.0-r1' } });
    assert.deepEqual(
      match([old], records).findings.map((f) => f.id),
      ['CVE-2023-0466', 'CVE-2023-4807'],
    );
  });

  test('case 31: Wolfi: "0" means not affected', () => {
    const key = { namespace: 'alpine:3.20', name: 'python-3.11' };
    const record = advisory({ id: 'CVE-2023-24329', key, scheme: 'apk' });
    const zero = advisory({
      id: 'CVE-2023-24329',
      key,
      scheme: 'apk',
      state: 'not-affected',
      feed: 'alpine',
    });
    assert.deepEqual(match([osPackage('apk', 'python-3.11', '3.11.4-r0')], [record, zero]).findings, []);
  });

  test('Alpine: a fix of openjdk17 says nothing of openjdk8', () => {
    const record = advisory({
      id: 'CVE-2024-20918',
      key: { namespace: 'alpine:3.20', name: 'openjdk17' },
      scheme: 'apk',
      ranges: [range(null, '17.0.10_p7-r0')],
    });
    assert.deepEqual(match([osPackage('apk', 'openjdk8', '8.402.06-r0')], [record]).findings, []);
  });

  test('Debian: flaws of the kernel are informational in its headers', () => {
    const headers = osPackage('dpkg', 'linux-libc-dev', '6.1.90-1', {
      source: { name: 'linux', version: '6.1.90-1' },
    });
    const record = deb({
      id: 'CVE-2024-1',
      key: { namespace: 'debian:12', name: 'linux' },
      severities: [{ source: 'NVD', severity: 'critical', score: 9.8, vector: '' }],
    });
    const finding = only(match([headers], [record]));
    assert.deepEqual(
      [finding.standing, finding.standingReason, finding.severity],
      ['informational', 'kernel headers', 'critical'],
    );
  });

  test('a version that a later layer replaced is in no package, so in no finding', () => {
    const upgraded = osPackage('dpkg', 'libc6', '2.36-9+deb12u13', {
      source: { name: 'glibc', version: '2.36-9+deb12u13' },
    });
    const record = deb({
      id: 'CVE-2024-2961',
      key: { namespace: 'debian:12', name: 'glibc' },
      ranges: [range(null, '2.36-9+deb12u6')],
    });
    assert.deepEqual(match([upgraded], [record]).findings, []);
  });
});

test('fingerprints are those of the golden file', () => {
  const lines = readFileSync(new URL('./fixtures/fingerprints.txt', import.meta.url), 'utf8')
    .trimEnd()
    .split('\n');
  assert.equal(lines.length, 30);
  for (const line of lines) {
    const [id, purl, fingerprint] = line.split(' ');
    assert.equal(vulnerabilityFingerprint(id!, purl!), fingerprint, line);
  }
});
