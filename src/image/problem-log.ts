/** Problems of one layer. A layer made to have millions of them gives a few of each kind and their number. */
import { limitWayOut } from '../base/limits.ts';
import type { TarFault } from '../base/tar/tar-visitor.ts';
import type { Problem, ProblemEffect } from '../model/problem.ts';

const TOLD_OF_A_KIND = 20;

const DATABASE = 'Build the image again, or repair its package database with the package manager in it.';
const DAMAGED = 'Build, pull or save the image again.';

/** What can be done about the kinds that something can be done about. */
const WAYS_OUT: ReadonlyMap<string, string> = new Map([
  ['package-database-corrupt', DATABASE],
  ['package-record-damaged', DATABASE],
  ['unreadable-file', 'Check the file; build the image again if it is damaged.'],
  ['unknown-compression', 'Build, push or save the image with gzip or zstd layers.'],
  ['truncated-layer', DAMAGED],
  ['damaged-layer', DAMAGED],
]);

interface Kind {
  count: number;
  /** The worst effect of those that are only counted. */
  effect: ProblemEffect;
}

const EFFECTS: readonly ProblemEffect[] = ['note', 'incomplete', 'blind'];

export class ProblemLog {
  readonly #layerIndex: number;
  readonly #problems: Problem[] = [];
  readonly #kinds: Map<string, Kind> = new Map();

  constructor(layerIndex: number) {
    this.#layerIndex = layerIndex;
  }

  add(
    { code, effect, message, path }: TarFault,
    wayOut: string = WAYS_OUT.get(code) ?? limitWayOut(code),
  ): void {
    const kind = this.#kinds.get(code) ?? { count: 0, effect: 'note' };
    this.#kinds.set(code, kind);
    if (++kind.count <= TOLD_OF_A_KIND) {
      this.#problems.push({ code, effect, message, layerIndex: this.#layerIndex, path, wayOut });
    } else if (EFFECTS.indexOf(effect) > EFFECTS.indexOf(kind.effect)) {
      kind.effect = effect;
    }
  }

  /** In the order they came, then one for each kind of which not all are told. */
  get problems(): Problem[] {
    const more = [...this.#kinds]
      .filter(([, { count }]) => count > TOLD_OF_A_KIND)
      .map(([code, { count, effect }]) => ({
        code,
        effect,
        message: `${count - TOLD_OF_A_KIND} more problems of this kind in the layer are not listed.`,
        layerIndex: this.#layerIndex,
        path: '',
        wayOut: '',
      }));
    return [...this.#problems, ...more];
  }
}
