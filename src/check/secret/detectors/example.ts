/**
 * Examples for tests and for `plimsoll rules test`. No credential stands in these files as it would be used: a
 * placeholder makes its random part when the test runs, always the same one, and what comes out was never issued.
 */

/** Texts of a detector: `matches` hold exactly one secret each, `misses` none of this detector's. At least three of each. */
export interface Examples {
  /** Detector id. */
  readonly detector: string;
  /** With placeholders `{alphabet:length}`, see `expand`. */
  readonly matches: readonly (string | (() => string))[];
  readonly misses: readonly (string | (() => string))[];
}
