/**
 * Packages of Ubuntu that lie in snaps, from the snaps' own manifests. They are of the release that the snap's base is, and
 * are judged by that, whatever system the image has. A manifest names no source packages.
 */

import { attributeLayers } from '../../model/attribute-layer.ts';
import type { Distro } from '../../model/distro.ts';
import type { FoundAt, Package } from '../../model/package.ts';
import type { Problem } from '../../model/problem.ts';
import type { Located, MergedFacts } from '../../model/reader.ts';
import { type Catalog, type Cataloger, EMPTY_CATALOG } from '../cataloger.ts';
import { distinctByPurl } from '../os-database.ts';
import { type SnapFile, type StagedPackage, snapFileAt, snapReader } from '../snap-reader.ts';
import { toPackage } from './package.ts';

export const snapCataloger: Cataloger = {
  id: 'snap-packages',
  readers: [snapReader],
  catalog(facts: MergedFacts): Catalog {
    const files = facts.all(snapReader);
    const manifests = files.filter(({ fact }) => fact.packages.length > 0);
    if (manifests.length === 0) return EMPTY_CATALOG;
    const found = manifests.flatMap((manifest) => toPackages(manifest, facts, releaseOf(manifest, files)));
    return {
      ...EMPTY_CATALOG,
      packages: distinctByPurl(found).map(({ pkg }) => pkg),
      problems: manifests.map(namelessSources),
    };
  },
};

function toPackages(
  { path, layerIndex, fact }: Located<SnapFile>,
  facts: MergedFacts,
  release: string,
): { readonly pkg: Package }[] {
  const since = attributeLayers(facts.history(snapReader, path), ({ packages }) => packages.map(keyOf));
  return fact.packages.map((staged) => {
    const { name, version } = staged;
    const record = { name, version, architecture: fact.architecture, source: { name, version } };
    const foundAt: FoundAt = { path, layerIndex: since.get(keyOf(staged)) ?? layerIndex };
    const distro = ubuntu(release, { path, layerIndex });
    const pkg = toPackage({ ...record, maintainer: '', vendor: '', conffiles: null }, foundAt, distro);
    return { pkg: { ...pkg, evidence: 'snap manifest' } };
  });
}

function keyOf({ name, version }: StagedPackage): string {
  return `${name} ${version}`;
}

/** What the manifest says; else that of the base, which a base snap is itself. Empty where nothing tells. */
function releaseOf({ path, fact }: Located<SnapFile>, files: readonly Located<SnapFile>[]): string {
  const folder = snapFileAt(path)?.folder;
  const own = files.filter((file) => snapFileAt(file.path)?.folder === folder).map((file) => file.fact);
  const told = own.find(({ release }) => release !== '')?.release ?? fact.release;
  const bases = own.flatMap(({ base, name }) => [base, name]).map((name) => RELEASES.get(name) ?? '');
  return bases.find((release) => release !== '') ?? told;
}

const RELEASES: ReadonlyMap<string, string> = new Map([
  ['core', '16.04'],
  ...[16, 18, 20, 22, 24, 26].map((year) => [`core${year}`, `${year}.04`] as const),
]);

function ubuntu(versionId: string, foundAt: FoundAt): Distro {
  const prettyName = `Ubuntu ${versionId}`.trim();
  const rest = { idLike: ['debian'], codename: '', prettyName, streams: [], foundAt };
  return { id: 'ubuntu', versionId, confidence: 'release-file', ...rest };
}

function namelessSources({ path, layerIndex, fact }: Located<SnapFile>): Problem {
  return {
    code: 'source-package-unknown',
    effect: 'incomplete',
    message: `The snap's manifest does not name the source packages of its ${fact.packages.length} packages: advisories are looked up by their own names, and those under another name are missed.`,
    layerIndex,
    path,
    wayOut: 'Judge the snap by an SBOM that names the sources.',
  };
}
