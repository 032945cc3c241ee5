/**
 * Packages of Chisel's manifests. What dpkg's own status lists too is left to it: that knows the source package, by
 * which Ubuntu's advisories are looked up, and a manifest does not.
 */
import { findDistroOf } from '../../base/os-family.ts';
import type { Distro } from '../../model/distro.ts';
import type { OwnedFiles, Package } from '../../model/package.ts';
import type { Problem } from '../../model/problem.ts';
import type { MergedFacts } from '../../model/reader.ts';
import { type Catalog, type Cataloger, EMPTY_CATALOG } from '../cataloger.ts';
import { attributeRecords, type Database, distinctByPurl, findDatabases } from '../os-database.ts';
import { type ChiselManifest, type ChiselPackage, manifestReader } from './chisel-reader.ts';
import { toPackage } from './package.ts';
import { statusFolderReader, statusReader } from './status-reader.ts';

export const chiselCataloger: Cataloger = {
  id: 'chisel',
  readers: [manifestReader, statusReader, statusFolderReader],
  catalog(facts: MergedFacts, distros: readonly Distro[]): Catalog {
    const databases = findDatabases(facts, manifestReader, (manifest) => manifest.packages.length === 0);
    if (databases.length === 0) return EMPTY_CATALOG;
    const distro = findDistroOf(distros, 'dpkg');
    const listed = listedByDpkg(facts);
    const found = databases.map((database) => ({
      database,
      records: toPackages(database, distro).filter(({ record }) => !listed.has(keyOf(record))),
    }));
    const packages = distinctByPurl(found.flatMap(({ records }) => records));
    return {
      packages: packages.map(({ pkg }) => pkg),
      owned: packages.map(toOwned),
      identified: [],
      problems: found.flatMap(({ database, records }) => problemsOf(database, records.length)),
    };
  },
};

interface Found {
  readonly pkg: Package;
  readonly record: ChiselPackage;
}

function listedByDpkg(facts: MergedFacts): ReadonlySet<string> {
  const status = [...facts.all(statusReader), ...facts.all(statusFolderReader)];
  return new Set(status.flatMap(({ fact }) => fact.installed.map(keyOf)));
}

function keyOf({
  name,
  version,
  architecture,
}: Pick<ChiselPackage, 'name' | 'version' | 'architecture'>): string {
  return `${name} ${version} ${architecture}`;
}

function toPackages(database: Database<ChiselManifest>, distro: Distro | null): Found[] {
  const layerOf = attributeRecords(database, (manifest) => manifest.packages, keyOf);
  return database.fact.packages.map((record) => {
    const { name, version, architecture } = record;
    const asDpkg = { name, version, architecture, source: { name, version }, maintainer: '', vendor: '' };
    const foundAt = { path: database.path, layerIndex: layerOf(record) };
    return { record, pkg: toPackage({ ...asDpkg, conffiles: null }, foundAt, distro) };
  });
}

function toOwned({ pkg, record: { paths, digests } }: Found): OwnedFiles {
  return { purl: pkg.purl, paths, sums: digests === '' ? null : { algorithm: 'sha256', paths, digests } };
}

function problemsOf({ path, history, problem }: Database<ChiselManifest>, packages: number): Problem[] {
  const nameless: Problem = {
    code: 'source-package-unknown',
    effect: 'incomplete',
    message: `Chisel's manifest does not name the source packages of its ${packages} packages: advisories are looked up by their own names, and those under another name are missed.`,
    layerIndex: history.at(-1)?.layerIndex ?? null,
    path,
    wayOut: "Scan the packages' whole image as well, or judge by an SBOM that names the sources.",
  };
  return [...(problem === null ? [] : [problem]), ...(packages === 0 ? [] : [nameless])];
}
