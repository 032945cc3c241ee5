/**
 * Which layers remove or replace a file of the layers below them. Folder by folder: of a thousand layers, few have
 * anything in one folder, and only those are asked about what lies in it.
 */
import type { LayerView } from './layer-view.ts';
import { joinPath } from './live-links.ts';
import { type HashKey, hashLow, lastHigh } from './path-hash.ts';

/** A layer that has something in a folder, under the name that it gives the folder. */
interface Open {
  readonly layer: number;
  /** Null = by the folder's own name. */
  readonly name: string | null;
}

/** A folder of the tree. */
interface Frame {
  readonly path: string;
  readonly open: readonly Open[];
  /** Layers that leave nothing of lower ones in it. */
  readonly hiding: readonly number[];
}

export class TouchIndex {
  readonly #views: readonly LayerView[];
  readonly #key: HashKey;
  /** By the real place: a layer gives the folder another name, too. */
  readonly #aliases: Map<string, { readonly layer: number; readonly name: string }[]> = new Map();
  /** The folders on the way to the last path that was asked for: paths in order share them. */
  readonly #frames: Frame[];

  constructor(views: readonly LayerView[], key: HashKey) {
    this.#views = views;
    this.#key = key;
    for (const [layer, view] of views.entries()) {
      for (const { name, real } of view.aliases) {
        const there = this.#aliases.get(real) ?? [];
        this.#aliases.set(real, there);
        there.push({ layer, name });
      }
    }
    this.#frames = [this.#rootFrame()];
  }

  /** Numbers of the layers that touch the file, ascending. */
  touching(path: string): readonly number[] {
    const slash = path.lastIndexOf('/');
    const { open, hiding } = this.#frameOf(path.slice(0, Math.max(0, slash)));
    const touching = new Set(hiding);
    const low = hashLow(path, this.#key);
    const high = lastHigh();
    for (const { layer, name } of open) {
      const view = this.#views[layer]!;
      const isTouched =
        name === null
          ? view.touchesFile(low, high)
          : view.touchesFile(hashLow(joinPath(name, path.slice(slash + 1)), this.#key), lastHigh());
      if (isTouched) touching.add(layer);
    }
    return [...touching].sort((a, b) => a - b);
  }

  #frameOf(folder: string): Frame {
    const frames = this.#frames;
    while (frames.length > 1 && !isWithin(folder, frames.at(-1)!.path)) frames.pop();
    for (let last = frames.at(-1)!; last.path !== folder; last = frames.at(-1)!) {
      const from = last.path === '' ? 0 : last.path.length + 1;
      const slash = folder.indexOf('/', from);
      frames.push(this.#enter(last, folder.slice(from, slash < 0 ? folder.length : slash)));
    }
    return frames.at(-1)!;
  }

  #rootFrame(): Frame {
    const open: Open[] = [];
    const hiding: number[] = [];
    for (const [layer, view] of this.#views.entries()) {
      if (view.rootState === 'open') open.push({ layer, name: null });
      if (view.rootState === 'hidden') hiding.push(layer);
    }
    return this.#throughAliases({ path: '', open, hiding });
  }

  #enter(above: Frame, segment: string): Frame {
    const path = joinPath(above.path, segment);
    const low = hashLow(path, this.#key);
    const high = lastHigh();
    const open: Open[] = [];
    const hiding = [...above.hiding];
    for (const known of above.open) {
      const view = this.#views[known.layer]!;
      const name = known.name === null ? null : joinPath(known.name, segment);
      const state =
        name === null ? view.folderState(low, high) : view.folderState(hashLow(name, this.#key), lastHigh());
      if (state === 'open') open.push(name === null ? known : { layer: known.layer, name });
      if (state === 'hidden') hiding.push(known.layer);
    }
    return this.#throughAliases({ path, open, hiding });
  }

  /** Adds the layers that name the folder otherwise. */
  #throughAliases({ path, open, hiding }: Frame): Frame {
    const through = this.#aliases.get(path);
    if (through === undefined) return { path, open, hiding };
    const isOpaque = ({ layer, name }: { readonly layer: number; readonly name: string }): boolean =>
      this.#views[layer]!.isOpaque(name);
    return {
      path,
      open: [...open, ...through.filter((alias) => !isOpaque(alias))],
      hiding: [...hiding, ...through.filter(isOpaque).map(({ layer }) => layer)],
    };
  }
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || (path[folder.length] === '/' && path.startsWith(folder));
}
