/** A document of a policy among those that it extends. */
import type { Digest } from '../../model/digest.ts';
import type { PolicyText } from './policy-text.ts';

export interface LoadedDocument {
  /** Where it was read. */
  readonly reference: string;
  readonly digest: Digest;
  readonly text: PolicyText;
  /** Indices of the documents that it extends. */
  readonly extends: readonly number[];
  /** PEMs of the keys that it names, by the path of the name. */
  readonly keys: ReadonlyMap<string, string>;
}

/** A document with all that it extends, directly or not. */
export interface Placed extends LoadedDocument {
  readonly index: number;
  /** Indices, its own too. */
  readonly reach: ReadonlySet<number>;
}
