/**
 * Holds the products of a VEX statement against the places of a flaw: the one matcher for all forms of VEX.
 *
 * A product is the image (this-image.ts) or a package in it. What the statement leaves out fits everything, what it
 * gives must not contradict: version (equal in the ecosystem's order, or in a `vers` range), qualifiers. A source
 * package of a distribution stands for what is built of it, unless a package of that very name is installed. A name
 * that is no package URL fits only a package with exactly this name. Components narrow a product down: the product
 * must be the image or a package that holds the place, the component the package. Left out: CPEs, subpaths.
 */
import type { VulnerabilityInstance } from '../model/finding.ts';
import type { ImageInfo } from '../model/image.ts';
import type { Package } from '../model/package.ts';
import { type ParsedPurl, parsePurl } from '../model/purl.ts';
import type { VexProduct } from '../model/vex.ts';
import { createPlaces } from './create-places.ts';
import { isPartOf } from './part-of.ts';
import type { Place } from './place.ts';
import { isImagePurl, isThisImage, type ThisImage, toThisImage } from './this-image.ts';
import { findMisfit, keysOf } from './told-package.ts';

/** Products of one statement, ready to be held against places. */
export interface ProductMatcher {
  /** Null where a product covers the place; else how near the nearest one comes. */
  findMiss(instance: VulnerabilityInstance): Miss | null;
}

export interface Miss {
  /** Higher = nearer. */
  readonly nearness: number;
  readonly why: string;
}

export interface MatchContext {
  matcherOf(products: readonly VexProduct[]): ProductMatcher;
}

export function createMatchContext(image: ImageInfo, packages: readonly Package[]): MatchContext {
  const self = toThisImage(image);
  const places = createPlaces(packages);
  return {
    matcherOf(products) {
      const told = compile(products, self);
      return { findMiss: (instance) => findMiss(told, places.of(instance)) };
    },
  };
}

/** One package that a statement names, and within what. */
interface Told {
  readonly id: string;
  /** Null for a name that is no package URL. */
  readonly purl: ParsedPurl | null;
  /** Null = anywhere in the image. */
  readonly within: { readonly product: string; readonly isImage: boolean } | null;
}

interface Compiled {
  readonly coversImage: boolean;
  /** Image products that are not this image, for the nearest miss. */
  readonly otherImages: readonly string[];
  readonly byKey: ReadonlyMap<string, readonly Told[]>;
  readonly byName: ReadonlyMap<string, Told>;
}

function compile(products: readonly VexProduct[], self: ThisImage): Compiled {
  const told: Told[] = [];
  const otherImages: string[] = [];
  let coversImage = false;
  for (const { id, components } of products) {
    const purl = parsePurl(id);
    const isImage = isThisImage(id, self);
    if (components.length > 0) {
      const within = { product: id, isImage };
      for (const component of components) told.push({ id: component, purl: parsePurl(component), within });
    } else if (isImage) coversImage = true;
    else if (purl !== null && isImagePurl(purl)) otherImages.push(id);
    else told.push({ id, purl, within: null });
  }
  return { coversImage, otherImages, ...index(told) };
}

function index(told: readonly Told[]): Pick<Compiled, 'byKey' | 'byName'> {
  const byKey = new Map<string, Told[]>();
  const byName = new Map<string, Told>();
  for (const one of told) {
    const key = one.purl === null ? one.id : keysOf(one.purl);
    const known = byKey.get(key);
    if (known === undefined) byKey.set(key, [one]);
    else known.push(one);
    if (one.purl !== null && !byName.has(one.purl.name)) byName.set(one.purl.name, one);
  }
  return { byKey, byName };
}

const NEARNESS = { nothing: 0, otherImage: 1, otherName: 2, otherVersion: 3, otherProduct: 4 } as const;

function findMiss({ coversImage, otherImages, byKey, byName }: Compiled, place: Place): Miss | null {
  if (coversImage) return null;
  let nearest: Miss = { nearness: NEARNESS.nothing, why: 'the statement names none of its packages' };
  for (const { key, as } of place.keys) {
    for (const one of byKey.get(key) ?? []) {
      const miss = judge(one, place, as);
      if (miss === null) return null;
      if (miss.nearness > nearest.nearness) nearest = miss;
    }
  }
  if (nearest.nearness > NEARNESS.nothing) return nearest;
  const sameName = place.names.map((name) => byName.get(name)).find((one) => one !== undefined);
  if (sameName !== undefined) return otherName(sameName, place);
  const image = otherImages[0];
  return image === undefined
    ? nearest
    : { nearness: NEARNESS.otherImage, why: `the statement is about another image, ${image}` };
}

function judge({ id, purl, within }: Told, place: Place, as: Place['keys'][number]['as']): Miss | null {
  if (purl !== null) {
    const misfit = findMisfit(purl, place, as);
    if (misfit !== null) return { nearness: NEARNESS.otherVersion, why: `${misfit}: ${id}` };
  }
  if (within === null || within.isImage || isPartOf(place, within.product)) return null;
  return { nearness: NEARNESS.otherProduct, why: `the statement is about it as a part of ${within.product}` };
}

function otherName({ id, purl }: Told, { purl: own }: Place): Miss {
  const what = purl!.type === own?.type ? 'namespace' : 'type';
  return { nearness: NEARNESS.otherName, why: `the statement names it with another ${what}: ${id}` };
}
