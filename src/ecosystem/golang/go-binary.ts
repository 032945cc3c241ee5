/**
 * Reads the build information of Go programs in ELF files, known by their content. Only the writable segments are
 * searched, as they pass. Left out: programs without that information (packed, or made by other compilers) and other
 * formats than ELF.
 */
import { type Elf, isElf, parseElf, SEGMENT_LOAD, SEGMENT_WRITABLE } from '../../base/elf.ts';
import type { FileSink, OpenFile, StreamReader } from '../../model/reader.ts';
import { list, nullable, object, pair, type Shape, text } from '../../model/shape.ts';
import { type GoBuildInfo, type GoModule, parsePointers } from './build-info.ts';
import { type SegmentSearch, type Sighting, searchSegment } from './find-build-info.ts';

const goModule: Shape<GoModule> = object<GoModule>({ path: text, version: text });

export const goBinaryReader: StreamReader<GoBuildInfo> = {
  kind: 'stream',
  id: 'golang-binary',
  version: 1,
  shape: object<GoBuildInfo>({
    goVersion: text,
    packagePath: text,
    main: nullable(goModule),
    dependencies: list(goModule),
    settings: list(pair(text, text)),
  }),
  wellKnownPaths: [],
  wants: (entry) => entry.sizeBytes >= SMALLEST_PROGRAM_BYTES,
  open: (head) => {
    const elf = parseElf(head);
    if (elf !== null) return openSink(elf);
    // Program headers that lie elsewhere than at the start.
    return isElf(head) ? { push: () => {}, end: () => 'again' } : null;
  },
  readAgain,
};

/** Go's runtime alone is ten times as large; most files of an image are smaller. */
const SMALLEST_PROGRAM_BYTES = 64 * 1024;

interface Segment {
  readonly start: number;
  readonly end: number;
  readonly search: SegmentSearch;
}

function openSink(elf: Elf): FileSink<GoBuildInfo> | null {
  const segments = writableSegments(elf);
  if (segments.length === 0) return null;
  let position = 0;
  return {
    push: (chunk) => {
      for (const { start, end, search } of segments) {
        if (start >= position + chunk.length || end <= position) continue;
        search.push(chunk.subarray(Math.max(0, start - position), end - position));
      }
      position += chunk.length;
    },
    end: () => {
      const found = firstSighting(segments);
      if (found === null) return null;
      return found.sighting.kind === 'inline' ? found.sighting.info : 'again';
    },
  };
}

function readAgain(file: OpenFile): GoBuildInfo | null {
  const elf = parseElf(file.bytes);
  if (elf === null) return null;
  const segments = writableSegments(elf);
  for (const { start, end, search } of segments) search.push(file.bytes.subarray(start, end));
  const found = firstSighting(segments);
  if (found === null) return null;
  if (found.sighting.kind === 'inline') return found.sighting.info;
  return parsePointers(file.bytes, found.segment.start + found.sighting.offset);
}

const MAX_SEGMENTS = 16;

function writableSegments(elf: Elf): Segment[] {
  return elf.segments
    .filter((s) => s.type === SEGMENT_LOAD && (s.flags & SEGMENT_WRITABLE) !== 0 && s.fileBytes > 0)
    .slice(0, MAX_SEGMENTS)
    .map((s) => ({ start: s.offset, end: s.offset + s.fileBytes, search: searchSegment(s.address) }));
}

interface Found {
  readonly segment: Segment;
  readonly sighting: Exclude<Sighting, { kind: 'none' }>;
}

function firstSighting(segments: readonly Segment[]): Found | null {
  for (const segment of segments) {
    const sighting = segment.search.end();
    if (sighting.kind !== 'none') return { segment, sighting };
  }
  return null;
}
