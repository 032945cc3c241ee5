/** Distributions' packages in whole commands: cases that users of other scanners reported, under their numbers. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { buildElf } from '../elf-builder.ts';
import { contentOf, memoryRegistry, refuse } from '../fault-proxy.ts';
import { buildImage, type ImageSpec } from '../image-builder.ts';
import { serve } from '../local-server.ts';
import { ndbDatabase } from '../rpm-databases.ts';
import { header } from '../rpm-headers.ts';
import { type Entry, file } from '../tar-builder.ts';
import { buildZip } from '../zip-builder.ts';
import {
  archiveOf,
  DEBIAN,
  dpkgStatus,
  type Flaw,
  imageOf,
  osvRecord,
  putArchive,
  putFlaws,
  SMALL,
} from './images.ts';
import { onOwnMachine, put, run } from './plimsoll.ts';
import { namesOf, reportOf, scanImage } from './report.ts';

const status = (...packages: readonly string[]): Entry =>
  file('var/lib/dpkg/status', dpkgStatus(...packages));

const ubuntu = (version: string): Entry =>
  file('etc/os-release', `ID=ubuntu\nVERSION_ID="${version}"\nPRETTY_NAME="Ubuntu ${version} LTS"\n`);

describe('packages without code of their source', () => {
  onOwnMachine();

  const BLOCK_CRITICAL =
    'version: 1\nstages:\n  production:\n    rules:\n      - id: bad\n        block: { severity: ">= low" }\n';

  /** Under a policy that blocks everything that counts. */
  async function gate(): Promise<{
    code: number;
    text: string;
    standings: readonly (readonly [string, string])[];
  }> {
    put('policy.yaml', BLOCK_CRITICAL);
    const command = 'gate $HERE/app.tar --advisories $HERE/osv --policy $HERE/policy.yaml --quiet';
    const [{ code, stdout }, text] = [await run(`${command} --format json`), await run(command)];
    const { findings } = JSON.parse(stdout).reports[0];
    assert.equal(text.code, code);
    const standings = findings.map((f: { packageName: string; standing: string }) => [
      f.packageName,
      f.standing,
    ]);
    return { code, text: text.stdout, standings };
  }

  it('case 35: kernel flaws of linux-libc-dev are informational: the gate passes, and their number is visible', async () => {
    const flaws = Array.from(
      { length: 137 },
      (_, n): Flaw => ({
        id: `DEBIAN-CVE-2025-${20_000 + n}`,
        aliases: [`CVE-2025-${20_000 + n}`],
        ecosystem: 'Debian:13',
        name: 'linux',
        severity: 'critical',
      }),
    );
    const trixie = file(
      'etc/os-release',
      'ID=debian\nVERSION_ID="13"\nPRETTY_NAME="Debian GNU/Linux 13 (trixie)"\n',
    );
    putArchive('app.tar', imageOf([trixie, status('linux-libc-dev 6.12.48-1 linux', 'bash 5.2-1')]));
    putFlaws('osv', flaws);
    const { code, text, standings } = await gate();
    assert.equal(code, 0);
    assert.equal(standings.length, 137);
    assert.ok(
      standings.every(([name, standing]) => name === 'linux-libc-dev' && standing === 'informational'),
    );
    assert.match(text, /^ +- 137 informational: linux-libc-dev \(kernel headers\)$/m, text);
    // The kernel itself blocks.
    putArchive('app.tar', imageOf([trixie, status('linux-image-6.12.48-amd64 6.12.48-1 linux')]));
    assert.equal((await gate()).code, 1);
  });

  it('case 36: no flaw of Emacs counts for emacs-filesystem, which is directories only', async () => {
    const rpm = (name: string): Buffer =>
      header([
        [1000, 6, [name]],
        [1001, 6, ['27.2']],
        [1002, 6, ['9.el9']],
        [1003, 4, [1]],
        [1011, 6, ['AlmaLinux']],
        [1022, 6, ['noarch']],
        [1044, 6, ['emacs-27.2-9.el9.src.rpm']],
      ]);
    const alma = file('etc/os-release', 'ID="almalinux"\nVERSION_ID="9.4"\nPRETTY_NAME="AlmaLinux 9.4"\n');
    const image = (name: string): void =>
      void putArchive(
        'app.tar',
        imageOf([alma, file('usr/lib/sysimage/rpm/Packages.db', ndbDatabase([rpm(name)]))]),
      );
    const flaw = (name: string): Flaw => ({
      id: `ALSA-2025:${name.length}`,
      aliases: ['CVE-2025-1244'],
      ecosystem: 'AlmaLinux:9',
      name,
      fixed: '1:27.2-11.el9_5.1',
      severity: 'high',
    });
    putFlaws('osv', ['emacs', 'emacs-common', 'emacs-filesystem'].map(flaw));
    image('emacs-filesystem');
    const { code, standings } = await gate();
    assert.deepEqual([code, standings], [0, [['emacs-filesystem', 'informational']]]);
    image('emacs-common');
    assert.deepEqual((await gate()).standings, [['emacs-common', 'counted']]);
  });
});

describe('fixes that a subscription brings', () => {
  onOwnMachine();

  /** As Ubuntu's records say that a pocket of Pro has the fix. */
  function putPro(
    id: string,
    release: string,
    pocket: string,
    [name, fixed]: readonly [string, string],
  ): void {
    const record = JSON.parse(
      osvRecord({ id, ecosystem: `Ubuntu:Pro:${release}:LTS`, name, fixed, severity: 'high' }),
    );
    record.affected[0].package.purl = `pkg:deb/ubuntu/${name}@${fixed}?arch=source&distro=${pocket}`;
    put(`flaws/${id}.json`, JSON.stringify({ ...record, upstream: [id.replace('UBUNTU-', '')] }));
  }

  it('case 28: a package that was built for Pro has the fix that only Pro brings', async () => {
    const fixed = '3.4.0-1ubuntu0.1~esm1';
    const image = (version: string): ImageSpec =>
      imageOf([ubuntu('24.04'), status(`libglut3.12 ${version} freeglut`)]);
    putPro('UBUNTU-CVE-2024-24258', '24.04', 'esm-apps/noble', ['freeglut', fixed]);
    assert.deepEqual((await scanImage(image(fixed), '', [])).findings, []);
    const open = await scanImage(image('3.4.0-1build1'), '', []);
    assert.deepEqual(
      open.findings.map(({ id }) => id),
      ['CVE-2024-24258'],
    );
  });

  it('case 28: one without it is open, and the fix is named as one of Pro', async () => {
    const image = imageOf([ubuntu('22.04'), status('redis-tools 5:6.0.16-1ubuntu1 redis')]);
    putPro('UBUNTU-CVE-2022-24834', '22.04', 'esm-apps/jammy', ['redis', '5:6.0.16-1ubuntu1+esm1']);
    const report = await scanImage(image, '--fail-on high', []);
    assert.deepEqual([report.exit.code, report.findings.length], [1, 1]);
    const { stdout } = await run('scan - --advisories $HERE/flaws --quiet', { stdin: archiveOf(image) });
    assert.match(stdout, /CVE-2022-24834 +fixed only with a subscription \(5:6\.0\.16-1ubuntu1\+esm1\)/);
  });
});

describe('fixes that were ported back', () => {
  onOwnMachine();

  it('case 25: python3-setuptools 39.2.0-7.el8 of Oracle Linux holds the fix of 39.2.0-6.el8', async () => {
    const criterion = (comment: string): string => `<criterion test_ref="oval:tst:1" comment="${comment}"/>`;
    const criteria = [
      criterion('Oracle Linux 8 is installed'),
      criterion('Oracle Linux arch is x86_64'),
      criterion('python3-setuptools is earlier than 0:39.2.0-6.el8'),
      criterion('python3-setuptools is signed with the Oracle Linux 8 key'),
    ];
    put(
      'flaws/elsa.xml',
      `<?xml version="1.0"?><oval_definitions><definitions><definition id="oval:com.oracle.elsa:def:20230835" class="patch">
        <metadata><title>ELSA-2023-0835: python-setuptools security update (MODERATE)</title>
        <reference source="elsa" ref_id="ELSA-2023-0835"/><reference source="CVE" ref_id="CVE-2022-40897"/>
        <advisory><severity>MODERATE</severity><issued date="2023-02-21"/><cve>CVE-2022-40897</cve></advisory></metadata>
        <criteria operator="AND">${criteria.join('')}</criteria></definition></definitions></oval_definitions>`,
    );
    const oracle = file(
      'etc/os-release',
      'ID="ol"\nVERSION_ID="8.9"\nPRETTY_NAME="Oracle Linux Server 8.9"\n',
    );
    const image = (release: string): ImageSpec =>
      imageOf([oracle, file('usr/lib/sysimage/rpm/Packages.db', ndbDatabase([setuptools(release)]))]);
    const idsOf = async (release: string): Promise<string[]> =>
      (await scanImage(image(release), '', [])).findings.map(({ id }) => id);
    assert.deepEqual([await idsOf('7.el8'), await idsOf('6.el8')], [[], []]);
    assert.deepEqual(await idsOf('5.el8'), ['CVE-2022-40897']);
  });

  function setuptools(release: string): Buffer {
    return header([
      [1000, 6, ['python3-setuptools']],
      [1001, 6, ['39.2.0']],
      [1002, 6, [release]],
      [1011, 6, ['Oracle America']],
      [1022, 6, ['noarch']],
      [1044, 6, [`python-setuptools-39.2.0-${release}.src.rpm`]],
    ]);
  }
});

describe('what is not the package that a flaw is of', () => {
  onOwnMachine();

  it('case 38: a flaw of "Tomcat on product X", or of Chrome on Linux, is none of Tomcat or of a kernel', async () => {
    const cpe = (id: string, ...criteria: readonly string[]): string =>
      JSON.stringify({
        id,
        modified: '2024-06-01T00:00:00Z',
        published: '2024-01-01T00:00:00Z',
        affected: [
          {
            ranges: [{ type: 'GIT', repo: 'https://git.example/x', events: [{ introduced: '0' }] }],
            versions: ['1.0'],
            database_specific: { cpes: criteria },
          },
        ],
      });
    put(
      'flaws/CVE-2016-5425.json',
      cpe('CVE-2016-5425', 'cpe:2.3:a:apache:tomcat:*:*:*:*:*:*:*:*', 'cpe:2.3:o:example:x:*:*:*:*:*:*:*:*'),
    );
    put(
      'flaws/CVE-2023-3079.json',
      cpe(
        'CVE-2023-3079',
        'cpe:2.3:a:google:chrome:*:*:*:*:*:*:*:*',
        'cpe:2.3:o:linux:linux_kernel:*:*:*:*:*:*:*:*',
      ),
    );
    putFlaws('flaws', [
      {
        id: 'GHSA-2345-6789-cfgh',
        ecosystem: 'Maven',
        name: 'org.apache.tomcat.embed:tomcat-embed-core',
        fixed: '9.0.1',
        aliases: ['CVE-2024-90038'],
      },
    ]);
    const tomcat = buildZip([
      {
        name: 'META-INF/maven/org.apache.tomcat.embed/tomcat-embed-core/pom.properties',
        content: 'groupId=org.apache.tomcat.embed\nartifactId=tomcat-embed-core\nversion=9.0.0\n',
      },
      { name: 'org/apache/catalina/Server.class', content: 'x' },
    ]);
    const report = await scanImage(
      imageOf([
        DEBIAN,
        status('tomcat9 9.0.0-1'),
        file('boot/vmlinuz-6.1.0-20-amd64', buildElf({ sizeBytes: 4096 }), { mode: 0o755 }),
        file('app/tomcat-embed-core-9.0.0.jar', tomcat),
      ]),
      '',
      [],
    );
    assert.ok(namesOf(report).includes('tomcat9 9.0.0-1'));
    // What is of the very package is found.
    assert.deepEqual(
      report.findings.map(({ id }) => id),
      ['CVE-2024-90038'],
    );
  });
});

describe('inventories of others, and what is not there', () => {
  onOwnMachine();

  it('case 20: packages of an unknown system in an SBOM are counted as not checkable; no gate passes them', async () => {
    const component = (name: string) => ({
      type: 'library',
      name,
      version: '1.0-1',
      purl: `pkg:deb/${name}@1.0-1`,
    });
    put(
      'app.cdx.json',
      JSON.stringify({
        bomFormat: 'CycloneDX',
        specVersion: '1.6',
        version: 1,
        components: ['bash', 'curl', 'zlib1g'].map(component),
      }),
    );
    putFlaws('osv');
    put('policy.yaml', 'version: 1\nstages:\n  production:\n    rules: []\n');
    const scan = await reportOf('scan $HERE/app.cdx.json --advisories $HERE/osv');
    assert.deepEqual(
      [scan.coverage.state, scan.coverage.reasons.map(({ code }) => code)],
      ['partial', ['sbom-without-distro']],
    );
    assert.match(scan.coverage.reasons[0]!.message, /^3 packages .*: bash, curl, zlib1g$/);
    const asked = await run('scan $HERE/app.cdx.json --advisories $HERE/osv --fail-on critical --quiet');
    assert.equal(asked.code, 3);
    const gate = await run(
      'gate $HERE/app.cdx.json --advisories $HERE/osv --policy $HERE/policy.yaml --quiet',
    );
    assert.deepEqual([gate.code, gate.stdout.split(' ')[0]], [3, 'BLOCK']);
  });

  it('case 21: a wrong name, no login and an engine that is stopped give three messages and exit code 5', async () => {
    const registries = await Promise.all(
      [
        memoryRegistry(contentOf(buildImage(SMALL), '1')),
        refuse(401, 'UNAUTHORIZED', 'authentication required'),
      ].map((handler) => serve(handler)),
    );
    try {
      const [open, locked] = registries.map(({ host }) => `${host}/team/app`);
      const env = { DOCKER_HOST: 'unix:///none.sock' };
      const runs = [
        await run(`scan ${open}:2`),
        await run(`scan ${locked}:1`),
        await run('scan docker:app:1', { env }),
      ];
      assert.deepEqual(
        runs.map(({ code, stdout }) => [code, stdout]),
        runs.map(() => [5, '']),
      );
      const codes = runs.map(({ stderr }) => /\[([a-z-]+)\]$/m.exec(stderr)?.[1]);
      assert.deepEqual(codes, ['not-found', 'login-required', 'engine-not-running']);
    } finally {
      for (const server of registries) await server.close();
    }
  });
});
