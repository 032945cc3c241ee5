/**
 * One OSV record (ossf.github.io/osv-schema 1.7) to advisories: one for each package it names.
 * Left out: GIT ranges, credits, Go symbols, `related` but for what a notice covers. Shared by the feeds in this form.
 */
import {
  type Advisory,
  type AdvisoryState,
  type AffectedRange,
  EVERYWHERE,
  type SchemeId,
} from '../../model/advisory.ts';
import { isNotice } from '../../model/notice.ts';
import { type AdvisoryDetail, type ParseContext, type Parsed, toTime, toTitle } from '../feed.ts';
import { type Fields, fieldsOf, isName, listOf, namesOf, parseObject, textOf } from '../fields.ts';
import { pageOf } from '../page.ts';
import { readAffected } from './affected.ts';
import { opinionsOf } from './opinions.ts';
import { unite } from './ranges.ts';

/** Whose records they are, and what its names for ecosystems mean. */
export interface OsvSource {
  /** Id of the feed. */
  readonly feed: string;
  /** Null for an ecosystem that nobody knows. `distro` is the qualifier of the package's URL, or empty. */
  find(ecosystem: string, distro: string): OsvPlace | null;
}

/** An ecosystem with its suffix resolved. */
export interface OsvPlace {
  readonly ecosystem: {
    /** Null: it is known, but nobody can compare its versions. */
    readonly scheme: SchemeId | null;
    readonly kind: 'os' | 'language';
    normalName(name: string): string;
  };
  readonly namespace: string;
  /** As in AdvisoryScope. */
  readonly stream: string;
}

/** Throws on text that is no record at all; what one part of a record cannot say is skipped and named. */
export function parseRecord(text: string, context: ParseContext, source: OsvSource): Parsed {
  const record = parseObject(text);
  const id = record['id'];
  if (!isName(id)) throw new Error('the record has no id');
  const modifiedAt = toTime(record['modified']);
  const reason = reasonToSkip(id, record);
  if (reason !== null) return { advisories: [], detail: null, skipped: [reason], modifiedAt };
  const skipped: string[] = [];
  const groups = groupByPackage(record, source, skipped);
  const work = { id, feed: source.feed, record, title: titleOf(id, record), context, skipped };
  const advisories = groups.flatMap((group) => toAdvisory(group, work) ?? []);
  advisories.push(...fixedForSubscribers(advisories));
  // A distribution's record repeats the text of the flaw in each release.
  const isLanguage = groups.some((g) => g.kind === 'language');
  return { advisories, detail: isLanguage ? toDetail(id, record) : null, skipped, modifiedAt };
}

/** All that a record says of one package: it may name the package several times, which is a union. */
interface PackageGroup {
  readonly namespace: string;
  readonly name: string;
  readonly stream: string;
  readonly scheme: SchemeId;
  readonly kind: 'os' | 'language';
  readonly entries: Fields[];
}

function reasonToSkip(id: string, record: Fields): string | null {
  if (textOf(record['withdrawn']) !== '') return 'withdrawn';
  // AlmaLinux mixes bug fixes (ALBA) and enhancements (ALEA) into its records.
  return /^AL[BE]A-/.test(id) ? 'not-security' : null;
}

function groupByPackage(record: Fields, source: OsvSource, skipped: string[]): PackageGroup[] {
  const groups = new Map<string, PackageGroup>();
  for (const affected of listOf(record['affected']).map(fieldsOf)) {
    const group = toGroup(fieldsOf(affected['package']), source, skipped);
    if (group === null) continue;
    const key = [group.namespace, group.name, group.stream].join('\n');
    const known = groups.get(key) ?? group;
    known.entries.push(affected);
    groups.set(key, known);
  }
  return [...groups.values()];
}

function toGroup(pkg: Fields, source: OsvSource, skipped: string[]): PackageGroup | null {
  const { ecosystem, name } = pkg;
  if (!isName(ecosystem) || !isName(name)) {
    skipped.push('no-package');
    return null;
  }
  const place = source.find(ecosystem, distroOf(textOf(pkg['purl'])));
  if (place === null || place.ecosystem.scheme === null) {
    const why = place === null ? 'unknown-ecosystem' : 'no-version-order';
    skipped.push(`${why}:${ecosystem.split(':', 1)[0]}`);
    return null;
  }
  const { scheme, kind, normalName } = place.ecosystem;
  const { namespace, stream } = place;
  return { namespace, name: normalName(name), stream, scheme, kind, entries: [] };
}

/** What is the same for all packages of a record. */
interface RecordWork {
  readonly id: string;
  readonly feed: string;
  readonly record: Fields;
  readonly title: string;
  readonly context: ParseContext;
  readonly skipped: string[];
}

function toAdvisory(group: PackageGroup, work: RecordWork): Advisory | null {
  const { id, feed, record, context, skipped } = work;
  const order = context.order(group.scheme);
  const read = group.entries.map((entry) => readAffected(entry, order, skipped));
  const ranges = unite(
    read.flatMap((r) => r.ranges),
    order,
  );
  const versions = [...new Set(read.flatMap((r) => r.versions))].sort();
  const isNone = group.kind === 'os' && read.every((r) => r.none);
  if (ranges.length === 0 && versions.length === 0 && !isNone) {
    skipped.push('no-affected-version');
    return null;
  }
  const first = group.entries[0] ?? {};
  const state = isNone ? 'not-affected' : stateOf(ranges, first);
  const publishedAt = toTime(record['published']);
  return {
    id,
    aliases: aliasesOf(id, record, group.kind),
    feed,
    key: { namespace: group.namespace, name: group.name },
    scope: { ...EVERYWHERE, stream: group.stream },
    scheme: group.scheme,
    ranges,
    versions,
    state,
    title: work.title,
    severities: opinionsOf(id, record, first),
    publishedAt,
    fixedAt: state === 'fixed' && tellsOfFix(id, group.kind) ? publishedAt : '',
    withdrawnAt: '',
    knownExploited: false,
    informational: textOf(fieldsOf(first['database_specific'])['informational']),
    url: pageOf(feed, id),
  };
}

function distroOf(purl: string): string {
  const qualifier = /[?&]distro=([^&#]+)/.exec(purl)?.[1] ?? '';
  return qualifier.replace(/%2f/gi, '/');
}

/**
 * Longer support carries on where the ordinary one ends: a record may name its fix alone, and images without it have the
 * same flaw and no fix.
 */
function fixedForSubscribers(advisories: readonly Advisory[]): Advisory[] {
  const keyOf = ({ key }: Advisory): string => `${key.namespace}\n${key.name}`;
  const told = new Set(advisories.filter((a) => a.scope.stream === '').map(keyOf));
  return advisories
    .filter((a) => a.scope.stream.startsWith('esm-') && a.state === 'fixed' && !told.has(keyOf(a)))
    .map((a) => ({ ...a, scope: EVERYWHERE, state: 'fixed-with-subscription', fixedAt: '' }));
}

/**
 * True where the fix was out when the record was published. A language's record with a fixed version says so: the fix
 * may be older, and the record is not dated anew where it got the fix later. A distribution's record of a CVE
 * (DEBIAN-CVE, UBUNTU-CVE, ALPINE-CVE, CGA) has the day of the flaw, which says nothing about the fix.
 */
function tellsOfFix(id: string, kind: PackageGroup['kind']): boolean {
  return kind === 'language' || isNotice(id);
}

function stateOf(ranges: readonly AffectedRange[], affected: Fields): AdvisoryState {
  if (ranges.some((r) => r.fixed !== null)) return 'fixed';
  const urgency = fieldsOf(affected['ecosystem_specific'])['urgency'];
  return urgency === 'end-of-life' ? 'end-of-life' : 'affected';
}

/**
 * Other names of what the record is about. A distribution's record covers the flaws that it lists as `upstream`, or has
 * in its own id; a notice (DSA, USN) may cover several, which stay several flaws, and before `upstream` there was, it
 * named them as `related`.
 */
function aliasesOf(id: string, record: Fields, kind: 'os' | 'language'): string[] {
  const covered = kind === 'os' ? coveredBy(id, record) : [];
  return [...new Set([...namesOf(record['aliases']), ...covered])].filter((alias) => alias !== id).sort();
}

function coveredBy(id: string, record: Fields): string[] {
  const own = /-(CVE-\d+-\d+)$/.exec(id)?.[1];
  const related = isNotice(id) ? namesOf(record['related']).filter((name) => /^CVE-\d/.test(name)) : [];
  return [...namesOf(record['upstream']), ...related, ...(own === undefined ? [] : [own])];
}

function titleOf(id: string, record: Fields): string {
  if (id.startsWith('MAL-')) return 'Malicious package';
  const summary = toTitle(textOf(record['summary']));
  return summary === '' ? toTitle(textOf(record['details']).slice(0, 500)) : summary;
}

const MAX_DESCRIPTION = 4000;
const MAX_REFERENCES = 20;

/** Reports on malware are the same words many thousand times; their page has them. */
function toDetail(id: string, record: Fields): AdvisoryDetail | null {
  if (id.startsWith('MAL-')) return null;
  const description = textOf(record['details']).slice(0, MAX_DESCRIPTION).toWellFormed();
  const references = listOf(record['references'])
    .map((reference) => fieldsOf(reference)['url'])
    .filter(isName)
    .filter((url) => /^https?:/.test(url))
    .slice(0, MAX_REFERENCES);
  return description === '' && references.length === 0 ? null : { id, description, references };
}
