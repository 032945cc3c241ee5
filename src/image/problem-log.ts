/** Problems of one layer. A layer made to have millions of them gives a few of each kind and their number. */
import type { Problem, ProblemEffect } from '../model/problem.ts';
import type { TarFault } from './tar.ts';

const TOLD_OF_A_KIND = 20;

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

  add({ code, effect, message, path }: TarFault, wayOut = ''): void {
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
