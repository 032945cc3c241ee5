/**
 * The merged view: what all layers together say of each path. Made from the kept contents alone, so that layers can
 * be read side by side; a layer is opened again only for files that a linked path leads to (`wantedAgain`).
 * OCI image-spec, layer.md: whiteouts, opaque folders and replaced entries hide what lies in layers below, never what
 * is in their own layer.
 */
import { type Limits, limitWayOut } from '../base/limits.ts';
import type { TarFault } from '../base/tar/tar-visitor.ts';
import { baseName, type FileEntry, folderOf } from '../model/file.ts';
import { compareText, type Problem } from '../model/problem.ts';
import type { AnyReader, FactChange, Located, MergedFacts, Reader } from '../model/reader.ts';
import type { AgainRequest } from './collect-layer.ts';
import { linkAsFile, wantedBy } from './deliver-file.ts';
import type { LayerContents, LayerFact } from './layer-contents.ts';
import { type MergedLinks, mergeLinks } from './merge-links.ts';
import type { HashKey } from './path-hash.ts';
import { ProblemLog } from './problem-log.ts';
import { resolvePath } from './resolve-path.ts';
import { TouchIndex } from './touch-index.ts';

/** Files of one layer that readers must still get. */
export interface WantedAgain {
  readonly layerIndex: number;
  readonly requests: readonly AgainRequest[];
}

export interface MergedImage extends MergedFacts {
  /** Empty when nothing has to be read again. */
  readonly wantedAgain: readonly WantedAgain[];
  /** Of the merged view; each layer has its own. */
  readonly problems: readonly Problem[];
}

/** `layers` base first, all read with one hash key and by these readers. */
export function mergeLayers(
  layers: readonly LayerContents[],
  readers: readonly AnyReader[],
  limits: Limits,
): MergedImage {
  const key = keyOf(layers);
  const links = mergeLinks(layers, readers, limits);
  const facts = new FactsByPath(links, strayAnswers(links, readers, limits), key);
  const problems = [
    ...facts.linkLowerContent(readers, limits),
    ...circleProblems(links),
    ...tangleProblems(links),
  ];
  const histories = facts.histories();
  return {
    all: <F>(reader: Reader<F>) => located(histories, reader),
    removed: <F>(reader: Reader<F>) => removed(histories, reader),
    history: <F>(reader: Reader<F>, path: string) =>
      (histories.get(reader.id)?.get(path) ?? []).map(({ layerIndex, kept }): FactChange<F> => {
        return { layerIndex, fact: kept === null ? null : (kept.fact as F) };
      }),
    isIn: (layerIndex, path) => {
      const view = links.views[layerIndex];
      return view?.names(path).some((name) => view.hasFile(name)) ?? false;
    },
    resolve: resolver(links, limits),
    wantedAgain: findWantedAgain(links, readers, limits),
    problems,
  };
}

/** Throws an Error for layers that cannot be compared: their hashes are of different keys. */
function keyOf(layers: readonly LayerContents[]): HashKey {
  const keys = layers.map(({ nonDirectories: { key } }) => key);
  if (keys.some(({ low, high }) => low !== keys[0]!.low || high !== keys[0]!.high)) {
    throw new Error('layers that were read with different hash keys cannot be merged');
  }
  return keys[0] ?? { low: 0, high: 0 };
}

/** Asked of all files that packages own, folder by folder: a folder is resolved once. */
function resolver({ find }: MergedLinks, { linkHops }: Limits): (path: string) => string | null {
  let lastFolder = '';
  let lastReal: string | null = '';
  return (path) => {
    const folder = folderOf(path);
    if (folder !== lastFolder) {
      lastReal = resolvePath(folder, find, linkHops);
      lastFolder = folder;
    }
    const name = baseName(path);
    const real = lastReal === '' ? name : `${lastReal}/${name}`;
    const isPlain = lastReal !== null && !['', '.', '..'].includes(name) && find(real) === undefined;
    return isPlain ? real : resolvePath(path, find, linkHops);
  };
}

/** What a layer did to a path, for one reader. */
interface Change {
  readonly layerIndex: number;
  readonly kept: LayerFact | null;
}

/** By reader, by path in code-unit order, base first. */
type Histories = ReadonlyMap<string, ReadonlyMap<string, readonly Change[]>>;

/** The facts of all layers under their real paths. */
class FactsByPath {
  readonly #links: MergedLinks;
  /** By path, then by layer. */
  readonly #facts: Map<string, Map<number, LayerFact[]>> = new Map();
  readonly #index: TouchIndex;

  constructor(links: MergedLinks, strays: ReadonlySet<string>, key: HashKey) {
    this.#links = links;
    this.#index = new TouchIndex(links.views, key);
    links.views.forEach((view, index) => {
      for (const fact of view.contents.facts) {
        const path = view.realPath(fact.entry.path);
        if (!strays.has(`${index}:${fact.readerId}:${path}`)) this.#add(index, path, fact);
      }
    });
  }

  /** Gives hard links whose content lies in a layer below the facts that are known of it. */
  linkLowerContent(readers: readonly AnyReader[], limits: Limits): Problem[] {
    return this.#links.views.flatMap((view, index) => {
      const log = new ProblemLog(index);
      const settled = settledBy(view.contents);
      for (const link of view.contents.hardLinks) {
        if (view.hasFile(link.linkTarget)) continue;
        const entry = linkAsFile(link, limits);
        const wanting = wantedBy(readers, entry).filter(({ id }) => !settled.has(`${id}:${link.path}`));
        if (wanting.length > 0 && !this.#linkLower(index, entry, link, wanting)) log.add(unseenLink(link));
      }
      return log.problems;
    });
  }

  histories(): Histories {
    const histories = new Map<string, Map<string, Change[]>>();
    for (const path of [...this.#facts.keys()].sort(compareText)) {
      for (const [readerId, changes] of this.#changes(path)) {
        const paths = histories.get(readerId) ?? new Map<string, Change[]>();
        histories.set(readerId, paths.set(path, changes));
      }
    }
    return histories;
  }

  #add(layerIndex: number, path: string, fact: LayerFact): void {
    const moved = fact.entry.path === path ? fact : { ...fact, entry: { ...fact.entry, path } };
    const layers = this.#facts.get(path) ?? new Map<number, LayerFact[]>();
    this.#facts.set(path, layers);
    const others = (layers.get(layerIndex) ?? []).filter(({ readerId }) => readerId !== fact.readerId);
    layers.set(layerIndex, [...others, moved]);
  }

  /** False if a reader wants the link, but not its content's own name, and so was not given it. */
  #linkLower(index: number, entry: FileEntry, link: FileEntry, wanting: readonly AnyReader[]): boolean {
    const view = this.#links.views[index]!;
    const target = view.realPath(link.linkTarget);
    const path = view.realPath(link.path);
    const known = this.#factsAfter(target, index).filter((fact) =>
      wanting.some(({ id }) => id === fact.readerId),
    );
    for (const fact of known) this.#add(index, path, { ...fact, entry: { ...fact.entry, path } });
    const given = new Set(wantedBy(wanting, { ...entry, path: target }));
    return wanting.every((reader) => given.has(reader) || known.some((fact) => fact.readerId === reader.id));
  }

  /** The facts of a path as they stand when a layer has been applied. */
  #factsAfter(path: string, layerIndex: number): readonly LayerFact[] {
    const layers = this.#facts.get(path);
    if (layers === undefined) return [];
    const last = Math.max(-1, ...layers.keys().filter((index) => index <= layerIndex));
    const isTouched = this.#index.touching(path).some((index) => index > last && index < layerIndex);
    return isTouched ? [] : (layers.get(last) ?? []);
  }

  #changes(path: string): Map<string, Change[]> {
    const layers = this.#facts.get(path)!;
    const changes = new Map<string, Change[]>();
    const touching = new Set([...layers.keys(), ...this.#index.touching(path)]);
    for (const layerIndex of [...touching].sort((a, b) => a - b)) {
      const own = layers.get(layerIndex) ?? [];
      for (const [readerId, list] of changes) {
        const gone = list.at(-1)!.kept !== null && !own.some((fact) => fact.readerId === readerId);
        if (gone) list.push({ layerIndex, kept: null });
      }
      for (const kept of own) {
        const list = changes.get(kept.readerId) ?? [];
        changes.set(kept.readerId, list);
        list.push({ layerIndex, kept });
      }
    }
    return changes;
  }
}

function located<F>(histories: Histories, reader: Reader<F>): Located<F>[] {
  return [...(histories.get(reader.id) ?? [])].flatMap(([path, changes]) => {
    const { layerIndex, kept } = changes.at(-1)!;
    return kept === null ? [] : [{ path, layerIndex, entry: kept.entry, fact: kept.fact as F }];
  });
}

function removed<F>(
  histories: Histories,
  reader: Reader<F>,
): (Located<F> & { readonly removedInLayer: number })[] {
  return [...(histories.get(reader.id) ?? [])].flatMap(([path, changes]) => {
    const last = changes.at(-1)!;
    const before = changes.at(-2);
    if (last.kept !== null || before === undefined || before.kept === null) return [];
    const { layerIndex, kept } = before;
    return [{ path, layerIndex, entry: kept.entry, fact: kept.fact as F, removedInLayer: last.layerIndex }];
  });
}

/** Where a well-known path leads to through links, and the reader did not get the file by its own name. */
function findWantedAgain(links: MergedLinks, readers: readonly AnyReader[], limits: Limits): WantedAgain[] {
  return links.views.flatMap((view, layerIndex) => {
    const known = settledBy(view.contents);
    const { hardLinks } = view.contents;
    const requests = links.linked.flatMap(({ readerId, real }) =>
      view
        .names(real)
        .filter((name) => view.hasFile(name) && !known.has(`${readerId}:${name}`))
        .filter((name) => !wantsByName(readers, readerId, name, limits))
        .map((path) => ({ readerId, path, contentPath: contentPath(hardLinks, path, limits) })),
    );
    return requests.length === 0 ? [] : [{ layerIndex, requests }];
  });
}

/**
 * Layer, reader and path of what was read because links of another image lead there, whose layer this also is:
 * a layer that was kept gives what one that is read anew gives.
 */
function strayAnswers(
  links: MergedLinks,
  readers: readonly AnyReader[],
  limits: Limits,
): ReadonlySet<string> {
  const linked = new Set(links.linked.map(({ readerId, real }) => `${readerId}:${real}`));
  const strays = links.views.flatMap((view, index) =>
    view.contents.answered
      .map(({ readerId, path }) => ({ readerId, path, real: view.realPath(path) }))
      .filter(({ readerId, real }) => !linked.has(`${readerId}:${real}`))
      .filter(({ readerId, path }) => !wantsByName(readers, readerId, path, limits))
      .map(({ readerId, real }) => `${index}:${readerId}:${real}`),
  );
  return new Set(strays);
}

/** Reader and path of what the layer has an answer for, whether or not it is a fact. */
function settledBy({ facts, answered }: LayerContents): ReadonlySet<string> {
  return new Set([
    ...facts.map(({ readerId, entry }) => `${readerId}:${entry.path}`),
    ...answered.map(({ readerId, path }) => `${readerId}:${path}`),
  ]);
}

function wantsByName(readers: readonly AnyReader[], readerId: string, path: string, limits: Limits): boolean {
  const rest = { type: 'file', mode: 0o644, uid: 0, gid: 0, linkTarget: '' } as const;
  const wanting = wantedBy(readers, { path, sizeBytes: limits.keptFileBytes, ...rest });
  return wanting.some(({ id }) => id === readerId);
}

function contentPath(hardLinks: readonly FileEntry[], path: string, { linkHops }: Limits): string {
  let content = path;
  for (let hops = 0; hops < linkHops; hops++) {
    const link = hardLinks.find((entry) => entry.path === content);
    if (link === undefined) break;
    content = link.linkTarget;
  }
  return content;
}

function unseenLink({ path, linkTarget }: FileEntry): TarFault {
  const message = `The file is a hard link to ${linkTarget}, which is not in its layer and was not looked at.`;
  return { code: 'hard-link-without-content', effect: 'incomplete', message, path };
}

function circleProblems({ circles }: MergedLinks): Problem[] {
  return circles.map((path) => ({
    code: 'link-circle',
    effect: 'incomplete',
    message: 'The symbolic links of this path go in circles, or on for too long; nothing can be read there.',
    layerIndex: null,
    path,
    wayOut: limitWayOut('link-circle'),
  }));
}

function tangleProblems({ views, linkedAll }: MergedLinks): Problem[] {
  const message = 'Entries of the layer lie below more symbolic links than are followed.';
  const tangled = views.filter((view) => view.tangled).map(({ contents: { info } }) => info.index);
  return [
    ...tangled.map((index) => tooManyLinks(message, index)),
    ...(linkedAll ? [] : [tooManyLinks('Well-known paths lead to more places than are looked at.', null)]),
  ];
}

function tooManyLinks(message: string, layerIndex: number | null): Problem {
  return { code: 'too-many-links', effect: 'incomplete', message, layerIndex, path: '', wayOut: '' };
}
