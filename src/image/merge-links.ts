/** The symbolic links of an image, layer by layer: which there are in the end, and where well-known paths lead. */
import type { Limits } from '../base/limits.ts';
import { compareText } from '../model/problem.ts';
import type { AnyReader } from '../model/reader.ts';
import type { LayerContents } from './layer-contents.ts';
import { LayerView } from './layer-view.ts';
import { LiveLinks } from './live-links.ts';
import { type FindLink, resolvePath } from './resolve-path.ts';

/** A path that a reader looks for by name leads through links to another one. */
export interface LinkedPath {
  readonly readerId: string;
  readonly real: string;
}

export interface MergedLinks {
  /** Base first. */
  readonly views: readonly LayerView[];
  /** The links of the merged tree. */
  readonly find: FindLink;
  /** Through the links of any stage, so that what a later layer removed is found too. */
  readonly linked: readonly LinkedPath[];
  /** False if there are more. */
  readonly linkedAll: boolean;
  /** Well-known paths whose links go in circles in the merged tree. */
  readonly circles: readonly string[];
}

/** Links that each layer points elsewhere make new ones without end; real images have some dozen. */
const MOST_LINKED = 1000;

export function mergeLinks(
  layers: readonly LayerContents[],
  readers: readonly AnyReader[],
  { linkHops }: Limits,
): MergedLinks {
  const live = new LiveLinks();
  const find: FindLink = (path) => live.find(path);
  const linked = new Map<string, LinkedPath>();
  const views = layers.map((contents) => {
    const view = new LayerView(contents, live, linkHops);
    for (const found of findLinked(readers, find, linkHops)) {
      if (linked.size <= MOST_LINKED) linked.set(`${found.readerId}:${found.real}`, found);
    }
    return view;
  });
  return {
    views,
    find,
    linked: [...linked.values()].slice(0, MOST_LINKED),
    linkedAll: linked.size <= MOST_LINKED,
    circles: wellKnownPaths(readers).filter((path) => resolvePath(path, find, linkHops) === null),
  };
}

function* findLinked(readers: readonly AnyReader[], find: FindLink, hops: number): Generator<LinkedPath> {
  for (const { id, wellKnownPaths } of readers) {
    for (const path of wellKnownPaths) {
      const real = resolvePath(path, find, hops);
      if (real !== null && real !== path && real !== '') yield { readerId: id, real };
    }
  }
}

function wellKnownPaths(readers: readonly AnyReader[]): string[] {
  return [...new Set(readers.flatMap((reader) => reader.wellKnownPaths))].sort(compareText);
}
