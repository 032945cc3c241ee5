/**
 * From facts to an inventory: every cataloger, then owners, then a fixed order. Pure. Facts come from a process that
 * hostile bytes may have taken over: they have their shapes, and can still be such as no file gives. Code that throws
 * over them is a Problem, and what the others found stays.
 */
import { messageOf } from '../base/errors.ts';
import { type Catalog, EMPTY_CATALOG } from '../ecosystem/cataloger.ts';
import { findDistros, withStreams } from '../ecosystem/distro/distro.ts';
import type { Ecosystem } from '../ecosystem/ecosystem.ts';
import { executablesReader } from '../ecosystem/executables/executables.ts';
import { kernelReader } from '../ecosystem/kernel/kernel.ts';
import type { Distro } from '../model/distro.ts';
import type { OwnedFiles, Package } from '../model/package.ts';
import { compareText, type Problem } from '../model/problem.ts';
import type { Located, MergedFacts } from '../model/reader.ts';
import { mergeDeclared } from './declared.ts';
import { type Guessed, guessReleases } from './guess-release.ts';
import { indexOwners, linkOwners, type OwnerIndex, outerPath } from './link-owners.ts';
import { nestedSystems } from './nested-systems.ts';
import { unownedKernel } from './unowned-kernel.ts';

/** What the catalogers made of an image. */
export interface CatalogResult {
  readonly distros: readonly Distro[];
  readonly packages: readonly Package[];
  readonly unidentifiedExecutables: number;
  /** Files of OS packages. */
  readonly owned: readonly OwnedFiles[];
  readonly problems: readonly Problem[];
}

export function catalogImage(facts: MergedFacts, ecosystems: readonly Ecosystem[]): CatalogResult {
  const problems: Problem[] = [];
  const attempt: Attempt = (what, work, otherwise) => {
    try {
      return work();
    } catch (error) {
      problems.push(failed(what, error));
      return otherwise;
    }
  };
  const catalogAll = (known: readonly Distro[]): Catalog[] =>
    ecosystems.flatMap(({ catalogers }) =>
      catalogers.map((one) => attempt(one.id, () => one.catalog(facts, known), EMPTY_CATALOG)),
    );
  const told = attempt('distributions', () => findDistros(facts), []);
  const first = catalogAll(told);
  const { distros, problems: guesses } = attempt(
    'release',
    () => guess(first, told, facts),
    nothingGuessed(told),
  );
  // Only what was guessed makes other packages of the same facts.
  const catalogs = distros === told ? first : catalogAll(distros);
  const found = mergeDeclared(catalogs.flatMap((c) => c.packages));
  const owners = attempt('owners', () => findOwners(found, catalogs, facts), new Map<string, string>());
  const byId = new Map(ecosystems.map((e) => [e.id, e]));
  const unidentified = findUnidentified(facts, owners, catalogs);
  const linked = attempt('owners', () => linkOwners(found, owners, (id) => byId.get(id)!), found);
  return {
    distros,
    packages: linked.toSorted(comparePackages),
    unidentifiedExecutables: unidentified.length,
    owned: catalogs.flatMap((c) => c.owned),
    problems: [
      ...catalogs.flatMap((c) => c.problems),
      ...guesses,
      ...nameUnidentified(unidentified),
      ...unownedKernel(facts, owners),
      ...nestedSystems(facts),
      ...problems,
    ],
  };
}

function nothingGuessed(distros: readonly Distro[]): Guessed {
  return { distros, problems: [] };
}

function guess(catalogs: readonly Catalog[], told: readonly Distro[], facts: MergedFacts): Guessed {
  const packages = catalogs.flatMap((c) => c.packages);
  const { distros, problems } = guessReleases(packages, told);
  return { distros: distros === told ? told : distros.map((one) => withStreams(one, facts)), problems };
}

type Attempt = <T>(what: string, work: () => T, otherwise: T) => T;

function failed(what: string, error: unknown): Problem {
  return {
    code: 'cataloger-failed',
    effect: 'incomplete',
    message: `What was found cannot be put together (${what}): ${messageOf(error).slice(0, 300)}.`,
    layerIndex: null,
    path: '',
    wayOut: 'Report this with the image, if it may be shared.',
  };
}

function findOwners(found: readonly Package[], catalogs: readonly Catalog[], facts: MergedFacts): OwnerIndex {
  const paths = [
    ...found.map(({ foundAt }) => foundAt.path),
    ...facts.all(executablesReader).map(({ path }) => path),
    ...facts.all(kernelReader).map(({ path }) => path),
  ];
  return indexOwners(
    catalogs.flatMap((c) => c.owned),
    new Set(paths.map(outerPath)),
    facts,
  );
}

function comparePackages(a: Package, b: Package): number {
  return (
    compareText(a.purl, b.purl) ||
    compareText(a.foundAt.path, b.foundAt.path) ||
    a.foundAt.layerIndex - b.foundAt.layerIndex
  );
}

type Executable = Pick<Located<unknown>, 'path' | 'layerIndex'>;

function findUnidentified(
  facts: MergedFacts,
  owners: OwnerIndex,
  catalogs: readonly Catalog[],
): readonly Executable[] {
  const identified = new Set(catalogs.flatMap((c) => c.identified));
  const known = (path: string): boolean => owners.has(path) || identified.has(path);
  return facts.all(executablesReader).filter(({ path }) => !known(outerPath(path)));
}

/** An image can hold a million of them. */
const MOST_NAMED = 200;

function nameUnidentified(all: readonly Executable[]): Problem[] {
  const named = all.slice(0, MOST_NAMED).map(({ path, layerIndex }) => unidentified(path, layerIndex));
  const rest = all.length - named.length;
  return rest === 0 ? named : [...named, unidentified('', null, ` (and ${rest} more)`)];
}

function unidentified(path: string, layerIndex: number | null, more = ''): Problem {
  return {
    code: 'unidentified-executable',
    effect: 'note',
    message: `a program that no package owns and nothing identifies${more}`,
    layerIndex,
    path,
    wayOut: '',
  };
}
