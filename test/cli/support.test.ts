/** Releases that are over, and what is known of attacks: whole scans; with their numbers, cases that users reported. */
import assert from 'node:assert/strict';
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { header } from '../rpm-headers.ts';
import { sqliteDatabase } from '../rpm-packages.ts';
import { type Entry, file } from '../tar-builder.ts';
import { dpkgStatus, imageOf, putArchive } from './images.ts';
import { here, onOwnMachine, put, run } from './plimsoll.ts';
import { type ReportFacts, reportOf } from './report.ts';

interface Told extends ReportFacts {
  readonly support: readonly {
    readonly endsAt: string;
    readonly daysLeft: number | null;
    readonly feed: string;
  }[];
  readonly findings: readonly (ReportFacts['findings'][number] & {
    readonly state: string;
    readonly tier: string;
    readonly knownExploited: boolean;
    readonly listing: { readonly dueAt: string } | null;
    readonly epss: { readonly score: number } | null;
    readonly instances: readonly { readonly fixedVersion: string }[];
  })[];
}

const NOW = '2026-11-24T12:00:00Z';

function release(id: string, version: string, name: string): Entry {
  return file('etc/os-release', `ID=${id}\nVERSION_ID="${version}"\nPRETTY_NAME="${name}"\n`);
}

async function scan(entries: readonly Entry[], options = ''): Promise<Told> {
  putArchive('app.tar', imageOf(entries));
  return (await reportOf(`scan $HERE/app.tar ${options}`, { now: NOW })) as Told;
}

/** A record of Ubuntu's, for 18.04 and for Pro. */
function record(id: string, modified: string, proFix: string): string {
  const affected = (ecosystem: string, events: readonly object[]): object => ({
    package: { ecosystem, name: 'bolt' },
    ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, ...events] }],
  });
  const pro = proFix === '' ? [] : [affected('Ubuntu:Pro:18.04:LTS', [{ fixed: proFix }])];
  return JSON.stringify({
    schema_version: '1.7.0',
    id: `UBUNTU-${id}`,
    upstream: [id],
    modified,
    published: '2026-05-01T00:00:00Z',
    affected: [affected('Ubuntu:18.04:LTS', []), ...pro],
  });
}

function problemsOf({ problems }: Told): string[] {
  return problems
    .filter(({ code }) => code === 'release-end-of-life')
    .map(({ effect, message }) => `${effect}: ${message}`);
}

const BIONIC = [
  release('ubuntu', '18.04', 'Ubuntu 18.04.6 LTS'),
  file('var/lib/dpkg/status', dpkgStatus('bolt 1.2-3ubuntu1')),
];

describe('releases that are over', () => {
  onOwnMachine();

  it('case 1: openSUSE Leap 42.3, 132 rpms, no data: not checkable', async () => {
    const rpms = Array.from({ length: 132 }, (_, n) =>
      header([
        [1000, 6, [`bolt${n}`]],
        [1001, 6, ['1.2']],
        [1002, 6, ['3.1']],
        [1011, 6, ['openSUSE']],
        [1022, 6, ['x86_64']],
        [1044, 6, [`bolt${n}-1.2-3.1.src.rpm`]],
      ]),
    );
    const leap = [
      release('opensuse', '42.3', 'openSUSE Leap 42.3'),
      file('var/lib/rpm/rpmdb.sqlite', sqliteDatabase(rpms)),
    ];
    for (const options of ['', '--fail-on critical']) {
      const report = await scan(leap, options);
      assert.deepEqual([report.exit.code, report.coverage.state], [3, 'not-checkable']);
      assert.equal(report.packages.length, 132);
      assert.deepEqual(problemsOf(report), [
        'incomplete: the security updates of openSUSE Leap 42.3 ended on 2019-07-01: flaws found since 2019-07-01 are not told',
      ]);
      assert.ok(report.coverage.reasons.some(({ message }) => /opensuse:42\.3: 132 packages/.test(message)));
    }
  });

  it('case 3: Ubuntu 18.04 after its support: what is fixed with a subscription alone counts', async () => {
    put('flaws/a.json', record('CVE-2031-1001', '2026-11-01T00:00:00Z', '1.2-3ubuntu1+esm1'));
    put('flaws/b.json', record('CVE-2031-1002', '2026-11-01T00:00:00Z', ''));
    const report = await scan(BIONIC, '--advisories $HERE/flaws');
    const told = report.findings.map(({ id, state, standing }) => [id, state, standing]);
    assert.deepEqual(told.sort(), [
      ['CVE-2031-1001', 'fixed-with-subscription', 'counted'],
      ['CVE-2031-1002', 'affected', 'counted'],
    ]);
    assert.deepEqual([report.coverage.state, report.exit.code], ['complete', 0]);
    const [support] = report.support;
    assert.deepEqual([support!.endsAt, support!.daysLeft, support!.feed], ['2023-05-31', -1273, 'starter']);
    assert.match(
      problemsOf(report).join(),
      /^note: .*ended on 2023-05-31: later fixes, until .*subscription alone$/,
    );
  });

  it('a release whose flaws nobody tells any more is judged in part only, unless a policy accepts that', async () => {
    const alpine = [
      release('alpine', '3.18.4', 'Alpine Linux v3.18'),
      file('lib/apk/db/installed', 'P:bolt\nV:1.2-r0\nA:x86_64\no:bolt\n\n'),
    ];
    const secdb = {
      apkurl: '{{urlprefix}}/{{distroversion}}/{{reponame}}/{{arch}}/{{pkg.name}}-{{pkg.ver}}.apk',
      archs: ['x86_64'],
      reponame: 'main',
      urlprefix: 'https://dl-cdn.alpinelinux.org/alpine',
      distroversion: 'v3.18',
      packages: [{ pkg: { name: 'bolt', secfixes: { '1.2-r0': ['CVE-2031-1001'] } } }],
    };
    put('flaws/v3.18/main.json', JSON.stringify(secdb));
    const report = await scan(alpine, '--advisories $HERE/flaws --fail-on critical');
    assert.deepEqual([report.exit.code, report.coverage.state], [3, 'partial']);
    assert.match(problemsOf(report).join(), /^incomplete: .*Alpine Linux 3\.18 ended on 2025-05-09/);
    const rules = [
      '{ id: old, allow: { problem: release-end-of-life } }',
      "{ id: soon, block: { end-of-life: '< 90d' } }",
    ];
    const policy = (...chosen: readonly string[]): string =>
      `version: 1\nstages:\n  production:\n    rules:\n${chosen.map((rule) => `      - ${rule}\n`).join('')}`;
    put('accepts.yaml', policy(rules[0]!));
    put('blocks.yaml', policy(...rules));
    const gate = 'gate $HERE/app.tar --advisories $HERE/flaws --stage production --policy $HERE';
    const accepted = await run(`${gate}/accepts.yaml`, { now: NOW });
    assert.equal(accepted.code, 0);
    const blocked = await run(`${gate}/blocks.yaml`, { now: NOW });
    assert.equal(blocked.code, 1);
    assert.match(blocked.stdout, /soon/);
  });
});

describe('tables', () => {
  onOwnMachine();

  const TABLES = fileURLToPath(new URL('../../src/advisory/tables', import.meta.url));

  it('of exploited flaws and of EPSS are updated, told, and judged by', async () => {
    put('flaws/a.json', record('CVE-2031-1001', '2026-11-01T00:00:00Z', ''));
    copyFileSync(
      join(TABLES, 'kev/fixtures/known_exploited_vulnerabilities.json'),
      join(here, 'flaws/kev.json'),
    );
    copyFileSync(join(TABLES, 'epss/fixtures/epss_scores-2031-05-01.csv'), join(here, 'flaws/epss.csv'));
    const ends = readFileSync(join(TABLES, 'endoflife/fixtures/products-full.json'), 'utf8');
    put(
      'flaws/ends.json',
      ends.replaceAll('"teapot-os"', '"ubuntu"').replace('"name":"2"', '"name":"18.04"'),
    );
    const updated = await run('db update --from $HERE/flaws');
    assert.equal(updated.code, 0);
    assert.match(updated.stdout, /^updated {4}kev: table:known-exploited: 2 records$/m);
    const { stdout: status } = await run('db status');
    for (const line of [/^table:end-of-life +4 +4 .*endoflife$/m, /^table:epss +3 +3 .*epss$/m])
      assert.match(status, line);
    const report = await scan(BIONIC);
    const [found] = report.findings;
    assert.deepEqual(
      [found!.knownExploited, found!.tier, found!.listing!.dueAt, found!.epss!.score],
      [true, 'act-now', '2031-05-21', 0.97567],
    );
    assert.deepEqual([report.support[0]!.endsAt, report.support[0]!.feed], ['2031-02-28', 'endoflife']);
  });
});
