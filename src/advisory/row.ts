/**
 * An advisory as one row of text: a JSON array without field names, cut after the last field that is not at its
 * default. Namespace and package name are the row's key and not in it. Equal advisories give equal text.
 */
import { parseJsonText } from '../base/json.ts';
import {
  type Advisory,
  type AdvisoryKey,
  type AdvisoryState,
  type AffectedRange,
  SCHEME_IDS,
} from '../model/advisory.ts';
import { SEVERITIES, type SeverityOpinion } from '../model/severity.ts';
import { pageOf } from './page.ts';

/** Raised when the fields change: part of what a shard's digest covers. */
export const ROW_VERSION = 3;

export function toRow(advisory: Advisory): string {
  const fields = [
    advisory.id,
    advisory.feed,
    advisory.scheme,
    advisory.state,
    advisory.ranges.map((r) => trim([r.introduced, r.fixed, r.lastAffected], RANGE_DEFAULTS)),
    advisory.aliases,
    advisory.severities.map((s) => trim([s.source, s.severity, s.score, s.vector], OPINION_DEFAULTS)),
    advisory.publishedAt,
    toFixedField(advisory),
    advisory.title,
    advisory.versions,
    advisory.url === pageOf(advisory.feed, advisory.id) ? null : advisory.url,
    advisory.informational,
    advisory.knownExploited ? 1 : 0,
    advisory.withdrawnAt,
    ...toScopeFields(advisory.scope),
  ];
  return JSON.stringify(trim(fields, ROW_DEFAULTS));
}

/** Throws on text that is no row. */
export function parseRow(text: string, key: AdvisoryKey): Advisory {
  return toAdvisory(parseJsonText(text), key);
}

/** The rows of one package as the database keeps them: one a line. Throws on text that is none. */
export function parseRows(lines: string, key: AdvisoryKey): Advisory[] {
  return list(parseJsonText(`[${lines.replaceAll('\n', ',')}]`)).map((row) => toAdvisory(row, key));
}

const ROW_DEFAULTS: readonly unknown[] = [
  0,
  0,
  0,
  0,
  [],
  [],
  [],
  '',
  0,
  '',
  [],
  null,
  '',
  0,
  '',
  [],
  null,
  '',
];
const RANGE_DEFAULTS: readonly unknown[] = [null, null, null];
const OPINION_DEFAULTS: readonly unknown[] = [0, 0, null, ''];

const STATES: readonly AdvisoryState[] = [
  'fixed',
  'affected',
  'fixed-with-subscription',
  'will-not-fix',
  'fix-deferred',
  'end-of-life',
  'under-investigation',
  'not-affected',
];

function trim(fields: readonly unknown[], defaults: readonly unknown[]): readonly unknown[] {
  let length = fields.length;
  while (length > 0 && isDefault(fields[length - 1], defaults[length - 1])) length -= 1;
  return fields.slice(0, length);
}

function isDefault(field: unknown, standard: unknown): boolean {
  return field === standard || (Array.isArray(field) && field.length === 0 && Array.isArray(standard));
}

function toAdvisory(row: unknown, key: AdvisoryKey): Advisory {
  const fields = list(row);
  const field = (index: number): unknown => (index < fields.length ? fields[index] : ROW_DEFAULTS[index]);
  const id = text(field(0));
  const feed = text(field(1));
  const publishedAt = text(field(7));
  const url = field(11);
  return {
    id,
    aliases: list(field(5)).map(text),
    feed,
    key,
    scope: {
      arches: list(field(15)).map(text),
      moduleStream: textOrNull(field(16)),
      stream: text(field(17)),
    },
    scheme: word(field(2), SCHEME_IDS),
    ranges: list(field(4)).map(toRange),
    versions: list(field(10)).map(text),
    state: word(field(3), STATES),
    title: text(field(9)),
    severities: list(field(6)).map(toOpinion),
    publishedAt,
    fixedAt: fixedTime(field(8), publishedAt),
    withdrawnAt: text(field(14)),
    knownExploited: field(13) === 1,
    informational: text(field(12)),
    url: url === null ? pageOf(feed, id) : text(url),
  };
}

function toScopeFields({ arches, moduleStream, stream }: Advisory['scope']): readonly unknown[] {
  return [arches, moduleStream, stream];
}

/** Nearly always nothing, or the day of publication. */
function toFixedField({ fixedAt, publishedAt }: Advisory): string | 0 | 1 {
  if (fixedAt === '') return 0;
  return fixedAt === publishedAt ? 1 : fixedAt;
}

function fixedTime(field: unknown, publishedAt: string): string {
  if (field === 0) return '';
  return field === 1 ? publishedAt : text(field);
}

function toRange(value: unknown): AffectedRange {
  const [introduced = null, fixed = null, lastAffected = null] = list(value);
  return {
    introduced: textOrNull(introduced),
    fixed: textOrNull(fixed),
    lastAffected: textOrNull(lastAffected),
  };
}

function toOpinion(value: unknown): SeverityOpinion {
  const [source, severity, score = null, vector = ''] = list(value);
  if (score !== null && typeof score !== 'number') throw new Error('a score is not a number');
  return { source: text(source), severity: word(severity, SEVERITIES), score, vector: text(vector) };
}

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new Error('a list is missing');
  return value;
}

function text(value: unknown): string {
  if (typeof value !== 'string') throw new Error('a text is missing');
  return value;
}

function textOrNull(value: unknown): string | null {
  return value === null ? null : text(value);
}

function word<W extends string>(value: unknown, words: readonly W[]): W {
  const found = words.find((known) => known === value);
  if (found === undefined) throw new Error(`unknown word ${JSON.stringify(value)?.slice(0, 40)}`);
  return found;
}
