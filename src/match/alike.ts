/**
 * Which versions the advisories of one key cannot tell apart: those that lie between the same two of the bounds that
 * are named. An image may claim a hundred thousand versions of one package; each gap is then judged once.
 */
import type { Advisory } from '../model/advisory.ts';
import { compareVersions, isUntagged } from './order.ts';
import { isBeginning } from './range.ts';

/** Versions with the same answer are judged alike. */
export type Likeness = (version: string) => string;

/** To sort the bounds costs more than to judge a few versions. */
const FEW_VERSIONS = 8;

export function createLikeness(advisories: readonly Advisory[]): Likeness {
  let asked = 0;
  let scales: readonly Scale[] | null | undefined;
  return (version) => {
    const itself = `=${version}`;
    if (++asked <= FEW_VERSIONS) return itself;
    scales = scales === undefined ? toScales(advisories) : scales;
    // A commit without a tag is held against the day of the advisory, too.
    if (scales === null || isUntagged(version)) return itself;
    const places = scales.map((scale) => placeOn(scale, version));
    return places.includes(null) ? itself : places.join(' ');
  };
}

/** Bounds in ascending order, no two of them equal, that are compared with a version in the same way. */
interface Scale {
  readonly advisory: Advisory;
  readonly bounds: readonly string[];
}

/** Null if a bound cannot be placed. */
function toScales(advisories: readonly Advisory[]): readonly Scale[] | null {
  // Maven's order is not transitive: where a version stands among several says nothing of each.
  if (advisories.some(({ scheme }) => scheme === 'maven')) return null;
  const scales: Scale[] = [];
  for (const [advisory, bounds] of boundsByKind(advisories)) {
    const sorted = sort([...bounds], advisory);
    if (sorted === null) return null;
    scales.push({ advisory, bounds: sorted });
  }
  return scales;
}

/** Each kind with an advisory of its scheme. */
function boundsByKind(advisories: readonly Advisory[]): Iterable<readonly [Advisory, ReadonlySet<string>]> {
  const kinds = new Map<string, readonly [Advisory, Set<string>]>();
  for (const advisory of advisories) {
    for (const bound of boundsOf(advisory)) {
      // The local part of a version for Python counts only beside a bound that has one.
      const kind = `${advisory.scheme} ${bound.includes('+')}`;
      const known = kinds.get(kind) ?? [advisory, new Set()];
      kinds.set(kind, known);
      known[1].add(bound);
    }
  }
  return kinds.values();
}

function boundsOf({ ranges, versions }: Advisory): readonly string[] {
  const ends = ranges.flatMap(({ introduced, fixed, lastAffected }) => [
    isBeginning(introduced) ? null : introduced,
    fixed,
    lastAffected,
  ]);
  return [...ends.filter((end) => end !== null), ...versions];
}

/** Null if one of them is no version. */
function sort(bounds: readonly string[], advisory: Advisory): readonly string[] | null {
  if (bounds.some((bound) => compareVersions(bound, bound, advisory) === null)) return null;
  const sorted = bounds.toSorted((a, b) => compareVersions(a, b, advisory)!);
  return sorted.filter((bound, i) => i === 0 || compareVersions(sorted[i - 1]!, bound, advisory) !== 0);
}

/** Even: between two bounds; odd: at one. Null if it is no version. */
function placeOn({ advisory, bounds }: Scale, version: string): number | null {
  let from = 0;
  let to = bounds.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    const order = compareVersions(version, bounds[middle]!, advisory);
    if (order === null) return null;
    if (order === 0) return 2 * middle + 1;
    if (order < 0) to = middle;
    else from = middle + 1;
  }
  return 2 * from;
}
