/** Version schemes: how one packaging world orders its versions. */
import type { SchemeId } from '../model/advisory.ts';

export interface Scheme {
  readonly id: SchemeId;
  /** Total order. Throws VersionError on text that the scheme cannot read. */
  compare(a: string, b: string): -1 | 0 | 1;
}

/** Text that is no version in the scheme asked. */
export class VersionError extends Error {
  readonly scheme: SchemeId;
  readonly version: string;

  constructor(scheme: SchemeId, version: string, why: string) {
    super(`"${version}" is not a ${scheme} version: ${why}`);
    this.name = 'VersionError';
    this.scheme = scheme;
    this.version = version;
  }
}
