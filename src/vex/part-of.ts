/**
 * Whether a place of a flaw is inside a product that is a package: in the same file (a Go program), in its archive, in
 * its folder, owned by it, or built of it; or a distribution, told as a CPE. Where that cannot be told it is not: two programs of one image can hold the
 * same library, and what is said of one is not said of the other.
 */
import type { Package } from '../model/package.ts';
import { parsePurl } from '../model/purl.ts';
import { isDistroCpe } from './distro-cpe.ts';
import type { Place } from './place.ts';
import { findMisfit, isOfDistribution, keysOf } from './told-package.ts';

export function isPartOf(place: Place, product: string): boolean {
  const purl = parsePurl(product);
  if (purl === null) return place.distro !== null && isDistroCpe(product, place.distro);
  const key = keysOf(purl);
  const { instance } = place;
  if (instance.ownedBy !== null && fitsOwner(instance.ownedBy.purl, purl, place)) return true;
  if (isOfDistribution(purl))
    return place.keys.some((own) => own.key === key && findMisfit(purl, place, own.as) === null);
  return place.find(key).some((pkg) => isVersionOf(pkg, purl, place) && isInside(instance.foundAt.path, pkg));
}

type Purl = NonNullable<ReturnType<typeof parsePurl>>;

function fitsOwner(owner: string, told: Purl, place: Place): boolean {
  const purl = parsePurl(owner);
  if (purl === null || keysOf(purl) !== keysOf(told)) return false;
  const { version, qualifiers } = purl;
  const epoch = qualifiers.get('epoch') ?? '';
  const own = {
    ...place,
    purl,
    version: epoch === '' ? version : `${epoch}:${version}`,
    architecture: qualifiers.get('arch') ?? '',
  };
  return findMisfit(told, own, 'package') === null;
}

function isVersionOf({ version, purl, architecture, source }: Package, told: Purl, place: Place): boolean {
  return (
    findMisfit(told, { ...place, purl: parsePurl(purl), version, architecture, source }, 'package') === null
  );
}

/** `app/package.json` has the folder `app`; metadata in a folder for all packages has none of its own. */
function isInside(path: string, { foundAt, ecosystem }: Package): boolean {
  if (path === foundAt.path || path.startsWith(`${foundAt.path}!/`)) return true;
  const folder = foundAt.path.slice(0, foundAt.path.lastIndexOf('/') + 1);
  return ecosystem === 'npm' && folder !== '' && path.startsWith(folder);
}
