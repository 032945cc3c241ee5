/** Answers that look clean and are not, and inventories that other scanners get wrong: real cases, whole scans. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { buildElf } from '../elf-builder.ts';
import { buildImage, buildIndex, ociIndexLayoutFiles, tarOf } from '../image-builder.ts';
import { type Entry, file, whiteout } from '../tar-builder.ts';
import { buildZip } from '../zip-builder.ts';
import { DEBIAN, dpkgStatus, type Flaw, imageOf, npmPackage, SMALL } from './images.ts';
import { onOwnMachine } from './plimsoll.ts';
import { namesOf, type ReportFacts, reasonsOf, scanImage } from './report.ts';

const FIXTURE = '../../src/ecosystem/rpm/fixtures/image/var/lib/rpm/rpmdb.sqlite.gz';
const BERKELEY = gunzipSync(
  readFileSync(new URL(FIXTURE.replace('rpmdb.sqlite', 'Packages'), import.meta.url)),
);
const RPMDB = gunzipSync(readFileSync(new URL(FIXTURE, import.meta.url)));

function release(id: string, version: string, name: string): Entry {
  return file('etc/os-release', `ID="${id}"\nVERSION_ID="${version}"\nPRETTY_NAME="${name}"\n`);
}

const RHEL = release('rhel', '9.4', 'Red Hat Enterprise Linux 9.4 (Plow)');

function messageOf(report: ReportFacts, code: string): string {
  return report.coverage.reasons.find((reason) => reason.code === code)?.message ?? '';
}

describe('coverage', () => {
  onOwnMachine();

  it('case 1: a release past its end of life, without advisories, is not checkable', async () => {
    const leap = release('opensuse-leap', '42.3', 'openSUSE Leap 42.3');
    const image = imageOf([leap, file('var/lib/rpm/rpmdb.sqlite', RPMDB)]);
    for (const options of ['', '--fail-on critical']) {
      const report = await scanImage(image, options, 'starter');
      assert.deepEqual([report.exit.code, report.coverage.state], [3, 'not-checkable']);
      assert.equal(report.packages.length, 8);
      assert.match(messageOf(report, 'no-advisory-data'), /opensuse.*42\.3: 8 packages could not be judged/);
    }
  });

  it('an unknown release of a known distribution is not checkable', async () => {
    const sid = file('etc/os-release', 'ID=debian\nPRETTY_NAME="Debian GNU/Linux trixie/sid"\n');
    const report = await scanImage(
      imageOf([sid, file('var/lib/dpkg/status', dpkgStatus('libssl3 3.0.9-1'))]),
    );
    assert.deepEqual([report.exit.code, report.coverage.state], [3, 'not-checkable']);
    assert.match(messageOf(report, 'no-advisory-data'), /debian/);
  });

  it('case 5: a dpkg database that a later layer deletes is used, and told', async () => {
    const gone = [whiteout('var/lib/dpkg/status'), file('app/server', 'x')];
    const report = await scanImage(imageOf([DEBIAN, status('libssl3 3.0.9-1 openssl')], gone));
    assert.deepEqual(namesOf(report), ['libssl3 3.0.9-1']);
    assert.equal(report.findings.length, 2);
    assert.equal(report.coverage.state, 'partial');
    assert.match(messageOf(report, 'package-database-removed'), /removed .*in layer 1.*of layer 0/);
  });

  it('case 6: distroless: records without a Status field, files owned through md5sums', async () => {
    const folder = 'var/lib/dpkg/status.d';
    const metadata = 'usr/lib/python3/dist-packages/idna-2.6.dist-info/METADATA';
    const record = (name: string): string => `Package: ${name}\nVersion: 1.0-1\nArchitecture: amd64\n`;
    const report = await scanImage(
      imageOf([
        DEBIAN,
        file(`${folder}/base`, record('base-files')),
        file(`${folder}/base.md5sums`, ''),
        file(`${folder}/python3-idna`, record('python3-idna')),
        file(`${folder}/python3-idna.md5sums`, `d41d8cd98f00b204e9800998ecf8427e  ${metadata}\n`),
        file(metadata, 'Metadata-Version: 2.1\nName: idna\nVersion: 2.6\n'),
      ]),
    );
    assert.deepEqual(namesOf(report), ['base-files 1.0-1', 'idna 2.6', 'python3-idna 1.0-1']);
    assert.equal(report.packages.find(({ name }) => name === 'idna')!.ownedBy?.name, 'python3-idna');
  });

  it('case 10: a Berkeley DB of rpm is named, never 0 packages and pass', async () => {
    const centos = release('centos', '7', 'CentOS Linux 7 (Core)');
    const database = Buffer.alloc(8192);
    database.writeUInt32LE(0x00061561, 12);
    const entries = [centos, file('var/lib/rpm/Packages', database)];
    const alone = await scanImage(imageOf(entries), '', 'starter');
    assert.deepEqual([alone.exit.code, alone.coverage.state], [3, 'not-checkable']);
    assert.match(messageOf(alone, 'package-database-unsupported'), /Berkeley DB/);
    const flaws: Flaw[] = [{ id: 'CVE-2024-90009', ecosystem: 'npm', name: 'boat' }];
    const withApp = await scanImage(imageOf(entries, [npmPackage('sail', '1.0.0')]), '--fail-on high', flaws);
    assert.deepEqual([withApp.exit.code, withApp.coverage.state], [3, 'partial']);
    assert.deepEqual(reasonsOf(withApp), ['package-database-unsupported']);
  });

  it('case 10: a Berkeley DB of rpm that can be read gives its packages', async () => {
    const centos = release('centos', '7', 'CentOS Linux 7 (Core)');
    const report = await scanImage(imageOf([centos, file('var/lib/rpm/Packages', BERKELEY)]), '', 'starter');
    assert.equal(report.packages.length, 8);
    assert.ok(report.packages.every(({ foundAt }) => foundAt.path === 'var/lib/rpm/Packages'));
    assert.ok(!reasonsOf(report).some((code) => code.startsWith('package-database')));
    const cut = file('var/lib/rpm/Packages', BERKELEY.subarray(0, BERKELEY.length / 2));
    const damaged = await scanImage(imageOf([centos, cut]), '', 'starter');
    assert.match(messageOf(damaged, 'package-database-corrupt'), /cannot be read at \d+ places/);
  });

  for (const folder of ['usr/lib/sysimage/rpm', 'usr/share/rpm']) {
    it(`case 11: an rpm database in ${folder} is found`, async () => {
      const report = await scanImage(imageOf([RHEL, file(`${folder}/rpmdb.sqlite`, RPMDB)]));
      assert.equal(report.packages.length, 8);
      assert.ok(report.packages.every(({ foundAt }) => foundAt.path.startsWith(folder)));
    });
  }

  it('case 13: one static program that nothing identifies is partial, not complete', async () => {
    const pause = file('pause', buildElf({ sizeBytes: 4096 }), { mode: 0o755 });
    const report = await scanImage(imageOf([pause]));
    assert.deepEqual([report.exit.code, report.coverage.state], [0, 'partial']);
    assert.equal(report.coverage.unidentifiedExecutables, 1);
    assert.match(messageOf(report, 'only-unidentified-executables'), /only 1 unidentified executable$/);
    const named = report.problems.find(({ code }) => code === 'unidentified-executable');
    assert.deepEqual([named?.path, named?.effect], ['pause', 'note']);
    assert.equal((await scanImage(imageOf([pause]), '--fail-on critical')).exit.code, 3);
  });

  it('case 18: an attestation in an index is no image; the one platform that is there is scanned', async () => {
    const foreign = process.arch === 'arm64' ? 'amd64' : 'arm64';
    const image = buildImage({ ...SMALL, platform: { os: 'linux', architecture: foreign, variant: '' } });
    const attestation = buildImage({
      layers: [{ entries: [file('a')], mediaType: 'application/vnd.in-toto+json' }],
      platform: { os: 'unknown', architecture: 'unknown', variant: '' },
    });
    const index = buildIndex([attestation, image]);
    const report = await scanImage(tarOf(ociIndexLayoutFiles(index, '1')));
    assert.equal(report.findings.length, 5);
    assert.match(JSON.stringify(report.image.platform), new RegExp(foreign));
  });
});

describe('inventory', () => {
  onOwnMachine();

  it('case 45: a leftover pom in a fat jar is declared, only the library that is there is installed', async () => {
    const pom = (version: string): string =>
      `groupId=com.fasterxml.jackson.core\nartifactId=jackson-databind\nversion=${version}\n`;
    const path = 'META-INF/maven/com.fasterxml.jackson.core/jackson-databind/pom.properties';
    const real = buildZip([
      { name: path, content: pom('2.12.3') },
      { name: 'com/fasterxml/jackson/databind/ObjectMapper.class', content: 'x' },
    ]);
    const fat = buildZip([
      { name: 'META-INF/MANIFEST.MF', content: 'Manifest-Version: 1.0\nMain-Class: org.example.Main\n' },
      { name: path, content: pom('2.11.1') },
      { name: 'BOOT-INF/classes/org/example/Main.class', content: 'x' },
      { name: 'BOOT-INF/lib/jackson-databind-2.12.3.jar', content: real, stored: true },
    ]);
    const flaw = (id: string, fixed: string): Flaw => ({
      id,
      ecosystem: 'Maven',
      name: 'com.fasterxml.jackson.core:jackson-databind',
      fixed,
      severity: 'high',
    });
    const flaws = [flaw('CVE-2024-90011', '2.12.0'), flaw('CVE-2024-90012', '2.12.6')];
    const report = await scanImage(imageOf([file('app/app.jar', fat)]), '', flaws);
    const databind = report.packages.filter(({ name }) => name.endsWith('jackson-databind'));
    assert.deepEqual(databind.map(({ version, confidence }) => [version, confidence]).sort(), [
      ['2.11.1', 'declared'],
      ['2.12.3', 'installed'],
    ]);
    const counted = report.findings.filter(({ standing }) => standing === 'counted');
    assert.deepEqual(
      counted.map(({ id }) => id),
      ['CVE-2024-90012'],
    );
  });

  it('case 46: a shaded jar without descriptors is named with what nobody can name in it', async () => {
    const shaded = buildZip(
      [
        'com/example/app/Main',
        'org/apache/commons/fileupload/FileUpload',
        'org/apache/commons/io/IOUtils',
      ].map((name) => ({ name: `${name}.class`, content: 'x' })),
    );
    const report = await scanImage(imageOf([file('app/app.jar', shaded)]));
    assert.deepEqual(report.packages, []);
    const named = report.problems.find(({ code }) => code === 'bundled-content-unknown');
    assert.deepEqual([named?.path, named?.effect], ['app/app.jar', 'note']);
    assert.match(named?.message ?? '', /org\/apache\/commons\/fileupload/);
  });

  it('case 48: a package upgraded in a later layer is there in its new version only', async () => {
    const before = status('libc6 2.36-9 glibc', 'bash 5.2-1');
    const after = status('libc6 2.36-9+deb12u7 glibc', 'bash 5.2-1');
    const flaws: Flaw[] = [
      {
        id: 'CVE-2024-90021',
        ecosystem: 'Debian:12',
        name: 'glibc',
        fixed: '2.36-9+deb12u4',
        severity: 'high',
      },
    ];
    const report = await scanImage(imageOf([DEBIAN, before], [after]), '--fail-on low', flaws);
    assert.deepEqual(namesOf(report), ['bash 5.2-1', 'libc6 2.36-9+deb12u7']);
    assert.deepEqual([report.exit.code, report.findings], [0, []]);
    const layerOf = (name: string): number =>
      report.packages.find((p) => p.name === name)!.foundAt.layerIndex;
    assert.deepEqual([layerOf('bash'), layerOf('libc6')], [0, 1]);
    const old = await scanImage(imageOf([DEBIAN, before]), '--fail-on low', flaws);
    assert.equal(old.exit.code, 1);
  });
});

function status(...packages: readonly string[]): Entry {
  return file('var/lib/dpkg/status', dpkgStatus(...packages));
}
