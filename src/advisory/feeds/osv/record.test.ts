import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Advisory, EVERYWHERE } from '../../../model/advisory.ts';
import { schemes } from '../../../version/list.ts';
import { toContext } from '../../compile.ts';
import type { Parsed } from '../../feed.ts';
import { parseRecord } from '../../osv/record.ts';
import { findPlace } from './ecosystem.ts';

const context = toContext(schemes);
const OSV = { feed: 'osv', find: findPlace };

function parse(record: Readonly<Record<string, unknown>>): Parsed {
  return parseRecord(JSON.stringify({ id: 'GHSA-xxxx-xxxx-0001', ...record }), context, OSV);
}

function one(record: Readonly<Record<string, unknown>>): Advisory {
  const { advisories } = parse(record);
  assert.equal(advisories.length, 1);
  return advisories[0]!;
}

interface AffectedParts {
  readonly ecosystem?: string;
  readonly name?: string;
  readonly type?: string;
  readonly events?: readonly unknown[] | null;
  readonly versions?: readonly string[];
  readonly more?: object;
}

function affected(parts: AffectedParts = {}): object {
  const {
    ecosystem = 'npm',
    name = 'left',
    type = 'SEMVER',
    events = [{ introduced: '0' }],
    versions,
  } = parts;
  return {
    package: { ecosystem, name },
    ...(events === null ? {} : { ranges: [{ type, events }] }),
    ...(versions === undefined ? {} : { versions }),
    ...parts.more,
  };
}

describe('OSV records', () => {
  test('an ordinary record', () => {
    const advisory = one({
      id: 'GHSA-jfh8-c2jp-5v3q',
      aliases: ['CVE-2021-44228'],
      related: ['CVE-2021-45046'],
      summary: 'Remote code\n execution',
      published: '2021-12-10T00:40:56.123456Z',
      severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H/' }],
      database_specific: { severity: 'CRITICAL', github_reviewed: true },
      affected: [
        affected({
          ecosystem: 'Maven',
          name: 'g:a',
          events: [{ introduced: '2.13.0' }, { fixed: '2.15.0' }],
        }),
      ],
    });
    assert.deepEqual(advisory, {
      id: 'GHSA-jfh8-c2jp-5v3q',
      aliases: ['CVE-2021-44228'],
      feed: 'osv',
      key: { namespace: 'maven', name: 'g:a' },
      scope: EVERYWHERE,
      scheme: 'maven',
      ranges: [{ introduced: '2.13.0', fixed: '2.15.0', lastAffected: null }],
      versions: [],
      state: 'fixed',
      title: 'Remote code execution',
      severities: [
        {
          source: 'GHSA',
          severity: 'critical',
          score: 10,
          vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H',
        },
      ],
      publishedAt: '2021-12-10T00:40:56Z',
      fixedAt: '2021-12-10T00:40:56Z',
      withdrawnAt: '',
      knownExploited: false,
      informational: '',
      url: 'https://github.com/advisories/GHSA-jfh8-c2jp-5v3q',
    });
  });

  const PUBLISHED = '2024-05-01T08:00:00Z';
  const FIXED = [{ introduced: '0' }, { fixed: '1.0-1' }];
  const OPEN = [{ introduced: '0' }];
  const FIX_DAYS: readonly (readonly [string, string, readonly unknown[], string])[] = [
    ['DSA-5678-1', 'Debian:12', FIXED, PUBLISHED],
    ['DLA-0001-1', 'Debian:10', FIXED, PUBLISHED],
    ['USN-6000-1', 'Ubuntu:22.04:LTS', FIXED, PUBLISHED],
    ['LSN-0108-1', 'Ubuntu:22.04:LTS', FIXED, PUBLISHED],
    ['RHSA-2024:4546', 'Red Hat:enterprise_linux:9::baseos', FIXED, PUBLISHED],
    ['ALSA-2025:10073', 'AlmaLinux:9', FIXED, PUBLISHED],
    ['RLSA-2021:3891', 'Rocky Linux:8', FIXED, PUBLISHED],
    ['RXSA-2023:0101', 'Rocky Linux:8', FIXED, PUBLISHED],
    ['SUSE-SU-2024:1234-1', 'SUSE:Linux Enterprise Server 15 SP5', FIXED, PUBLISHED],
    ['openSUSE-SU-2016:1623-1', 'openSUSE:Leap 15.6', FIXED, PUBLISHED],
    ['MGASA-2025-0124', 'Mageia:9', FIXED, PUBLISHED],
    ['OESA-2021-1001', 'openEuler:20.03-LTS', FIXED, PUBLISHED],
    ['DEBIAN-CVE-2024-1', 'Debian:12', FIXED, ''],
    ['CVE-2024-10524', 'Debian:12', FIXED, ''],
    ['UBUNTU-CVE-2024-1', 'Ubuntu:22.04:LTS', FIXED, ''],
    ['ALPINE-CVE-2024-1', 'Alpine:v3.20', FIXED, ''],
    ['CGA-224q-ccj5-2p53', 'Wolfi', FIXED, ''],
    ['DSA-5678-1', 'Debian:12', OPEN, ''],
    ['GHSA-xxxx-xxxx-0001', 'npm', FIXED, PUBLISHED],
    ['PYSEC-2024-1', 'PyPI', FIXED, PUBLISHED],
    ['GO-2024-0001', 'Go', FIXED, PUBLISHED],
    ['RUSTSEC-2024-0001', 'crates.io', FIXED, PUBLISHED],
    ['GHSA-xxxx-xxxx-0001', 'npm', OPEN, ''],
    ['MAL-2024-1', 'npm', OPEN, ''],
  ];
  for (const [id, ecosystem, events, fixedAt] of FIX_DAYS) {
    test(`${id} ${fixedAt === '' ? 'does not tell' : 'tells'} when the fix was out${events === OPEN ? ', without one' : ''}`, () => {
      const read = one({ id, published: PUBLISHED, affected: [affected({ ecosystem, events })] });
      assert.equal(read.publishedAt, PUBLISHED);
      assert.equal(read.fixedAt, fixedAt);
    });
  }

  test('a package named several times is a union', () => {
    const advisory = one({
      affected: [
        affected({ events: [{ introduced: '2.0.0' }, { fixed: '2.1.0' }] }),
        affected({ events: [{ introduced: '1.0.0' }, { fixed: '1.5.0' }] }),
        affected({ events: [{ introduced: '1.0.0' }, { fixed: '1.5.0' }] }),
      ],
    });
    assert.deepEqual(
      advisory.ranges.map((r) => r.fixed),
      ['1.5.0', '2.1.0'],
    );
  });

  test('several packages are several advisories', () => {
    const { advisories } = parse({
      affected: [
        affected({ name: 'a' }),
        affected({ name: 'b' }),
        affected({ ecosystem: 'PyPI', name: 'A_b.C' }),
      ],
    });
    assert.deepEqual(
      advisories.map((a) => `${a.key.namespace} ${a.key.name}`),
      ['npm a', 'npm b', 'pypi a-b-c'],
    );
  });

  const LISTS: readonly (readonly [string, AffectedParts, readonly string[], number])[] = [
    [
      'that a range holds are dropped',
      { events: [{ introduced: '1.0.0' }], versions: ['1.0.0', '1.2.0'] },
      [],
      1,
    ],
    [
      'outside of the ranges are kept',
      { events: [{ introduced: '1.0.0' }], versions: ['0.9.0', '1.2.0'] },
      ['0.9.0'],
      1,
    ],
    ['without a range are kept', { events: null, versions: ['2.0.0', '1.0.0'] }, ['1.0.0', '2.0.0'], 0],
    ['beside a GIT range are kept', { type: 'GIT', versions: ['1.0.0'] }, ['1.0.0'], 0],
    [
      'take the place of a range that cannot be read',
      { ecosystem: 'PyPI', events: [{ introduced: '0' }, { fixed: '1.0-x' }], versions: ['0.9.0'] },
      ['0.9.0'],
      0,
    ],
    [
      'that cannot be read are kept',
      { ecosystem: 'PyPI', events: [{ introduced: '1.0' }], versions: ['one'] },
      ['one'],
      1,
    ],
  ];
  for (const [name, parts, versions, ranges] of LISTS) {
    test(`listed versions ${name}`, () => {
      const advisory = one({ affected: [affected(parts)] });
      assert.deepEqual(advisory.versions, versions);
      assert.equal(advisory.ranges.length, ranges);
    });
  }

  const SKIPPED: readonly (readonly [string, Readonly<Record<string, unknown>>, string])[] = [
    ['withdrawn', { withdrawn: '2024-01-01T00:00:00Z', affected: [affected()] }, 'withdrawn'],
    [
      'bug fix of AlmaLinux',
      { id: 'ALBA-2024:1', affected: [affected({ ecosystem: 'AlmaLinux:9' })] },
      'not-security',
    ],
    ['unknown ecosystem', { affected: [affected({ ecosystem: 'GSD' })] }, 'unknown-ecosystem:GSD'],
    ['ecosystem without order', { affected: [affected({ ecosystem: 'opam' })] }, 'no-version-order:opam'],
    ['no package', { affected: [{ ranges: [] }] }, 'no-package'],
    ['commits only', { affected: [affected({ type: 'GIT' })] }, 'no-affected-version'],
    ['no versions', { affected: [affected({ events: null })] }, 'no-affected-version'],
    [
      'empty range',
      { affected: [affected({ events: [{ introduced: '1.0.0' }, { fixed: '1.0.0' }] })] },
      'no-affected-version',
    ],
  ];
  for (const [name, record, reason] of SKIPPED) {
    test(`${name} is skipped with a reason`, () => {
      const { advisories, skipped } = parse(record);
      assert.deepEqual(advisories, []);
      assert.ok(skipped.includes(reason), skipped.join());
    });
  }

  test('a distribution that was never affected is kept as a negative', () => {
    const events = [{ introduced: '0' }, { fixed: '0' }];
    const advisory = one({
      id: 'DEBIAN-CVE-2024-3094',
      upstream: ['CVE-2024-3094'],
      affected: [affected({ ecosystem: 'Debian:12', name: 'xz-utils', type: 'ECOSYSTEM', events })],
    });
    assert.equal(advisory.state, 'not-affected');
    assert.deepEqual([advisory.ranges, advisory.aliases], [[], ['CVE-2024-3094']]);
    assert.deepEqual(advisory.key, { namespace: 'debian:12', name: 'xz-utils' });
  });

  test('upstream counts for distributions alone, related never', () => {
    const ids = { aliases: ['CVE-2024-1000'], upstream: ['CVE-2024-2000'], related: ['CVE-2024-3000'] };
    assert.deepEqual(one({ ...ids, affected: [affected()] }).aliases, ['CVE-2024-1000']);
    const debian = affected({ ecosystem: 'Debian:12', type: 'ECOSYSTEM' });
    assert.deepEqual(one({ ...ids, affected: [debian] }).aliases, ['CVE-2024-1000', 'CVE-2024-2000']);
  });

  const BOUNDS: readonly (readonly [string, string | null, string | null])[] = [
    ['<= 1.2.3', '1.2.3', null],
    ['< 1.2.3', null, '1.2.3'],
    ['<= 0.1.0', null, null],
    ['something', null, null],
  ];
  for (const [text, lastAffected, fixed] of BOUNDS) {
    test(`the last known affected version "${text}" bounds a range without a fix`, () => {
      const more = { database_specific: { last_known_affected_version_range: text } };
      const { ranges } = one({ affected: [affected({ events: [{ introduced: '1.0.0' }], more })] });
      assert.deepEqual(ranges, [{ introduced: '1.0.0', fixed, lastAffected }]);
    });
  }

  test('malware is critical, and without long texts', () => {
    const { advisories, detail } = parse({
      id: 'MAL-2024-1',
      summary: 'Malicious code in left (npm)',
      details: 'many words',
      affected: [affected()],
    });
    assert.equal(advisories[0]!.title, 'Malicious package');
    assert.deepEqual(advisories[0]!.severities, [
      { source: 'OSV', severity: 'critical', score: null, vector: '' },
    ]);
    assert.equal(detail, null);
  });

  test('an unmaintained crate says so', () => {
    const more = { database_specific: { informational: 'unmaintained' } };
    const advisory = one({ id: 'RUSTSEC-2024-1', affected: [affected({ ecosystem: 'crates.io', more })] });
    assert.equal(advisory.informational, 'unmaintained');
  });

  test("severities keep their sources, and Ubuntu's words are Ubuntu's", () => {
    const advisory = one({
      id: 'UBUNTU-CVE-2024-1',
      severity: [
        { type: 'CVSS_V2', score: 'AV:N/AC:L/Au:N/C:P/I:P/A:P' },
        { type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H' },
        { type: 'CVSS_V3', score: 'CVSS:3.1/nonsense' },
        { type: 'Ubuntu', score: 'low' },
      ],
      affected: [affected({ ecosystem: 'Ubuntu:22.04:LTS', type: 'ECOSYSTEM' })],
    });
    assert.deepEqual(
      advisory.severities.map((s) => [s.source, s.severity, s.score]),
      [
        ['Ubuntu', 'high', 7.5],
        ['Ubuntu', 'high', 7.5],
        ['Ubuntu', 'low', null],
      ],
    );
    assert.match(advisory.severities[0]!.vector, /^CVSS:3\.1/);
    assert.equal(advisory.key.namespace, 'ubuntu:22.04');
  });

  const PRO: readonly (readonly [ecosystem: string, distro: string, stream: string])[] = [
    ['Ubuntu:16.04:LTS', 'xenial', ''],
    ['Ubuntu:Pro:16.04:LTS', 'esm-infra/xenial', 'esm-infra'],
    ['Ubuntu:Pro:22.04:LTS', 'esm-apps/jammy', 'esm-apps'],
    ['Ubuntu:Pro:14.04:LTS', 'esm-infra-legacy/trusty', 'esm-infra'],
    ['Ubuntu:Pro:14.04:LTS', 'trusty/esm', 'esm-infra'],
    ['Ubuntu:Pro:22.04:LTS', 'jammy', 'pro'],
    ['Ubuntu:Pro:FIPS-updates:20.04:LTS', 'fips-updates/focal', 'fips-updates'],
    ['Ubuntu:Pro:Realtime:22.04:LTS', 'realtime/jammy', 'realtime-kernel'],
    ['Ubuntu:Nvidia-BlueField:22.04:LTS', 'nvidia-bluefield/jammy', 'nvidia-bluefield'],
  ];
  for (const [ecosystem, distro, stream] of PRO) {
    test(`${ecosystem} with ${distro} is for ${stream || 'everybody'}`, () => {
      const purl = `pkg:deb/ubuntu/left?arch=source&distro=${distro}`;
      const more = { package: { ecosystem, name: 'left', purl } };
      const { advisories } = parse({
        id: 'UBUNTU-CVE-2024-1',
        affected: [affected({ type: 'ECOSYSTEM', more })],
      });
      const release = /\d\d\.\d\d/.exec(ecosystem)![0];
      assert.deepEqual(
        advisories.map(({ key, scope }) => [key.namespace, scope.stream]),
        [[`ubuntu:${release}`, stream]],
      );
    });
  }

  test('a fix for subscribers alone leaves the others affected, without a fix', () => {
    const entry = (ecosystem: string, distro: string, fixed?: string): object => {
      const events = [{ introduced: '0' }, ...(fixed === undefined ? [] : [{ fixed }])];
      const more = { package: { ecosystem, name: 'left', purl: `pkg:deb/ubuntu/left?distro=${distro}` } };
      return affected({ type: 'ECOSYSTEM', events, more });
    };
    const pro = entry('Ubuntu:Pro:16.04:LTS', 'esm-infra/xenial', '1.2~esm1');
    const states = (...all: readonly object[]): (readonly string[])[] =>
      parse({ id: 'UBUNTU-CVE-2024-1', affected: all }).advisories.map((a) => [a.scope.stream, a.state]);
    assert.deepEqual(states(pro), [
      ['esm-infra', 'fixed'],
      ['', 'fixed-with-subscription'],
    ]);
    assert.deepEqual(states(entry('Ubuntu:16.04:LTS', 'xenial'), pro), [
      ['', 'affected'],
      ['esm-infra', 'fixed'],
    ]);
    const fips = entry('Ubuntu:Pro:FIPS:16.04:LTS', 'fips/xenial', '1.2+fips1');
    assert.deepEqual(states(fips), [['fips', 'fixed']]);
  });

  const DAMAGED = ['', '[]', '{', '"x"', '{"affected":[]}', '{"id":7}', '{"id":"a\\nb"}', '{"id":"\\ud800"}'];
  for (const text of DAMAGED) {
    test(`${JSON.stringify(text)} is no record`, () => {
      assert.throws(() => parseRecord(text, context, OSV));
    });
  }

  test('fields of any other shape count as absent', () => {
    for (const junk of [null, 7, 'x', [], {}, [null], [{}], { __proto__: null }]) {
      const record = { affected: junk, aliases: junk, severity: junk, references: junk, published: junk };
      assert.deepEqual(parse(record).advisories, []);
      assert.deepEqual(
        parse({ affected: [{ package: junk, ranges: junk, versions: junk, database_specific: junk }] })
          .advisories,
        [],
      );
      one({ affected: [affected({ more: { severity: junk, ecosystem_specific: junk, versions: junk } })] });
    }
  });
});
