/** Identifiers under which one product is known: each of them may be the one that fits. */

import { parsePurl } from '../model/purl.ts';
import { isImagePurl } from './this-image.ts';
import { keysOf } from './told-package.ts';

/** More for one product are no help to anybody. */
const MOST_IDENTIFIERS = 20;

/**
 * Without those that say less than another one: beside `pkg:npm/x@1`, `pkg:npm/x` would make the statement one about
 * all versions; and beside a digest, the bare name of an image one about all images of that name.
 */
export function toIdentifiers(ids: readonly string[]): readonly string[] {
  const distinct = [...new Set(ids)].filter((id) => id !== '').slice(0, MOST_IDENTIFIERS);
  const parsed = distinct.map((id) => ({ id, purl: parsePurl(id) }));
  const exact = new Set(parsed.flatMap(({ purl }) => (purl !== null && isExact(purl) ? [keysOf(purl)] : [])));
  const hasDigest = distinct.some((id) => /^sha(?:256|512):/.test(id));
  return parsed
    .filter(
      ({ purl }) =>
        purl === null || isExact(purl) || !(exact.has(keysOf(purl)) || (hasDigest && isImagePurl(purl))),
    )
    .map(({ id }) => id);
}

function isExact({ version, qualifiers }: NonNullable<ReturnType<typeof parsePurl>>): boolean {
  return version !== '' || qualifiers.has('vers') || qualifiers.has('tag');
}

/** `sha256:…` for the hash of a document's map of hashes; empty for other algorithms. */
export function toDigestId(algorithm: string, value: string): string {
  const name = algorithm.toLowerCase().replace('-', '');
  const hex = value.toLowerCase();
  return (name === 'sha256' && /^[0-9a-f]{64}$/.test(hex)) ||
    (name === 'sha512' && /^[0-9a-f]{128}$/.test(hex))
    ? `${name}:${hex}`
    : '';
}

/** The package URL with a range of versions (purl-spec, qualifier `vers`); a version that it has stands. */
export function withVers(purl: string, vers: string): string {
  const parsed = parsePurl(purl);
  if (parsed === null || parsed.version !== '' || parsed.qualifiers.has('vers')) return purl;
  const plain = purl.replace(/#.*$/s, '');
  return `${plain}${plain.includes('?') ? '&' : '?'}vers=${encodeURIComponent(vers.toWellFormed())}`;
}
