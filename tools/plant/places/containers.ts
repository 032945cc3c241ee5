/**
 * Files as members of archives. ZIP: APPNOTE.TXT; ar: `deb(5)` and `ar(5)`; apk: Alpine's "APK spec", gzip members with a
 * tar each, one after the other.
 */
import { execFileSync } from 'node:child_process';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { dir, file, layer } from '../../../test/tar-builder.ts';
import { buildZip } from '../../../test/zip-builder.ts';
import type { Chance } from '../chance.ts';

export interface Container {
  readonly id: string;
  /** File name of the archive, with `{n}`. */
  readonly file: string;
  /** Folder of the member. */
  readonly folder: string;
  /** The archive around a member, or null where a tool that it takes is not there. */
  pack(member: string, content: Buffer, chance: Chance): Packed | null;
}

export interface Packed {
  readonly content: Buffer;
  readonly member: string;
  /** Of several forms the one that it has. */
  readonly variant?: string;
}

export const containers: readonly Container[] = [
  zip('jar', '{n}.jar', 'config/', [['META-INF/MANIFEST.MF', 'Manifest-Version: 1.0\r\n\r\n']]),
  zip('zip', '{n}-backup.zip', 'backup/', [['backup/README', 'nightly\n']]),
  zip('wheel', '{n}-1.0-py3-none-any.whl', 'shop/', [
    ['shop/__init__.py', ''],
    ['shop-1.0.dist-info/WHEEL', 'Wheel-Version: 1.0\nTag: py3-none-any\n'],
    ['shop-1.0.dist-info/METADATA', 'Metadata-Version: 2.1\nName: shop\nVersion: 1.0\n'],
  ]),
  {
    id: 'zip-stored',
    file: '{n}.war',
    folder: 'WEB-INF/classes/',
    pack: (member, content) => ({ member, content: buildZip([{ name: member, content, stored: true }]) }),
  },
  {
    id: 'jar-in-jar',
    file: '{n}-boot.jar',
    folder: 'BOOT-INF/classes/',
    pack(member, content) {
      const inner = buildZip([{ name: member, content }]);
      const name = 'BOOT-INF/lib/settings-1.0.jar';
      return { member: `${name}!/${member}`, content: buildZip([{ name, content: inner, stored: true }]) };
    },
  },
  {
    id: 'tgz',
    file: '{n}-1.0.tgz',
    folder: 'package/',
    pack: (member, content) => ({
      member,
      content: gzipSync(
        layer([file('package/package.json', '{"name":"shop","version":"1.0.0"}'), file(member, content)]),
      ),
    }),
  },
  {
    id: 'tar',
    file: '{n}.tar',
    folder: 'etc/',
    pack: (member, content) => ({ member, content: layer([dir('etc'), file(member, content)]) }),
  },
  {
    id: 'gzip',
    file: '{n}.sql.gz',
    folder: '',
    pack: (_, content) => ({ member: '', content: gzipSync(content) }),
  },
  {
    id: 'deb',
    file: '{n}_1.0_all.deb',
    folder: 'etc/shop/',
    pack: (member, content, chance) => packDeb(member, content, chance.pick(DEB_FORMS)),
  },
  {
    id: 'apk',
    file: '{n}-1.0-r0.apk',
    folder: 'etc/shop/',
    pack: (member, content) => ({
      member,
      content: Buffer.concat([
        gzipSync(layer([file('.PKGINFO', 'pkgname = shop\npkgver = 1.0-r0\n')], { endBlocks: 0 })),
        gzipSync(layer([dir('etc'), dir('etc/shop'), file(member, content)])),
      ]),
    }),
  },
];

function zip(
  id: string,
  name: string,
  folder: string,
  others: readonly [name: string, content: string][],
): Container {
  const rest = others.map(([other, content]) => ({ name: other, content }));
  return {
    id,
    file: name,
    folder,
    pack: (member, content) => ({ member, content: buildZip([...rest, { name: member, content }]) }),
  };
}

type DebForm = readonly [ending: string, compress: (data: Buffer) => Buffer | null];

/** What `dpkg-deb` can write; `xz` is what Debian takes, `zst` what Ubuntu does. */
const DEB_FORMS: readonly DebForm[] = [
  ['gz', (data) => gzipSync(data)],
  ['zst', (data) => zstdCompressSync(data)],
  ['xz', xz],
];

function packDeb(member: string, content: Buffer, [ending, compress]: DebForm): Packed | null {
  const folders = [dir('./'), dir('./etc'), dir('./etc/shop')];
  const data = compress(layer([...folders, file(`./${member}`, content)]));
  if (data === null) return null;
  const control = 'Package: shop\nVersion: 1.0\nArchitecture: all\nMaintainer: a\nDescription: a\n';
  const members: readonly [string, Buffer][] = [
    ['debian-binary', Buffer.from('2.0\n')],
    ['control.tar.gz', gzipSync(layer([file('./control', control)]))],
    [`data.tar.${ending}`, data],
  ];
  return {
    member,
    content: Buffer.concat([Buffer.from('!<arch>\n'), ...members.flatMap(arMember)]),
    variant: ending,
  };
}

function arMember([name, content]: readonly [string, Buffer]): Buffer[] {
  const fields = [name.padEnd(16), '0'.padEnd(12), '0'.padEnd(6), '0'.padEnd(6), '100644'.padEnd(8)];
  const header = `${fields.join('')}${String(content.length).padEnd(10)}\`\n`;
  return [Buffer.from(header), content, Buffer.from(content.length % 2 === 1 ? '\n' : '')];
}

/** Debian's own form. */
function xz(data: Buffer): Buffer | null {
  try {
    return execFileSync('xz', ['-c'], { input: data });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
