/**
 * Links language packages to the OS package that owns their files. Only the link is made here; whose word counts
 * is for matching to say.
 */
import { linesOf } from '../base/text-lines.ts';
import type { Ecosystem } from '../ecosystem/ecosystem.ts';
import { distroNamespace } from '../model/namespace.ts';
import type { OwnedFiles, Package, PackageOwner } from '../model/package.ts';
import type { MergedFacts } from '../model/reader.ts';

/** Real paths of the merged tree, each with the package URL of its owner. */
export type OwnerIndex = ReadonlyMap<string, string>;

/**
 * Owners of the paths that are asked for: of all files that packages own there can be millions. The database may name
 * a file by a path that goes through a link (merged /usr): both names count.
 */
export function indexOwners(
  owned: readonly OwnedFiles[],
  asked: ReadonlySet<string>,
  facts: MergedFacts,
): OwnerIndex {
  const index = new Map<string, string>();
  if (asked.size === 0) return index;
  const folders = new Map<string, string>();
  for (const { purl, paths } of owned) {
    for (const path of linesOf(paths)) {
      if (path.endsWith('/')) {
        folders.set(path.slice(0, -1), purl);
        continue;
      }
      if (asked.has(path)) index.set(path, purl);
      const real = facts.resolve(path);
      if (real !== null && asked.has(real)) index.set(real, purl);
    }
  }
  if (folders.size > 0) for (const path of asked) addFolderOwner(index, path, folders);
  return index;
}

/** A package that lists the file itself comes first, then the one of the nearest folder. */
function addFolderOwner(
  index: Map<string, string>,
  path: string,
  folders: ReadonlyMap<string, string>,
): void {
  if (index.has(path)) return;
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
    const purl = folders.get(path.slice(0, end));
    if (purl !== undefined) {
      index.set(path, purl);
      return;
    }
  }
}

/** The packages in the same order, language packages with `ownedBy` set where an OS package owns the file that proves them. */
export function linkOwners(
  packages: readonly Package[],
  owners: OwnerIndex,
  ecosystemOf: (id: string) => Ecosystem,
): Package[] {
  const byPurl = new Map(packages.map((pkg) => [pkg.purl, pkg]));
  return packages.map((pkg) => {
    if (ecosystemOf(pkg.ecosystem).kind === 'os') return pkg;
    const owner = byPurl.get(owners.get(outerPath(pkg.foundAt.path)) ?? '');
    return owner === undefined ? pkg : { ...pkg, ownedBy: toOwner(owner, ecosystemOf(owner.ecosystem)) };
  });
}

/** The packages with who built their owners: documents of others name only which those are. */
export function nameOwners(packages: readonly Package[], ecosystems: readonly Ecosystem[]): Package[] {
  const byPurl = new Map(packages.map((pkg) => [pkg.purl, pkg]));
  const byId = new Map(ecosystems.map((ecosystem) => [ecosystem.id, ecosystem]));
  return packages.map((pkg) => {
    const owner = pkg.ownedBy === null ? undefined : byPurl.get(pkg.ownedBy.purl);
    const ecosystem = owner === undefined ? undefined : byId.get(owner.ecosystem);
    if (owner === undefined || ecosystem === undefined) return pkg;
    return { ...pkg, ownedBy: toOwner(owner, ecosystem) };
  });
}

/** `app.jar!/lib/x.jar` is owned with `app.jar`. */
export function outerPath(path: string): string {
  const nested = path.indexOf('!/');
  return nested < 0 ? path : path.slice(0, nested);
}

function toOwner(owner: Package, ecosystem: Ecosystem): PackageOwner {
  return {
    purl: owner.purl,
    name: owner.name,
    namespace: (owner.distro && distroNamespace(owner.distro)) ?? '',
    ofDistribution: ecosystem.ofDistribution(owner),
  };
}
