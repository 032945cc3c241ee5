/**
 * Reads a large archive as it passes. Its documents are kept as they are stored, archives in it become facts as soon
 * as they are complete, both by their place; the central directory, at the end, says which of them count. Where it
 * names one that was not kept, or another than was kept, the whole file decides in a second pass; so it does where
 * anything is to be told, as that may depend on the order of reading.
 *
 * Memory, whatever the archive holds: 8 MiB of documents; 16 MiB of names; one entry, stored and plain, of 16 MiB each;
 * and what the archives in that one unpack to, each inside the one before, up to 64 MiB.
 */
import { MIB } from '../../base/limits.ts';
import { decodeName, isSameEntry, unpackZipEntry, type ZipEntry, ZipError } from '../../base/zip.ts';
import { ZipStream } from '../../base/zip-stream.ts';
import type { FileSink, ReaderLimits } from '../../model/reader.ts';
import type { ArchiveFact } from './archive-fact.ts';
import { countArchive, partsOf, readNested, startWalk, toFact, type Walk } from './archive-walk.ts';
import { type ContentList, findKind, mayTell, startList } from './java-archive.ts';

/** Answers `again` for every archive that it cannot read to its end. */
export function streamArchive(limits: ReaderLimits): FileSink<readonly ArchiveFact[]> {
  let pass: Pass | null = startPass(limits);
  return {
    push(chunk) {
      if (pass === null) return;
      try {
        if (!pass.stream.push(chunk) || pass.kept.isLost) pass = null;
      } catch {
        pass = null;
      }
    },
    end() {
      try {
        return (pass === null ? null : factsOf(pass)) ?? 'again';
      } catch {
        return 'again';
      }
    },
  };
}

const MAX_ENTRY_BYTES = 16 * MIB;
const MAX_DOCUMENT_BYTES = 8 * MIB;
const MAX_NAME_BYTES = 16 * MIB;
const MAX_HELD_BYTES = 64 * MIB;
/** About what an entry costs besides its name. */
const ENTRY_BYTES = 256;

interface Pass {
  readonly stream: ZipStream;
  readonly kept: Kept;
  readonly walk: Walk;
  readonly list: ContentList;
}

/** What was kept of the entries that passed, by the place of their local headers. */
interface Kept {
  readonly documents: Map<number, { readonly entry: ZipEntry; readonly stored: Uint8Array }>;
  readonly archives: Map<number, { readonly entry: ZipEntry; readonly facts: readonly ArchiveFact[] }>;
  documentBytesLeft: number;
  nameBytesLeft: number;
  isLost: boolean;
}

function startPass(limits: ReaderLimits): Pass {
  const kept: Kept = {
    documents: new Map(),
    archives: new Map(),
    documentBytesLeft: MAX_DOCUMENT_BYTES,
    nameBytesLeft: MAX_NAME_BYTES,
    isLost: false,
  };
  const lose = (): void => {
    kept.isLost = true;
  };
  const walk = startWalk(limits, lose, MAX_HELD_BYTES);
  const list = startList(MAX_NAME_BYTES);
  const stream = new ZipStream({
    keeps: (header, start, end) => (isToKeep(kept, header, start, end) ? MAX_ENTRY_BYTES : 0),
    local: (entry, stored) => keep(kept, walk, entry, stored),
    wants: list.wants,
    listed: list.add,
  });
  return { stream, kept, walk, list };
}

/** Everything that says something but `pom.xml`, which does so by its name in the directory. */
function isToKeep(kept: Kept, header: Uint8Array, start: number, end: number): boolean {
  if (!mayTell(header, start, end)) return false;
  const name = decodeName(header, start, end);
  const kind = findKind(name);
  if (kind === null || (kind === 'pom' && name.endsWith('.xml'))) return false;
  kept.nameBytesLeft -= name.length + ENTRY_BYTES;
  if (kept.nameBytesLeft < 0) kept.isLost = true;
  return true;
}

function keep(kept: Kept, walk: Walk, entry: ZipEntry, stored: Uint8Array): void {
  if (findKind(entry.name) === 'nested') {
    readNested(walk, entry, (_, maxBytes) => unpackZipEntry(entry, stored, maxBytes), [entry.name]);
    kept.archives.set(entry.headerOffset, { entry, facts: walk.facts.splice(0) });
    return;
  }
  kept.documentBytesLeft -= stored.length;
  if (kept.documentBytesLeft < 0) kept.isLost = true;
  else kept.documents.set(entry.headerOffset, { entry, stored: new Uint8Array(stored) });
}

/** Null where the directory and what passed do not agree, or something is to be told. */
function factsOf({ stream, kept, walk, list }: Pass): readonly ArchiveFact[] | null {
  const directoryBytes = stream.end();
  if (directoryBytes === null) return null;
  countArchive(walk, directoryBytes);
  const content = list.content();
  const outer = toFact(
    '',
    content,
    partsOf(walk, (entry, maxBytes) => readKept(kept, entry, maxBytes), []),
  );
  const nested = content.nested.flatMap((entry) => takeFacts(kept, entry));
  return kept.isLost ? null : [outer, ...nested];
}

function readKept({ documents }: Kept, entry: ZipEntry, maxBytes: number): Uint8Array {
  const found = documents.get(entry.headerOffset);
  if (found === undefined || !isSameEntry(found.entry, entry)) throw new ZipError('it was not kept');
  return unpackZipEntry(entry, found.stored, maxBytes);
}

/** An archive that is named twice would be read twice: once, here, does not cost the same. */
function takeFacts(kept: Kept, entry: ZipEntry): readonly ArchiveFact[] {
  const found = kept.archives.get(entry.headerOffset);
  kept.archives.delete(entry.headerOffset);
  if (found !== undefined && isSameEntry(found.entry, entry)) return found.facts;
  kept.isLost = true;
  return [];
}
