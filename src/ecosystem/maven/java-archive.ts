/**
 * What a Java archive's central directory tells: descriptors, nested archives, folders with classes.
 * Names are judged by their last bytes before they are decoded: most entries are classes of one folder after another.
 */
import { type NameFilter, type ZipArchive, type ZipEntry, ZipError, zipEntries } from '../../base/zip.ts';
import { type ClassList, collectClasses } from './classes/class-list.ts';
import { hasSignature, SIGNATURE_CLASSES } from './signatures.ts';

export interface ArchiveContent {
  /** `META-INF/maven/GROUP/ARTIFACT/pom.properties` and `pom.xml`. */
  readonly poms: readonly ZipEntry[];
  readonly manifest: ZipEntry | null;
  readonly nested: readonly ZipEntry[];
  /** Classes that may tell which library they belong to. */
  readonly signatures: readonly ZipEntry[];
  /** Folders that hold classes, without the folders of classes for newer releases of Java. */
  readonly classFolders: readonly string[];
  /** The same of an application around its libraries (`BOOT-INF/classes`, `WEB-INF/classes`). */
  readonly applicationFolders: readonly string[];
  /** All classes that are in a folder. */
  readonly classes: ClassList;
}

/** Archives that hold Java classes, by their name: libraries, applications and modules of servers and build tools. */
export function isJavaArchive(path: string): boolean {
  // Asked of every file of an image: most end otherwise.
  const { length } = path;
  if (!ENDINGS_LAST.has(path.charCodeAt(length - 1) | LOWER)) return false;
  const dot = path.charCodeAt(length - 4) === DOT ? length - 4 : length - 5;
  return path.charCodeAt(dot) === DOT && ARCHIVE_ENDINGS.has(path.slice(dot + 1).toLowerCase());
}

/** What an entry with this name tells, or null. */
export type EntryKind = 'manifest' | 'pom' | 'nested' | 'signature';

export function findKind(name: string): EntryKind | null {
  if (MANIFEST.test(name)) return 'manifest';
  if (POM.test(name)) return 'pom';
  if (isJavaArchive(name)) return 'nested';
  return hasSignature(name) ? 'signature' : null;
}

/** Whether `findKind` may have an answer, by the raw name `bytes[start, end)`: nearly all have none. */
export function mayTell(bytes: Uint8Array, start: number, end: number): boolean {
  switch (bytes[end - 1]! | LOWER) {
    case LETTER_F:
      return end - start === MANIFEST_LENGTH;
    case LETTER_L:
      return endsWith(bytes, start, end, POM_XML);
    case LETTER_S:
      if (endsWith(bytes, start, end, CLASS)) return maySign(bytes, start, end);
      return endsWith(bytes, start, end, POM_PROPERTIES);
    default:
      return mayBeArchive(bytes, start, end);
  }
}

export function isClass(bytes: Uint8Array, start: number, end: number): boolean {
  return endsWith(bytes, start, end, CLASS);
}

/** A directory's entries, as they are read. Its functions throw ZipError if the directory is made to fill the memory. */
export interface ContentList {
  readonly wants: NameFilter;
  /** Gets those that `wants` lets through. */
  add(entry: ZipEntry): void;
  content(): ArchiveContent;
}

/** Throws ZipError if the directory is damaged, or made to fill the memory. */
export function listContent(archive: ZipArchive): ArchiveContent {
  const list = startList();
  for (const entry of zipEntries(archive, list.wants)) list.add(entry);
  return list.content();
}

/** `takeName` is told of the bytes of each name and folder that is kept, and throws if they are too many. */
export function startList(takeName: (nameBytes: number) => void = () => {}): ContentList {
  const lists = { pom: [] as ZipEntry[], nested: [] as ZipEntry[], signature: [] as ZipEntry[] };
  let manifest: ZipEntry | null = null;
  let entriesLeft = MAX_ENTRIES;
  const folders = collectFolders(takeName);
  const classes = collectClasses();
  return {
    wants(bytes, start, end) {
      if (isClass(bytes, start, end)) {
        const folder = folders.add(bytes, start, lastSlash(bytes, start, end));
        if (folder >= 0) classes.add(bytes, start, end, folder);
      }
      return mayTell(bytes, start, end);
    },
    add(entry) {
      const kind = findKind(entry.name);
      if (kind === 'manifest') manifest ??= entry;
      else if (kind !== null) {
        lists[kind].push(entry);
        takeName(entry.name.length);
        entriesLeft -= 1;
        if (entriesLeft < 0) throw new ZipError(TOO_MANY);
      }
    },
    content: () => ({
      poms: lists.pom,
      manifest,
      nested: lists.nested,
      signatures: lists.signature,
      ...splitFolders(folders.all()),
      classes: classes.list(folders.all()),
    }),
  };
}

/** The largest applications have some thousands of either. */
const MAX_ENTRIES = 20_000;
const MAX_FOLDERS = 50_000;
const TOO_MANY = 'there are too many entries in this file';

const ARCHIVE_ENDINGS = new Set('jar war ear par sar nar kar far rar aar hpi jpi lpkg zap mar'.split(' '));
const MANIFEST = /^META-INF\/MANIFEST\.MF$/i;
const POM = /^(?:(?:BOOT|WEB)-INF\/classes\/)?META-INF\/maven\/[^/]+\/[^/]+\/pom\.(?:properties|xml)$/;
const APPLICATION = /^(?:BOOT|WEB)-INF\/classes\//;
const OF_A_RELEASE = /^META-INF\/versions\/\d+\//;

const LOWER = 0x20;
const DOT = 0x2e;
const SLASH = 0x2f;
const [LETTER_F, LETTER_L, LETTER_S] = [0x66, 0x6c, 0x73];
const ENDINGS_LAST = new Set([...ARCHIVE_ENDINGS].map((ending) => ending.charCodeAt(ending.length - 1)));
const MANIFEST_LENGTH = 'META-INF/MANIFEST.MF'.length;
const CLASS = Buffer.from('.class');
const POM_XML = Buffer.from('/pom.xml');
const POM_PROPERTIES = Buffer.from('/pom.properties');

function endsWith(bytes: Uint8Array, start: number, end: number, suffix: Uint8Array): boolean {
  const at = end - suffix.length;
  if (at < start) return false;
  for (let index = suffix.length - 1; index >= 0; index -= 1) {
    if (bytes[at + index] !== suffix[index]) return false;
  }
  return true;
}

/** Before `start` where there is none. */
function lastSlash(bytes: Uint8Array, start: number, end: number): number {
  let at = end - 1;
  while (at >= start && bytes[at] !== SLASH) at -= 1;
  return at;
}

function mayBeArchive(bytes: Uint8Array, start: number, end: number): boolean {
  if (!ENDINGS_LAST.has(bytes[end - 1]! | LOWER)) return false;
  return (end - start >= 4 && bytes[end - 4] === DOT) || (end - start >= 5 && bytes[end - 5] === DOT);
}

/** A class whose name is in the table; most are passed over by its first letter and length. */
function maySign(bytes: Uint8Array, start: number, end: number): boolean {
  const nameStart = lastSlash(bytes, start, end) + 1;
  return SIGNATURE_KEYS.has(keyOf(bytes[nameStart]!, end - CLASS.length - nameStart));
}

/** First letter and length of a class's name: enough to pass over nearly all. */
function keyOf(firstLetter: number, length: number): number {
  return firstLetter * 65_536 + length;
}

const SIGNATURE_KEYS = new Set([...SIGNATURE_CLASSES].map((name) => keyOf(name.charCodeAt(0), name.length)));

interface FolderSet {
  /** Its number; below 0 for the root. */
  add(bytes: Uint8Array, start: number, end: number): number;
  all(): readonly string[];
}

/** Decodes a folder only where it differs from the one before. `end` before `start` stands for the root. */
function collectFolders(takeName: (nameBytes: number) => void): FolderSet {
  const folders = new Map<string, number>();
  let last = new Uint8Array(256);
  let lastBytes = -1;
  let number = -1;
  const isLast = (bytes: Uint8Array, start: number, end: number): boolean => {
    if (end - start !== lastBytes) return false;
    for (let at = lastBytes - 1; at >= 0; at -= 1) if (bytes[start + at] !== last[at]) return false;
    return true;
  };
  return {
    add: (bytes, start, end) => {
      if (end < start) return -1;
      if (isLast(bytes, start, end)) return number;
      if (folders.size === MAX_FOLDERS) throw new ZipError(TOO_MANY);
      lastBytes = end - start;
      if (lastBytes > last.length) last = new Uint8Array(65_536);
      last.set(bytes.subarray(start, end));
      takeName(lastBytes);
      const name = Buffer.from(last.buffer, 0, lastBytes).toString('utf8');
      number = folders.get(name) ?? folders.size;
      folders.set(name, number);
      return number;
    },
    all: () => [...folders.keys()],
  };
}

function splitFolders(
  folders: readonly string[],
): Pick<ArchiveContent, 'classFolders' | 'applicationFolders'> {
  const classFolders = new Set<string>();
  const applicationFolders = new Set<string>();
  for (const folder of folders) {
    const slashed = `${folder}/`;
    if (APPLICATION.test(slashed)) applicationFolders.add(slashed.replace(APPLICATION, '').slice(0, -1));
    else classFolders.add(slashed.replace(OF_A_RELEASE, '').slice(0, -1));
  }
  return { classFolders: [...classFolders], applicationFolders: [...applicationFolders] };
}
