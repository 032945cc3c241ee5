/** Reads an image of layers that stand in memory through everything that a scan does, but the sandbox. */
import { DEFAULT_LIMITS, type Limits } from '../../src/base/limits.ts';
import { javaArchiveReader } from '../../src/ecosystem/maven/read-archive.ts';
import { readHere } from '../../src/image/read-here.ts';
import { type ReadImage, readImage } from '../../src/image/read-image.ts';
import type { LayerSource } from '../../src/image/source.ts';
import type { Problem } from '../../src/model/problem.ts';
import type { AnyReader } from '../../src/model/reader.ts';
import { noCache } from '../../src/scan/layer-cache.ts';
import { layerInfo, textReader } from '../read-layers.ts';

/** Keeps every file's text; looks for one by name. */
export const every: AnyReader = textReader('every', /./, ['known/file']);

export interface Found {
  /** Paths of the merged tree with their text, sorted. */
  readonly files: Readonly<Record<string, string>>;
  /** Paths inside Java archives. */
  readonly archives: readonly string[];
  /** `code path` of each Problem, sorted. */
  readonly problems: readonly string[];
  /** Each code once. */
  readonly codes: readonly string[];
  readonly told: readonly Problem[];
  readonly image: ReadImage;
}

export async function readHostile(
  layers: readonly Uint8Array[],
  limits: Partial<Limits> = {},
  readers: readonly AnyReader[] = [every, javaArchiveReader],
): Promise<Found> {
  const all = { ...DEFAULT_LIMITS, ...limits };
  const kept = noCache();
  const { signal } = new AbortController();
  const host = readHere({ readers, limits: all, hashKey: kept.hashKey, signal, onProgress: () => {} });
  const image = await readImage(layers.map(source), { readers, limits: all, kept, host });
  const texts = readers.includes(every) ? image.facts.all(every) : [];
  const jars = readers.includes(javaArchiveReader) ? image.facts.all(javaArchiveReader) : [];
  return {
    files: Object.fromEntries(texts.map(({ path, fact }) => [path, String(fact)])),
    archives: jars.flatMap(({ fact }) => fact.map((archive) => archive.path)),
    problems: image.problems.map(({ code, path }) => `${code} ${path}`.trim()).sort(),
    codes: [...new Set(image.problems.map(({ code }) => code))].sort(),
    told: image.problems,
    image,
  };
}

function source(stored: Uint8Array, index: number): LayerSource {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield stored;
  }
  const info = layerInfo(index, stored.length);
  return { info, bytes: { kind: 'stream', open: async () => chunks() }, digest: null, diffId: null };
}
