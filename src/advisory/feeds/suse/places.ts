/** From SUSE's names of products to namespaces, and to the parts of an advisory that they decide. */
import type { Advisory } from '../../../model/advisory.ts';
import type { Statement } from './criteria.ts';
import { findProduct } from './product.ts';
import type { Place } from './streams.ts';

/** Products that are no namespace of ours are left out. */
export function placesOf(statements: readonly Statement[]): Place[] {
  return statements.flatMap(({ product, package: name, verdict, fixed }) => {
    const found = findProduct(product);
    if (found === null) return [];
    const { namespaces, stream } = found;
    return namespaces.map((namespace) => ({ key: { namespace, name }, stream, verdict, fixed }));
  });
}

export function toPlace({
  key,
  stream,
  verdict,
  fixed,
}: Place): Pick<Advisory, 'key' | 'scope' | 'ranges' | 'state'> {
  return {
    key,
    scope: { arches: [], moduleStream: null, stream },
    state: verdict,
    ranges: fixed === '' ? [] : [{ introduced: null, fixed, lastAffected: null }],
  };
}
