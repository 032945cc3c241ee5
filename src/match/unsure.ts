/** What could not be told, as Problems: one for each package version, never a silent "not affected". */
import type { Package } from '../model/package.ts';
import { compareProblems, compareText, type Problem } from '../model/problem.ts';
import { isUntagged } from './order.ts';
import type { Matches, Search } from './search.ts';

const SHOWN_IDS = 5;

export function unsureProblems(
  matched: readonly { readonly pkg: Package; readonly matches: Matches }[],
  search: Search,
): Problem[] {
  const byPurl = new Map<string, Problem>();
  const openIds = new Map<string, readonly string[]>();
  for (const { pkg, matches } of matched) {
    if (matches.every(({ judged }) => judged.unsure.all.length === 0)) continue;
    if (byPurl.has(pkg.purl) || isWithoutCode(pkg, search)) continue;
    const same = matches.map(({ judged }) => judged.number).join(' ');
    const ids = openIds.get(same) ?? idsOfOpen(matches);
    openIds.set(same, ids);
    if (ids.length > 0) byPurl.set(pkg.purl, toProblem(pkg, ids));
  }
  return [...byPurl.values()].sort(compareProblems);
}

function isWithoutCode(pkg: Package, search: Search): boolean {
  return pkg.confidence === 'declared' || search.ecosystemOf(pkg)?.dataOnlyReason(pkg) !== '';
}

/** Sorted; without those where another record of the flaw could be compared and affects the package. */
function idsOfOpen(matches: Matches): readonly string[] {
  const open = matches
    .flatMap(({ judged }) => judged.unsure.all)
    .filter((advisory) => !matches.some(({ judged }) => judged.affecting.meets(advisory)));
  return [...new Set(open.map((a) => a.id))].sort(compareText);
}

function toProblem(pkg: Package, ids: readonly string[]): Problem {
  const more = ids.length > SHOWN_IDS ? ` and ${ids.length - SHOWN_IDS} more` : '';
  const untagged = isUntagged(pkg.version);
  return {
    code: untagged ? 'version-without-tag' : 'version-not-comparable',
    effect: 'incomplete',
    message: `cannot tell whether ${pkg.name} ${pkg.version} has ${ids.slice(0, SHOWN_IDS).join(', ')}${more}`,
    layerIndex: pkg.foundAt.layerIndex,
    path: pkg.foundAt.path,
    wayOut: untagged
      ? 'build with a tagged version of the module, or look up which release the commit belongs to'
      : 'look up the named advisories by hand',
  };
}
