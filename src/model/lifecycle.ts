/** Until when releases are supported: rows of the table `end-of-life`, and what a report says of an image's distributions. */
import { object, type Shape, text } from './shape.ts';

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

export const supportRow: Shape<SupportRow> = object<SupportRow>({
  label: text,
  released: text,
  active: text,
  security: text,
  extended: text,
});

/**
 * `dated`: until `endsAt`; `open`: no end is set, or it is a rolling release; `ended`: it is over, the day is unknown;
 * `unknown`: the source does not know the release.
 */
export type SupportState = 'dated' | 'open' | 'ended' | 'unknown';

/** Until when this image gets fixes for the flaws of its distribution. */
export interface ReleaseSupport {
  /** The distribution, as in Distro. */
  readonly id: string;
  readonly versionId: string;
  /** `Debian 12 (Bookworm)`; empty where the source does not know it. */
  readonly label: string;
  readonly state: SupportState;
  /** Last day with fixes for this image, `YYYY-MM-DD`; a longer support counts if the image takes part in it. Empty where no day is known. */
  readonly endsAt: string;
  /** Whole days from `now` to it, negative once it is over; null where no day is known. */
  readonly daysLeft: number | null;
  /** Last day on which its vendor says which flaws it has, fixed for this image or not. Empty where no day is known. */
  readonly toldUntil: string;
  /** Last day of a longer support that the image takes no part in; empty where there is none. */
  readonly extendedUntil: string;
  /** Whose word it is: feed id, and the date of its data in UTC ISO 8601; both empty where no source has a say. */
  readonly feed: string;
  readonly dataAt: string;
}
