/**
 * dpkg's records of packages (deb-control(5), dpkg(1) "package states"): the database `status`, and the folder
 * `status.d` of distroless images with one file a package and no Status field.
 */
import { MIB } from '../../base/limits.ts';
import { type Headers, headerOf, parseStanzas } from '../../base/rfc822.ts';
import { linesOf } from '../../base/text-lines.ts';
import type { FileEntry } from '../../model/file.ts';
import type { SourcePackage } from '../../model/package.ts';
import type { OpenFile, WholeReader } from '../../model/reader.ts';
import { list, nullable, object, type Shape, text } from '../../model/shape.ts';

export interface DpkgRecord {
  readonly name: string;
  /** Empty where the record has none. */
  readonly version: string;
  readonly architecture: string;
  readonly source: SourcePackage;
  readonly maintainer: string;
  /** `Vendor`, which only foreign build tools write; or empty. */
  readonly vendor: string;
  /** Of its configuration files, as the package brought them; null for none. */
  readonly conffiles: Conffiles | null;
}

/** As in OwnedSums. */
export interface Conffiles {
  readonly paths: string;
  readonly digests: string;
}

export interface DpkgStatus {
  /** Packages whose files are all there. */
  readonly installed: readonly DpkgRecord[];
  /** Packages of which only some files may be there: `name (state)`. */
  readonly unfinished: readonly string[];
}

const STATUS = 'var/lib/dpkg/status';
const STATUS_FOLDER = 'var/lib/dpkg/status.d/';

const record: Shape<DpkgRecord> = object<DpkgRecord>({
  name: text,
  version: text,
  architecture: text,
  source: object<SourcePackage>({ name: text, version: text }),
  maintainer: text,
  vendor: text,
  conffiles: nullable(object<Conffiles>({ paths: text, digests: text })),
});

const status: Shape<DpkgStatus> = object<DpkgStatus>({ installed: list(record), unfinished: list(text) });

export const statusReader: WholeReader<DpkgStatus> = {
  id: 'dpkg-status',
  version: 5,
  shape: status,
  kind: 'whole',
  maxBytes: 32 * MIB,
  wellKnownPaths: [STATUS],
  wants: (entry: FileEntry): boolean => entry.path === STATUS,
  read: (file: OpenFile): DpkgStatus => readStatus(file),
};

/** One file each; what lies beside them (`*.md5sums`) is for the files reader. */
export const statusFolderReader: WholeReader<DpkgStatus> = {
  id: 'dpkg-status-folder',
  version: 5,
  shape: status,
  kind: 'whole',
  maxBytes: 32 * MIB,
  wellKnownPaths: [],
  wants: (entry: FileEntry): boolean =>
    entry.path.startsWith(STATUS_FOLDER) &&
    !/\.(md5sums|list|conffiles|preinst|postinst|prerm|postrm)$/.test(entry.path),
  read: (file: OpenFile): DpkgStatus | null => {
    const status = readStatus(file);
    return status.installed.length + status.unfinished.length > 0 ? status : null;
  },
};

function readStatus(file: OpenFile): DpkgStatus {
  const installed: DpkgRecord[] = [];
  const unfinished: string[] = [];
  let nameless = 0;
  let stanzas = 0;
  for (const stanza of parseStanzas(file.bytes, FIELDS)) {
    const state = stateOf(stanza);
    stanzas++;
    if (stanzas > MAX_RECORDS) {
      file.warn('package-record-damaged', `Only the first ${MAX_RECORDS} records were read.`);
      break;
    }
    if (!isNamed(stanza)) nameless++;
    else if (THERE.has(state)) installed.push(toRecord(stanza));
    else if (!GONE.has(state))
      unfinished.push(`${headerOf(stanza, 'package').slice(0, 80)} (${state.slice(0, 20)})`);
  }
  if (nameless > 0 && nameless === stanzas) {
    file.warn('package-database-corrupt', 'The file holds nothing that is a record of a package.');
  } else if (nameless > 0) {
    file.warn('package-record-damaged', `Records without a usable package name: ${nameless}.`);
  }
  return { installed, unfinished };
}

const FIELDS: ReadonlySet<string> = new Set([
  'package',
  'status',
  'version',
  'architecture',
  'source',
  'maintainer',
  'vendor',
  'conffiles',
]);

/** Records of one file that are read: a full desktop has some thousands. */
const MAX_RECORDS = 100_000;
const MAX_LENGTH = 300;

/** What names the package goes into each of its findings, so it must be short, too. */
function isNamed(stanza: Headers): boolean {
  const identity = ['package', 'version', 'architecture', 'source'].map((name) => headerOf(stanza, name));
  return identity[0] !== '' && identity.every((value) => value.length <= MAX_LENGTH);
}

/** States in which all files of the package are there, whatever is left to do. */
const THERE = new Set(['installed', 'triggers-pending', 'triggers-awaited', 'half-configured', 'unpacked']);
/** States without any program file. */
const GONE = new Set(['config-files', 'not-installed']);

/** Third word of `Status: install ok installed`. dpkg always writes the field, so without it the record is not dpkg's own. */
function stateOf(stanza: Headers): string {
  const status = headerOf(stanza, 'status');
  return status === '' ? 'installed' : (status.split(/\s+/, 3)[2] ?? 'unknown');
}

function toRecord(stanza: Headers): DpkgRecord {
  const name = headerOf(stanza, 'package');
  const version = headerOf(stanza, 'version');
  return {
    name,
    version,
    architecture: headerOf(stanza, 'architecture'),
    source: parseSource(headerOf(stanza, 'source'), name, version),
    maintainer: headerOf(stanza, 'maintainer').slice(0, MAX_LENGTH),
    vendor: headerOf(stanza, 'vendor').slice(0, MAX_LENGTH),
    conffiles: parseConffiles(headerOf(stanza, 'conffiles')),
  };
}

/** `/etc/x MD5` a line; ` obsolete` behind it says that the package no longer has the file, `newconffile` that it is not unpacked. */
function parseConffiles(field: string): Conffiles | null {
  const found = [...linesOf(field)].flatMap((line) => {
    const match = /^\/+(.+) ([0-9a-f]{16})[0-9a-f]{16}$/.exec(line);
    return match === null ? [] : [{ path: match[1]!, digest: match[2]! }];
  });
  if (found.length === 0) return null;
  return {
    paths: found.map(({ path }) => path).join('\n'),
    digests: found.map(({ digest }) => digest).join(''),
  };
}

/** `glibc`, or `glibc (2.36-9)` where the version differs: a rebuild alone (`+b1`) has its own binary version. */
function parseSource(field: string, name: string, version: string): SourcePackage {
  const match = /^([^\s(]+)\s*(?:\(([^)]*)\))?/.exec(field);
  if (match === null) return { name, version: withoutRebuild(version) };
  return { name: match[1]!, version: match[2]?.trim() || withoutRebuild(version) };
}

/** A binary-only rebuild of a package that is its own source can lack the Source field in status.d. */
function withoutRebuild(version: string): string {
  return version.replace(/\+b\d+$/, '');
}
