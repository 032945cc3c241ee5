/** Gathers what is kept of a layer while its entries pass: readers get their files, the tree its names. */
import type { Limits } from '../base/limits.ts';
import type { ContentSink, TarFault, TarVisitor } from '../base/tar/tar-visitor.ts';
import type { FileEntry } from '../model/file.ts';
import { compareText } from '../model/problem.ts';
import type { AnyReader } from '../model/reader.ts';
import { type Delivery, deliverFile, linkAsFile, wantedBy } from './deliver-file.ts';
import { factBytes, linkBytes, ownData } from './fact-bytes.ts';
import type { LayerFact, ReaderPath } from './layer-contents.ts';
import { LayerTree, type TreeContents } from './layer-tree.ts';
import type { HashKey } from './path-hash.ts';
import { PathSetBuilder } from './path-set-builder.ts';
import { ProblemLog } from './problem-log.ts';

/** A reader that must get the content of one path under an entry's name, in a second pass. */
export interface AgainRequest {
  readonly readerId: string;
  /** The name that holds the content, as the layer has it. */
  readonly contentPath: string;
  /** The name that the fact is for: the same, or a hard link to it. */
  readonly path: string;
}

export interface CollectorSettings {
  readonly readers: readonly AnyReader[];
  readonly limits: Limits;
  readonly hashKey: HashKey;
  readonly layerIndex: number;
}

/** Facts beyond the limit, after which readers get no more files of the layer: they would work for nothing. */
const MOST_REFUSED = 10;

/** Files of a layer for which it is read a second time, each for one reader. */
const MOST_AGAIN = 100_000;

export class LayerCollector implements TarVisitor {
  readonly log: ProblemLog;
  readonly #settings: CollectorSettings;
  readonly #tree: LayerTree;
  readonly #delivery: Delivery;
  readonly #folderReaders: readonly AnyReader[];
  /** By path; a path with more than one reader has several. */
  readonly #facts: Map<string, LayerFact[]> = new Map();
  /** Of all facts that were kept and files that were asked for, also those that a later entry replaced. */
  #factBytes = 0;
  /** Facts that were not kept. */
  #refused = 0;
  readonly #again: Map<string, AgainRequest[]> = new Map();
  /** Also those that a later entry replaced. */
  #asked = 0;
  /** Which reader got which file: for links to it. */
  readonly #given: PathSetBuilder;

  constructor(settings: CollectorSettings) {
    this.#settings = settings;
    this.#folderReaders = settings.readers.filter(takesFolders);
    this.log = new ProblemLog(settings.layerIndex);
    this.#given = new PathSetBuilder(settings.hashKey);
    this.#tree = new LayerTree({ ...settings, log: this.log }, (path, below) => this.#forget(path, below));
    this.#delivery = {
      limits: settings.limits,
      fact: (reader, entry, fact) => this.#keep({ readerId: reader.id, entry, fact: ownData(fact) }),
      again: ({ id }, { path }) => this.#ask({ readerId: id, contentPath: path, path }),
      fault: (fault) => this.fault(fault),
    };
  }

  entry(raw: FileEntry): ContentSink | null {
    const entry = this.#tree.place(raw);
    if (entry === null || this.#refused >= MOST_REFUSED) return null;
    if (entry.type === 'directory') this.#folder(entry);
    if (entry.type !== 'file') return null;
    const wanted = wantedBy(this.#settings.readers, entry);
    if (wanted.length === 0) return null;
    this.#noteGiven(entry, wanted);
    return deliverFile(entry, wanted, this.#delivery);
  }

  #folder(entry: FileEntry): void {
    const wanted = this.#folderReaders.length === 0 ? [] : wantedBy(this.#folderReaders, entry);
    if (wanted.length === 0) return;
    // Facts have files' entries, whatever they are of.
    deliverFile({ ...entry, type: 'file', sizeBytes: 0 }, wanted, this.#delivery)?.end();
  }

  /** Of empty files there can be millions; a link to one costs a second pass at worst. */
  #noteGiven({ path, sizeBytes }: FileEntry, wanted: readonly AnyReader[]): void {
    if (sizeBytes === 0 || this.#given.count >= this.#settings.limits.layerEntries) return;
    for (const { id } of wanted) this.#given.add(givenKey(id, path));
  }

  fault(fault: TarFault): void {
    this.log.add(fault);
  }

  /** After the last entry: gives hard links the facts of their content; answers what needs a second pass. */
  settleLinks(): readonly AgainRequest[] {
    for (const link of this.#tree.hardLinks) {
      const contentPath = this.#tree.findContent(link);
      if (contentPath !== null) this.#settle(link, contentPath);
    }
    return [...this.#again.values()].flat();
  }

  /** What the second pass gave. */
  addFacts(facts: readonly LayerFact[]): void {
    for (const fact of facts) this.#keep(fact);
  }

  get facts(): LayerFact[] {
    return [...this.#facts.values()].flat().sort(byPathAndReader);
  }

  /** Estimated memory of the facts, of what was asked for, and of links and marks. */
  get factBytes(): number {
    return this.#factBytes + this.#tree.sizeBytes;
  }

  /** After all else. */
  endTree(): TreeContents {
    return this.#tree.end();
  }

  #settle(link: FileEntry, contentPath: string): void {
    const { readers, limits } = this.#settings;
    const asFile = linkAsFile(link, limits);
    const named = new Set(wantedBy(readers, { ...asFile, path: contentPath }).map(({ id }) => id));
    for (const { id } of wantedBy(readers, asFile)) {
      const known = this.#facts.get(contentPath)?.filter((fact) => fact.readerId === id) ?? [];
      for (const { entry: content, fact } of known) {
        this.#keep({ readerId: id, entry: { ...content, path: link.path }, fact });
      }
      const waits = this.#again.get(contentPath)?.some((request) => request.readerId === id) ?? false;
      // A reader that wants the content's own name, too, has seen it or passed over it for its true size.
      const asked = named.has(id) || this.#given.has(givenKey(id, contentPath));
      if (known.length === 0 && (waits || !asked)) {
        this.#ask({ readerId: id, contentPath, path: link.path });
      }
    }
  }

  #keep(fact: LayerFact): void {
    const bytes = factBytes(fact);
    const { path } = fact.entry;
    if (this.#factBytes + bytes > this.#settings.limits.layerFactBytes) {
      this.log.add(tooManyFacts(fact.entry));
      if (++this.#refused === MOST_REFUSED) this.log.add(restLeftOut(fact.entry));
      return;
    }
    this.#factBytes += bytes;
    append(this.#facts, path, fact);
  }

  /** What is asked for is kept with its answer. */
  #ask(request: AgainRequest): void {
    const bytes = this.#factBytes + linkBytes(request.path, request.contentPath);
    const isTooLarge = bytes > this.#settings.limits.layerFactBytes;
    if (isTooLarge || this.#asked >= MOST_AGAIN) {
      this.log.add(tooManyAgain(request, isTooLarge));
      return;
    }
    this.#asked++;
    this.#factBytes = bytes;
    append(this.#again, request.path, request);
  }

  #forget(path: string, below: boolean): void {
    if (!below) {
      this.#facts.delete(path);
      this.#again.delete(path);
      return;
    }
    for (const map of [this.#facts, this.#again]) {
      for (const kept of map.keys()) if (kept.startsWith(`${path}/`)) map.delete(kept);
    }
  }
}

/** The order of facts in LayerContents. */
export function byPathAndReader(a: LayerFact, b: LayerFact): number {
  return compareText(a.entry.path, b.entry.path) || compareText(a.readerId, b.readerId);
}

/** What was asked for, in the order of the lists in LayerContents. */
export function answeredBy(requests: readonly AgainRequest[]): ReaderPath[] {
  return requests
    .map(({ readerId, path }) => ({ readerId, path }))
    .sort((a, b) => compareText(a.path, b.path) || compareText(a.readerId, b.readerId));
}

/** The fault of what is beyond the limit on facts. */
export function tooManyFacts({ path }: FileEntry): TarFault {
  const message = 'More was found in the layer than is kept of one layer.';
  return { code: 'layer-facts-limit', effect: 'incomplete', message, path };
}

function restLeftOut({ path }: FileEntry): TarFault {
  const message = 'So much was left out that the files from here on were not looked at.';
  return { code: 'layer-facts-limit', effect: 'incomplete', message, path };
}

function tooManyAgain({ contentPath: path }: AgainRequest, isTooLarge: boolean): TarFault {
  const message = 'The file would have to be read once more, like very many others of the layer.';
  return { code: isTooLarge ? 'layer-facts-limit' : 'too-many-links', effect: 'incomplete', message, path };
}

function takesFolders(reader: AnyReader): boolean {
  return reader.kind === 'stream' && reader.takesFolders === true;
}

function givenKey(readerId: string, path: string): string {
  return `${readerId}:${path}`;
}

function append<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
