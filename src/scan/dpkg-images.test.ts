/** Images of Debian and Ubuntu from release file, package database and the distributions' records to the findings. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lookupOf } from '../../test/advisories.ts';
import { type FilesOfLayer, layeredFacts } from '../../test/layered-facts.ts';
import { toContext } from '../advisory/compile.ts';
import type { Feed } from '../advisory/feed.ts';
import { debian } from '../advisory/feeds/debian/debian.ts';
import { ubuntu } from '../advisory/feeds/ubuntu/ubuntu.ts';
import { ecosystems } from '../ecosystem/list.ts';
import { matchPackages } from '../match/match.ts';
import type { Advisory } from '../model/advisory.ts';
import type { VulnerabilityFinding } from '../model/finding.ts';
import { schemes } from '../version/list.ts';
import { catalogImage } from './catalog.ts';
import { packageReaders } from './readers.ts';

const BY_ID = new Map(ecosystems.map((ecosystem) => [ecosystem.id, ecosystem]));
const UBUNTU = 'Ubuntu Developers <ubuntu-devel-discuss@lists.ubuntu.com>';
const DEBIAN = 'Debian Team <team@lists.debian.org>';

function parse(feed: Feed, document: object): readonly Advisory[] {
  const text = JSON.stringify(document);
  return feed.parse({ place: '', text, damage: '' }, toContext(schemes)).advisories;
}

interface Entry {
  readonly release: string;
  readonly name: string;
  readonly fixed?: string;
  readonly pocket?: string;
}

function osv(cve: string, entries: readonly Entry[]): readonly Advisory[] {
  const affected = entries.map(({ release, name, fixed, pocket }) => ({
    package: {
      ecosystem: `Ubuntu:${pocket === undefined ? '' : 'Pro:'}${release}:LTS`,
      name,
      purl: `pkg:deb/ubuntu/${name}?arch=source&distro=${pocket ?? 'x'}`,
    },
    ranges: [
      { type: 'ECOSYSTEM', events: [{ introduced: '0' }, ...(fixed === undefined ? [] : [{ fixed }])] },
    ],
    ecosystem_specific: { ubuntu_priority: 'medium' },
  }));
  return parse(ubuntu, { id: `UBUNTU-${cve}`, upstream: [cve], affected });
}

function vex(cve: string, status: string, distro: string, name: string, action = ''): readonly Advisory[] {
  const products = [{ '@id': `pkg:deb/ubuntu/${name}@1?arch=source&distro=${distro}` }];
  const statements = [{ vulnerability: { name: cve }, status, action_statement: action, products }];
  return parse(ubuntu, { metadata: { '@context': 'https://openvex.dev/ns/v0.2.0' }, statements });
}

function tracker(name: string, flaws: Readonly<Record<string, object>>): readonly Advisory[] {
  const all = Object.entries(flaws).map(
    ([id, release]) => [id, { releases: { bookworm: release } }] as const,
  );
  return parse(debian, { [name]: Object.fromEntries(all) });
}

function image(id: string, release: string, packages: readonly (readonly string[])[]): FilesOfLayer {
  const status = packages.map(
    ([name, version, maintainer, source = '']) =>
      `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: ${version}\nMaintainer: ${maintainer}\n${source === '' ? '' : `Source: ${source}\n`}`,
  );
  return {
    'etc/os-release': `ID=${id}\nVERSION_ID="${release}"\n`,
    'var/lib/dpkg/status': status.join('\n'),
  };
}

function find(files: FilesOfLayer, advisories: readonly Advisory[]): readonly VulnerabilityFinding[] {
  const { packages } = catalogImage(layeredFacts(packageReaders, [files]), ecosystems);
  return matchPackages(packages, BY_ID, lookupOf(advisories)).findings;
}

/** `id package state standing`, and the fix that the image can or cannot have. */
function brief(findings: readonly VulnerabilityFinding[]): readonly string[] {
  return findings.map(({ id, packageName, state, standing, instances }) => {
    const fix = instances[0]!.fixedVersion || (instances[0]!.evidence[0]!.range?.fixed ?? '');
    return [id, packageName, state, standing, fix].join(' ').trim();
  });
}

describe('images of Ubuntu', () => {
  it('after standard support, what only ESM fixes is told as such (case 3)', () => {
    const files = image('ubuntu', '18.04', [['redis', '5:4.0.9-1', UBUNTU]]);
    const advisories = osv('CVE-2021-1', [
      { release: '18.04', name: 'redis', fixed: '5:4.0.9-1ubuntu0.2+esm1', pocket: 'esm-apps/bionic' },
    ]);
    assert.deepEqual(brief(find(files, advisories)), [
      'CVE-2021-1 redis fixed-with-subscription counted 5:4.0.9-1ubuntu0.2+esm1',
    ]);
  });

  it('a package of ESM is fixed, another one is open, and the fix of ESM is named (case 28)', () => {
    const esm = osv('CVE-2024-24258', [
      { release: '24.04', name: 'freeglut' },
      { release: '24.04', name: 'freeglut', fixed: '3.4.0-1ubuntu0.1~esm1', pocket: 'esm-apps/noble' },
    ]);
    const freeglut = (version: string): FilesOfLayer =>
      image('ubuntu', '24.04', [['libglut3.12', version, UBUNTU, 'freeglut']]);
    assert.deepEqual(find(freeglut('3.4.0-1ubuntu0.1~esm1'), esm), []);
    const redis = osv('CVE-2022-24834', [
      { release: '22.04', name: 'redis' },
      { release: '22.04', name: 'redis', fixed: '5:6.0.16-1ubuntu1.1+esm1', pocket: 'esm-apps/jammy' },
    ]);
    const tools = image('ubuntu', '22.04', [['redis-tools', '5:6.0.16-1ubuntu1', UBUNTU, 'redis']]);
    assert.deepEqual(brief(find(tools, redis)), [
      'CVE-2022-24834 redis-tools fixed-with-subscription counted 5:6.0.16-1ubuntu1.1+esm1',
    ]);
  });

  const VULNERABLE = 'This package (for the given release) is vulnerable to the CVE';
  const WORDS: readonly (readonly [status: string, action: string, found: string])[] = [
    ['not_affected', '', ''],
    ['affected', `${VULNERABLE} and needs fixing.`, 'affected counted'],
    [
      'affected',
      `${VULNERABLE}, but the Ubuntu Security Team decided to not fix it.`,
      'will-not-fix counted',
    ],
    ['affected', `${VULNERABLE}, but its fix has been deferred.`, 'fix-deferred counted'],
    ['affected', 'This package (for the given release) is no longer supported.', 'end-of-life counted'],
    ['under_investigation', '', 'under-investigation vendor-status-unknown'],
  ];
  for (const [status, action, found] of WORDS) {
    it(`VEX over an open record: ${status} ${action} is ${found || 'no finding'}`, () => {
      const files = image('ubuntu', '22.04', [['curl', '7.81.0-1ubuntu1.20', UBUNTU]]);
      const open = osv('CVE-2025-1', [{ release: '22.04', name: 'curl' }]);
      for (const all of [
        [...open, ...vex('CVE-2025-1', status, 'jammy', 'curl', action)],
        [...vex('CVE-2025-1', status, 'jammy', 'curl', action), ...open],
      ])
        assert.deepEqual(brief(find(files, all)), found === '' ? [] : [`CVE-2025-1 curl ${found}`]);
    });
  }

  it('what is said of the ordinary pocket is not said of a build for FIPS', () => {
    const fips = osv('CVE-2025-1', [
      { release: '22.04', name: 'openssl', fixed: '3.0.2-0ubuntu1.19+Fips1', pocket: 'fips-updates/jammy' },
    ]);
    const all = [...fips, ...vex('CVE-2025-1', 'not_affected', 'jammy', 'openssl')];
    const openssl = (version: string): FilesOfLayer =>
      image('ubuntu', '22.04', [['libssl3', version, UBUNTU, 'openssl']]);
    assert.deepEqual(find(openssl('3.0.2-0ubuntu1.18'), all), []);
    assert.deepEqual(brief(find(openssl('3.0.2-0ubuntu1.18+Fips1'), all)), [
      'CVE-2025-1 libssl3 fixed counted 3.0.2-0ubuntu1.19+Fips1',
    ]);
    assert.deepEqual(find(openssl('3.0.2-0ubuntu1.19+Fips1'), all), []);
  });
});

describe('images of Debian', () => {
  const openssl = image('debian', '12', [['libssl3', '3.0.11-1~deb12u1', DEBIAN, 'openssl']]);

  it('each state of the tracker has its own', () => {
    const flaws = tracker('openssl', {
      'CVE-2024-1': { status: 'resolved', fixed_version: '3.0.11-1~deb12u2' },
      'CVE-2024-2': { status: 'resolved', fixed_version: '0' },
      'CVE-2024-3': { status: 'open', urgency: 'unimportant' },
      'CVE-2024-4': { status: 'open', nodsa: 'Minor', nodsa_reason: 'ignored' },
      'CVE-2024-5': { status: 'open', nodsa: 'Minor', nodsa_reason: 'postponed' },
      'CVE-2024-6': { status: 'open', urgency: 'end-of-life' },
      'CVE-2024-7': { status: 'undetermined' },
      'TEMP-0841856-B18BAF': { status: 'open', urgency: 'not yet assigned' },
    });
    const findings = find(openssl, flaws);
    assert.deepEqual(brief(findings), [
      'CVE-2024-1 libssl3 fixed counted 3.0.11-1~deb12u2',
      'CVE-2024-3 libssl3 affected counted',
      'CVE-2024-4 libssl3 will-not-fix counted',
      'CVE-2024-5 libssl3 fix-deferred counted',
      'CVE-2024-6 libssl3 end-of-life counted',
      'CVE-2024-7 libssl3 under-investigation vendor-status-unknown',
      'TEMP-0841856-B18BAF libssl3 affected counted',
    ]);
    assert.equal(findings.find(({ id }) => id === 'CVE-2024-3')?.severity, 'negligible');
  });

  it('a notice dates a fix, and does not overrule the tracker', () => {
    const lines = [
      '[17 Mar 2024] DSA-9002-1 openssl - security update',
      '\t{CVE-2024-1 CVE-2024-2}',
      '\t[bookworm] - openssl 3.0.11-1~deb12u2',
    ];
    const flaws = tracker('openssl', {
      'CVE-2024-1': { status: 'resolved', fixed_version: '3.0.11-1~deb12u2' },
      'CVE-2024-2': { status: 'resolved', fixed_version: '0' },
    });
    const [finding, ...others] = find(openssl, [...parse(debian, { notice: lines }), ...flaws]);
    assert.deepEqual([finding?.id, finding?.aliases, others], ['CVE-2024-1', ['DSA-9002-1'], []]);
    assert.equal(finding?.instances[0]?.evidence[0]?.fixedAt, '2024-03-17T00:00:00Z');
  });

  it("a package of another repository is not judged by the distribution's numbers", () => {
    const flaws = tracker('nodejs', { 'CVE-2024-1': { status: 'open' } });
    const nodejs = (version: string, maintainer: string): FilesOfLayer =>
      image('debian', '12', [['nodejs', version, maintainer]]);
    assert.equal(find(nodejs('18.19.0+dfsg-6~deb12u1', DEBIAN), flaws).length, 1);
    assert.deepEqual(find(nodejs('20.11.0-1nodesource1', 'NodeSource <x@nodesource.com>'), flaws), []);
  });

  it('without os-release it is judged as what its packages say it is', () => {
    const { 'etc/os-release': _, ...files } = image('debian', '12', [
      ['libssl3', '3.0.11-1~deb12u1', DEBIAN, 'openssl'],
      ['base-files', '12.4+deb12u5', DEBIAN],
    ]);
    const flaws = tracker('openssl', { 'CVE-2024-1': { status: 'open' } });
    assert.deepEqual(brief(find(files, flaws)), ['CVE-2024-1 libssl3 affected counted']);
  });
});
