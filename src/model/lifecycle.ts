/** Until when releases are supported: rows of the table `end-of-life`, and what a report says of an image's distribution. */

/** When a phase of support ends: its last day `YYYY-MM-DD`; no day is set yet; it is over, the day is unknown; there is no such phase. */
export type PhaseEnd = string | 'open' | 'ended' | 'none';

/** Row of the table, by product and release: `debian 12`. */
export interface SupportRow {
  /** `Debian 12 (Bookworm)`. */
  readonly label: string;
  /** Day of the release, `YYYY-MM-DD`, or empty. */
  readonly released: string;
  /** All kinds of fixes, and new hardware. */
  readonly active: PhaseEnd;
  /** Fixes of flaws, for everyone. */
  readonly security: PhaseEnd;
  /** A longer one, for those who take part in it. */
  readonly extended: PhaseEnd;
}
