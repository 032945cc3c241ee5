/**
 * Readers of release files: os-release(5), lsb-release, and the one-line files that older distributions wrote.
 * Each gives what its file alone says.
 */

import type { FileEntry } from '../../model/file.ts';
import { baseName } from '../../model/file.ts';
import type { OpenFile, WholeReader } from '../../model/reader.ts';
import { list, object, type Shape, text } from '../../model/shape.ts';
import { parseAssignments } from './shell-assignments.ts';

/** What one release file says; `id` is in the spelling of os-release. */
export interface Release {
  readonly id: string;
  readonly idLike: readonly string[];
  readonly versionId: string;
  readonly codename: string;
  readonly prettyName: string;
}

const RELEASE: Shape<Release> = object<Release>({
  id: text,
  idLike: list(text),
  versionId: text,
  codename: text,
  prettyName: text,
});

const MAX_BYTES = 64 * 1024;

/**
 * os-release(5): the file in etc wins over the one in usr/lib, which it is often a link to. A container of Bottlerocket
 * has the system's files below a folder of their own.
 */
export const osReleaseReader: WholeReader<Release> = releaseReader(
  'os-release',
  [
    'etc/os-release',
    'usr/lib/os-release',
    'aarch64-bottlerocket-linux-gnu/sys-root/usr/lib/os-release',
    'x86_64-bottlerocket-linux-gnu/sys-root/usr/lib/os-release',
  ],
  parseOsRelease,
);

/** The older relatives, the most telling first: their order is the order of trust. */
export const OLD_RELEASE_NAMES: readonly string[] = [
  'alpine-release',
  'lsb-release',
  'debian_version',
  'oracle-release',
  'rocky-release',
  'almalinux-release',
  'centos-release',
  'fedora-release',
  'SuSE-release',
  'system-release',
  'redhat-release',
];

export const oldReleaseReader: WholeReader<Release> = releaseReader(
  'old-release',
  OLD_RELEASE_NAMES.map((name) => `etc/${name}`),
  parseOldRelease,
);

function releaseReader(
  id: string,
  paths: readonly string[],
  parse: (text: string, path: string) => Release | null,
): WholeReader<Release> {
  const wanted = new Set(paths);
  // Asked of every file: most names are told apart by their length alone.
  const lengths = new Set(paths.map((path) => path.length));
  return {
    id,
    version: 3,
    shape: RELEASE,
    kind: 'whole',
    maxBytes: MAX_BYTES,
    wellKnownPaths: paths,
    wants: (entry: FileEntry): boolean => lengths.has(entry.path.length) && wanted.has(entry.path),
    read: (file: OpenFile): Release | null => parse(new TextDecoder().decode(file.bytes), file.entry.path),
  };
}

/** os-release(5). Null for a file without any assignment of ours. */
export function parseOsRelease(text: string): Release | null {
  const values = parseAssignments(text);
  const get = (name: string): string => clean(values.get(name) ?? '');
  if (!['ID', 'NAME', 'PRETTY_NAME'].some((name) => get(name) !== '')) return null;
  return {
    id: idOf(get('ID') === '' ? 'linux' : get('ID')),
    idLike: get('ID_LIKE')
      .split(/\s+/)
      .map(idOf)
      .filter((id) => id !== ''),
    versionId: wordOf(get('VERSION_ID')),
    codename: wordOf(get('VERSION_CODENAME')),
    prettyName: get('PRETTY_NAME') === '' ? get('NAME') : get('PRETTY_NAME'),
  };
}

/** A file named as in OLD_RELEASE_NAMES; null where the text names no distribution that we know. */
export function parseOldRelease(text: string, path: string): Release | null {
  const first = clean(text.trimStart().split('\n', 1)[0] ?? '');
  switch (baseName(path)) {
    case 'alpine-release':
      return alpineRelease(first);
    case 'lsb-release':
      return parseLsbRelease(text);
    case 'debian_version':
      return debianRelease(first);
    case 'SuSE-release':
      return suseRelease(first, text);
    default:
      return redHatStyle(first);
  }
}

function alpineRelease(line: string): Release | null {
  if (!/^\d/.test(line)) return null;
  return { ...NOTHING, id: 'alpine', versionId: wordOf(line), prettyName: `Alpine Linux v${line}` };
}

/** `12.5`, or `trixie/sid` where the release has no number yet. */
function debianRelease(line: string): Release | null {
  if (line === '') return null;
  const numbered = /^\d/.test(line);
  return {
    ...NOTHING,
    id: 'debian',
    versionId: numbered ? wordOf(line) : '',
    codename: numbered ? '' : wordOf(line.split('/', 1)[0]!),
    prettyName: `Debian GNU/Linux ${line}`,
  };
}

function parseLsbRelease(text: string): Release | null {
  const values = parseAssignments(text);
  const id = idOf(values.get('DISTRIB_ID') ?? '');
  if (id === '') return null;
  return {
    id,
    idLike: [],
    versionId: wordOf(values.get('DISTRIB_RELEASE') ?? ''),
    codename: wordOf(values.get('DISTRIB_CODENAME') ?? ''),
    prettyName: clean(values.get('DISTRIB_DESCRIPTION') ?? ''),
  };
}

/** `SUSE Linux Enterprise Server 11 (x86_64)`, then lines `VERSION = 11` and `PATCHLEVEL = 4`. */
function suseRelease(line: string, text: string): Release | null {
  const version = /^VERSION *= *([\d.]+)/m.exec(text)?.[1] ?? '';
  const patch = /^PATCHLEVEL *= *(\d+)/m.exec(text)?.[1] ?? '0';
  const enterprise = /SUSE Linux Enterprise/i.test(line);
  if (!enterprise && !/opensuse/i.test(line)) return null;
  const id = enterprise ? (/Desktop/i.test(line) ? 'sled' : 'sles') : 'opensuse';
  const versionId = enterprise && patch !== '0' ? `${version}.${patch}` : version;
  return { ...NOTHING, id, idLike: ['suse'], versionId, prettyName: line };
}

/** First match wins. CentOS and others copy Red Hat's file, so its own name is looked for last. */
const RED_HAT_NAMES: readonly (readonly [RegExp, string])[] = [
  [/^CentOS/i, 'centos'],
  [/^Rocky/i, 'rocky'],
  [/^AlmaLinux/i, 'almalinux'],
  [/^Oracle/i, 'ol'],
  [/^Fedora/i, 'fedora'],
  [/^Amazon/i, 'amzn'],
  [/^Scientific/i, 'scientific'],
  [/^openEuler/i, 'openeuler'],
  [/^Red Hat Enterprise Linux/i, 'rhel'],
];

/** `CentOS Linux release 7.9.2009 (Core)`, `Amazon Linux AMI release 2018.03`. */
function redHatStyle(line: string): Release | null {
  const id = RED_HAT_NAMES.find(([pattern]) => pattern.test(line))?.[1];
  if (id === undefined) return null;
  const versionId = /\brelease (\d+(?:\.\d+)*)/i.exec(line)?.[1] ?? '';
  return { ...NOTHING, id, idLike: ['rhel'], versionId, prettyName: line };
}

const NOTHING: Release = { id: '', idLike: [], versionId: '', codename: '', prettyName: '' };

/** os-release(5) allows these characters in ID; a slash or a colon would change package URLs and look-up keys. */
function idOf(text: string): string {
  return wordOf(text.toLowerCase()).replace(/[+~]/g, '');
}

/** A version or code name. It also stands in commands that problems tell the user to run: nothing for a shell to act on. */
function wordOf(text: string): string {
  return text.replace(/[^A-Za-z0-9._+~-]/g, '').slice(0, 200);
}

/** One line of at most 200 printable characters: the text goes to terminals and reports. */
function clean(text: string): string {
  return text
    .replace(/[\u0000-\u001f\u007f-\u009f]/g, '')
    .trim()
    .slice(0, 200);
}
