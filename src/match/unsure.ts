/** What could not be told, as Problems: one for each package version, never a silent "not affected". */
import type { Advisory } from '../model/advisory.ts';
import type { Package } from '../model/package.ts';
import { compareProblems, compareText, type Problem } from '../model/problem.ts';
import { idsOf } from './flaws.ts';
import { isUntagged } from './order.ts';
import type { Matches, Search } from './search.ts';

const SHOWN_IDS = 5;

export function unsureProblems(
  matched: readonly { readonly pkg: Package; readonly matches: Matches }[],
  search: Search,
): Problem[] {
  const byPurl = new Map<string, Problem>();
  for (const { pkg, matches } of matched) {
    if (matches.unsure.length === 0 || byPurl.has(pkg.purl) || isWithoutCode(pkg, search)) continue;
    const open = matches.unsure.filter((advisory) => !isDecided(advisory, matches));
    if (open.length > 0) byPurl.set(pkg.purl, toProblem(pkg, open));
  }
  return [...byPurl.values()].sort(compareProblems);
}

function isWithoutCode(pkg: Package, search: Search): boolean {
  return pkg.confidence === 'declared' || search.ecosystemOf(pkg)?.dataOnlyReason(pkg) !== '';
}

/** Another record of the flaw could be compared and affects the package. */
function isDecided(advisory: Advisory, matches: Matches): boolean {
  const ids = new Set(idsOf(advisory));
  return matches.hits.keys().some((hit) => idsOf(hit).some((id) => ids.has(id)));
}

function toProblem(pkg: Package, advisories: readonly Advisory[]): Problem {
  const ids = [...new Set(advisories.map((a) => a.id))].sort(compareText);
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
