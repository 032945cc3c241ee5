/**
 * dpkg's records turned into packages. A record belongs to the layer since which it is unchanged. Packages of other
 * roots inside the image (chroots) are not looked for.
 */
import { findDistroOf } from '../../base/os-family.ts';
import type { Distro } from '../../model/distro.ts';
import type { OwnedFiles, OwnedSums, Package } from '../../model/package.ts';
import type { Problem } from '../../model/problem.ts';
import type { MergedFacts } from '../../model/reader.ts';
import { type Catalog, type Cataloger, EMPTY_CATALOG } from '../cataloger.ts';
import { attributeRecords, type Database, distinctByPurl, findDatabases } from '../os-database.ts';
import { aptListReader, aptReleaseReader, aptSourcesReader } from './apt-readers.ts';
import { type DpkgFiles, filesReader } from './files-reader.ts';
import { createForeignOrigin, type ForeignOrigin } from './foreign.ts';
import { toPackage } from './package.ts';
import {
  type Conffiles,
  type DpkgRecord,
  type DpkgStatus,
  statusFolderReader,
  statusReader,
} from './status-reader.ts';

export const dpkgCataloger: Cataloger = {
  id: 'dpkg',
  readers: [statusReader, statusFolderReader, filesReader, aptSourcesReader, aptListReader, aptReleaseReader],
  catalog(facts: MergedFacts, distros: readonly Distro[]): Catalog {
    const databases = [...findDatabases(facts, statusReader, isEmpty), ...folderDatabases(facts)];
    if (databases.length === 0) return EMPTY_CATALOG;
    const distro = findDistroOf(distros, 'dpkg');
    const originOf = createForeignOrigin(facts);
    const found = distinctByPurl(databases.flatMap((database) => toPackages(database, distro, originOf)));
    return {
      packages: found.map(({ pkg }) => pkg),
      owned: ownedFiles(found, facts),
      identified: [],
      problems: databases.flatMap(problemsOf),
    };
  },
};

interface Found {
  readonly pkg: Package;
  /** Names under which the package's list of files can stand, the most exact first. */
  readonly listedAs: readonly string[];
  readonly conffiles: Conffiles | null;
}

function isEmpty(status: DpkgStatus): boolean {
  return status.installed.length === 0;
}

/**
 * The files of `status.d`. No package manager removes single ones, so a record that is gone and that no other file
 * replaces was hidden, not uninstalled.
 */
function folderDatabases(facts: MergedFacts): Database<DpkgStatus>[] {
  const present = facts.all(statusFolderReader).map(({ path, layerIndex, fact }) => ({
    path,
    fact,
    history: orSelf(facts, path, layerIndex, fact),
    problem: null,
  }));
  const names = new Set(present.flatMap(({ fact }) => fact.installed.map(({ name }) => name)));
  const gone = facts
    .removed(statusFolderReader)
    .filter(({ fact }) => fact.installed.some(({ name }) => !names.has(name)));
  return [
    ...present,
    ...gone.map(({ path, layerIndex, removedInLayer, fact }) => ({
      path,
      fact,
      history: [{ layerIndex, fact }],
      problem: goneProblem(path, removedInLayer),
    })),
  ];
}

function orSelf(
  facts: MergedFacts,
  path: string,
  layerIndex: number,
  fact: DpkgStatus,
): Database<DpkgStatus>['history'] {
  const history = facts.history(statusFolderReader, path);
  return history.length > 0 ? history : [{ layerIndex, fact }];
}

function goneProblem(path: string, layerIndex: number): Problem {
  return {
    code: 'package-database-removed',
    effect: 'incomplete',
    message: `The record of a package was removed in layer ${layerIndex}; the package is still taken as installed.`,
    layerIndex,
    path,
    wayOut: 'Leave the package records in the image.',
  };
}

function toPackages(database: Database<DpkgStatus>, distro: Distro | null, originOf: ForeignOrigin): Found[] {
  const layerOf = attributeRecords(database, (status) => status.installed, keyOf);
  return database.fact.installed.map((record) => ({
    pkg: toPackage(record, { path: database.path, layerIndex: layerOf(record) }, distro, originOf(record)),
    listedAs: listNames(record, database.path),
    conffiles: record.conffiles,
  }));
}

function keyOf(record: DpkgRecord): string {
  return `${record.name} ${record.version} ${record.architecture}`;
}

function listNames(record: DpkgRecord, path: string): string[] {
  const names = [`${record.name}:${record.architecture}`, record.name];
  return path.includes('/status.d/') ? [path.slice(path.lastIndexOf('/') + 1), ...names] : names;
}

function ownedFiles(found: readonly Found[], facts: MergedFacts): OwnedFiles[] {
  const lists = new Map<string, DpkgFiles>();
  const sums = new Map<string, DpkgFiles>();
  for (const { fact } of [...facts.removed(filesReader), ...facts.all(filesReader)]) {
    if (fact.kind === 'md5sums') sums.set(fact.owner, fact);
    if (fact.kind === 'list' || lists.get(fact.owner)?.kind !== 'list') lists.set(fact.owner, fact);
  }
  return found.flatMap(({ pkg, listedAs, conffiles }) => {
    const owned = ownedSums(firstOf(sums, listedAs), conffiles);
    const files = firstOf(lists, listedAs) ?? owned;
    return files === null ? [] : [{ purl: pkg.purl, paths: files.paths, sums: owned }];
  });
}

function firstOf(files: ReadonlyMap<string, DpkgFiles>, names: readonly string[]): DpkgFiles | null {
  return names.map((name) => files.get(name)).find((found) => found !== undefined) ?? null;
}

/** Of configuration files dpkg's status tells them: most packages' md5sums leave those out. */
function ownedSums(files: DpkgFiles | null, conffiles: Conffiles | null): OwnedSums | null {
  const parts = [files, conffiles].filter((part) => part !== null);
  if (parts.length === 0) return null;
  return {
    algorithm: 'md5',
    paths: parts.map(({ paths }) => paths).join('\n'),
    digests: parts.map(({ digests }) => digests).join(''),
  };
}

function problemsOf({ path, fact, history, problem }: Database<DpkgStatus>): Problem[] {
  const unfinished: Problem = {
    code: 'package-half-installed',
    effect: 'incomplete',
    message: `${fact.unfinished.length} packages are only partly there, and are not checked: ${fact.unfinished.slice(0, 10).join(', ')}`,
    layerIndex: history.at(-1)?.layerIndex ?? null,
    path,
    wayOut: 'Run "dpkg --configure -a" when the image is built, or remove them.',
  };
  return [...(problem === null ? [] : [problem]), ...(fact.unfinished.length > 0 ? [unfinished] : [])];
}
