/**
 * Reads Java archives and the archives inside them (JAR File Specification; Spring Boot's nested jars, WAR and EAR
 * libraries, Jenkins plugins). What an archive is, is decided by the cataloger; here are only the facts.
 * Archives that are unpacked in the image are read by the archives in them.
 */
import { bytesSource } from '../../base/byte-source.ts';
import { messageOf } from '../../base/errors.ts';
import { MIB } from '../../base/limits.ts';
import { openZip, readZipEntry, type ZipArchive, type ZipEntry } from '../../base/zip.ts';
import type { OpenFile, WholeReader } from '../../model/reader.ts';
import { flag, list, nullable, object, type Shape, text } from '../../model/shape.ts';
import { type Manifest, type Pom, parseManifest, parsePomProperties, pomOfPath } from './descriptor.ts';
import { isJavaArchive, listContent } from './java-archive.ts';
import { judgePresence } from './presence.ts';
import { readSignature } from './signatures.ts';

export interface PomFact extends Pom {
  /** Classes that it explains are in the archive. */
  readonly present: boolean;
}

export interface ArchiveFact {
  /** Path inside the outer archive, `!/` between two levels; empty for the outer archive itself. */
  readonly path: string;
  readonly poms: readonly PomFact[];
  /** Libraries whose classes tell their version. */
  readonly signed: readonly Pom[];
  readonly manifest: Manifest | null;
  readonly hasClasses: boolean;
  /** True for an application around its libraries (`BOOT-INF`, `WEB-INF`). */
  readonly isApplication: boolean;
  /** Folders with classes that no descriptor explains: the first ones in order, none inside another. */
  readonly unexplained: readonly string[];
}

const archive: Shape<ArchiveFact> = object<ArchiveFact>({
  path: text,
  poms: list(object<PomFact>({ group: text, artifact: text, version: text, present: flag })),
  signed: list(object<Pom>({ group: text, artifact: text, version: text })),
  manifest: nullable(
    object<Manifest>({
      title: text,
      version: text,
      vendor: text,
      vendorId: text,
      bundleName: text,
      bundleVersion: text,
      moduleName: text,
      licences: list(text),
    }),
  ),
  hasClasses: flag,
  isApplication: flag,
  unexplained: list(text),
});

export const javaArchiveReader: WholeReader<readonly ArchiveFact[]> = {
  kind: 'whole',
  maxBytes: 512 * MIB,
  id: 'maven-java-archive',
  shape: list(archive),
  version: 2,
  wellKnownPaths: [],
  wants: (entry) => isJavaArchive(entry.path),
  read: readArchives,
};

/** Facts of the archive and of all inside it. Null where the file is no ZIP archive at all. */
export function readArchives(file: OpenFile): ArchiveFact[] | null {
  if (!isZip(file.bytes)) return null;
  const walk: Walk = {
    file,
    facts: [],
    plainBytesLeft: file.limits.nestedArchiveBytes,
    heldBytes: 0,
    directoryBytesLeft: MAX_DIRECTORY_BYTES,
    descriptorsLeft: MAX_DESCRIPTORS,
  };
  readArchive(walk, file.bytes, []);
  return walk.facts;
}

/** One file's reading, and what all its archives together may still cost: one small file can name others a million times. */
interface Walk {
  readonly file: OpenFile;
  readonly facts: ArchiveFact[];
  plainBytesLeft: number;
  /** Of the archives that are open at the moment, each inside the one before. */
  heldBytes: number;
  directoryBytesLeft: number;
  descriptorsLeft: number;
}

const MAX_ARCHIVES = 20_000;
const MAX_DIRECTORY_BYTES = 256 * MIB;
const MAX_HELD_BYTES = 256 * MIB;
const MAX_DESCRIPTORS = 50_000;
const MAX_UNEXPLAINED = 20;

function readArchive(walk: Walk, bytes: Uint8Array, places: readonly string[]): void {
  const archive = openZip(bytesSource(bytes));
  walk.directoryBytesLeft -= archive.directory.length;
  if (walk.directoryBytesLeft < 0) throw new Error('there are too many entries in this file');
  const content = listContent(archive);
  const poms = content.poms
    .map((entry) => readPom(walk, archive, entry, places))
    .filter((pom) => pom !== null);
  const known = distinctPoms(poms);
  const signed = content.signatures
    .map((entry) => readSigned(walk, archive, entry, places))
    .filter((pom) => pom !== null);
  const presence = judgePresence([...known, ...signed], content);
  const manifest = content.manifest === null ? null : readSmall(walk, archive, content.manifest, places);
  walk.facts.push({
    path: places.join('!/'),
    poms: known.map((pom, index) => ({ ...pom, present: presence.present[index]! })),
    signed,
    manifest: manifest === null ? null : parseManifest(manifest),
    hasClasses: content.classFolders.length + content.applicationFolders.length > 0,
    isApplication: content.applicationFolders.length > 0 || content.nested.some((e) => LIBRARY.test(e.name)),
    unexplained: presence.unexplained.slice(0, MAX_UNEXPLAINED),
  });
  for (const entry of content.nested) readNested(walk, archive, entry, [...places, entry.name]);
}

const LIBRARY = /^(?:BOOT|WEB)-INF\//;

/** Damage inside one nested archive leaves the others readable. */
function readNested(walk: Walk, archive: ZipArchive, entry: ZipEntry, places: readonly string[]): void {
  try {
    if (places.length > walk.file.limits.nestedArchiveDepth) {
      throw new LimitError('archive-too-deep', 'it is nested too deep');
    }
    if (walk.facts.length >= MAX_ARCHIVES) throw new Error('there are too many archives in this file');
    if (entry.plainBytes > MAX_HELD_BYTES - walk.heldBytes) throw new Error('it is too large');
    const bytes = take(walk, archive, entry);
    if (isZip(bytes)) readHeld(walk, bytes, places);
  } catch (error) {
    warn(walk, places, error);
  }
}

function readHeld(walk: Walk, bytes: Uint8Array, places: readonly string[]): void {
  walk.heldBytes += bytes.length;
  try {
    readArchive(walk, bytes, places);
  } finally {
    walk.heldBytes -= bytes.length;
  }
}

function readPom(walk: Walk, archive: ZipArchive, entry: ZipEntry, places: readonly string[]): Pom | null {
  if (entry.name.endsWith('.xml')) return pomOfPath(entry.name);
  const bytes = readSmall(walk, archive, entry, places);
  return bytes === null ? null : parsePomProperties(bytes);
}

function readSigned(walk: Walk, archive: ZipArchive, entry: ZipEntry, places: readonly string[]): Pom | null {
  const bytes = readSmall(walk, archive, entry, places);
  try {
    return bytes === null ? null : readSignature(entry.name, bytes);
  } catch (error) {
    warn(walk, [...places, entry.name], error);
    return null;
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
  archive: ZipArchive,
  entry: ZipEntry,
  places: readonly string[],
): Uint8Array | null {
  try {
    walk.descriptorsLeft -= 1;
    if (walk.descriptorsLeft < 0) throw new Error('there are too many descriptors in this file');
    if (entry.plainBytes > walk.file.limits.documentBytes) {
      throw new LimitError('document-too-large', 'it is too large');
    }
    return take(walk, archive, entry);
  } catch (error) {
    warn(walk, [...places, entry.name], error);
    return null;
  }
}

/** Entries may share their stored bytes, so the sum of what is taken out is limited, not only each part. */
function take(walk: Walk, archive: ZipArchive, entry: ZipEntry): Uint8Array {
  if (entry.plainBytes > walk.plainBytesLeft) {
    throw new LimitError('archive-too-large', 'what is in this file is too large');
  }
  const bytes = readZipEntry(archive, entry, walk.plainBytesLeft);
  walk.plainBytesLeft -= bytes.length;
  return bytes;
}

function warn(walk: Walk, places: readonly string[], why: unknown): void {
  const code = why instanceof LimitError ? why.code : 'java-archive-unread';
  walk.file.warn(code, `${places.join('!/')} in this archive was not read: ${messageOf(why)}`);
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
