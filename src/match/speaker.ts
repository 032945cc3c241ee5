/**
 * Whose word counts where a package is looked up in several namespaces: Chainguard's packages in Chainguard's and Wolfi's,
 * one that Root.io or Seal built anew in theirs and in the distribution's. The first namespace that has something to say
 * of a flaw has the say: that it is there, that it never was, or that the package's version has a fix for it.
 */
import type { Advisory } from '../model/advisory.ts';
import type { Flaw } from './flaws.ts';
import { compareVersions } from './order.ts';
import type { Match, Matches } from './search.ts';

/** Null where all that was found is of one namespace, or none of them says anything. */
export function findSpeaker(flaw: Flaw, matches: Matches): string | null {
  const [first] = matches;
  if (matches.every(({ namespace }) => namespace === first!.namespace)) return null;
  return matches.find((match) => says(match, flaw))?.namespace ?? null;
}

function says({ judged, version }: Match, flaw: Flaw): boolean {
  if (judged.negatives.about(flaw).length > 0 || judged.affecting.about(flaw).length > 0) return true;
  return judged.known.about(flaw).some((advisory) => holdsFix(version, advisory));
}

/** A version before the first that a record is about has no fix: the record is about another line. */
function holdsFix(version: string, advisory: Advisory): boolean {
  const isFrom = (bound: string): boolean => (compareVersions(version, bound, advisory) ?? -1) >= 0;
  return advisory.ranges.some(
    ({ introduced, fixed }) => fixed !== null && isFrom(fixed) && (introduced === null || isFrom(introduced)),
  );
}
