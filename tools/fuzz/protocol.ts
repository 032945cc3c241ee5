/** What the watching process and the searching process say to each other. */
import type { Failure } from './judge.ts';
import type { LineCount } from './lines.ts';

export interface Job {
  /** `lines`: runs the corpus alone and counts the lines it reaches. */
  readonly kind: 'search' | 'lines';
  /** URL of the module with the targets. */
  readonly list: string;
  readonly targetId: string;
  readonly seed: number;
  readonly inputs: number;
  /** Inputs besides those of the repository. */
  readonly corpus: readonly Uint8Array[];
  /** Whether the corpus of the answer is cut down to what is worth keeping. */
  readonly wanted: boolean;
  /** Milliseconds since 1970. */
  readonly endsAt: number;
  /** For files of the process. */
  readonly folder: string;
}

export type Said =
  /** Sent at once, and again with a smaller input. */
  | { readonly kind: 'failure'; readonly failure: Failure; readonly bytes: Uint8Array }
  | { readonly kind: 'found'; readonly bytes: Uint8Array }
  | { readonly kind: 'end'; readonly inputs: number; readonly corpus: readonly Uint8Array[] }
  | { readonly kind: 'lines'; readonly lines: ReadonlyMap<string, LineCount> };
