/** Images of Red Hat and CentOS in whole commands; with their numbers, cases that users of other scanners reported. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rpm as purl, type VexParts, vexDocument } from '../../src/advisory/feeds/redhat/fixtures/vex.ts';
import { header, type Tag } from '../rpm-headers.ts';
import { sqliteDatabase } from '../rpm-packages.ts';
import { type Entry, file } from '../tar-builder.ts';
import { imageOf } from './images.ts';
import { onOwnMachine, put } from './plimsoll.ts';
import { namesOf, type ReportFacts, scanImage } from './report.ts';

interface Rpm {
  readonly name: string;
  readonly version: string;
  readonly source?: string;
  /** `postgresql:9.6:8050020210713:ab`. */
  readonly module?: string;
}

function rpmHeader({ name, version, source = name, module }: Rpm): Uint8Array {
  const [, number = '', release = ''] = /^(.*)-([^-]+)$/.exec(version) ?? [];
  const label: readonly Tag[] = module === undefined ? [] : [[5096, 6, [module]]];
  return header([
    [1000, 6, [name]],
    [1001, 6, [number]],
    [1002, 6, [release]],
    [1011, 6, ['Red Hat, Inc.']],
    [1022, 6, ['x86_64']],
    [1044, 6, [`${source}-${version}.src.rpm`]],
    ...label,
  ]);
}

function database(packages: readonly Rpm[], path = 'var/lib/rpm/rpmdb.sqlite'): Entry {
  return file(path, sqliteDatabase(packages.map(rpmHeader)));
}

function release(id: string, version: string, name: string): Entry {
  return file('etc/os-release', `ID="${id}"\nVERSION_ID="${version}"\nPRETTY_NAME="${name} ${version}"\n`);
}

const RHEL_9 = release('rhel', '9.2', 'Red Hat Enterprise Linux');

/** With one flaw, as Red Hat tells it. */
async function scan(entries: readonly Entry[], parts: VexParts): Promise<ReportFacts> {
  put('flaws/cve-2031-1000.json', vexDocument(parts));
  return scanImage(imageOf(entries), '', []);
}

/** More of a finding than most tests ask for. */
interface Told {
  readonly id: string;
  readonly packageName: string;
  readonly state: string;
  readonly instances: readonly { readonly fixedVersion: string }[];
}

function toldOf(report: ReportFacts): string[] {
  const findings = report.findings as unknown as readonly Told[];
  return findings.map(({ id, packageName, state, instances }) =>
    [id, packageName, state, instances[0]!.fixedVersion].join(' ').trimEnd(),
  );
}

describe('images of Red Hat', () => {
  onOwnMachine();

  const MAIN = ['BaseOS-9.4.0.Z.MAIN', purl('bolt', '1.2-9.el9_4', 'arch=x86_64')] as const;
  const EUS = ['BaseOS-9.2.0.Z.EUS', purl('bolt', '1.2-3.el9_2.1', 'arch=x86_64')] as const;
  const content = (...sets: readonly string[]): Entry =>
    file('root/buildinfo/content_manifests/a.json', JSON.stringify({ content_sets: sets }));

  it('case 8: UBI 9: header blobs without a lead, keys of signatures left out, 107 packages', async () => {
    const packages = Array.from({ length: 107 }, (_, n): Rpm => ({ name: `bolt${n}`, version: '1.2-3.el9' }));
    const key = (version: string): Uint8Array =>
      header([
        [1000, 6, ['gpg-pubkey']],
        [1001, 6, [version]],
        [1002, 6, ['1']],
      ]);
    const blobs = [...packages.map(rpmHeader), key('5a6340b3'), key('fd431d51')];
    const report = await scan([RHEL_9, file('var/lib/rpm/rpmdb.sqlite', sqliteDatabase(blobs))], {
      status: { fixed: [['BaseOS-9.4.0.Z.MAIN', purl('bolt7', '1.2-4.el9', 'arch=x86_64')]] },
    });
    assert.equal(report.packages.length, 107);
    assert.deepEqual(toldOf(report), ['CVE-2031-1000 bolt7 fixed 1.2-4.el9']);
    assert.equal(report.coverage.state, 'complete');
  });

  it('case 11: an image of ostree is judged like any other', async () => {
    const packages = database([{ name: 'bolt', version: '1.2-3.el9' }], 'usr/share/rpm/rpmdb.sqlite');
    assert.deepEqual(toldOf(await scan([RHEL_9, packages], { status: { fixed: [MAIN] } })), [
      'CVE-2031-1000 bolt fixed 1.2-9.el9_4',
    ]);
  });

  it('an image of EUS is judged by the numbers of EUS; one without content sets by those of RHEL', async () => {
    const fixed = { status: { fixed: [MAIN, EUS] } };
    const packages = database([{ name: 'bolt', version: '1.2-3.el9_2.1' }]);
    const eus = content('rhel-9-for-x86_64-baseos-eus-rpms');
    assert.deepEqual(toldOf(await scan([RHEL_9, packages, eus], fixed)), []);
    const older = database([{ name: 'bolt', version: '1.2-3.el9_2' }]);
    assert.deepEqual(toldOf(await scan([RHEL_9, older, eus], fixed)), [
      'CVE-2031-1000 bolt fixed 1.2-3.el9_2.1',
    ]);
    for (const other of [content('rhel-9-for-x86_64-baseos-rpms'), file('root/x')])
      assert.deepEqual(toldOf(await scan([RHEL_9, packages, other], fixed)), [
        'CVE-2031-1000 bolt fixed 1.2-9.el9_4',
      ]);
  });

  it('states are kept apart', async () => {
    const place = ['red_hat_enterprise_linux_9', purl('bolt', '', 'arch=src')] as const;
    const libbolt = database([{ name: 'libbolt', version: '1.2-3.el9', source: 'bolt' }]);
    const stateFor = async (parts: VexParts): Promise<string[]> =>
      toldOf(await scan([RHEL_9, libbolt], parts));
    const remedy = (category: string, details: string): object => ({
      remediations: [{ category, details, product_ids: [place.join(':')] }],
    });
    const open = (category: string, details: string): Promise<string[]> =>
      stateFor({ status: { known_affected: [place] }, more: { ...remedy(category, details) } });
    assert.deepEqual(await open('no_fix_planned', 'Will not fix'), ['CVE-2031-1000 libbolt will-not-fix']);
    assert.deepEqual(await open('none_available', 'Fix deferred'), ['CVE-2031-1000 libbolt fix-deferred']);
    assert.deepEqual(await open('no_fix_planned', 'Out of support scope'), [
      'CVE-2031-1000 libbolt end-of-life',
    ]);
    assert.deepEqual(await stateFor({ status: { known_not_affected: [place] } }), []);
  });

  it('where only a longer support fixes what RHEL leaves open, the fix is named as one of it', async () => {
    const rhel7 = release('rhel', '7.9', 'Red Hat Enterprise Linux Server');
    const packages = database([{ name: 'bolt', version: '1.2-3.el7' }]);
    const parts = { status: { fixed: [['7Server-ELS', purl('bolt', '1.2-3.el7_9.1')]] } } as const;
    assert.deepEqual(toldOf(await scan([rhel7, packages], parts)), [
      'CVE-2031-1000 bolt fixed-with-subscription',
    ]);
    const fixed = database([{ name: 'bolt', version: '1.2-3.el7_9.1' }]);
    assert.deepEqual(toldOf(await scan([rhel7, fixed], parts)), []);
    assert.deepEqual(toldOf(await scan([rhel7, packages, content('rhel-7-server-els-rpms')], parts)), [
      'CVE-2031-1000 bolt fixed 1.2-3.el7_9.1',
    ]);
  });
});

describe('images of CentOS', () => {
  onOwnMachine();

  const noteOf = (report: ReportFacts): string =>
    report.problems.find(({ code }) => code === 'judged-by-another-release')?.message ?? '';

  it('case 10: CentOS 7 is judged by what Red Hat says of RHEL 7', async () => {
    const report = await scan(
      [release('centos', '7', 'CentOS Linux'), database([{ name: 'bolt', version: '1.2-3.el7' }])],
      { status: { known_affected: [['red_hat_enterprise_linux_7', purl('bolt')]] } },
    );
    assert.deepEqual(toldOf(report), ['CVE-2031-1000 bolt affected']);
    assert.match(noteOf(report), /judged by those of rhel:7, whose packages it was rebuilt from/);
    assert.equal(report.coverage.state, 'complete');
  });

  it('case 26: CentOS Stream 8: no match across streams of a module', async () => {
    const fixed = [
      [
        'AppStream-8.9.0.Z.MAIN',
        purl('postgresql', '12.5-1.module%2Bel8.3.0%2B9042', 'arch=x86_64&rpmmod=postgresql:12:8030:ab'),
      ],
    ] as const;
    const image = (version: string, module: string): readonly Entry[] => [
      release('centos', '8', 'CentOS Stream'),
      database([{ name: 'postgresql', version, module }]),
    ];
    const other = await scan(image('9.6.22-1.module_el8.5.0+1', 'postgresql:9.6:8050:cd'), {
      status: { fixed },
    });
    assert.deepEqual(namesOf(other), ['postgresql 9.6.22-1.module_el8.5.0+1']);
    assert.deepEqual(toldOf(other), []);
    assert.match(noteOf(other), /CentOS Stream 8 has no advisories of its own.*near those that fix it here/);
    const same = await scan(image('12.1-1.module_el8.3.0+1', 'postgresql:12:8030:cd'), { status: { fixed } });
    assert.deepEqual(toldOf(same), ['CVE-2031-1000 postgresql fixed 12.5-1.module+el8.3.0+9042']);
  });
});
