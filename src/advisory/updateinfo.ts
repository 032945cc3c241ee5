/**
 * `updateinfo.xml`, the notices that lie beside the packages of an rpm repository (createrepo, yum, dnf): Amazon,
 * Bottlerocket and others. A notice is one `update` element, given here as the JSON text that `xmlDocuments` makes of
 * it. There is no specification; dnf's reader (libdnf) is the measure. Left out: descriptions, file names, sums.
 */
import { type SeverityOpinion, severityOfWord } from '../model/severity.ts';
import { toTitle } from './feed.ts';
import { type Fields, isName, parseObject } from './fields.ts';
import { attributeOf, childOf, childrenOf, lineOf } from './xml-documents.ts';

export interface Notice {
  readonly id: string;
  /** `security`, `bugfix`, …; empty where it says nothing. */
  readonly type: string;
  readonly title: string;
  /** Its CVEs, sorted, without its own id. */
  readonly cves: readonly string[];
  /** The notice's own word, or empty. */
  readonly severity: string;
  /** UTC ISO 8601, or empty. */
  readonly issuedAt: string;
  readonly modifiedAt: string;
  readonly collections: readonly Fields[];
}

/** What `xmlDocuments` takes of a file. */
export const NOTICES: { readonly take: string[]; readonly leaveOut: string[]; readonly until: null } = {
  take: ['update'],
  leaveOut: ['description', 'filename'],
  until: null,
};

/** Throws on anything but an `update` element with an id. */
export function parseNotice(text: string): Notice {
  const update = parseObject(text);
  const id = lineOf(childOf(update, 'id'));
  if (update['name'] !== 'update' || !isName(id)) throw new Error('not a notice');
  return {
    id,
    type: attributeOf(update, 'type'),
    title: toTitle(lineOf(childOf(update, 'title'))),
    cves: cvesOf(update).filter((cve) => cve !== id),
    severity: lineOf(childOf(update, 'severity')),
    issuedAt: dateOf(update, 'issued'),
    modifiedAt: dateOf(update, 'updated'),
    collections: childrenOf(childOf(update, 'pkglist'), 'collection'),
  };
}

/** A notice of another kind says nothing of flaws. */
export function isSecurity({ type }: Notice): boolean {
  return type === '' || type === 'security';
}

export function opinionOf(source: string, { severity: word }: Notice): SeverityOpinion[] {
  const severity = severityOfWord(word);
  return severity === null ? [] : [{ source, severity, score: null, vector: '' }];
}

export interface Fix {
  readonly name: string;
  /** `epoch:version-release`, without an epoch of 0. */
  readonly fixed: string;
  /** Sorted; empty = all. */
  readonly arches: readonly string[];
}

/** The same package is named once for each architecture. Packages of symbols and sources are left out: nothing of them runs. */
export function fixesOf(collection: Fields, skipped: string[]): Fix[] {
  const fixes = new Map<string, { name: string; fixed: string; arches: Set<string> }>();
  for (const pkg of childrenOf(collection, 'package')) {
    const name = attributeOf(pkg, 'name');
    const fixed = evrOf(pkg);
    if (!isName(name) || !isName(fixed)) {
      skipped.push('unreadable-package');
      continue;
    }
    if (DEBUG.test(name)) continue;
    const key = `${name}\n${fixed}`;
    const fix = fixes.get(key) ?? { name, fixed, arches: new Set() };
    fixes.set(key, fix);
    fix.arches.add(attributeOf(pkg, 'arch'));
  }
  return [...fixes.values()].map(({ name, fixed, arches }) => ({ name, fixed, arches: toArches(arches) }));
}

const DEBUG = /-(debuginfo|debugsource|debuginfo-common(-\w+)?)$/;

function cvesOf(update: Fields): string[] {
  const ids = childrenOf(childOf(update, 'references'), 'reference')
    .filter((reference) => attributeOf(reference, 'type') === 'cve')
    .map((reference) => attributeOf(reference, 'id'));
  return [...new Set(ids.filter((id) => /^CVE-\d{4}-\d{4,}$/.test(id)))].sort();
}

/** `2018-01-11 21:05`, with or without seconds. */
function dateOf(update: Fields, name: string): string {
  const match = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d)(:\d\d)?)?/.exec(
    attributeOf(childOf(update, name), 'date'),
  );
  return match === null ? '' : `${match[1]}T${match[2] ?? '00:00'}${match[3] ?? ':00'}Z`;
}

function evrOf(pkg: Fields): string {
  const [epoch, version, release] = ['epoch', 'version', 'release'].map((key) => attributeOf(pkg, key));
  if (version === '' || release === '') return '';
  return epoch === '' || epoch === '0' ? `${version}-${release}` : `${epoch}:${version}-${release}`;
}

function toArches(arches: ReadonlySet<string>): string[] {
  if (['', 'noarch'].some((all) => arches.has(all))) return [];
  return [...arches].filter(isName).sort();
}
