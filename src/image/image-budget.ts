/**
 * Limits on all layers of an image together. They count from the base upwards, whichever layer was read first: the
 * layer with which a sum goes beyond its limit, and all above it, are left out, each with a Problem.
 */
import { LIMITS, type Limits, limitWayOut } from '../base/limits.ts';
import type { Problem } from '../model/problem.ts';
import { overStoredLimit } from './layer-budget.ts';
import type { LayerContents } from './layer-contents.ts';
import type { LayerSource } from './source.ts';

/** The layers, with those that must not be read made unreadable: too many, or too large as they are stored. */
export function readableWithin(layers: readonly LayerSource[], limits: Limits): readonly LayerSource[] {
  const isBeyond = runningSum(limits.imageStoredBytes);
  return layers.map((layer, index) => {
    const beyond = isBeyond(storedSize(layer));
    if (layer.bytes.kind === 'unreadable') return layer;
    const problem = beyondImage(layer, index, beyond, limits) ?? overStoredLimit(layer, limits);
    return problem === null ? layer : { ...layer, bytes: { kind: 'unreadable', problem } };
  });
}

function beyondImage(layer: LayerSource, index: number, isTooMuch: boolean, limits: Limits): Problem | null {
  if (index >= limits.imageLayers) return tooManyLayers(layer, limits);
  return isTooMuch ? tooMuchStored(layer, limits) : null;
}

function tooManyLayers({ info }: LayerSource, { imageLayers }: Limits): Problem {
  return leftOut(info.index, 'image-layers-limit', `the image has more than ${imageLayers} layers`);
}

function tooMuchStored({ info }: LayerSource, { imageStoredBytes }: Limits): Problem {
  return leftOut(info.index, 'image-stored-limit', moreThan(imageStoredBytes, 'stored bytes'));
}

/**
 * The contents, without the facts of layers that are too much: what these do to the tree is kept if it is not very much,
 * so that what they hide stays hidden. `layers` are those that have come so far, base first: what is left out then is so, too, when all
 * are there, and the last call, with all of them, decides which limit is named.
 */
export function withinImageBudget(
  layers: readonly LayerContents[],
  limits: Limits,
): readonly LayerContents[] {
  const sums = SUMS.map((sum) => ({ sum, isBeyond: runningSum(limits[sum.key]) }));
  return layers.map((layer) => {
    const beyond = sums.filter(({ sum, isBeyond }) => isBeyond(sum.of(layer)));
    return beyond.length === 0 ? layer : emptied(layer, beyond[0]!.sum, limits);
  });
}

interface Sum {
  readonly key: 'imagePlainBytes' | 'imageEntries' | 'imageFactBytes';
  readonly what: string;
  of(layer: LayerContents): number;
}

/** The first one that is beyond its limit is named. */
const SUMS: readonly Sum[] = [
  { key: 'imagePlainBytes', what: 'plain bytes', of: (layer) => layer.plainBytes },
  { key: 'imageEntries', what: 'entries', of: (layer) => layer.entries },
  { key: 'imageFactBytes', what: 'bytes of package data', of: (layer) => layer.factBytes },
];

/** Adds up; true once the sum is beyond the limit. */
function runningSum(limit: number): (value: number) => boolean {
  let sum = 0;
  return (value) => {
    sum += value;
    return sum > limit;
  };
}

/** Of what can be read; 0 where nothing says it. */
function storedSize({ bytes, info }: LayerSource): number {
  if (bytes.kind === 'unreadable') return 0;
  return bytes.kind === 'file' ? bytes.sizeBytes : Math.max(0, info.sizeBytes);
}

/** Its sizes stay: they still count for the layers above. */
function emptied(layer: LayerContents, { key, what }: Sum, limits: Limits): LayerContents {
  const codes = SUMS.map((sum) => LIMITS[sum.key].code);
  const others = layer.problems.filter(({ code }) => !codes.includes(code));
  const problem = leftOut(layer.info.index, LIMITS[key].code, moreThan(limits[key], what));
  return { ...withoutFacts(layer), problems: [...others, problem] };
}

/** The layer with answers for all that it had facts of, so that nobody asks for them again. */
export function withoutFacts(layer: LayerContents): LayerContents {
  const known = layer.facts.map(({ readerId, entry }) => ({ readerId, path: entry.path }));
  const few = <T>(list: readonly T[]): readonly T[] => (list.length <= FEW ? list : []);
  return {
    ...layer,
    facts: [],
    answered: few([...layer.answered, ...known]),
    symlinks: few(layer.symlinks),
    hardLinks: few(layer.hardLinks),
    whiteouts: few(layer.whiteouts),
    opaqueFolders: few(layer.opaqueFolders),
  };
}

/** Links and marks that a layer keeps although it is too much; more of them are what makes it so. */
const FEW = 1000;

function moreThan(limit: number, what: string): string {
  return `this layer and those below it have more than ${limit} ${what}`;
}

function leftOut(layerIndex: number, code: string, why: string): Problem {
  const message = `What is in the layer was left out: ${why}.`;
  return { code, effect: 'incomplete', message, layerIndex, path: '', wayOut: limitWayOut(code) };
}
