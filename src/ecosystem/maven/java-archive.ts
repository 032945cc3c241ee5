/**
 * What a Java archive's central directory tells: descriptors, nested archives, folders with classes.
 * Names are judged by their last bytes before they are decoded: most entries are classes of one folder after another.
 */
import { type ZipArchive, type ZipEntry, ZipError, zipEntries } from '../../base/zip.ts';
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
}

/** Archives that hold Java classes, by their name: libraries, applications and modules of servers and build tools. */
export function isJavaArchive(path: string): boolean {
  return ARCHIVE_ENDINGS.has(path.slice(path.lastIndexOf('.') + 1).toLowerCase());
}

/** Throws ZipError if the directory is damaged, or made to fill the memory. */
export function listContent(archive: ZipArchive): ArchiveContent {
  const poms: ZipEntry[] = [];
  const nested: ZipEntry[] = [];
  const signatures: ZipEntry[] = [];
  let manifest: ZipEntry | null = null;
  const folders = collectFolders();
  for (const entry of zipEntries(archive, (bytes, start, end) =>
    isOfInterest(bytes, start, end, folders.add),
  )) {
    if (MANIFEST.test(entry.name)) manifest ??= entry;
    else if (POM.test(entry.name)) poms.push(entry);
    else if (isJavaArchive(entry.name)) nested.push(entry);
    else if (hasSignature(entry.name)) signatures.push(entry);
    if (poms.length + nested.length + signatures.length > MAX_ENTRIES) throw new ZipError(TOO_MANY);
  }
  return { poms, manifest, nested, signatures, ...splitFolders(folders.all()) };
}

/** The largest applications have some thousands of either. */
const MAX_ENTRIES = 20_000;
const MAX_FOLDERS = 50_000;
const TOO_MANY = 'there are too many entries in this file';

const ARCHIVE_ENDINGS = new Set('jar war ear par sar nar kar far rar hpi jpi lpkg'.split(' '));
const MANIFEST = /^META-INF\/MANIFEST\.MF$/i;
const POM = /^(?:(?:BOOT|WEB)-INF\/classes\/)?META-INF\/maven\/[^/]+\/[^/]+\/pom\.(?:properties|xml)$/;
const APPLICATION = /^(?:BOOT|WEB)-INF\/classes\//;
const OF_A_RELEASE = /^META-INF\/versions\/\d+\//;

/** Last letters of the names that count, lower case: MANIFEST.MF, pom.properties, pom.xml, .jar, .hpi, .lpkg. */
const LAST_LETTERS = new Set([...'fslrig'].map((letter) => letter.charCodeAt(0)));
const CLASS_SUFFIX = [...'.class'].map((letter) => letter.charCodeAt(0));

function isOfInterest(
  bytes: Uint8Array,
  start: number,
  end: number,
  addFolder: (bytes: Uint8Array, start: number, end: number) => void,
): boolean {
  if (!LAST_LETTERS.has(bytes[end - 1]! | 0x20)) return false;
  const at = end - CLASS_SUFFIX.length;
  const isClass = at > start && CLASS_SUFFIX.every((letter, index) => bytes[at + index] === letter);
  if (!isClass) return true;
  const slash = bytes.lastIndexOf(SLASH, end - 1);
  addFolder(bytes, start, slash);
  return SIGNATURE_KEYS.has(keyOf(bytes[slash + 1]!, at - slash - 1));
}

const SLASH = 0x2f;

/** First letter and length of a class's name: enough to pass over nearly all. */
function keyOf(firstLetter: number, length: number): number {
  return firstLetter * 65_536 + length;
}

const SIGNATURE_KEYS = new Set([...SIGNATURE_CLASSES].map((name) => keyOf(name.charCodeAt(0), name.length)));

interface FolderSet {
  add(bytes: Uint8Array, start: number, end: number): void;
  all(): Set<string>;
}

/** Decodes a folder only where it differs from the one before. `end` before `start` stands for the root. */
function collectFolders(): FolderSet {
  const folders = new Set<string>();
  let last: Uint8Array | null = null;
  return {
    add: (bytes, start, end) => {
      if (end < start) return;
      const folder = bytes.subarray(start, end);
      if (last !== null && Buffer.compare(last, folder) === 0) return;
      last = folder;
      if (folders.size === MAX_FOLDERS) throw new ZipError(TOO_MANY);
      folders.add(Buffer.from(folder.buffer, folder.byteOffset, folder.length).toString('utf8'));
    },
    all: () => folders,
  };
}

function splitFolders(
  folders: ReadonlySet<string>,
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
