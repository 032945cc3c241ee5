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
import { decodeName, unpackZipEntry, type ZipEntry, ZipError } from '../../base/zip.ts';
import { ZipStream } from '../../base/zip-stream.ts';
import type { FileSink, ReaderLimits } from '../../model/reader.ts';
import type { ArchiveFact } from './archive-fact.ts';
import { chargeDirectory, type EntryReader, readNested, startWalk, toFact, type Walk } from './archive-walk.ts';
import { type ArchiveContent, type ContentList, findKind, isPomXml, mayTell, startList } from './java-archive.ts';

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
    end: () => (pass === null ? null : factsOf(pass)) ?? 'again',
  };
}

const MAX_ENTRY_BYTES = 16 * MIB;
const MAX_DOCUMENTS_BYTES = 8 * MIB;
const MAX_NAMES_BYTES = 16 * MIB;
const MAX_HELD_BYTES = 64 * MIB;

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
  documentsBytesLeft: number;
  namesBytesLeft: number;
  isLost: boolean;
}

function startPass(limits: ReaderLimits): Pass {
  const kept: Kept = {
    documents: new Map(),
    archives: new Map(),
    documentsBytesLeft: MAX_DOCUMENTS_BYTES,
    namesBytesLeft: MAX_NAMES_BYTES,
    isLost: false,
  };
  const lose = (): void => {
    kept.isLost = true;
  };
  const walk = startWalk(limits, lose, MAX_HELD_BYTES);
  const list = startList();
  const stream = new ZipStream({
    keeps: (header, start, end) => (isToKeep(kept, header, start, end) ? MAX_ENTRY_BYTES : 0),
    local: (entry, stored) => keep(kept, walk, entry, stored),
    wants(directory, start, end) {
      takeName(kept, end - start);
      return list.wants(directory, start, end);
    },
    listed: (entry) => list.add(entry),
  });
  return { stream, kept, walk, list };
}
