/**
 * A Problem is what one file, layer or plug-in could not do. It is a value in the report, never thrown;
 * unusable input as a whole is an InputError (base/errors.ts).
 */

/** `note` is only told; `incomplete` makes the coverage partial; `blind` means that nothing could be checked. */
export type ProblemEffect = 'note' | 'incomplete' | 'blind';

export interface Problem {
  /** Stable kebab-case word, for machines: `truncated-layer`, `package-database-corrupt`. */
  readonly code: string;
  readonly effect: ProblemEffect;
  /** One sentence: what was wrong. */
  readonly message: string;
  /** Index of the layer (base is 0), or null where the problem is not in a layer. */
  readonly layerIndex: number | null;
  /** Path in the image or of the input, or empty. */
  readonly path: string;
  /** What the user can do about it, or empty. */
  readonly wayOut: string;
}

/** A fixed order, so that reports are the same bytes whatever finished first. */
export function compareProblems(a: Problem, b: Problem): number {
  return (
    (a.layerIndex ?? -1) - (b.layerIndex ?? -1) ||
    compareText(a.code, b.code) ||
    compareText(a.path, b.path) ||
    compareText(a.message, b.message)
  );
}

/** Order by UTF-16 code units: the same on every machine, unlike `localeCompare`. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
