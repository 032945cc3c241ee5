/** Images of apk's distributions from release file, package database and secdb to the findings. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lookupOf } from '../../test/advisories.ts';
import { type FilesOfLayer, layeredFacts } from '../../test/layered-facts.ts';
import { toContext } from '../advisory/compile.ts';
import type { Feed } from '../advisory/feed.ts';
import { alpine } from '../advisory/feeds/alpine/alpine.ts';
import { chainguard } from '../advisory/feeds/chainguard/chainguard.ts';
import { rapidfort } from '../advisory/feeds/rapidfort/rapidfort.ts';
import { root } from '../advisory/feeds/root/root.ts';
import { wolfi } from '../advisory/feeds/wolfi/wolfi.ts';
import { ecosystems } from '../ecosystem/list.ts';
import { matchPackages } from '../match/match.ts';
import type { Advisory, AdvisoryBuild } from '../model/advisory.ts';
import type { Inventory } from '../model/inventory.ts';
import type { Problem } from '../model/problem.ts';
import { schemes } from '../version/list.ts';
import { catalogImage } from './catalog.ts';
import { advisoryGaps } from './coverage.ts';
import { packageReaders } from './readers.ts';

type Secfixes = Readonly<Record<string, readonly string[]>>;

function secdb(feed: Feed, name: string, secfixes: Secfixes, distroversion?: string): readonly Advisory[] {
  const text = JSON.stringify({ distroversion, pkg: { name, secfixes } });
  return feed.parse({ place: '', text, damage: '' }, toContext(schemes)).advisories;
}

const ofAlpine = (name: string, secfixes: Secfixes): readonly Advisory[] =>
  secdb(alpine, name, secfixes, 'v3.20');

interface Judged {
  /** `id package standing`. */
  readonly found: readonly string[];
  readonly problems: readonly Problem[];
}

const BY_ID = new Map(ecosystems.map((ecosystem) => [ecosystem.id, ecosystem]));
const BUILD: AdvisoryBuild = { digest: '', starter: false, oldestAt: '', snapshots: [] };

function judge(files: FilesOfLayer, advisories: readonly Advisory[], loaded: readonly string[] = []): Judged {
  const catalog = catalogImage(layeredFacts(packageReaders, [files]), ecosystems);
  const lookup = lookupOf(advisories, loaded);
  const { findings } = matchPackages(catalog.packages, BY_ID, lookup);
  const namespacesOf = (pkg: Inventory['packages'][number]): string[] =>
    BY_ID.get(pkg.ecosystem)!
      .advisoryQueries(pkg)
      .map(({ key }) => key.namespace);
  const inventory = { ...catalog, problems: [] } as unknown as Inventory;
  return {
    found: findings.map(({ id, packageName, standing }) => `${id} ${packageName} ${standing}`),
    problems: [...catalog.problems, ...advisoryGaps(inventory, namespacesOf, { lookup, build: BUILD })],
  };
}

function image(id: string, versionId: string, installed: string, more: FilesOfLayer = {}): FilesOfLayer {
  return {
    'etc/os-release': `ID=${id}\nVERSION_ID=${versionId}\n`,
    'lib/apk/db/installed': installed,
    ...more,
  };
}

const messages = ({ problems }: Judged): string[] =>
  problems.map(({ code, message }) => `${code}: ${message}`);

describe('images of Alpine', () => {
  it('case 30: openssl 3.5.7-r0 has none of the flaws that older versions had', () => {
    const fixes = {
      '0': ['CVE-2022-1292', 'CVE-2022-2068'],
      '3.1.0-r4': ['CVE-2023-0466'],
      '3.1.1-r4': ['CVE-2023-4807'],
      '3.5.8-r0': ['CVE-2031-0001'],
    };
    const installed = 'P:libssl3\nV:3.5.7-r0\no:openssl\n\nP:openssl\nV:3.5.7-r0\no:openssl\n';
    assert.deepEqual(judge(image('alpine', '3.20.3', installed), ofAlpine('openssl', fixes)).found, [
      'CVE-2031-0001 libssl3 counted',
      'CVE-2031-0001 openssl counted',
    ]);
  });

  it('case 33: openjdk8 is not judged by what was fixed in openjdk17', () => {
    const advisories = [
      ...ofAlpine('openjdk17', { '17.0.10_p7-r0': ['CVE-2024-20918'] }),
      ...ofAlpine('openjdk8', { '8.402.06-r0': ['CVE-2024-20952'] }),
    ];
    const installed =
      'P:openjdk8-jre\nV:8.402.06-r0\no:openjdk8\np:java-jre=8.402.06-r0 so:libjvm.so=0\n\nP:openjdk17-jre\nV:17.0.9_p8-r0\no:openjdk17\n';
    assert.deepEqual(judge(image('alpine', '3.20.3', installed), advisories).found, [
      'CVE-2024-20918 openjdk17-jre counted',
    ]);
  });

  it('what was fixed in another branch is no fix here', () => {
    const edge = secdb(alpine, 'pot', { '2-r0': ['CVE-2031-0002'] }, 'edge');
    const installed = 'P:pot\nV:1-r0\n';
    assert.deepEqual(judge(image('alpine', '3.20.3', installed), edge, ['alpine:3.20']).found, []);
    const onEdge = image('alpine', '3.21.0_alpha20240807', installed);
    assert.deepEqual(judge(onEdge, edge).found, ['CVE-2031-0002 pot counted']);
  });

  it('packages of others are named, and not judged as its own', () => {
    const installed =
      'P:nginx\nV:1.27.0-r1\nm:NGINX Packaging <nginx-packaging@nginx.com>\n\nP:pot\nV:1-r0\n';
    const judged = judge(image('alpine', '3.20.3', installed), [
      ...ofAlpine('nginx', { '1.28.0-r0': ['CVE-2031-0003'] }),
      ...ofAlpine('pot', { '2-r0': ['CVE-2031-0002'] }),
    ]);
    assert.deepEqual(judged.found, ['CVE-2031-0002 pot counted']);
    assert.deepEqual(messages(judged), [
      'third-party-packages: no advisories for packages that the distribution did not build: nginx',
    ]);
  });
});

describe('images of Chainguard and Wolfi', () => {
  const PYTHON = 'P:python-3.11-base\nV:3.11.9-r1\no:python-3.11\n';
  const never = { '0': ['CVE-2023-24329'] };

  it('case 31: the key 0 says that python-3.11 never had CVE-2023-24329', () => {
    for (const [id, feed] of [
      ['wolfi', wolfi],
      ['chainguard', chainguard],
    ] as const) {
      const said = secdb(feed, 'python-3.11', never);
      assert.deepEqual(judge(image(id, '20230201', PYTHON), said, ['wolfi']), { found: [], problems: [] });
    }
  });

  it('in an image of Chainguard the word of its own repository goes before that of Wolfi', () => {
    const advisories = [
      ...secdb(chainguard, 'python-3.11', never),
      ...secdb(wolfi, 'python-3.11', { '3.11.10-r0': ['CVE-2023-24329', 'CVE-2031-0004'] }),
    ];
    assert.deepEqual(judge(image('chainguard', '20230214', PYTHON), advisories).found, [
      'CVE-2023-24329 python-3.11-base vendor-not-affected',
      'CVE-2031-0004 python-3.11-base counted',
    ]);
  });

  it('without the data of one of them the coverage is partial', () => {
    const judged = judge(image('chainguard', '20230214', PYTHON), secdb(chainguard, 'python-3.11', never));
    assert.deepEqual(messages(judged), [
      'no-advisory-data: no advisory data for wolfi: 1 package could be judged by other data only',
    ]);
  });
});

describe('images with packages that a vendor built anew', () => {
  const record = (name: string, fixed: string): readonly Advisory[] => {
    const text = JSON.stringify({
      id: 'ROOT-OS-ALPINE-320-CVE-2031-0005',
      aliases: ['CVE-2031-0005'],
      affected: [
        {
          package: { ecosystem: 'Root:Alpine:3.20', name },
          ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed }] }],
        },
      ],
    });
    return root.parse({ place: '', text, damage: '' }, toContext(schemes)).advisories;
  };

  it("the vendor's fix clears what the distribution says, and is named", () => {
    const advisories = [
      ...record('rootio-libuv', '1.44.2-r10071'),
      ...ofAlpine('libuv', { '1.45.0-r0': ['CVE-2031-0005', 'CVE-2031-0006'] }),
    ];
    const installed = 'P:libuv\nV:1.44.2-r20071\n\nP:rootio-libuv-dev\nV:1.44.2-r00071\no:rootio-libuv\n';
    assert.deepEqual(judge(image('alpine', '3.20.3', installed), advisories).found, [
      'CVE-2031-0005 libuv vendor-not-affected',
      'CVE-2031-0006 libuv counted',
      'CVE-2031-0005 rootio-libuv-dev counted',
      'CVE-2031-0006 rootio-libuv-dev counted',
    ]);
  });

  it("RapidFort's word goes first in its curated images, and for its own builds apart", () => {
    const events = [
      { introduced: '0', fixed: '2-r0' },
      { introduced: '0', fixed: '3-r0', identifier: 'rf' },
    ];
    const text = JSON.stringify({
      package_name: 'pot',
      advisory: { '3.20': { 'CVE-2031-0007': { status: 'fixed', events } } },
    });
    const place = 'a.tar.gz!security-advisories-main/OS/alpine/pot_advisory.json';
    const advisories = [
      ...rapidfort.parse({ place, text, damage: '' }, toContext(schemes)).advisories,
      ...ofAlpine('pot', { '4-r0': ['CVE-2031-0007'] }),
    ];
    const pot = (version: string, more: FilesOfLayer): readonly string[] =>
      judge(image('alpine', '3.20.3', `P:pot\nV:${version}\n`, more), advisories).found;
    const mark = { 'usr/share/rapidfort/curated.json': '{}' };
    assert.deepEqual(pot('2-r5', {}), ['CVE-2031-0007 pot counted']);
    assert.deepEqual(pot('2-r5', mark), ['CVE-2031-0007 pot vendor-not-affected']);
    assert.deepEqual(pot('1-r5', mark), ['CVE-2031-0007 pot counted']);
  });
});
