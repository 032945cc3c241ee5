/** The symbolic links of an image, layer by layer: which there are in the end, and where well-known paths lead. */
import type { Limits } from '../base/limits.ts';
import { compareText } from '../model/problem.ts';
import type { AnyReader } from '../model/reader.ts';
import type { LayerContents } from './layer-contents.ts';
import { LayerView } from './layer-view.ts';
import type { PrefixHashes } from './path-hash.ts';
import { type FindLink, resolvePath } from './resolve-path.ts';

/** A path that a reader looks for by name leads through links to another one. */
export interface LinkedPath {
  readonly readerId: string;
  readonly real: string;
}

export interface MergedLinks {
  /** Base first; each knows its aliases. */
  readonly views: readonly LayerView[];
  /** For each layer, where its entries really are. */
  readonly realPath: (layerIndex: number, path: string) => string;
  /** The links of the merged tree. */
  readonly find: FindLink;
  /** Through the links of any stage, so that what a later layer removed is found too. */
  readonly linked: readonly LinkedPath[];
  /** Well-known paths whose links go in circles in the merged tree. */
  readonly circles: readonly string[];
}

interface LiveLink {
  readonly target: string;
  readonly hashes: PrefixHashes;
}

export function mergeLinks(
  layers: readonly LayerContents[],
  readers: readonly AnyReader[],
  limits: Limits,
): MergedLinks {
  const live = new Map<string, LiveLink>();
  const find: FindLink = (path) => live.get(path)?.target;
  const moved: ReadonlyMap<string, string>[] = [];
  const linked = new Map<string, LinkedPath>();
  const views = layers.map((contents) => {
    const view = new LayerView(contents);
    view.findAliases(hashesOf(live), find, limits.linkHops);
    moved.push(movedPaths(view, find, limits));
    removeTouched(live, view);
    addLinks(live, view, moved.at(-1)!);
    for (const found of findLinked(readers, find, limits))
      linked.set(`${found.readerId}:${found.real}`, found);
    return view;
  });
  return {
    views,
    realPath: (index, path) => moved[index]?.get(path) ?? path,
    find,
    linked: [...linked.values()],
    circles: wellKnownPaths(readers).filter((path) => resolvePath(path, find, limits.linkHops) === null),
  };
}

function* hashesOf(live: ReadonlyMap<string, LiveLink>): Generator<[string, PrefixHashes]> {
  for (const [path, { hashes }] of live) yield [path, hashes];
}

/** Kept entries of a layer that lie elsewhere than their name says: only where the layer has aliases. */
function movedPaths(view: LayerView, find: FindLink, limits: Limits): ReadonlyMap<string, string> {
  const moved = new Map<string, string>();
  if (view.aliases.length === 0) return moved;
  const { facts, symlinks, hardLinks } = view.contents;
  const paths = [
    ...facts.map(({ entry }) => entry.path),
    ...symlinks.map(({ path }) => path),
    ...hardLinks.flatMap(({ path, linkTarget }) => [path, linkTarget]),
  ];
  for (const path of paths) {
    const real = view.realPath(path, find, limits.linkHops);
    if (real !== path) moved.set(path, real);
  }
  return moved;
}

function removeTouched(live: Map<string, LiveLink>, view: LayerView): void {
  for (const [path, { hashes }] of live) if (view.touches(path, hashes, 'link')) live.delete(path);
}

function addLinks(live: Map<string, LiveLink>, view: LayerView, moved: ReadonlyMap<string, string>): void {
  for (const { path, target } of view.contents.symlinks) {
    const real = moved.get(path) ?? path;
    live.set(real, { target, hashes: view.hashes(real) });
  }
}

function* findLinked(readers: readonly AnyReader[], find: FindLink, limits: Limits): Generator<LinkedPath> {
  for (const { id, wellKnownPaths } of readers) {
    for (const path of wellKnownPaths) {
      const real = resolvePath(path, find, limits.linkHops);
      if (real !== null && real !== path && real !== '') yield { readerId: id, real };
    }
  }
}

function wellKnownPaths(readers: readonly AnyReader[]): string[] {
  return [...new Set(readers.flatMap((reader) => reader.wellKnownPaths))].sort(compareText);
}
