/**
 * CSAF 2.0, whose profile VEX (category `csaf_vex`) and security advisories say the same things of products.
 * Specification: CSAF 2.0, 3.2.3 (vulnerabilities), 4.5 (profile 5: VEX). Drafts are not used: they are not meant to
 * be relied on. Left out: `recommended` products, which have no status; scores; CVRF.
 */
import {
  isObject,
  type JsonObject,
  listField,
  objectField,
  textField,
  textsField,
} from '../../../base/json-fields.ts';
import type { VexDocument, VexProduct, VexStatus } from '../../../model/vex.ts';
import {
  createStatementList,
  type StatementList,
  takeProducts,
  unknownStatus,
} from '../../statement-list.ts';
import { toUtc } from '../../utc.ts';
import type { ParsedVex, VexFacts, VexFormat } from '../../vex-format.ts';
import { type ProductTree, parseProductTree } from './product-tree.ts';

export const csaf: VexFormat = {
  id: 'csaf',
  fits: (json) =>
    textField(objectField(json, 'document'), 'csaf_version') !== '' ||
    /^csaf_/.test(textField(objectField(json, 'document'), 'category')),
  parse,
};

const STATUS_OF: ReadonlyMap<string, VexStatus | null> = new Map([
  ['known_not_affected', 'not_affected'],
  ['fixed', 'fixed'],
  ['first_fixed', 'fixed'],
  ['known_affected', 'affected'],
  ['first_affected', 'affected'],
  ['last_affected', 'affected'],
  ['under_investigation', 'under_investigation'],
  ['recommended', null],
]);

function parse(json: JsonObject, facts: VexFacts): ParsedVex {
  const head = objectField(json, 'document');
  const tracking = objectField(head, 'tracking');
  const document: VexDocument = {
    ...facts,
    format: 'csaf',
    id: textField(tracking, 'id'),
    author: textField(objectField(head, 'publisher'), 'name'),
    timestamp: toUtc(textField(tracking, 'current_release_date')),
  };
  const list = createStatementList(document);
  const tree = parseProductTree(objectField(json, 'product_tree'));
  const isDraft = textField(tracking, 'status') === 'draft';
  for (const item of listField(json, 'vulnerabilities')) {
    if (isDraft) list.refuse('its document is a draft');
    else if (isObject(item)) addVulnerability(list, item, tree);
    else list.refuse('it is not an object');
  }
  return list.done();
}

function addVulnerability(list: StatementList, json: JsonObject, tree: ProductTree): void {
  const vulnerabilities = idsOf(json);
  const notes = toNotes(json, tree);
  for (const [key, value] of Object.entries(objectField(json, 'product_status'))) {
    const status = STATUS_OF.get(key);
    if (status === undefined) list.refuse(unknownStatus(key));
    if (status == null) continue;
    const ids = Array.isArray(value) ? [...new Set(value.filter((id) => typeof id === 'string'))] : [];
    // All with the same words are one statement.
    for (const group of groupBySaying(ids, (id) => sayingOf(id, status, notes))) {
      const products = takeProducts(group.ids, list.room(), (id) => tree.find(id));
      list.add({
        vulnerabilities,
        products: merge(products),
        status,
        ...group.saying,
        timestamp: '',
      });
    }
  }
}

function idsOf(json: JsonObject): readonly string[] {
  const others = listField(json, 'ids').map((item) => (isObject(item) ? textField(item, 'text') : ''));
  return [textField(json, 'cve'), ...others];
}

interface Saying {
  readonly justification: string;
  readonly text: string;
}

/** By product id: the first that speaks of it. */
interface Notes {
  readonly flags: ReadonlyMap<string, string>;
  readonly impacts: ReadonlyMap<string, string>;
  readonly remediations: ReadonlyMap<string, string>;
}

function toNotes(json: JsonObject, tree: ProductTree): Notes {
  const impacts = listField(json, 'threats').filter(
    (item) => isObject(item) && textField(item, 'category') === 'impact',
  );
  return {
    flags: byProduct(listField(json, 'flags'), 'label', tree),
    impacts: byProduct(impacts, 'details', tree),
    remediations: byProduct(listField(json, 'remediations'), 'details', tree),
  };
}

/** A note without products is about all of them (under the empty id). */
function byProduct(items: readonly unknown[], key: string, tree: ProductTree): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const item of items) {
    if (!isObject(item)) continue;
    const named = [
      ...textsField(item, 'product_ids'),
      ...textsField(item, 'group_ids').flatMap((id) => tree.group(id)),
    ];
    const isForAll = !Object.hasOwn(item, 'product_ids') && !Object.hasOwn(item, 'group_ids');
    for (const id of isForAll ? [''] : named) if (!texts.has(id)) texts.set(id, textField(item, key));
  }
  return texts;
}

function sayingOf(id: string, status: VexStatus, { flags, impacts, remediations }: Notes): Saying {
  const find = (texts: ReadonlyMap<string, string>): string => texts.get(id) ?? texts.get('') ?? '';
  if (status === 'not_affected') return { justification: find(flags), text: find(impacts) };
  return { justification: '', text: find(remediations) };
}

function groupBySaying(ids: readonly string[], sayingOfId: (id: string) => Saying) {
  const groups = new Map<string, { readonly saying: Saying; readonly ids: string[] }>();
  for (const id of ids) {
    const saying = sayingOfId(id);
    const key = JSON.stringify([saying.justification, saying.text]);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { saying, ids: [id] });
    else known.ids.push(id);
  }
  return groups.values();
}

/** One product of which many parts are named is one product with many parts. */
function merge(products: readonly VexProduct[]): readonly VexProduct[] {
  const parts = new Map<string, Set<string>>();
  const whole = new Set<string>();
  for (const { id, components } of products) {
    if (components.length === 0) whole.add(id);
    const known = parts.get(id) ?? new Set();
    for (const component of components) known.add(component);
    if (components.length > 0) parts.set(id, known);
  }
  return [
    ...[...whole].map((id) => ({ id, components: [] })),
    ...[...parts].map(([id, components]) => ({ id, components: [...components] })),
  ];
}
