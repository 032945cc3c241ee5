/** A place of a flaw, under all names that a VEX statement may use for its package. */

import type { Distro } from '../model/distro.ts';
import type { VulnerabilityInstance } from '../model/finding.ts';
import type { Package, SourcePackage } from '../model/package.ts';
import type { ParsedPurl } from '../model/purl.ts';

export interface Place {
  readonly instance: VulnerabilityInstance;
  readonly purl: ParsedPurl | null;
  readonly version: string;
  readonly architecture: string;
  readonly source: SourcePackage;
  readonly distro: Distro | null;
  /** Under which it is looked up: as itself, or as a part of its source package. */
  readonly keys: readonly { readonly key: string; readonly as: 'package' | 'source' | 'only-source' }[];
  readonly names: readonly string[];
  /** The packages that hold a place: those of a package URL without version. */
  readonly find: (key: string) => readonly Package[];
}
