/**
 * From an SBOM to an inventory, the form in which an image's packages are matched. What an SBOM cannot say, or this one
 * does not, is named in the problems: it is not there, and nobody looked.
 */
import type { Distro } from '../model/distro.ts';
import type { Inventory } from '../model/inventory.ts';
import { distroNamespace } from '../model/namespace.ts';
import type { FoundAt, Package } from '../model/package.ts';
import { compareProblems, compareText } from '../model/problem.ts';
import { parsePurl } from '../model/purl.ts';
import { toImageInfo } from './image-info.ts';
import { lostInSbom } from './lost.ts';
import { readPurl } from './purl-package.ts';
import type { SbomComponent, SbomDistro, SbomDocument } from './sbom-document.ts';

/** The same document gives the same inventory. */
export function toInventory(document: SbomDocument, where: string): Inventory {
  const distros = document.distros.map(withoutRef);
  const layerOf = layerFinder(document);
  const packages: Made[] = [];
  const nameless: SbomComponent[] = [];
  for (const component of document.components) {
    const pkg = toPackage(component, { distros: document.distros, plain: distros, layerOf });
    if (pkg === null) nameless.push(component);
    else packages.push({ pkg, component });
  }
  const sorted = distinct(withOwners(packages));
  const { image, layers } = toImageInfo(document, sorted, where);
  return {
    image,
    layers,
    distros: allDistros(distros, sorted),
    packages: sorted,
    secrets: null,
    unidentifiedExecutables: document.unidentifiedExecutables ?? 0,
    problems: [...document.problems, ...lostInSbom(document, sorted, nameless)].sort(compareProblems),
  };
}

interface Made {
  readonly pkg: Package;
  readonly component: SbomComponent;
}

/** Packages of distributions, by package URL type: only these own files of others. */
const OF_DISTRIBUTION = /^pkg:(?:alpm|apk|deb|ebuild|opkg|rpm)\//;

/**
 * Libraries with the package of the distribution that their files belong to, where the document names it. Who built that
 * one, it does not say: whoever judges must find out (`nameOwners`).
 */
function withOwners(made: readonly Made[]): readonly Package[] {
  const owners = new Map(
    made
      .filter(({ pkg, component }) => component.ref !== '' && OF_DISTRIBUTION.test(pkg.purl))
      .map(({ pkg, component }) => [component.ref, pkg]),
  );
  return made.map(({ pkg, component }) => {
    const owner = component.ownerRefs.map((ref) => owners.get(ref)).find((found) => found !== undefined);
    if (owner === undefined || pkg.ownedBy !== null || OF_DISTRIBUTION.test(pkg.purl)) return pkg;
    const namespace = (owner.distro && distroNamespace(owner.distro)) ?? '';
    return { ...pkg, ownedBy: { purl: owner.purl, name: owner.name, namespace, ofDistribution: false } };
  });
}

interface Context {
  readonly distros: readonly SbomDistro[];
  /** The same, as an inventory has them. */
  readonly plain: readonly Distro[];
  layerOf(component: SbomComponent): number;
}

function toPackage(component: SbomComponent, context: Context): Package | null {
  const rest = {
    confidence: component.confidence ?? ('installed' as const),
    evidence: component.evidence,
    foundAt: { path: component.path, layerIndex: context.layerOf(component) },
    licences: component.licences,
    vendor: component.vendor,
    moduleStream: component.moduleStream,
    scope: component.scope,
    ownedBy: component.ownedBy,
  };
  if (component.ecosystem !== '') return ownPackage(component, rest, context);
  const read = readPurl(component, context.plain);
  return read === null ? null : { ...read, ...rest };
}

type Rest = Pick<
  Package,
  'confidence' | 'evidence' | 'foundAt' | 'licences' | 'vendor' | 'moduleStream' | 'scope' | 'ownedBy'
>;

/** As it went out: our documents say all that a package has. */
function ownPackage(component: SbomComponent, rest: Rest, { distros, plain }: Context): Package | null {
  const { purl, ecosystem, name, version, architecture, sourceName, sourceVersion, distroRef } = component;
  if (parsePurl(purl) === null) return null;
  const at = distroRef === '' ? -1 : distros.findIndex(({ ref }) => ref === distroRef);
  return {
    purl,
    ecosystem,
    name,
    version,
    architecture,
    source: { name: sourceName || name, version: sourceVersion },
    distro: plain[at] ?? null,
    ...rest,
  };
}

/** Syft names the distribution only in package URLs where it has no release file. */
function allDistros(listed: readonly Distro[], packages: readonly Package[]): readonly Distro[] {
  const named = new Map(
    listed.map((distro) => [`${distro.id} ${distro.versionId} ${distro.codename}`, distro]),
  );
  for (const { distro } of packages) {
    if (distro === null) continue;
    const key = `${distro.id} ${distro.versionId} ${distro.codename}`;
    if (!named.has(key)) named.set(key, distro);
  }
  return [...named.values()];
}

function withoutRef({ ref: _, ...distro }: SbomDistro): Distro {
  return distro;
}

/** More layers than any image has would be made up. */
const MOST_LAYERS = 10_000;

function layerFinder({ image }: SbomDocument): (component: SbomComponent) => number {
  const byDiffId = new Map(image.diffIds.map((diffId, index) => [diffId, index]));
  return ({ layer }) => {
    if (layer.index !== null && layer.index < MOST_LAYERS) return layer.index;
    return byDiffId.get(layer.diffId) ?? 0;
  };
}

/** In the order of an inventory; tools list a package twice when they found it in two ways. */
function distinct(packages: readonly Package[]): readonly Package[] {
  const byPlace = new Map<string, Package>();
  for (const pkg of packages) {
    const key = JSON.stringify([pkg.purl, pkg.foundAt.path, pkg.foundAt.layerIndex]);
    if (!byPlace.has(key)) byPlace.set(key, pkg);
  }
  return [...byPlace.values()].sort(comparePackages);
}

function comparePackages(a: Package, b: Package): number {
  return compareText(a.purl, b.purl) || comparePlaces(a.foundAt, b.foundAt);
}

function comparePlaces(a: FoundAt, b: FoundAt): number {
  return compareText(a.path, b.path) || a.layerIndex - b.layerIndex;
}
