/**
 * Reads an archive and the archives inside it by their central directories. Entries are read through functions, so
 * that an archive in memory and one that passes as a stream give the same facts.
 */
import { bytesSource } from '../../base/byte-source.ts';
import { messageOf } from '../../base/errors.ts';
import { MIB } from '../../base/limits.ts';
import { openZip, readZipEntry, type ZipArchive, type ZipEntry, zipEntries } from '../../base/zip.ts';
import type { OpenFile, ReaderLimits } from '../../model/reader.ts';
import type { ArchiveFact } from './archive-fact.ts';
import type { ClassList } from './classes/class-list.ts';
import { classShape } from './classes/class-shape.ts';
import { classTable } from './classes/class-table.ts';
import { type FoundLibrary, findLibraries } from './classes/find-libraries.ts';
import { type Manifest, type Pom, parseManifest, parsePomProperties, pomOfPath } from './descriptor.ts';
import { type ArchiveContent, listContent } from './java-archive.ts';
import { judgePresence } from './presence.ts';
import { readSignature } from './signatures.ts';

/** One file's reading. */
export interface Walk {
  readonly limits: ReaderLimits;
  readonly warn: OpenFile['warn'];
  /** Of the archives that were read, each before those in it. */
  readonly facts: ArchiveFact[];
  readonly budget: Budget;
}

/** What all archives of one file together may still cost: one small file can name others a million times. */
export interface Budget {
  plainBytesLeft: number;
  /** For archives that are open at one moment, each inside the one before. */
  heldBytesLeft: number;
  directoryBytesLeft: number;
  descriptorsLeft: number;
  archivesLeft: number;
  /** Classes that may be read to compare them with known ones. */
  shapesLeft: number;
}

/** The content of an entry; throws as `readZipEntry`. */
export type EntryReader = (entry: ZipEntry, maxBytes: number) => Uint8Array;

/** What the entries of one archive say; null where that is nothing. */
export interface ArchiveParts {
  pom(entry: ZipEntry): Pom | null;
  signature(entry: ZipEntry): Pom | null;
  manifest(entry: ZipEntry): Manifest | null;
  /** By their numbers in the list; null for one that is not read. */
  shapes(classes: ClassList, numbers: readonly number[]): readonly (number | null)[];
}

const MAX_ARCHIVES = 20_000;
const MAX_DIRECTORY_BYTES = 256 * MIB;
const MAX_HELD_BYTES = 256 * MIB;
const MAX_DESCRIPTORS = 50_000;
const MAX_SHAPES = 50_000;
const MAX_CLASS_BYTES = MIB;
const MAX_UNEXPLAINED = 20;

export function startWalk(
  limits: ReaderLimits,
  warn: OpenFile['warn'],
  maxHeldBytes: number = MAX_HELD_BYTES,
): Walk {
  const budget: Budget = {
    plainBytesLeft: limits.nestedArchiveBytes,
    heldBytesLeft: maxHeldBytes,
    directoryBytesLeft: MAX_DIRECTORY_BYTES,
    descriptorsLeft: MAX_DESCRIPTORS,
    archivesLeft: MAX_ARCHIVES,
    shapesLeft: MAX_SHAPES,
  };
  return { limits, warn, facts: [], budget };
}

/** Facts of the archive and of all inside it. Null where the file is no ZIP archive at all. */
export function readArchives({ bytes, limits, warn }: OpenFile): ArchiveFact[] | null {
  if (!isZip(bytes)) return null;
  const walk = startWalk(limits, warn);
  readArchive(walk, bytes, []);
  return walk.facts;
}

/** The parts of an archive whose entries can be read one by one, in any order. Damage is told, the others are read. */
export function partsOf(
  walk: Walk,
  read: EntryReader,
  places: readonly string[],
): Omit<ArchiveParts, 'shapes'> {
  const small = (entry: ZipEntry): Uint8Array | null => readSmall(walk, entry, read, places);
  return {
    pom(entry) {
      if (entry.name.endsWith('.xml')) return pomOfPath(entry.name);
      const bytes = small(entry);
      return bytes === null ? null : parsePomProperties(bytes);
    },
    signature(entry) {
      const bytes = small(entry);
      try {
        return bytes === null ? null : readSignature(entry.name, bytes);
      } catch (error) {
        warnOf(walk, [...places, entry.name], error);
        return null;
      }
    },
    manifest(entry) {
      const bytes = small(entry);
      return bytes === null ? null : parseManifest(bytes);
    },
  };
}

/** Throws an Error if there are too many archives, or their directories together are too large. */
export function countArchive({ budget }: Walk, directoryBytes: number): void {
  if (budget.archivesLeft <= 0) throw new Error('there are too many archives in this file');
  budget.archivesLeft -= 1;
  budget.directoryBytesLeft -= directoryBytes;
  if (budget.directoryBytesLeft < 0) throw new Error('there are too many entries in this file');
}

/** How many bytes may still be taken out. Throws an Error if the entry has more. */
export function checkPlain({ budget }: Walk, entry: ZipEntry): number {
  if (entry.plainBytes <= budget.plainBytesLeft) return budget.plainBytesLeft;
  throw new LimitError('archive-too-large', 'what is in this file is too large');
}

/** Entries may share their stored bytes, so the sum of what is taken out is limited, not only each part. */
export function countPlain({ budget }: Walk, plainBytes: number): void {
  budget.plainBytesLeft -= plainBytes;
}

/** Throws an Error if an archive at this place is inside too many others. */
export function checkDepth({ limits }: Walk, places: readonly string[]): void {
  if (places.length > limits.nestedArchiveDepth)
    throw new LimitError('archive-too-deep', 'it is nested too deep');
}

/** The fact of an archive by its directory, without the archives in it. */
export function toFact(path: string, content: ArchiveContent, parts: ArchiveParts): ArchiveFact {
  const poms = content.poms.map((entry) => parts.pom(entry)).filter((pom) => pom !== null);
  const known = distinctPoms(poms);
  const signed = content.signatures.map((entry) => parts.signature(entry)).filter((pom) => pom !== null);
  const presence = judgePresence([...known, ...signed], content);
  const libraries = findLibraries(content.classes, classTable(), (numbers) =>
    parts.shapes(content.classes, numbers),
  );
  return {
    path,
    poms: known.map((pom, index) => ({ ...pom, present: presence.present[index]! })),
    signed,
    manifest: content.manifest === null ? null : parts.manifest(content.manifest),
    hasClasses: content.classFolders.length + content.applicationFolders.length > 0,
    isApplication: content.applicationFolders.length > 0 || content.nested.some((e) => LIBRARY.test(e.name)),
    unexplained: presence.unexplained
      .filter((folder) => !libraries.some((library) => holds(library, folder)))
      .slice(0, MAX_UNEXPLAINED),
    libraries: libraries.map((library) => ({ ...library, folders: library.folders.slice(0, MAX_FOLDERS) })),
    sha1: '',
  };
}

/** What a class has that is kept as it is read: null for one that is damaged. */
export function shapeOf(walk: Walk, bytes: () => Uint8Array): number | null {
  if (walk.budget.shapesLeft <= 0) return null;
  walk.budget.shapesLeft -= 1;
  try {
    return classShape(bytes());
  } catch {
    return null;
  }
}

/** Damage inside one nested archive leaves the others readable. */
export function readNested(walk: Walk, entry: ZipEntry, read: EntryReader, places: readonly string[]): void {
  try {
    checkDepth(walk, places);
    if (walk.budget.archivesLeft <= 0) throw new Error('there are too many archives in this file');
    if (entry.plainBytes > walk.budget.heldBytesLeft) throw new Error('it is too large');
    const bytes = take(walk, entry, read);
    if (isZip(bytes)) readHeld(walk, bytes, places);
  } catch (error) {
    warnOf(walk, places, error);
  }
}

const MAX_FOLDERS = 5;

/** True if classes of a library whose version is known explain an outermost folder. */
function holds({ versions, folders }: FoundLibrary, folder: string): boolean {
  return versions.length > 0 && folders.some((own) => own === folder || own.startsWith(`${folder}/`));
}

const LIBRARY = /^(?:BOOT|WEB)-INF\//;

function readArchive(walk: Walk, bytes: Uint8Array, places: readonly string[]): void {
  const archive = openZip(bytesSource(bytes));
  countArchive(walk, archive.directory.length);
  const content = listContent(archive);
  const read: EntryReader = (entry, maxBytes) => readZipEntry(archive, entry, maxBytes);
  const parts = {
    ...partsOf(walk, read, places),
    shapes: (classes: ClassList, numbers: readonly number[]) =>
      readShapes(walk, archive, (place) => numbers.map((number) => classes.places[number]! + place)),
  };
  walk.facts.push(toFact(places.join('!/'), content, parts));
  for (const entry of content.nested) readNested(walk, entry, read, [...places, entry.name]);
}

/** `placesOf` tells where the local headers lie if that many bytes stand before the archive. */
function readShapes(
  walk: Walk,
  archive: ZipArchive,
  placesOf: (prefixBytes: number) => readonly number[],
): readonly (number | null)[] {
  const places = placesOf(archive.prefixBytes);
  if (places.length === 0) return [];
  const wanted = new Set(places);
  const shapes = new Map<number, number | null>();
  const isWanted = (bytes: Uint8Array, start: number): boolean =>
    wanted.has(
      new DataView(bytes.buffer, bytes.byteOffset + start - 4, 4).getUint32(0, true) + archive.prefixBytes,
    );
  for (const entry of zipEntries(archive, isWanted)) {
    const read = (): Uint8Array =>
      readZipEntry(archive, entry, Math.min(MAX_CLASS_BYTES, checkPlain(walk, entry)));
    shapes.set(
      entry.headerOffset,
      shapeOf(walk, () => take(walk, entry, read)),
    );
  }
  return places.map((place) => shapes.get(place) ?? null);
}

function readHeld(walk: Walk, bytes: Uint8Array, places: readonly string[]): void {
  walk.budget.heldBytesLeft -= bytes.length;
  try {
    readArchive(walk, bytes, places);
  } finally {
    walk.budget.heldBytesLeft += bytes.length;
  }
}

/** A `pom.xml` says nothing where the `pom.properties` beside it was read; and one artefact counts once. */
function distinctPoms(poms: readonly Pom[]): Pom[] {
  const nameOf = (pom: Pom): string => `${pom.group}:${pom.artifact}`;
  const versioned = new Map(
    poms.filter((p) => p.version !== '').map((p) => [`${nameOf(p)}:${p.version}`, p]),
  );
  const names = new Set([...versioned.values()].map(nameOf));
  const others = new Map(poms.filter((p) => !names.has(nameOf(p))).map((p) => [nameOf(p), p]));
  return [...versioned.values(), ...others.values()];
}

function readSmall(
  walk: Walk,
  entry: ZipEntry,
  read: EntryReader,
  places: readonly string[],
): Uint8Array | null {
  try {
    walk.budget.descriptorsLeft -= 1;
    if (walk.budget.descriptorsLeft < 0) throw new Error('there are too many descriptors in this file');
    if (entry.plainBytes > walk.limits.documentBytes) {
      throw new LimitError('document-too-large', 'it is too large');
    }
    return take(walk, entry, read);
  } catch (error) {
    warnOf(walk, [...places, entry.name], error);
    return null;
  }
}

function take(walk: Walk, entry: ZipEntry, read: EntryReader): Uint8Array {
  const bytes = read(entry, checkPlain(walk, entry));
  countPlain(walk, bytes.length);
  return bytes;
}

function warnOf(walk: Walk, places: readonly string[], why: unknown): void {
  const code = why instanceof LimitError ? why.code : 'java-archive-unread';
  walk.warn(code, `${places.join('!/')} in this archive was not read: ${messageOf(why)}`);
}

/** Something lies beyond one of the limits that a user can set. */
class LimitError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Data may stand before the archive (a start script): then the end record alone shows what it is. */
function isZip(bytes: Uint8Array): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const startsSo = buffer[0] === 0x50 && buffer[1] === 0x4b;
  return startsSo || buffer.subarray(-65_557).lastIndexOf('PK\x05\x06', -1, 'latin1') >= 0;
}
