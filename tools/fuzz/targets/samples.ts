/** Layers with something for every reader, links and whiteouts. */
import {
  dir,
  type Entry,
  file,
  hardlink,
  layer,
  opaque,
  symlink,
  whiteout,
} from '../../../test/tar-builder.ts';
import { buildZip } from '../../../test/zip-builder.ts';
import { goProgram } from './languages.ts';
import { rpmDatabaseFile } from './rpm.ts';

export const DPKG_STATUS = 'Package: a\nStatus: install ok installed\nVersion: 1\nArchitecture: amd64\n';

export const SYSTEM: readonly Entry[] = [
  file('etc/os-release', 'ID=debian\nVERSION_ID=12\n'),
  file('etc/debian_version', '12.1\n'),
  file('var/lib/dpkg/status', DPKG_STATUS),
  file('var/lib/dpkg/info/a.list', '/usr/bin/a\n'),
];

export const LANGUAGES: readonly Entry[] = [
  file('lib/apk/db/installed', 'P:musl\nV:1.2-r0\nA:x86_64\nF:lib\nR:ld.so\n'),
  file('srv/node_modules/a/package.json', '{"name":"a","version":"1.0.0"}'),
  file('usr/lib/python3/a-1.dist-info/METADATA', 'Name: a\nVersion: 1\n'),
  file(
    'srv/a.jar',
    buildZip([
      { name: 'META-INF/maven/g/a/pom.properties', content: 'groupId=g\nartifactId=a\nversion=1\n' },
    ]),
  ),
];

export const LINKS: readonly Entry[] = [
  dir('usr/lib'),
  symlink('lib', 'usr/lib'),
  symlink('etc/os-release', '../usr/lib/os-release'),
  file('usr/lib/os-release', 'ID=alpine\nVERSION_ID=3.20.1\n'),
  hardlink('etc/copy', 'usr/lib/os-release'),
  whiteout('var/lib/dpkg/status'),
];

/** The larger ones: an rpm database, a Go program. */
export function programs(): readonly Entry[] {
  return [
    file('var/lib/rpm/rpmdb.sqlite', rpmDatabaseFile()),
    file('var/lib/rpm/Packages.db', 'RpmP'),
    file('usr/bin/tool', goProgram(), { mode: 0o755 }),
  ];
}

/** Layers that only together say where a database lies. */
export const LINKED: readonly Uint8Array[] = [
  layer([symlink('var/lib', '../usr/var'), dir('usr/var')]),
  layer([file('usr/var/dpkg/status', DPKG_STATUS)]),
  layer([opaque('usr'), whiteout('var')]),
];
