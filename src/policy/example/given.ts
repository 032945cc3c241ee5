/** What an example gives, and what stands for what it leaves out. */
import type { Given } from './parse-examples.ts';

/** The index of the layer of each owner. */
export const LAYER_OF: ReadonlyMap<string, number> = new Map([
  ['base', 0],
  ['own', 1],
]);

export const PURL = 'pkg:generic/example@1';

export function kindOf(given: Given): string {
  return (
    text(given, 'kind') ||
    (given.has('check') ? 'secret' : given.has('waiver-problem') ? 'waiver' : 'vulnerability')
  );
}

/** The first value of a field; empty where the example does not give it. */
export function text(given: Given, name: string): string {
  return given.get(name)?.[0] ?? '';
}

export function layerOf(given: Given): number {
  return LAYER_OF.get(text(given, 'owner')) ?? 1;
}

/** Of types of package URLs that are called otherwise. */
const ECOSYSTEMS: ReadonlyMap<string, string> = new Map([
  ['alpm', 'pacman'],
  ['deb', 'dpkg'],
  ['ebuild', 'portage'],
]);

export function ecosystemOf(purl: string): string {
  const type = /^pkg:([^/]+)\//.exec(purl)?.[1] ?? '';
  return ECOSYSTEMS.get(type) ?? type;
}
