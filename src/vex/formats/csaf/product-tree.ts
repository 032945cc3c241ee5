/**
 * The products of a CSAF document by their ids. Specification: CSAF 2.0, 3.2.2 (product tree: branches, full product
 * names, relationships), 3.1.3.3 (helpers that identify a product). Of the helpers package URLs, CPEs and hashes are
 * read; model and serial numbers are not.
 */
import { isObject, type JsonObject, listField, objectField, textField } from '../../../base/json-fields.ts';
import { parsePurl } from '../../../model/purl.ts';
import type { VexProduct } from '../../../model/vex.ts';
import { toDigestId, toIdentifiers, withVers } from '../../identifiers.ts';
import { isImagePurl } from '../../this-image.ts';

export interface ProductTree {
  /** Empty for an id that the tree does not have. */
  find(productId: string): readonly VexProduct[];
  /** The products of a group. */
  group(groupId: string): readonly string[];
}

/** A product that is there by itself. */
interface Named {
  readonly identifiers: readonly string[];
}

/** `part` as it is found in `whole`; both are ids. */
interface Related {
  readonly part: string;
  readonly whole: string;
}

/** Deeper than vendor, family, product, version, architecture, and some more. */
const MOST_DEPTH = 32;
const MOST_RELATED = 8;

export function parseProductTree(json: JsonObject): ProductTree {
  const named = new Map<string, Named>();
  for (const item of listField(json, 'full_product_names')) if (isObject(item)) addNamed(named, item, '');
  addBranches(named, listField(json, 'branches'));
  const related = toRelated(listField(json, 'relationships'));
  const groups = toGroups(listField(json, 'product_groups'));
  const known = new Map<string, readonly VexProduct[]>();
  return {
    find(productId) {
      const products = known.get(productId) ?? resolve(productId, named, related);
      known.set(productId, products);
      return products;
    },
    group: (groupId) => groups.get(groupId) ?? [],
  };
}

function addBranches(named: Map<string, Named>, branches: readonly unknown[]): void {
  let level = branches;
  for (let depth = 0; level.length > 0 && depth < MOST_DEPTH; depth++) {
    const objects = level.filter(isObject);
    for (const branch of objects) {
      const range =
        textField(branch, 'category') === 'product_version_range' ? textField(branch, 'name') : '';
      const product = branch['product'];
      if (isObject(product)) addNamed(named, product, range);
    }
    level = objects.flatMap((branch) => listField(branch, 'branches'));
  }
}

function addNamed(named: Map<string, Named>, product: JsonObject, range: string): void {
  const id = textField(product, 'product_id');
  if (id === '' || named.has(id)) return;
  const helper = objectField(product, 'product_identification_helper');
  const found = toIdentifiers([...purlsOf(helper), textField(helper, 'cpe'), ...hashesOf(helper)]);
  const identifiers = range === '' ? found : found.map((one) => toRanged(one, range));
  const name = textField(product, 'name');
  // A name without the range that the branch gives would be one of all versions.
  named.set(id, { identifiers: identifiers.length > 0 || range !== '' ? identifiers : [name] });
}

/** A range that is not in the notation of VERS says nothing that can be judged, so nothing is in it. */
function toRanged(id: string, range: string): string {
  return withVers(id, range.startsWith('vers:') ? range : 'vers:unknown/');
}

/** CSAF 2.1 has a list of them. */
function purlsOf(helper: JsonObject): readonly string[] {
  return [textField(helper, 'purl'), ...listField(helper, 'purls').filter((one) => typeof one === 'string')];
}

function hashesOf(helper: JsonObject): readonly string[] {
  return listField(helper, 'hashes').flatMap((file) =>
    (isObject(file) ? listField(file, 'file_hashes') : []).map((item) =>
      isObject(item) ? toDigestId(textField(item, 'algorithm'), textField(item, 'value')) : '',
    ),
  );
}

function toRelated(items: readonly unknown[]): ReadonlyMap<string, Related> {
  return new Map(
    items.filter(isObject).map((item) => [
      textField(objectField(item, 'full_product_name'), 'product_id'),
      {
        part: textField(item, 'product_reference'),
        whole: textField(item, 'relates_to_product_reference'),
      },
    ]),
  );
}

function toGroups(items: readonly unknown[]): ReadonlyMap<string, readonly string[]> {
  return new Map(
    items
      .filter(isObject)
      .map((item) => [
        textField(item, 'group_id'),
        listField(item, 'product_ids').filter((id) => typeof id === 'string'),
      ]),
  );
}

/**
 * A part in a whole: the whole is the product, the part its component. An image that is a part of something is itself
 * the product: what ships it (a platform) is nothing that an image could be compared with.
 */
function resolve(
  id: string,
  named: ReadonlyMap<string, Named>,
  related: ReadonlyMap<string, Related>,
): readonly VexProduct[] {
  const own = named.get(id);
  if (own !== undefined) return own.identifiers.map((identifier) => ({ id: identifier, components: [] }));
  const relation = related.get(id);
  if (relation === undefined) return [];
  const parts = identifiersOf(relation.part, { named, related });
  const images = parts.filter(isImage);
  if (images.length > 0) return images.map((image) => ({ id: image, components: [] }));
  const wholes = identifiersOf(relation.whole, { named, related });
  return parts.length === 0 ? [] : wholes.map((whole) => ({ id: whole, components: parts }));
}

function isImage(id: string): boolean {
  const purl = parsePurl(id);
  return purl !== null && isImagePurl(purl);
}

/** Of a product that is itself a part of another one, the identifiers of the part. */
function identifiersOf(
  id: string,
  {
    named,
    related,
  }: { readonly named: ReadonlyMap<string, Named>; readonly related: ReadonlyMap<string, Related> },
): readonly string[] {
  let current = id;
  for (let steps = 0; steps < MOST_RELATED; steps++) {
    const own = named.get(current);
    if (own !== undefined) return own.identifiers;
    const relation = related.get(current);
    if (relation === undefined) return [];
    current = relation.part;
  }
  return [];
}
