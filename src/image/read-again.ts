/**
 * The second pass over a layer, for content that turned out to be wanted only after it had passed: hard links with a
 * wanted name, readers that must see a file whole, files that a linked path leads to.
 */
import type { Limits } from '../base/limits.ts';
import type { ContentSink, TarFault, TarVisitor } from '../base/tar/tar-visitor.ts';
import type { FileEntry } from '../model/file.ts';
import { compareProblems, compareText, type Problem } from '../model/problem.ts';
import type { AnyReader } from '../model/reader.ts';
import { type AgainRequest, answeredBy, byPathAndReader, tooManyFacts } from './collect-layer.ts';
import { collectWhole, guardReader, isWithin, warning } from './deliver-file.ts';
import { factBytes, ownData } from './fact-bytes.ts';
import type { LayerContents, LayerFact } from './layer-contents.ts';
import { type LayerInput, passLayer } from './pass-layer.ts';
import { ProblemLog } from './problem-log.ts';

export interface AgainAnswers {
  readonly facts: readonly LayerFact[];
  /** Only of what was asked for: the first pass told of the layer's own. */
  readonly problems: readonly Problem[];
}

/** The files behind `requests`, each to the reader that asked. Throws InputError `digest-mismatch`. */
export async function readAgain(
  input: LayerInput,
  requests: readonly AgainRequest[],
  readers: readonly AnyReader[],
  limits: Limits,
): Promise<AgainAnswers> {
  const server = new AgainServer(requests, readers, limits, input.info.index);
  // Faults of the layer itself were told by the first pass.
  await passLayer(input, { entry: (entry) => server.entry(entry), fault: () => {} }, limits);
  return { facts: server.facts, problems: server.problems };
}

/** Whether each fact was asked for, and none is there twice. Who answers may be under the hand of what it reads. */
export function answersOnly(requests: readonly AgainRequest[], { facts }: AgainAnswers): boolean {
  const open = new Set(requests.map(answerKey));
  return facts.every(({ readerId, entry: { path } }) => open.delete(answerKey({ readerId, path })));
}

function answerKey({ readerId, path }: Pick<AgainRequest, 'readerId' | 'path'>): string {
  return `${readerId}:${path}`;
}

/** A layer's contents with the answers of a further pass in them. */
export function withAnswers(
  contents: LayerContents,
  requests: readonly AgainRequest[],
  { facts, problems }: AgainAnswers,
): LayerContents {
  return {
    ...contents,
    facts: [...contents.facts, ...facts].sort(byPathAndReader),
    factBytes: facts.reduce((total, fact) => total + factBytes(fact), contents.factBytes),
    answered: [...contents.answered, ...answeredBy(requests)].sort(
      (a, b) => compareText(a.path, b.path) || compareText(a.readerId, b.readerId),
    ),
    problems: [...contents.problems, ...problems].sort(compareProblems),
    rereads: contents.rereads + 1,
  };
}

/** One file is read for so many names and readers: for each name the answer can be another. */
const MOST_NAMES = 100;

function tooManyNames({ path }: FileEntry): TarFault {
  const message = `The file has more than ${MOST_NAMES} names that are looked for; the others were left out.`;
  return { code: 'too-many-links', effect: 'incomplete', message, path };
}

/** Answers requests while a layer's entries pass once more. */
export class AgainServer implements TarVisitor {
  readonly #requests: ReadonlyMap<string, AgainRequest[]>;
  readonly #readers: ReadonlyMap<string, AnyReader>;
  readonly #limits: Limits;
  readonly #log: ProblemLog;
  /** By content path: a later entry of the same path takes the place of an earlier one. */
  readonly #facts: Map<string, LayerFact[]> = new Map();
  /** Of all that were kept, also those of earlier entries. */
  #factBytes = 0;

  constructor(
    requests: readonly AgainRequest[],
    readers: readonly AnyReader[],
    limits: Limits,
    layerIndex: number,
  ) {
    this.#requests = Map.groupBy(requests, (request) => request.contentPath);
    this.#readers = new Map(readers.map((reader) => [reader.id, reader]));
    this.#limits = limits;
    this.#log = new ProblemLog(layerIndex);
  }

  get facts(): LayerFact[] {
    return [...this.#facts.values()].flat();
  }

  get problems(): Problem[] {
    return this.#log.problems;
  }

  entry(entry: FileEntry): ContentSink | null {
    const requests = this.#requests.get(entry.path);
    if (requests === undefined || entry.type !== 'file') return null;
    const place = { limits: this.#limits, fault: (fault: TarFault) => this.fault(fault) };
    return collectWhole(entry, place, (bytes) => {
      this.#facts.set(entry.path, this.#answer(requests, entry, bytes));
    });
  }

  fault(fault: TarFault): void {
    this.#log.add(fault);
  }

  #answer(requests: readonly AgainRequest[], content: FileEntry, bytes: Buffer): LayerFact[] {
    if (requests.length > MOST_NAMES) this.fault(tooManyNames(content));
    return requests.slice(0, MOST_NAMES).flatMap(({ readerId, path }) => {
      const reader = this.#readers.get(readerId);
      const entry = path === content.path ? content : { ...content, path };
      const fact = reader === undefined ? null : this.#read(reader, entry, bytes);
      return fact === null ? [] : this.#kept({ readerId, entry, fact: ownData(fact) });
    });
  }

  #kept(fact: LayerFact): LayerFact[] {
    const bytes = factBytes(fact);
    if (this.#factBytes + bytes > this.#limits.layerFactBytes) {
      this.fault(tooManyFacts(fact.entry));
      return [];
    }
    this.#factBytes += bytes;
    return [fact];
  }

  #read(reader: AnyReader, entry: FileEntry, bytes: Buffer): unknown {
    let fact: unknown = null;
    const fault = (told: TarFault): void => this.fault(told);
    const warn = (code: string, message: string): void => fault(warning(entry.path, code, message));
    if (reader.kind === 'whole' && !isWithin(reader.maxBytes, entry, fault)) return null;
    guardReader(reader, entry.path, fault, () => {
      const file = { entry, limits: this.#limits, bytes, warn };
      fact = reader.kind === 'whole' ? reader.read(file) : reader.readAgain(file);
    });
    return fact;
  }
}
