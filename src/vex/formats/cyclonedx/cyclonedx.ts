/**
 * CycloneDX 1.4 to 1.7 in JSON: the `vulnerabilities` that have an analysis, be it in a document of their own or in an
 * SBOM. Specification: CycloneDX, `vulnerabilities`. What a BOM says of a component it says of that component in what
 * the BOM describes (`metadata.component`). Left out: XML, protocol buffers, other documents that a BOM-Link names.
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
import { type Components, parseComponents, type Version } from './components.ts';

export const cyclonedx: VexFormat = {
  id: 'cyclonedx',
  fits: (json) => textField(json, 'bomFormat') === 'CycloneDX',
  parse,
};

const STATUS_OF: ReadonlyMap<string, VexStatus> = new Map([
  ['not_affected', 'not_affected'],
  ['false_positive', 'not_affected'],
  ['resolved', 'fixed'],
  ['resolved_with_pedigree', 'fixed'],
  ['exploitable', 'affected'],
  ['in_triage', 'under_investigation'],
]);

/** In OpenVEX's words; the own word is told in the text. */
const JUSTIFICATION_OF: ReadonlyMap<string, string> = new Map([
  ['code_not_present', 'vulnerable_code_not_present'],
  ['code_not_reachable', 'vulnerable_code_not_in_execute_path'],
  ['requires_configuration', 'vulnerable_code_not_in_execute_path'],
  ['requires_dependency', 'component_not_present'],
  ['requires_environment', 'vulnerable_code_cannot_be_controlled_by_adversary'],
  ['protected_by_compiler', 'inline_mitigations_already_exist'],
  ['protected_at_runtime', 'inline_mitigations_already_exist'],
  ['protected_at_perimeter', 'inline_mitigations_already_exist'],
  ['protected_by_mitigating_control', 'inline_mitigations_already_exist'],
]);

function parse(json: JsonObject, facts: VexFacts): ParsedVex {
  const metadata = objectField(json, 'metadata');
  const serial = textField(json, 'serialNumber');
  const document: VexDocument = {
    ...facts,
    format: 'cyclonedx',
    id: serial,
    author: authorOf(metadata),
    timestamp: toUtc(textField(metadata, 'timestamp')),
  };
  const list = createStatementList(document);
  const components = parseComponents(json);
  for (const item of listField(json, 'vulnerabilities')) {
    if (!isObject(item)) list.refuse('it is not an object');
    // Without an analysis it is a vulnerability that somebody reports, and no VEX.
    else if (isObject(item['analysis'])) addVulnerability(list, item, components);
  }
  return list.done();
}

/** Who made the document, before who made what it describes. */
function authorOf(metadata: JsonObject): string {
  const authors = listField(metadata, 'authors').filter(isObject);
  const makers = [
    objectField(metadata, 'manufacturer'),
    objectField(metadata, 'manufacture'),
    objectField(metadata, 'supplier'),
  ];
  const names = [...authors, ...makers].map((one) => textField(one, 'name') || textField(one, 'email'));
  return names.find((name) => name !== '') ?? '';
}

function addVulnerability(list: StatementList, json: JsonObject, components: Components): void {
  const analysis = objectField(json, 'analysis');
  const state = textField(analysis, 'state');
  const status = STATUS_OF.get(state);
  if (status === undefined) {
    list.refuse(unknownStatus(state));
    return;
  }
  const justification = textField(analysis, 'justification');
  list.add({
    vulnerabilities: [textField(json, 'id'), ...referencesOf(json)],
    products: takeProducts(listField(json, 'affects'), list.room(), (item) =>
      isObject(item) ? toProducts(item, status, components) : [],
    ),
    status,
    justification: JUSTIFICATION_OF.get(justification) ?? '',
    text: [justification, ...textsField(analysis, 'response'), textField(analysis, 'detail')]
      .filter((s) => s !== '')
      .join('; '),
    timestamp: toUtc(textField(analysis, 'lastUpdated')) || toUtc(textField(analysis, 'firstIssued')),
  });
}

/** Ids of the same flaw elsewhere. */
function referencesOf(json: JsonObject): readonly string[] {
  return listField(json, 'references').map((item) => (isObject(item) ? textField(item, 'id') : ''));
}

function toProducts(item: JsonObject, status: VexStatus, components: Components): readonly VexProduct[] {
  const all = listField(item, 'versions');
  const versions = all.flatMap((one) =>
    isObject(one) && isMeant(textField(one, 'status'), status) ? toVersion(one) : [],
  );
  // Versions of which the analysis cannot be meant are not all versions.
  return all.length > 0 && versions.length === 0 ? [] : components.find(textField(item, 'ref'), versions);
}

/** Beside "not affected", versions that are affected or unknown are those that it does not hold for, and vice versa. */
function isMeant(versionStatus: string, status: VexStatus): boolean {
  const takesOut = status === 'not_affected' || status === 'fixed';
  return versionStatus === '' || (versionStatus === 'unaffected') === takesOut;
}

function toVersion(json: JsonObject): readonly Version[] {
  const [version, range] = [textField(json, 'version'), textField(json, 'range')];
  if (version !== '') return [{ kind: 'version', text: version }];
  return range === '' ? [] : [{ kind: 'range', text: range }];
}
