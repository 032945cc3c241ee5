/**
 * Reads a large archive as it passes. Its documents are kept as they are stored; archives in it become facts as soon
 * as they are complete, large ones in the same way, as they pass; both are kept by their place. The central directory,
 * at the end, says which of them count. Where it names one that was not kept, or another than was kept, the whole file
 * decides in a second pass; so it does where anything is to be told, as that may depend on the order of reading.
 *
 * Memory, whatever the archive holds: 8 MiB of documents; 16 MiB of names; one entry, stored and plain, of 16 MiB each;
 * what the archives in that one unpack to, each inside the one before, up to 64 MiB; and the facts.
 */
import { MIB } from '../../base/limits.ts';
import { decodeName, isSameEntry, unpackZipEntry, type ZipEntry, ZipError } from '../../base/zip.ts';
import { type StoredSink, ZipStream } from '../../base/zip-stream.ts';
import { unpackPassing } from '../../base/zip-unpack.ts';
import type { FileSink, ReaderLimits } from '../../model/reader.ts';
import type { ArchiveFact } from './archive-fact.ts';
import {
  checkDepth,
  checkPlain,
  countArchive,
  countPlain,
  partsOf,
  readNested,
  shapeOf,
  startWalk,
  toFact,
  type Walk,
} from './archive-walk.ts';
import { type ClassList, keyOfName } from './classes/class-list.ts';
import { classTable } from './classes/class-table.ts';
import { type ContentList, findKind, isClass, mayTell, startList } from './java-archive.ts';

/** Answers `again` for every archive that it cannot read to its end. An entry of at most `maxEntryBytes` is kept. */
export function streamArchive(
  limits: ReaderLimits,
  maxEntryBytes: number = MAX_ENTRY_BYTES,
): FileSink<readonly ArchiveFact[]> {
  const allowance: Allowance = {
    maxEntryBytes,
    documentBytesLeft: MAX_DOCUMENT_BYTES,
    nameBytesLeft: MAX_NAME_BYTES,
    isLost: false,
  };
  const lose = (): void => {
    allowance.isLost = true;
  };
  let pass: Pass | null = startPass(startWalk(limits, lose, MAX_HELD_BYTES), allowance, []);
  return {
    push(chunk) {
      if (pass === null) return;
      pushTo(pass, chunk);
      if (allowance.isLost) pass = null;
    },
    end: () => (pass === null ? null : finish(pass)) ?? 'again',
  };
}

const MAX_ENTRY_BYTES = 16 * MIB;
const MAX_DOCUMENT_BYTES = 8 * MIB;
const MAX_NAME_BYTES = 16 * MIB;
const MAX_HELD_BYTES = 64 * MIB;
/** About what an entry costs besides its name. */
const ENTRY_BYTES = 256;

/** For the whole file, all levels together. */
interface Allowance {
  readonly maxEntryBytes: number;
  documentBytesLeft: number;
  nameBytesLeft: number;
  /** The whole file has to decide. */
  isLost: boolean;
}

/** One archive while it passes, and what was kept of its entries by the place of their local headers. */
interface Pass {
  readonly walk: Walk;
  readonly allowance: Allowance;
  readonly places: readonly string[];
  readonly stream: ZipStream;
  readonly list: ContentList;
  readonly documents: Map<number, { readonly entry: ZipEntry; readonly stored: Uint8Array }>;
  readonly archives: Map<number, { readonly entry: ZipEntry; readonly facts: readonly ArchiveFact[] }>;
  /** Of classes that may be those of a known library in another place. */
  readonly shapes: Map<number, number | null>;
}

function startPass(walk: Walk, allowance: Allowance, places: readonly string[]): Pass {
  const list = startList((nameBytes) => takeName(allowance, nameBytes));
  const stream = new ZipStream({
    keeps(header, start, end) {
      if (isToKeep(allowance, header, start, end)) return allowance.maxEntryBytes;
      return isMovedClass(walk, header, start, end) ? Math.min(MAX_CLASS_BYTES, allowance.maxEntryBytes) : 0;
    },
    local: (entry, stored) => keep(pass, entry, stored),
    open: (entry) => openLarge(pass, entry),
    wants: list.wants,
    listed: list.add,
  });
  const pass: Pass = {
    walk,
    allowance,
    places,
    stream,
    list,
    documents: new Map(),
    archives: new Map(),
    shapes: new Map(),
  };
  return pass;
}

function pushTo({ stream, allowance }: Pass, chunk: Uint8Array): void {
  if (allowance.isLost) return;
  try {
    if (!stream.push(chunk)) allowance.isLost = true;
  } catch {
    allowance.isLost = true;
  }
}

function takeName(allowance: Allowance, nameBytes: number): void {
  allowance.nameBytesLeft -= nameBytes;
  if (allowance.nameBytesLeft < 0) throw new ZipError('there are too many names in this file');
}

/** Everything that says something but `pom.xml`, which does so by its name in the directory. */
function isToKeep(allowance: Allowance, header: Uint8Array, start: number, end: number): boolean {
  if (!mayTell(header, start, end)) return false;
  const name = decodeName(header, start, end);
  const kind = findKind(name);
  if (kind === null || (kind === 'pom' && name.endsWith('.xml'))) return false;
  takeName(allowance, name.length + ENTRY_BYTES);
  return true;
}

/** A class that has the name of a known one, in another folder: only from its content is it known whether it is that one. */
function isMovedClass({ budget }: Walk, header: Uint8Array, start: number, end: number): boolean {
  if (budget.shapesLeft <= 0 || !isClass(header, start, end)) return false;
  const table = classTable();
  if (!table.has(keyOfName(header, start, end))) return false;
  const slash = header.lastIndexOf(SLASH, end - 1);
  return slash > start && !table.isFolder(decodeName(header, start, slash));
}

const SLASH = 0x2f;
const MAX_CLASS_BYTES = MIB;

function keep(pass: Pass, entry: ZipEntry, stored: Uint8Array): void {
  const { walk, allowance, places, shapes } = pass;
  const kind = findKind(entry.name);
  if (kind === null) {
    shapes.set(
      entry.headerOffset,
      shapeOf(walk, () => unpackZipEntry(entry, stored, checkPlain(walk, entry))),
    );
    countPlain(walk, entry.plainBytes);
    return;
  }
  if (kind === 'nested') {
    const before = walk.facts.length;
    readNested(walk, entry, (_, maxBytes) => unpackZipEntry(entry, stored, maxBytes), [
      ...places,
      entry.name,
    ]);
    pass.archives.set(entry.headerOffset, { entry, facts: walk.facts.splice(before) });
    return;
  }
  allowance.documentBytesLeft -= stored.length;
  if (allowance.documentBytesLeft < 0) throw new ZipError('there are too many documents in this file');
  pass.documents.set(entry.headerOffset, { entry, stored: new Uint8Array(stored) });
}

/** An archive too large to be kept is read as it passes. */
function openLarge({ walk, allowance, places, archives }: Pass, entry: ZipEntry): StoredSink | null {
  if (findKind(entry.name) !== 'nested' || entry.encrypted) return null;
  const inner = [...places, entry.name];
  checkDepth(walk, inner);
  checkPlain(walk, entry);
  countPlain(walk, entry.plainBytes);
  const pass = startPass(walk, allowance, inner);
  return unpackPassing(
    entry,
    (plain) => pushTo(pass, plain),
    (isWhole) => {
      const facts = isWhole ? finish(pass) : null;
      if (facts === null) allowance.isLost = true;
      else archives.set(entry.headerOffset, { entry, facts });
    },
  );
}

/** Null where the directory and what passed do not agree, or something is to be told. */
function finish(pass: Pass): readonly ArchiveFact[] | null {
  const { walk, allowance, places, list, stream } = pass;
  try {
    const directory = stream.end();
    if (directory === null || allowance.isLost) return null;
    countArchive(walk, directory.directoryBytes);
    const content = list.content();
    const { prefixBytes } = directory;
    const parts = {
      ...partsOf(walk, (entry, maxBytes) => readKept(pass, entry, maxBytes, prefixBytes), places),
      shapes: (classes: ClassList, numbers: readonly number[]) =>
        numbers.map((number) => pass.shapes.get(prefixBytes + classes.places[number]!) ?? null),
    };
    const outer = toFact(places.join('!/'), content, parts);
    const nested = content.nested.flatMap((entry) => takeFacts(pass, entry, directory.prefixBytes));
    return allowance.isLost ? null : [outer, ...nested];
  } catch {
    return null;
  }
}

function readKept({ documents }: Pass, entry: ZipEntry, maxBytes: number, prefixBytes: number): Uint8Array {
  const found = documents.get(prefixBytes + entry.headerOffset);
  if (found === undefined || !isSameEntry(found.entry, entry)) throw new ZipError('it was not kept');
  return unpackZipEntry(entry, found.stored, maxBytes);
}

/** An archive that is named twice would be read twice: once, as here, does not cost the same. */
function takeFacts({ archives }: Pass, entry: ZipEntry, prefixBytes: number): readonly ArchiveFact[] {
  const place = prefixBytes + entry.headerOffset;
  const found = archives.get(place);
  archives.delete(place);
  if (found === undefined || !isSameEntry(found.entry, entry)) throw new ZipError('it was not kept');
  return found.facts;
}
