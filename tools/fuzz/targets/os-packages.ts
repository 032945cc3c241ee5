/** What package managers of distributions leave: apk, dpkg, release files. */
import { headerOf, parseHeaders, parseStanzas } from '../../../src/base/rfc822.ts';
import { joinLines, linesOf, textLines } from '../../../src/base/text-lines.ts';
import { type ApkRecord, installedReader } from '../../../src/ecosystem/apk/installed-reader.ts';
import {
  OLD_RELEASE_NAMES,
  oldReleaseReader,
  osReleaseReader,
} from '../../../src/ecosystem/distro/release-files.ts';
import { type DpkgFiles, filesReader } from '../../../src/ecosystem/dpkg/files-reader.ts';
import { statusFolderReader, statusReader } from '../../../src/ecosystem/dpkg/status-reader.ts';
import { mustHold, type Target, texts } from '../target.ts';
import { osDatabaseTargets } from './os-databases.ts';
import { portageTargets } from './portage.ts';
import { wholeFile } from './reading.ts';
import { redhatContentTargets } from './redhat.ts';

const apkInstalled: Target = {
  id: 'apk-installed',
  sources: ['ecosystem/apk/installed-reader.ts'],
  seeds: texts(
    `P:a\nV:1\nF:usr\nR:x\nZ:Q1${'Ab0+'.repeat(6)}Cd/=\nR:y\nR:z\nZ:Q1${'Zz9/'.repeat(6)}AAA=\nF:\nZ:Q1bad=\n\n`,
    'C:Q1abc=\nP:musl\nV:1.2.5-r0\nA:x86_64\no:musl\nL:MIT\nm:Someone <a@b.example>\nF:lib\nR:ld-musl-x86_64.so.1\na:0:0:755\nF:\nR:x\n\nP:.build-deps\nV:20240101.000000\n\nP:zlib\nV:1.3\n',
    'P:a\r\nV:1\r\n\r\nV:2\n\nP:b\n\n',
  ),
  tokens: [
    'P:',
    'V:',
    'A:',
    'o:',
    'L:',
    'm:',
    'F:',
    'R:',
    '\nZ:Q1',
    `\nZ:Q1${'A'.repeat(27)}=\n`,
    '\n\n',
    '\r\n\r\n',
    'P:.x\nV:1\n',
  ],
  errors: [],
  run(bytes) {
    const read = wholeFile(installedReader, 'lib/apk/db/installed')(bytes);
    const { fact } = read as { readonly fact: readonly ApkRecord[] };
    for (const { files, digests } of fact) mustHaveDigests(files, digests);
    return read;
  },
};

/** As many as there are files, or none at all; those of apk may have blanks in between. */
function mustHaveDigests(files: string, digests: string): void {
  const count = files === '' ? 0 : files.split('\n').length;
  mustHold(/^(?:[0-9a-f]{16}| {16})*$/.test(digests), 'digests are something else');
  mustHold(digests === '' || digests.length === 16 * count, 'there are more digests than files, or fewer');
}

const dpkgFiles: Target = {
  id: 'dpkg-files',
  sources: ['ecosystem/dpkg/files-reader.ts'],
  seeds: texts(
    '/.\n/usr\n/usr/bin\n/usr/bin/tool\n/usr/share\n/usr/share/doc\n/usr/share/doc/tool\n',
    `${'a'.repeat(32)}  usr/bin/tool\n${'0'.repeat(32)}  ./usr/lib/x y\n`,
  ),
  tokens: ['/.', '/usr', '  ', '//', './', '\r', 'd41d8cd98f00b204e9800998ecf8427e  '],
  errors: [],
  run(bytes) {
    const run = (path: string): unknown => wholeFile(filesReader, path)(bytes);
    const sums = run('var/lib/dpkg/status.d/tool.md5sums');
    const { fact } = sums as { readonly fact: DpkgFiles | null };
    if (fact !== null) {
      mustHold(fact.digests !== '', 'a file has no digest');
      mustHaveDigests(fact.paths, fact.digests);
    }
    return [run('var/lib/dpkg/info/libc6:amd64.list'), sums];
  },
};

const STANZA = `Package: openssl
Status: install ok installed
Architecture: amd64
Maintainer: Someone <a@b.example>
Source: openssl-src (3.0.11-1)
Version: 3.0.11-1~deb12u2+b1
Description: first line
 second line
 .

`;

const dpkgStatus: Target = {
  id: 'dpkg-status',
  sources: ['ecosystem/dpkg/status-reader.ts', 'base/rfc822.ts'],
  seeds: texts(
    STANZA,
    `${STANZA}Package: gone\nStatus: deinstall ok config-files\nVersion: 1\n\nPackage: half\nStatus: install ok half-configured\nVersion: 2\n\nVersion: 3\n`,
    'Package: distroless\r\nVersion: 1.0+b3\r\nVendor: V\r\n\r\n',
  ),
  tokens: [
    'Package:',
    'Version:',
    'Source:',
    'Status:',
    'Architecture:',
    'install ok installed',
    '\n\n',
    ' (1)',
    '\n ',
  ],
  errors: [],
  run(bytes) {
    const whole = wholeFile(statusReader, 'var/lib/dpkg/status')(bytes);
    return [whole, wholeFile(statusFolderReader, 'var/lib/dpkg/status.d/x')(bytes)];
  },
};

const osRelease: Target = {
  id: 'os-release',
  sources: ['ecosystem/distro/release-files.ts', 'ecosystem/distro/shell-assignments.ts'],
  seeds: texts(
    'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian"\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\nID=debian\nID_LIKE="a b"\n',
    'NAME=\'x\'\nID=al\\pine # c\nVERSION_ID="3\\"0"',
    'DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE=22.04\nDISTRIB_CODENAME=jammy\nDISTRIB_DESCRIPTION="Ubuntu 22.04"\n',
    '3.20.3\n',
    'trixie/sid\n',
    'CentOS Linux release 7.9.2009 (Core)\n',
    'Red Hat Enterprise Linux release 8.10 (Ootpa)',
    'SUSE Linux Enterprise Server 11 (x86_64)\nVERSION = 11\nPATCHLEVEL = 4\n',
    'openSUSE 13.2 (x86_64)\nVERSION = 13.2\n',
    'SUSE Linux Enterprise Desktop 12\nVERSION = 12\n',
  ),
  tokens: ['ID=', 'NAME=', 'VERSION_ID=', '"', "'", '\\', '#', ' release ', 'ID_LIKE=', 'DISTRIB_ID='],
  errors: [],
  run: (bytes) => [
    wholeFile(osReleaseReader, 'etc/os-release')(bytes),
    ...OLD_RELEASE_NAMES.map((name) => wholeFile(oldReleaseReader, `etc/${name}`)(bytes)),
  ],
};

const rfc822: Target = {
  id: 'rfc822',
  sources: ['base/rfc822.ts', 'base/text-lines.ts'],
  seeds: texts(STANZA, '\ufeffA: 1\nA: 2\n\tb\n\nC:\n', 'Subject: x\r\n y\r\n\r\nbody: none'),
  tokens: [': ', ':', '\n ', '\n\t', '\n\n', '\r\n', 'A: b\n'],
  errors: [],
  run(bytes) {
    const stanzas = [...parseStanzas(bytes, null)];
    const first = parseHeaders(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
    const known = first.get('package')?.[0] ?? '';
    mustHold(headerOf(first, 'package') === known, 'a field has another value');
    const isSame = JSON.stringify([...first]) === JSON.stringify([...(stanzas[0] ?? [])]);
    mustHold(isSame, 'the first block is another one when it is read alone');
    const some = [...parseStanzas(bytes, new Set(['package']))];
    mustHold(some.length === stanzas.length, 'with fewer fields there are other blocks');
    return [stanzas, mustKeepLines(bytes)];
  },
};

/** Lines that come one by one are those of the whole text, and stay what they are in a joined one. */
function mustKeepLines(bytes: Uint8Array): number {
  const joiner = joinLines();
  for (const line of textLines(bytes)) joiner.add(line);
  const length = joiner.length;
  const joined = joiner.end();
  const text = new TextDecoder().decode(bytes).replace(/\n$/, '');
  mustHold(joined === text && joined.length === length, 'lines are left out or changed');
  const again = [...linesOf(joined)].join('\n');
  mustHold(again === joined.replace(/\n$/, ''), 'a joined text has other lines');
  return length;
}

export const osPackageTargets: readonly Target[] = [
  ...osDatabaseTargets,
  apkInstalled,
  dpkgFiles,
  dpkgStatus,
  osRelease,
  ...portageTargets,
  ...redhatContentTargets,
  rfc822,
];
