/** From facts to an inventory: every cataloger, then owners, then a fixed order. Pure. */
import type { Catalog } from '../ecosystem/cataloger.ts';
import { findDistros } from '../ecosystem/distro/distro.ts';
import type { Ecosystem } from '../ecosystem/ecosystem.ts';
import { executablesReader } from '../ecosystem/executables/executables.ts';
import type { Distro } from '../model/distro.ts';
import type { Package } from '../model/package.ts';
import { compareText, type Problem } from '../model/problem.ts';
import type { MergedFacts } from '../model/reader.ts';
import { indexOwners, linkOwners, type OwnerIndex, outerPath } from './link-owners.ts';

/** What the catalogers made of an image. */
export interface CatalogResult {
  readonly distros: readonly Distro[];
  readonly packages: readonly Package[];
  readonly unidentifiedExecutables: number;
  readonly problems: readonly Problem[];
}

export function catalogImage(facts: MergedFacts, ecosystems: readonly Ecosystem[]): CatalogResult {
  const distros = findDistros(facts);
  const catalogs = ecosystems.flatMap((e) => e.catalogers.map((c) => c.catalog(facts, distros)));
  const byId = new Map(ecosystems.map((e) => [e.id, e]));
  const found = catalogs.flatMap((c) => c.packages);
  const owners = indexOwners(
    catalogs.flatMap((c) => c.owned),
    new Set(
      [...found.map((p) => p.foundAt.path), ...facts.all(executablesReader).map(({ path }) => path)].map(
        outerPath,
      ),
    ),
    facts,
  );
  const packages = linkOwners(found, owners, (id) => byId.get(id)!).sort(comparePackages);
  return {
    distros,
    packages,
    unidentifiedExecutables: countUnidentified(facts, owners, catalogs),
    problems: catalogs.flatMap((c) => c.problems),
  };
}

function comparePackages(a: Package, b: Package): number {
  return (
    compareText(a.purl, b.purl) ||
    compareText(a.foundAt.path, b.foundAt.path) ||
    a.foundAt.layerIndex - b.foundAt.layerIndex
  );
}

function countUnidentified(facts: MergedFacts, owners: OwnerIndex, catalogs: readonly Catalog[]): number {
  const identified = new Set(catalogs.flatMap((c) => c.identified));
  const known = (path: string): boolean => owners.has(path) || identified.has(path);
  return facts.all(executablesReader).filter(({ path }) => !known(outerPath(path))).length;
}
