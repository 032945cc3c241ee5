/** Catalogers turn facts into packages. Pure: same facts, same packages, in an order that depends on nothing else. */
import type { Distro } from '../model/distro.ts';
import type { OwnedFiles, Package } from '../model/package.ts';
import type { Problem } from '../model/problem.ts';
import type { AnyReader, MergedFacts } from '../model/reader.ts';

export interface Catalog {
  readonly packages: readonly Package[];
  /** Files that OS packages own, so that language packages can be linked to their owner. */
  readonly owned: readonly OwnedFiles[];
  /** Paths of executables that this cataloger identified. */
  readonly identified: readonly string[];
  readonly problems: readonly Problem[];
}

export const EMPTY_CATALOG: Catalog = { packages: [], owned: [], identified: [], problems: [] };

export interface Cataloger {
  readonly id: string;
  readonly readers: readonly AnyReader[];
  /** `distros`: what the image's release files say, the most specific first; empty where there is none. */
  catalog(facts: MergedFacts, distros: readonly Distro[]): Catalog;
}
