/** Packages, distributions and problems, member by member. */
import type { Distro } from '../../model/distro.ts';
import type { Owner } from '../../model/image.ts';
import type { ReleaseSupport } from '../../model/lifecycle.ts';
import type { FoundAt, Package, PackageOwner } from '../../model/package.ts';
import type { Problem } from '../../model/problem.ts';
import type { LayerSummary } from '../../model/report.ts';

export type JsonPackage = Package & { readonly layerOwner: Owner | null };

/** With the owner of the layer that brought it; null where that layer was not read. */
export function toPackage(pkg: Package, layers: readonly LayerSummary[]): JsonPackage {
  const owner = layers[pkg.foundAt.layerIndex]?.owner;
  return {
    purl: pkg.purl,
    ecosystem: pkg.ecosystem,
    name: pkg.name,
    version: pkg.version,
    architecture: pkg.architecture,
    source: { name: pkg.source.name, version: pkg.source.version },
    distro: pkg.distro === null ? null : toDistro(pkg.distro),
    confidence: pkg.confidence,
    scope: pkg.scope,
    evidence: pkg.evidence,
    foundAt: toFoundAt(pkg.foundAt),
    layerOwner: owner === undefined ? null : { part: owner.part, basis: owner.basis },
    licences: pkg.licences,
    vendor: pkg.vendor,
    moduleStream: pkg.moduleStream,
    ownedBy: toOwner(pkg.ownedBy),
  };
}

export function toFoundAt(foundAt: FoundAt): FoundAt {
  return { path: foundAt.path, layerIndex: foundAt.layerIndex };
}

export function toOwner(owner: PackageOwner | null): PackageOwner | null {
  if (owner === null) return null;
  return {
    purl: owner.purl,
    name: owner.name,
    namespace: owner.namespace,
    ofDistribution: owner.ofDistribution,
  };
}

export function toDistro(distro: Distro): Distro {
  return {
    id: distro.id,
    idLike: distro.idLike,
    versionId: distro.versionId,
    codename: distro.codename,
    prettyName: distro.prettyName,
    streams: distro.streams,
    confidence: distro.confidence,
    foundAt: toFoundAt(distro.foundAt),
  };
}

export function toSupport(support: ReleaseSupport): ReleaseSupport {
  return {
    id: support.id,
    versionId: support.versionId,
    label: support.label,
    state: support.state,
    endsAt: support.endsAt,
    daysLeft: support.daysLeft,
    toldUntil: support.toldUntil,
    extendedUntil: support.extendedUntil,
    feed: support.feed,
    dataAt: support.dataAt,
  };
}

export function toProblem(problem: Problem): Problem {
  return {
    code: problem.code,
    effect: problem.effect,
    message: problem.message,
    layerIndex: problem.layerIndex,
    path: problem.path,
    wayOut: problem.wayOut,
  };
}
