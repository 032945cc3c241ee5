/** Images that hold more than one system, and package databases that move or go, in whole commands. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ndbDatabase } from '../rpm-databases.ts';
import { header } from '../rpm-headers.ts';
import { sqliteDatabase } from '../rpm-packages.ts';
import { dir, type Entry, file, symlink, whiteout } from '../tar-builder.ts';
import { DEBIAN, dpkgStatus, imageOf } from './images.ts';
import { onOwnMachine } from './plimsoll.ts';
import { type ReportFacts, scanImage } from './report.ts';

const ALPINE = file('usr/lib/os-release', 'ID=alpine\nVERSION_ID=3.20.3\nPRETTY_NAME="Alpine Linux v3.20"\n');
const ROCKY = file('usr/lib/os-release', 'ID=rocky\nVERSION_ID=9.4\nPRETTY_NAME="Rocky Linux 9.4"\n');
const apkDatabase = (...names: readonly string[]): Entry =>
  file('lib/apk/db/installed', names.map((name) => `P:${name}\nV:1-r0\nA:x86_64\n\n`).join(''));
const status = (...packages: readonly string[]): Entry =>
  file('var/lib/dpkg/status', dpkgStatus(...packages));

const headers = (...names: readonly string[]): Buffer[] =>
  names.map((name) =>
    header([
      [1000, 6, [name]],
      [1001, 6, ['1']],
      [1002, 6, ['1.el9']],
      [1022, 6, ['x86_64']],
    ]),
  );

interface FoundPackage {
  readonly name: string;
  readonly purl: string;
  readonly foundAt: { readonly layerIndex: number };
}

const purls = ({ packages }: ReportFacts): string[] =>
  (packages as readonly unknown[] as readonly FoundPackage[]).map(({ purl }) => purl).sort();
const places = ({ packages }: ReportFacts): string[] =>
  packages.map(({ name, foundAt }) => `${name}@${foundAt.layerIndex}`).sort();
const reasons = ({ coverage }: ReportFacts): string[] =>
  coverage.reasons.map(({ code, layerIndex }) => `${code} ${layerIndex ?? ''}`.trim()).sort();

describe('two systems in one image', () => {
  onOwnMachine();

  it('apk and dpkg: each package is of its own system', async () => {
    const report = await scanImage(imageOf([DEBIAN, status('bash 5-1')], [ALPINE, apkDatabase('musl')]));
    assert.deepEqual(purls(report), [
      'pkg:apk/alpine/musl@1-r0?arch=x86_64&distro=alpine-3.20.3',
      'pkg:deb/debian/bash@5-1?arch=amd64&distro=debian-12',
    ]);
  });

  it('a distroless image with an apk database', async () => {
    const distroless = file(
      'var/lib/dpkg/status.d/base',
      'Package: base-files\nVersion: 12.4\nArchitecture: amd64\n',
    );
    const report = await scanImage(imageOf([DEBIAN, distroless], [ALPINE, apkDatabase('musl')]));
    assert.deepEqual(purls(report), [
      'pkg:apk/alpine/musl@1-r0?arch=x86_64&distro=alpine-3.20.3',
      'pkg:deb/debian/base-files@12.4?arch=amd64&distro=debian-12',
    ]);
  });

  it('an rpm database beside dpkg’s', async () => {
    const rpms = file('var/lib/rpm/rpmdb.sqlite', sqliteDatabase(headers('tool')));
    const both = await scanImage(imageOf([DEBIAN, status('bash 5-1')], [ROCKY, rpms]));
    assert.deepEqual(purls(both), [
      'pkg:deb/debian/bash@5-1?arch=amd64&distro=debian-12',
      'pkg:rpm/rocky/tool@1-1.el9?arch=x86_64&distro=rocky-9.4',
    ]);
    const alone = await scanImage(imageOf([DEBIAN, status('bash 5-1')], [rpms]));
    assert.ok(purls(alone).includes('pkg:rpm/tool@1-1.el9?arch=x86_64'), purls(alone).join());
    assert.ok(reasons(alone).includes('packages-without-distribution'), reasons(alone).join());
  });

  it('an rpm database in a chroot of Debian is not read as Debian’s, and is told', async () => {
    const rpms = file('srv/chroot/var/lib/rpm/rpmdb.sqlite', sqliteDatabase(headers('tool')));
    const release = file('srv/chroot/etc/os-release', 'ID=rocky\nVERSION_ID=9.4\n');
    const report = await scanImage(imageOf([DEBIAN, status('bash 5-1')], [release, rpms]));
    assert.deepEqual(places(report), ['bash@0']);
    const told = report.coverage.reasons.find(({ code }) => code === 'package-database-elsewhere')!;
    assert.deepEqual([told.layerIndex, told.path], [1, 'srv/chroot/var/lib/rpm/rpmdb.sqlite']);
    assert.match(told.wayOut, /rootfs:srv\/chroot$/);
  });
});

describe('package databases through the layers', () => {
  onOwnMachine();

  it('case 5: dpkg’s status that the last layer deletes', async () => {
    const layers = [
      [DEBIAN, status('bash 5-1')],
      [status('bash 5-1', 'curl 8-1')],
      [whiteout('var/lib/dpkg/status')],
    ];
    const report = await scanImage(imageOf(...layers));
    assert.deepEqual(places(report), ['bash@0', 'curl@1']);
    assert.ok(reasons(report).includes('package-database-removed 2'));
  });

  it('rpm’s folder that moves and leaves a link, with another form of the database', async () => {
    const moved = [
      whiteout('var/lib/rpm'),
      symlink('var/lib/rpm', '../../usr/lib/sysimage/rpm'),
      dir('usr/lib/sysimage/rpm'),
      file('usr/lib/sysimage/rpm/Packages.db', ndbDatabase(headers('new', 'tool'))),
    ];
    const base = [ROCKY, file('var/lib/rpm/rpmdb.sqlite', sqliteDatabase(headers('tool', 'old')))];
    const report = await scanImage(imageOf(base, moved));
    assert.deepEqual(places(report), ['new@1', 'tool@0']);
  });

  it('rpm’s folder that was a link from the beginning', async () => {
    const link = symlink('var/lib/rpm', '../../usr/lib/sysimage/rpm');
    const database = (...names: readonly string[]): Entry =>
      file('usr/lib/sysimage/rpm/rpmdb.sqlite', sqliteDatabase(headers(...names)));
    const report = await scanImage(imageOf([ROCKY, link, database('tool')], [database('new', 'tool')]));
    assert.deepEqual(places(report), ['new@1', 'tool@0']);
  });
});
