/**
 * Facts as the engine hands them to catalogers, made from files in memory: for tests of readers and catalogers
 * without an image. Links and opaque folders are not known here.
 */
import { DEFAULT_LIMITS } from '../src/base/limits.ts';
import type { FileEntry } from '../src/model/file.ts';
import { compareText } from '../src/model/problem.ts';
import type {
  FactChange,
  Located,
  MergedFacts,
  OpenFile,
  Reader,
  StreamReader,
} from '../src/model/reader.ts';
import { sentFact } from './sent-fact.ts';

/** Path to content of one layer, null for a whiteout; a path that ends in `/` is a folder's. */
export type FilesOfLayer = Readonly<Record<string, string | Uint8Array | null>>;

export interface Warning {
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

export interface LayeredFacts extends MergedFacts {
  /** What readers left out, and what they threw (code `unreadable`). */
  readonly warnings: readonly Warning[];
}

/** Facts of the layers, base first. `links` maps paths to real paths, for `resolve`. */
export function layeredFacts(
  readers: readonly Reader<unknown>[],
  layers: readonly FilesOfLayer[],
  links: Readonly<Record<string, string>> = {},
): LayeredFacts {
  const warnings: Warning[] = [];
  const histories = new Map<string, Map<string, FactChange<unknown>[]>>();
  for (const reader of readers) {
    histories.set(reader.id, readLayers(reader, layers, warnings));
  }
  const ofReader = <F>(reader: Reader<F>): [string, FactChange<F>[]][] => {
    const byPath = (histories.get(reader.id) ?? new Map()) as Map<string, FactChange<F>[]>;
    return [...byPath].sort(([a], [b]) => compareText(a, b));
  };
  return {
    warnings,
    all: <F>(reader: Reader<F>) =>
      ofReader(reader).flatMap(([path, changes]) => located(path, changes.at(-1))),
    removed: <F>(reader: Reader<F>) =>
      ofReader(reader).flatMap(([path, changes]) => {
        if (changes.at(-1)?.fact !== null) return [];
        const last = changes.findLast((change) => change.fact !== null);
        const gone = changes[changes.indexOf(last!) + 1]!;
        return located(path, last).map((found) => ({ ...found, removedInLayer: gone.layerIndex }));
      }),
    history: <F>(reader: Reader<F>, path: string) =>
      (histories.get(reader.id)?.get(path) ?? []) as FactChange<F>[],
    isIn: (layerIndex: number, path: string) => (layers[layerIndex]?.[path] ?? null) !== null,
    resolve: (path: string) => links[path] ?? path,
  };
}

/** A regular file's entry. */
export function fileEntry(path: string, sizeBytes = 0): FileEntry {
  return { path, type: 'file', sizeBytes, mode: 0o644, uid: 0, gid: 0, linkTarget: '' };
}

function located<F>(path: string, change: FactChange<F> | undefined): Located<F>[] {
  if (change === undefined || change.fact === null) return [];
  return [{ path, layerIndex: change.layerIndex, entry: fileEntry(path), fact: change.fact }];
}

function readLayers(
  reader: Reader<unknown>,
  layers: readonly FilesOfLayer[],
  warnings: Warning[],
): Map<string, FactChange<unknown>[]> {
  const histories = new Map<string, FactChange<unknown>[]>();
  for (const [layerIndex, files] of layers.entries()) {
    for (const [name, content] of Object.entries(files)) {
      const path = name.replace(/\/$/, '');
      const before = histories.get(path);
      const wanted = content !== null && isWanted(reader, name, content);
      const fact = wanted ? readOne(reader, path, content, warnings) : null;
      if (fact === null && before === undefined) continue;
      histories.set(path, [...(before ?? []), { layerIndex, fact }]);
    }
  }
  return histories;
}

function isWanted(reader: Reader<unknown>, path: string, content: string | Uint8Array): boolean {
  if (!path.endsWith('/')) return reader.wants(fileEntry(path, content.length));
  const folder = { ...fileEntry(path.slice(0, -1)), type: 'directory' } as const;
  return reader.kind === 'stream' && reader.takesFolders === true && reader.wants(folder);
}

function readOne(
  reader: Reader<unknown>,
  path: string,
  content: string | Uint8Array,
  warnings: Warning[],
): unknown {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const warn = (code: string, message: string): number => warnings.push({ path, code, message });
  const file: OpenFile = { entry: fileEntry(path, bytes.length), limits: DEFAULT_LIMITS, bytes, warn };
  try {
    return sentFact(reader, reader.kind === 'whole' ? reader.read(file) : readStream(reader, file));
  } catch (error) {
    warn('unreadable', error instanceof Error ? error.message : String(error));
    return null;
  }
}

function readStream(reader: StreamReader<unknown>, file: OpenFile): unknown {
  const sink = reader.open(file.bytes.subarray(0, 4096), file.entry, file.limits);
  sink?.push(file.bytes);
  const fact = sink === null ? null : sink.end(file.warn);
  return fact === 'again' ? reader.readAgain(file) : fact;
}
