/** Packages, distributions and problems, as they are written. */
import type { Distro } from '../../../model/distro.ts';
import type { Owner } from '../../../model/image.ts';
import type { ReleaseSupport } from '../../../model/lifecycle.ts';
import { DEPENDENCY_SCOPES, type FoundAt, type Package, type PackageOwner } from '../../../model/package.ts';
import type { Problem } from '../../../model/problem.ts';
import { count, flag, list, nullable, object, type Shape, text, word } from '../../../model/shape.ts';
import { day, parts, whole } from './shapes.ts';

export const foundAt: Shape<FoundAt> = object<FoundAt>({ path: text, layerIndex: count });

export const owner: Shape<Owner> = object<Owner>({
  part: word('base', 'own', 'unknown'),
  basis: word('told', 'position'),
});

export const packageOwner: Shape<PackageOwner> = object<PackageOwner>({
  purl: text,
  name: text,
  namespace: text,
  ofDistribution: flag,
});

export const distro: Shape<Distro> = object<Distro>({
  id: text,
  idLike: list(text),
  versionId: text,
  codename: text,
  prettyName: text,
  streams: list(text),
  confidence: word('release-file', 'guessed'),
  foundAt,
});

export const support: Shape<ReleaseSupport> = object<ReleaseSupport>({
  id: text,
  versionId: text,
  label: text,
  state: word('dated', 'open', 'ended', 'unknown'),
  endsAt: day,
  daysLeft: nullable(whole),
  toldUntil: day,
  extendedUntil: day,
  feed: text,
  dataAt: text,
});

export const problem: Shape<Problem> = object<Problem>({
  code: text,
  effect: word('note', 'incomplete', 'blind'),
  message: text,
  layerIndex: nullable(count),
  path: text,
  wayOut: text,
});

const members: { readonly [K in keyof Package]-?: Shape<Package[K]> } = {
  purl: text,
  ecosystem: text,
  name: text,
  version: text,
  architecture: text,
  source: object({ name: text, version: text }),
  distro: nullable(distro),
  confidence: word('installed', 'declared', 'bundled', 'by signature'),
  scope: word(...DEPENDENCY_SCOPES),
  evidence: text,
  foundAt,
  licences: list(text),
  vendor: text,
  moduleStream: text,
  ownedBy: nullable(packageOwner),
};

/** The owner of the layer is the image's to tell. */
export const readPackage: Shape<Package> = parts(
  members,
  { layerOwner: nullable(owner) },
  (pkg: Package) => pkg,
);
