/**
 * OpenVEX, 0.0.1 and 0.2.0. Specification: OpenVEX-SPEC.md and its JSON schema; what older tools wrote is read too:
 * vulnerabilities, products and subcomponents as plain texts, subcomponents of the statement, `id` without `@`.
 * Drafts of ours are not used, as those of CSAF. Left out: statements that another document's `@id` refers to.
 */
import {
  isObject,
  type JsonObject,
  listField,
  objectField,
  ownField,
  textField,
  textsField,
} from '../../../base/json-fields.ts';
import { DRAFT_ROLE, type VexDocument, type VexProduct } from '../../../model/vex.ts';
import { toDigestId, toIdentifiers } from '../../identifiers.ts';
import { createStatementList, type StatementParts, takeProducts } from '../../statement-list.ts';
import { toUtc } from '../../utc.ts';
import type { ParsedVex, VexFacts, VexFormat } from '../../vex-format.ts';

export const openvex: VexFormat = {
  id: 'openvex',
  fits: (json) =>
    textsField(json, '@context').some((context) => context.startsWith('https://openvex.dev/ns')) ||
    textField(json, 'format') === 'text/vex+json' ||
    (Array.isArray(json['statements']) && Object.hasOwn(json, 'author')),
  parse,
};

function parse(json: JsonObject, facts: VexFacts): ParsedVex {
  const document: VexDocument = {
    ...facts,
    format: 'openvex',
    id: textField(json, '@id') || textField(json, 'id'),
    author: textField(json, 'author'),
    timestamp: timeOf(json),
  };
  const list = createStatementList(document);
  const isDraft = textField(json, 'role') === DRAFT_ROLE;
  for (const item of listField(json, 'statements')) {
    if (isDraft) list.refuse('its document is a draft');
    else if (isObject(item)) list.add(toParts(item, facts, list.room()));
    else list.refuse('it is not an object');
  }
  return list.done();
}

/** What was written down again later is as good as new. */
function timeOf(json: JsonObject): string {
  return toUtc(textField(json, 'last_updated')) || toUtc(textField(json, 'timestamp'));
}

function toParts(json: JsonObject, { subject }: VexFacts, room: number): StatementParts {
  const shared = toComponents(itemsOf(json, 'subcomponents'));
  const named = takeProducts(itemsOf(json, 'products'), room, (item) => toProducts(item, shared));
  return {
    vulnerabilities: toVulnerabilities(json['vulnerability']),
    // A statement without products is about what its document is attached to ("Inheritance Flow").
    products:
      Object.hasOwn(json, 'products') || subject === '' ? named : [{ id: subject, components: shared }],
    status: textField(json, 'status'),
    justification: textField(json, 'justification'),
    text:
      textField(json, 'impact_statement') ||
      textField(json, 'action_statement') ||
      textField(json, 'status_notes'),
    timestamp: timeOf(json),
  };
}

/** A lone one is written without its list. */
function itemsOf(json: JsonObject, key: string): readonly unknown[] {
  const value = ownField(json, key) ?? [];
  return Array.isArray(value) ? value : [value];
}

function toVulnerabilities(value: unknown): readonly string[] {
  if (typeof value === 'string') return [lastPart(value)];
  if (!isObject(value)) return [];
  const name =
    textField(value, 'name') || textField(value, 'vulnerability') || lastPart(textField(value, '@id'));
  return [name, ...textsField(value, 'aliases')];
}

/** `https://nvd.nist.gov/vuln/detail/CVE-2024-1` */
function lastPart(text: string): string {
  return /^https?:\/\//.test(text) ? text.slice(text.lastIndexOf('/') + 1) : text;
}

/** One for each identifier. */
function toProducts(item: unknown, shared: readonly string[]): readonly VexProduct[] {
  if (typeof item === 'string') return [{ id: item, components: shared }];
  if (!isObject(item)) return [];
  const own = itemsOf(item, 'subcomponents');
  const components = own.length === 0 ? shared : componentsOrNone(own);
  return toIdentifiers(identifiersOf(item)).map((id) => ({ id, components }));
}

function toComponents(items: readonly unknown[]): readonly string[] {
  return items.length === 0 ? [] : componentsOrNone(items);
}

/** Parts that nobody can name are still parts: without them the statement would be about the whole product. */
function componentsOrNone(items: readonly unknown[]): readonly string[] {
  const components = items.flatMap((item) => {
    if (typeof item === 'string') return [item];
    return isObject(item) ? toIdentifiers(identifiersOf(item)) : [];
  });
  return components.length === 0 ? [''] : components;
}

function identifiersOf(json: JsonObject): readonly string[] {
  const identifiers = objectField(json, 'identifiers');
  const hashes = Object.entries(objectField(json, 'hashes'));
  return [
    textField(json, '@id') || textField(json, 'id'),
    ...['purl', 'cpe23', 'cpe22'].map((key) => textField(identifiers, key)),
    ...hashes.map(([algorithm, value]) => (typeof value === 'string' ? toDigestId(algorithm, value) : '')),
  ];
}
