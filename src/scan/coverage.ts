/**
 * How much of an image could be judged. An answer without data is no answer: what could not be looked at, or
 * looked up, is named here as a Problem, and makes the coverage partial or not-checkable.
 */
import type { AdvisoryBuild, AdvisoryLookup } from '../model/advisory.ts';
import type { Inventory } from '../model/inventory.ts';
import { distroNamespace } from '../model/namespace.ts';
import type { Package } from '../model/package.ts';
import { compareText, type Problem, type ProblemEffect } from '../model/problem.ts';
import type { Coverage, CoverageState } from '../model/report.ts';

/** Namespaces in which a package is looked up; empty where it cannot be looked up at all. */
export type NamespacesOf = (pkg: Inventory['packages'][number]) => readonly string[];

/** What the inventory itself leaves open, whatever the advisories say. */
export function inventoryGaps(inventory: Inventory): Problem[] {
  const osPackages = inventory.packages.some((p) => p.distro !== null);
  const gaps: Problem[] = [];
  if (!osPackages && !inventory.problems.some((p) => p.code.startsWith('package-database'))) {
    for (const distro of inventory.distros) {
      gaps.push(
        gap('package-database-missing', 'incomplete', {
          message: `${distro.prettyName || distro.id} is here, but its package database is missing or empty`,
          path: distro.foundAt.path,
          wayOut: 'leave the package database in the image, or scan it before the database is removed',
        }),
      );
    }
  }
  if (inventory.packages.length === 0) gaps.push(nothingIdentified(inventory));
  return [...gaps, ...withoutDistro(inventory)];
}

/** Package managers of distributions, by package URL type: a distribution alone says whose advisories count. */
const OF_DISTRIBUTION = /^pkg:(?:alpm|apk|deb|ebuild|opkg|rpm)\//;

/** An rpm database in an image of Debian, a database without any release file. An SBOM says so itself. */
function withoutDistro({ packages: all, problems }: Inventory): Problem[] {
  const lost = all.filter(({ purl, distro }) => distro === null && OF_DISTRIBUTION.test(purl));
  const [first] = lost;
  if (first === undefined || problems.some(({ code }) => code === 'sbom-without-distro')) return [];
  return [
    gap('packages-without-distribution', lost.length === all.length ? 'blind' : 'incomplete', {
      message: `no release file tells of which distribution ${packages(lost.length)} of ${first.ecosystem} are: they could not be judged`,
      path: first.foundAt.path,
      wayOut: 'leave the os-release file of each system in the image',
    }),
  ];
}

function nothingIdentified(inventory: Inventory): Problem {
  const count = inventory.unidentifiedExecutables;
  if (count === 0) {
    return gap('nothing-identified', 'blind', {
      message: 'no package and no program was found in the image',
      wayOut: 'check that this is the image that was meant',
    });
  }
  return gap('only-unidentified-executables', 'incomplete', {
    message: `no package was found, only ${count} unidentified executable${count === 1 ? '' : 's'}`,
    wayOut: 'build the program with embedded module information, or supply its SBOM',
  });
}

/** What the advisories leave open: namespaces without data, and the starter data. */
export function advisoryGaps(
  inventory: Inventory,
  namespacesOf: NamespacesOf,
  advisories: { readonly lookup: AdvisoryLookup; readonly build: AdvisoryBuild },
): Problem[] {
  const gaps = [...missingNamespaces(inventory, namespacesOf, advisories.lookup)];
  if (advisories.build.starter) {
    gaps.push(
      gap('starter-data', 'incomplete', {
        message: 'judged with the starter data only: the most asked-for flaws, not a full database',
        wayOut: 'run `plimsoll db update`, or scan with `--update auto`',
      }),
    );
  }
  return gaps;
}

function* missingNamespaces(
  inventory: Inventory,
  namespacesOf: NamespacesOf,
  lookup: AdvisoryLookup,
): Iterable<Problem> {
  const unjudged = new Map<string, number>();
  const halfJudged = new Map<string, number>();
  const foreign: Package[] = [];
  let judged = 0;
  for (const pkg of inventory.packages) {
    const namespaces = namespacesOf(pkg);
    const missing = namespaces.filter((n) => !lookup.has(n));
    if (missing.length < namespaces.length) {
      judged += 1;
      for (const name of new Set(missing)) count(halfJudged, name);
    } else if (isForeign(pkg, namespaces)) foreign.push(pkg);
    else for (const name of missingName(pkg, namespaces)) count(unjudged, name);
  }
  const effect: ProblemEffect = judged === 0 ? 'blind' : 'incomplete';
  for (const [name, number] of byName(unjudged))
    yield noData(name, effect, `${packages(number)} could not be judged`);
  for (const [name, number] of byName(halfJudged))
    if (!unjudged.has(name))
      yield noData(name, 'incomplete', `${packages(number)} could be judged by other data only`);
  if (foreign.length > 0) yield thirdParty(foreign, effect);
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function byName(counts: ReadonlyMap<string, number>): readonly (readonly [name: string, count: number])[] {
  return [...counts].sort(([a], [b]) => compareText(a, b));
}

function packages(count: number): string {
  return `${count} package${count === 1 ? '' : 's'}`;
}

function noData(name: string, effect: ProblemEffect, consequence: string): Problem {
  return gap('no-advisory-data', effect, {
    message: `no advisory data for ${name}: ${consequence}`,
    wayOut: `run \`plimsoll db update --only ${name}\`; a release past its end of life may have no data anywhere`,
  });
}

/** Its release and version are known, and still it is looked up nowhere: the distribution did not build it. */
function isForeign({ distro, version, source }: Package, namespaces: readonly string[]): boolean {
  const isKnown = distro !== null && distroNamespace(distro) !== null;
  return namespaces.length === 0 && isKnown && version !== '' && source.version !== '';
}

function thirdParty(foreign: readonly Package[], effect: ProblemEffect): Problem {
  const names = [...new Set(foreign.map(({ name }) => name))].sort(compareText);
  const more = names.length > MOST_NAMES ? `, and ${names.length - MOST_NAMES} more` : '';
  return gap('third-party-packages', effect, {
    message: `no advisories for packages that the distribution did not build: ${names.slice(0, MOST_NAMES).join(', ')}${more}`,
    path: foreign[0]!.foundAt.path,
    wayOut: 'look up their flaws where they come from',
  });
}

const MOST_NAMES = 5;

/** A package of an unknown release counts under its distribution; one without version or name rules counts nowhere. */
function missingName(pkg: Inventory['packages'][number], namespaces: readonly string[]): readonly string[] {
  if (namespaces.length > 0) return namespaces.slice(0, 1);
  return pkg.distro === null ? [] : [`${pkg.distro.id} ${pkg.distro.versionId || '(release unknown)'}`];
}

/** The state that follows from all problems. */
export function toCoverage(problems: readonly Problem[], unidentifiedExecutables: number): Coverage {
  const reasons = problems.filter((p) => p.effect !== 'note');
  const blind = reasons.some((p) => p.effect === 'blind');
  const state: CoverageState = blind ? 'not-checkable' : reasons.length > 0 ? 'partial' : 'complete';
  return { state, reasons, unidentifiedExecutables };
}

function gap(
  code: string,
  effect: ProblemEffect,
  text: { message: string; path?: string; wayOut?: string },
): Problem {
  return {
    code,
    effect,
    message: text.message,
    layerIndex: null,
    path: text.path ?? '',
    wayOut: text.wayOut ?? '',
  };
}
