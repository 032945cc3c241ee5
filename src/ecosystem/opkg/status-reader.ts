/**
 * opkg's records of packages (opkg's `libopkg/pkg_parse.c`): the database `status`, in the form of dpkg's, and
 * `info/NAME.control`, what the package said of itself. Only the latter has licences, maintainer and OpenWrt's `SourceName`.
 */
import { MIB } from '../../base/limits.ts';
import { type Headers, headerOf, parseStanzas } from '../../base/rfc822.ts';
import type { FileEntry } from '../../model/file.ts';
import type { OpenFile, WholeReader } from '../../model/reader.ts';
import { list, object, type Shape, text } from '../../model/shape.ts';

export interface OpkgRecord {
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
  /** Name of what it was built from, or empty. */
  readonly sourceName: string;
  readonly maintainer: string;
  readonly licence: string;
}

export interface OpkgStatus {
  /** Packages in the state `installed`; those of a control file have none. */
  readonly installed: readonly OpkgRecord[];
  /** Packages whose files may be there although they are not installed: `name (state)`. */
  readonly unfinished: readonly string[];
}

/** `status`, `NAME.control` or `NAME.list` below one of opkg's folders; null for any other path. */
export function opkgFile(path: string): { readonly kind: string; readonly name: string } | null {
  const match = /^(?:usr\/|var\/)?lib\/opkg\/(?:(status)|info\/([^/]+)\.(control|list))$/.exec(path);
  return match === null ? null : { kind: match[1] ?? match[3]!, name: match[2] ?? '' };
}

const shape: Shape<OpkgStatus> = object<OpkgStatus>({
  installed: list(
    object<OpkgRecord>({
      name: text,
      version: text,
      architecture: text,
      sourceName: text,
      maintainer: text,
      licence: text,
    }),
  ),
  unfinished: list(text),
});

export const statusReader: WholeReader<OpkgStatus> = {
  id: 'opkg-status',
  version: 1,
  shape,
  kind: 'whole',
  maxBytes: 32 * MIB,
  wellKnownPaths: ['usr/lib/opkg/status', 'var/lib/opkg/status'],
  wants: (entry: FileEntry): boolean => opkgFile(entry.path)?.kind === 'status',
  read: (file: OpenFile): OpkgStatus => readRecords(file),
};

export const controlReader: WholeReader<OpkgStatus> = {
  id: 'opkg-control',
  version: 1,
  shape,
  kind: 'whole',
  maxBytes: MIB,
  wellKnownPaths: [],
  wants: (entry: FileEntry): boolean => opkgFile(entry.path)?.kind === 'control',
  read(file: OpenFile): OpkgStatus | null {
    const records = readRecords(file);
    return records.installed.length > 0 ? records : null;
  },
};

const FIELDS: ReadonlySet<string> = new Set([
  'package',
  'version',
  'architecture',
  'status',
  'sourcename',
  'maintainer',
  'license',
]);

/** Records of one file that are read. */
const MOST_RECORDS = 100_000;
const MAX_LENGTH = 300;

/** States without any file. */
const GONE = new Set(['config-files', 'not-installed']);

function readRecords(file: OpenFile): OpkgStatus {
  const installed: OpkgRecord[] = [];
  const unfinished: string[] = [];
  let damaged = 0;
  let records = 0;
  for (const stanza of parseStanzas(file.bytes, FIELDS)) {
    records++;
    if (records > MOST_RECORDS) break;
    const state = stateOf(stanza);
    if (!isNamed(stanza)) damaged++;
    else if (state === 'installed') installed.push(toRecord(stanza));
    else if (!GONE.has(state)) unfinished.push(`${headerOf(stanza, 'package')} (${state.slice(0, 20)})`);
  }
  if (damaged > 0 || records > MOST_RECORDS || (records === 0 && file.bytes.length > 0)) {
    file.warn('package-record-damaged', `Records that could not be used: ${Math.max(damaged, 1)}.`);
  }
  return { installed, unfinished };
}

function isNamed(stanza: Headers): boolean {
  const identity = ['package', 'version', 'architecture', 'sourcename'].map((name) => headerOf(stanza, name));
  return identity[0] !== '' && identity.every((value) => value.length <= MAX_LENGTH);
}

/** Third word of `Status: install user installed`. */
function stateOf(stanza: Headers): string {
  const status = headerOf(stanza, 'status');
  return status === '' ? 'installed' : (status.split(/\s+/, 3)[2] ?? 'unknown');
}

function toRecord(stanza: Headers): OpkgRecord {
  return {
    name: headerOf(stanza, 'package'),
    version: headerOf(stanza, 'version'),
    architecture: headerOf(stanza, 'architecture'),
    sourceName: headerOf(stanza, 'sourcename'),
    maintainer: headerOf(stanza, 'maintainer').slice(0, MAX_LENGTH),
    licence: headerOf(stanza, 'license').slice(0, MAX_LENGTH),
  };
}
