/**
 * Reads Java archives and the archives inside them (JAR File Specification; Spring Boot's nested jars, WAR and EAR
 * libraries, Jenkins plugins). Archives that are unpacked in the image are read by the archives in them.
 *
 * Usual archives are kept until their end, where their directory is. Large ones are read as they pass; and whole, in
 * a second pass over the layer, if they are of an unusual build, damaged, or beyond a limit.
 */
import { MIB } from '../../base/limits.ts';
import type { FileEntry } from '../../model/file.ts';
import type { FileSink, OpenFile, ReaderLimits, StreamReader } from '../../model/reader.ts';
import { type ArchiveFact, archiveFactsShape } from './archive-fact.ts';
import { readArchives } from './archive-walk.ts';
import { isJavaArchive } from './java-archive.ts';
import { streamArchive } from './stream-archive.ts';

export const javaArchiveReader: StreamReader<readonly ArchiveFact[]> = {
  kind: 'stream',
  id: 'maven-java-archive',
  shape: archiveFactsShape,
  version: 4,
  wellKnownPaths: [],
  wants: (entry) => isJavaArchive(entry.path),
  open: (_head, entry, limits) =>
    entry.sizeBytes <= Math.min(KEPT_BYTES, limits.keptFileBytes)
      ? keepArchive(entry, limits)
      : streamArchive(limits),
  readAgain: readWhole,
};

/** More is not kept of an archive in the first pass. */
const KEPT_BYTES = 8 * MIB;
const MAX_BYTES = 512 * MIB;

function readWhole(file: OpenFile): readonly ArchiveFact[] | null {
  const { sizeBytes } = file.entry;
  if (sizeBytes <= MAX_BYTES) return readArchives(file);
  file.warn('file-over-reader-limit', `The file has ${sizeBytes} bytes; the limit is ${MAX_BYTES}.`);
  return null;
}

function keepArchive(entry: FileEntry, limits: ReaderLimits): FileSink<readonly ArchiveFact[]> {
  const bytes = Buffer.allocUnsafeSlow(entry.sizeBytes);
  let filled = 0;
  return {
    push(chunk) {
      bytes.set(chunk, filled);
      filled += chunk.length;
    },
    end: (warn) => readArchives({ entry, bytes: bytes.subarray(0, filled), limits, warn }),
  };
}
