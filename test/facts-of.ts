/** Facts of files in memory, as the engine would give them to a cataloger: readers run, the topmost layer wins. */
import { DEFAULT_LIMITS } from '../src/base/limits.ts';
import type { FileEntry } from '../src/model/file.ts';
import { compareText } from '../src/model/problem.ts';
import type { AnyReader, FactChange, Located, MergedFacts, OpenFile, Reader } from '../src/model/reader.ts';
import { sentFact } from './sent-fact.ts';

export interface TestFile {
  readonly path: string;
  readonly bytes: Uint8Array | string;
  /** Base is 0, which is also the default. */
  readonly layerIndex?: number;
  readonly mode?: number;
}

export interface Warning {
  readonly code: string;
  readonly message: string;
}

/** Runs the readers over the files; what they throw is thrown. Warnings are added to `warnings`. */
export function factsOf(
  files: readonly TestFile[],
  readers: readonly AnyReader[],
  warnings: Warning[] = [],
): MergedFacts {
  const found = new Map(readers.map((reader) => [reader.id, collect(files, reader, warnings)]));
  const of = <F>(reader: Reader<F>): Located<F>[] => (found.get(reader.id) ?? []) as Located<F>[];
  return {
    all: (reader) => {
      const top = new Map(of(reader).map((located) => [located.path, located]));
      return [...top.values()].sort((a, b) => compareText(a.path, b.path));
    },
    removed: () => [],
    history: <F>(reader: Reader<F>, path: string): FactChange<F>[] =>
      of(reader)
        .filter((located) => located.path === path)
        .map(({ layerIndex, fact }) => ({ layerIndex, fact })),
    isIn: () => false,
    resolve: (path) => path,
  };
}

/** Runs one reader over one file, in chunks of `chunkBytes` if it is a stream reader; null for no facts. */
export function readWith<F>(
  reader: Reader<F>,
  file: TestFile,
  warnings: Warning[] = [],
  chunkBytes: number = 65_536,
): F | null {
  const bytes = typeof file.bytes === 'string' ? Buffer.from(file.bytes) : file.bytes;
  const entry = entryOf(file, bytes.length);
  if (!reader.wants(entry)) return null;
  const open: OpenFile = {
    entry,
    limits: DEFAULT_LIMITS,
    bytes,
    warn: (code, message) => warnings.push({ code, message }),
  };
  if (reader.kind === 'whole') return sentFact(reader, reader.read(open));
  const sink = reader.open(bytes.subarray(0, 4096), entry, DEFAULT_LIMITS);
  if (sink === null) return null;
  // Each chunk is a copy that is cleared afterwards: a reader that keeps a view of it is caught.
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    const chunk = Uint8Array.from(bytes.subarray(at, at + chunkBytes));
    sink.push(chunk);
    chunk.fill(0);
  }
  const fact = sink.end(open.warn);
  return sentFact(reader, fact === 'again' ? reader.readAgain(open) : fact);
}

function collect(files: readonly TestFile[], reader: AnyReader, warnings: Warning[]): Located<unknown>[] {
  return files
    .map((file) => ({ file, fact: readWith(reader, file, warnings) }))
    .filter(({ fact }) => fact !== null)
    .map(({ file, fact }) => ({
      path: file.path,
      layerIndex: file.layerIndex ?? 0,
      entry: entryOf(file, file.bytes.length),
      fact,
    }))
    .sort((a, b) => a.layerIndex - b.layerIndex);
}

function entryOf(file: TestFile, sizeBytes: number): FileEntry {
  return {
    path: file.path,
    type: 'file',
    sizeBytes,
    mode: file.mode ?? 0o644,
    uid: 0,
    gid: 0,
    linkTarget: '',
  };
}
