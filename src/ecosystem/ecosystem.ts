/** One package world: where its packages are found and where their advisories are looked up. */
import type { AdvisoryKey, SchemeId } from '../model/advisory.ts';
import type { Package } from '../model/package.ts';
import type { Cataloger } from './cataloger.ts';

/** A look-up and the version to compare with what it finds. */
export interface AdvisoryQuery {
  readonly key: AdvisoryKey;
  /** Of the source package where the key names one. */
  readonly version: string;
}

export interface Ecosystem {
  readonly id: string;
  readonly purlType: string;
  /** How versions of its packages are ordered. */
  readonly scheme: SchemeId;
  /** `os`: packages of a distribution; `language`: application libraries. */
  readonly kind: 'os' | 'language';
  readonly catalogers: readonly Cataloger[];
  /** Empty where nothing can be looked up (no version, no release known). */
  advisoryQueries(pkg: Package): readonly AdvisoryQuery[];
  /** True if the distribution itself built this package (not a third-party repository); false for language packages. */
  ofDistribution(pkg: Package): boolean;
  /** Why this package carries no code that could have a flaw ("kernel headers"); empty for all others. */
  dataOnlyReason(pkg: Package): string;
}
