/**
 * What heavy readers say of a layer's files. Some of it is said by another thread, and that must not show: it counts in
 * the order of the files, wherever and whenever it was said, and comes to the layer's other facts when all is said.
 */
import type { Limits } from '../base/limits.ts';
import type { ContentSink } from '../base/tar/tar-visitor.ts';
import type { FileEntry } from '../model/file.ts';
import type { AnyReader } from '../model/reader.ts';
import type { Aside } from './aside.ts';
import { factBytes, linkBytes } from './fact-bytes.ts';
import type { LayerFact } from './layer-contents.ts';
import type { ProblemLog } from './problem-log.ts';
import { isNothing, type LateFound, type LateReading, readLate } from './read-late.ts';
import { MOST_REFUSED, restLeftOut, tooManyFacts } from './too-many.ts';

export interface LateSettings {
  readonly limits: Limits;
  /** Null = all is read in this thread. */
  readonly aside: Aside | null;
  readonly log: ProblemLog;
}

export interface LateFile {
  readonly path: string;
  readonly facts: readonly LayerFact[];
  /** Ids of readers that ask for it again. */
  readonly again: readonly string[];
}

interface Ticket {
  readonly entry: FileEntry;
  /** Null = not said yet. */
  found: LateFound | null;
  /** A later entry took the file's place. */
  isReplaced: boolean;
}

export class LateFacts {
  readonly #settings: LateSettings;
  /** In the order of the files: of the first it is not said yet. */
  readonly #waiting: Ticket[] = [];
  /** What was said in its turn, by path. */
  readonly #said: Map<string, LateFile> = new Map();
  /** Memory of all that was kept, also what was replaced. */
  #saidBytes = 0;
  #refused = 0;
  /** A file that is read here. */
  #reading: LateReading | null = null;

  constructor(settings: LateSettings) {
    this.#settings = settings;
  }

  /** Where a file's content goes for these readers. */
  open(entry: FileEntry, readers: readonly AnyReader[]): ContentSink {
    this.#reading?.cutOff();
    const ticket: Ticket = { entry, found: null, isReplaced: false };
    this.#waiting.push(ticket);
    const done = (found: LateFound): void => this.#settle(ticket, found);
    const { aside, limits } = this.#settings;
    const ids = readers.map(({ id }) => id);
    const handed = aside?.take(entry, ids, done) ?? null;
    this.#reading = handed === null ? readLate(entry, readers, limits, done) : null;
    return handed ?? this.#reading!;
  }

  /** A later entry takes the place of a path, or (`below`) of all below it. */
  forget(path: string, below: boolean): void {
    const isMeant = (other: string): boolean => (below ? other.startsWith(`${path}/`) : other === path);
    for (const ticket of this.#waiting) if (isMeant(ticket.entry.path)) ticket.isReplaced = true;
    if (!below) this.#said.delete(path);
    else for (const other of this.#said.keys()) if (isMeant(other)) this.#said.delete(other);
  }

  /** After the last entry: what was said and is left, once all is said. */
  async end(): Promise<Iterable<LateFile>> {
    this.#reading?.cutOff();
    await this.#settings.aside?.finish();
    return this.#said.values();
  }

  #settle(ticket: Ticket, found: LateFound): void {
    ticket.found = found;
    // Most say nothing, and wait for nobody.
    if (isNothing(found) && this.#waiting.at(-1) === ticket) this.#waiting.pop();
    this.#takeTurns();
  }

  #takeTurns(): void {
    for (let first = this.#waiting[0]; first?.found; first = this.#waiting[0]) {
      this.#waiting.shift();
      if (!isNothing(first.found)) this.#say(first, first.found);
    }
  }

  #say({ entry, isReplaced }: Ticket, found: LateFound): void {
    const { log, limits } = this.#settings;
    if (this.#refused >= MOST_REFUSED) return;
    for (const fault of found.faults) log.add(fault);
    const facts = found.facts.map(({ readerId, fact }) => ({ readerId, entry, fact }));
    const { path } = entry;
    const { again } = found;
    const bytes = sum(facts.map(factBytes)) + again.length * linkBytes(path, path);
    if (this.#saidBytes + bytes <= limits.layerFactBytes) {
      this.#saidBytes += bytes;
      if (!isReplaced && bytes > 0) this.#said.set(path, { path, facts, again });
      return;
    }
    log.add(tooManyFacts(entry));
    if (++this.#refused === MOST_REFUSED) log.add(restLeftOut(entry));
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
