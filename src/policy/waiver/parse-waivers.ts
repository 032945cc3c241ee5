/** Files of waivers, YAML or JSON (docs/waivers.md has the form). Each mistake is told with its line and what would be right. */

import { isDay } from '../../base/days.ts';
import { UsageError } from '../../base/errors.ts';
import { nearest } from '../../base/nearest.ts';
import {
  isNothing,
  parseYamlTree,
  YamlError,
  type YamlFields,
  type YamlNode,
  type YamlText,
} from '../../base/yaml-tree.ts';
import type { PolicyDocument } from '../../model/policy.ts';
import type { Waiver, WaiverScope } from '../../model/waiver.ts';
import { findSchemeOf } from '../../version/of-ecosystem.ts';
import { FIELDS } from './fields.ts';
import { parsePackage, typeOfPackage } from './package-glob.ts';
import { judgeRange, parseVersionRange } from './version-range.ts';

/** Where the bytes come from, and what is known of them. */
export interface WaiverFile {
  readonly document: PolicyDocument;
  /** Index of the policy's document that lists it. */
  readonly policyDocument: number;
  readonly isSigned: boolean;
}

/** In the order of the file. Throws UsageError `bad-waivers`. */
export function parseWaivers(text: string, file: WaiverFile): readonly Waiver[] {
  const where = file.document.reference;
  const entries = entriesOf(text, where);
  const waivers = entries.map((entry, at) => toWaiver(entry, at + 1, file));
  const seen = new Map<string, Waiver>();
  for (const waiver of waivers) {
    const first = seen.get(waiver.id);
    if (first !== undefined)
      throw wrong(
        `${where}:${waiver.source.line}`,
        `there is already a waiver with the id "${waiver.id}", in line ${first.source.line}`,
        'give each its own id',
      );
    seen.set(waiver.id, waiver);
  }
  return waivers;
}

/** The entries of the list, of which nothing is known yet. Throws UsageError. */
export function entriesOf(text: string, where: string): readonly YamlFields[] {
  const top = loadTree(text, where);
  if (top === null) return [];
  refuseEnvelope(top, where);
  const { fields } = fieldsOf(top, where, ['version', 'waivers']);
  const version = fields.get('version')?.value;
  if (version !== undefined && textOf(version, where) !== '1')
    throw wrong(`${where}:${version.line}`, 'the version of the file is not known', 'write version: 1');
  const list = fields.get('waivers')?.value;
  if (list === undefined || isNothing(list)) return [];
  if (list.kind !== 'list')
    throw wrong(`${where}:${list.line}`, 'waivers is no list', 'begin each with a dash');
  return list.items.map((item) => fieldsOf(item, where, FIELDS));
}

/** Signed, but nobody asked for that: what is in it would count without a look at the signature. */
function refuseEnvelope(top: YamlNode, where: string): void {
  if (top.kind !== 'fields' || !top.fields.has('payload') || !top.fields.has('signatures')) return;
  const wayOut = 'name the key in the policy: waivers: { from: [{ file: …, key: … }] }';
  throw wrong(where, 'the file is a signed envelope, and no key is named for it', wayOut);
}

/** Throws UsageError. */
export function loadTree(text: string, where: string): YamlNode | null {
  try {
    return parseYamlTree(text);
  } catch (thrown) {
    if (!(thrown instanceof YamlError)) throw thrown;
    throw wrong(`${where}:${thrown.line}`, thrown.message, 'write YAML or JSON as in docs/waivers.md');
  }
}

function fieldsOf(node: YamlNode, where: string, known: readonly string[]): YamlFields {
  if (node.kind !== 'fields') {
    const wayOut = `write names and values, such as ${known.slice(0, 3).join(', ')}`;
    throw wrong(`${where}:${node.line}`, 'there are no fields here', wayOut);
  }
  for (const { name } of node.fields.values()) {
    if (known.includes(name.text)) continue;
    const near = nearest(name.text.slice(0, 40), known);
    const wayOut = near === null ? `use ${known.join(', ')}` : `did you mean "${near}"?`;
    throw wrong(`${where}:${name.line}`, `there is no field "${name.text.slice(0, 40)}"`, wayOut);
  }
  return node;
}

function toWaiver(entry: YamlFields, number: number, file: WaiverFile): Waiver {
  const where = file.document.reference;
  const { fields } = entry;
  const text = (name: string): string => {
    const node = fields.get(name)?.value;
    return node === undefined ? '' : textOf(node, where).trim();
  };
  const refuse = (name: string, fault: string): UsageError =>
    wrong(
      `${where}:${fields.get(name)?.value.line ?? entry.line}`,
      `${name}: ${fault}`,
      HINTS.get(name) ?? '',
    );
  const expires = text('expires');
  if (expires !== '' && !isDay(expires)) throw refuse('expires', `"${expires.slice(0, 40)}" is no day`);
  return {
    id: text('id') || defaultId(where, number),
    scope: toScope(text, refuse),
    reason: text('reason'),
    owner: text('owner'),
    approver: text('approver'),
    isApprovalSigned: file.isSigned,
    expires,
    source: { document: file.document, policyDocument: file.policyDocument, line: entry.line },
  };
}

/** Of a waiver that has none of its own: the file's name and the number of the entry. */
export function defaultId(reference: string, number: number): string {
  const plain = reference.replace(/[@#]sha(?:256|512):.*$/s, '');
  return `${plain.slice(plain.lastIndexOf('/') + 1) || 'waivers'}#${number}`;
}

type Refuse = (name: string, fault: string) => UsageError;

function toScope(text: (name: string) => string, refuse: Refuse): WaiverScope {
  const named = text('package') === '' ? { purl: '', version: '' } : parsePackage(text('package'));
  if (named === null) throw refuse('package', `"${text('package').slice(0, 80)}" is no package URL`);
  if (named.version !== '' && text('versions') !== '')
    throw refuse('versions', 'the package has a version behind its @ as well');
  const scope = {
    advisory: text('advisory'),
    check: text('check'),
    package: named.purl,
    versions: text('versions') || named.version,
    image: text('image'),
    owner: text('layer'),
    path: text('path').replace(/^\/+/, ''),
    fingerprint: text('fingerprint'),
  };
  checkScope(scope, refuse);
  return scope;
}

function checkScope(scope: WaiverScope, refuse: Refuse): void {
  const { advisory, check, owner, fingerprint } = scope;
  if (advisory !== '' && !/^[\w.:+/-]+$/.test(advisory)) throw refuse('advisory', 'it is no id of one flaw');
  if (check !== '' && !/^[\w.:+/-]+$/.test(check))
    throw refuse('check', 'it is no id of one detector or check');
  if (advisory !== '' && check !== '') throw refuse('check', 'no finding has both an advisory and a check');
  if (owner !== '' && owner !== 'base' && owner !== 'own')
    throw refuse('layer', 'it is neither base nor own');
  if (fingerprint !== '' && !/^(?:v1:[0-9a-f]{64}|hmac-sha256:[0-9a-f]+)$/.test(fingerprint))
    throw refuse('fingerprint', 'it is none');
  const fault = findRangeFault(scope.versions, scope.package);
  if (fault !== null) throw refuse('versions', fault);
}

/** Why nothing could ever be in these versions of this package (a package URL, or empty); null = something may. */
function findRangeFault(versions: string, packages: string): string | null {
  const range = parseVersionRange(versions);
  if (range === null) return `"${versions.slice(0, 80)}" is no range of versions`;
  const scheme = findSchemeOf(typeOfPackage(packages));
  if (scheme === null) return null;
  for (const { version } of range.flat()) {
    const isReadable = judgeRange(version, [[{ operator: '>=', version }]], scheme) !== 'unsure';
    if (!isReadable) return `"${version.slice(0, 80)}" is no version of ${packages}`;
  }
  return null;
}

const HINTS: ReadonlyMap<string, string> = new Map([
  ['advisory', 'write one id, such as CVE-2021-44228 or GHSA-…'],
  ['check', 'write the id that the finding shows; a waiver for both needs two entries'],
  ['package', 'write pkg:TYPE/NAME as the finding shows it, without ? and #; stars stand for any signs'],
  ['versions', 'write bounds such as <4.17.21, ">=1 <2", 1.2.3, with || between alternatives; not ^, ~ or x'],
  ['layer', 'write base or own'],
  ['fingerprint', 'take it from the JSON report: v1: and 64 hexadecimal digits'],
  ['expires', 'write the last day on which it holds, such as 2027-01-31'],
]);

function textOf(node: YamlNode, where: string): string {
  if (isNothing(node)) return '';
  if (node.kind === 'text') return (node as YamlText).text;
  throw wrong(
    `${where}:${node.line}`,
    'there is no text here',
    'write one text; several need several waivers',
  );
}

function wrong(where: string, what: string, wayOut: string): UsageError {
  return new UsageError('bad-waivers', { what, where, wayOut });
}
