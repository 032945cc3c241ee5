/**
 * One file of data/starter: `{namespace, scheme, checked, records}`. A record of a language has
 * `affected: {package: [[introduced, fixed, lastAffected]]}` (null = no bound, the last may be left out); one of a
 * distribution has `package` and `releases: {"12": value}`, where the value is the fixed version, "0" for "not
 * affected", null for "affected", or a word of AdvisoryState.
 */
import {
  type Advisory,
  type AdvisoryKey,
  type AdvisoryState,
  type AffectedRange,
  EVERYWHERE,
  SCHEME_IDS,
  type SchemeId,
} from '../model/advisory.ts';
import { type SeverityOpinion, severityOfScore, severityOfWord } from '../model/severity.ts';
import { type Fields, fieldsOf, isName, listOf, namesOf, parseObject, textOf } from './fields.ts';
import { pageOf } from './page.ts';

export interface StarterFile {
  readonly statements: readonly StarterStatement[];
  /** When the facts were last looked at, UTC ISO 8601. */
  readonly checkedAt: string;
}

/** What a record says of one package in one namespace. */
export interface StarterStatement {
  readonly key: AdvisoryKey;
  /** Takes the record apart: of the few hundred that there are, a scan needs a handful. Throws as parsing does. */
  toAdvisory(): Advisory;
}

/** The data are our own: throws on anything that is not as it should be. */
export function parseStarterFile(text: string): StarterFile {
  const file = parseObject(text);
  const scheme = SCHEME_IDS.find((id) => id === file['scheme']);
  const { namespace, checked } = file;
  if (scheme === undefined || !isName(namespace) || !isName(checked)) throw new Error('a field is missing');
  const statements = listOf(file['records'])
    .map(fieldsOf)
    .flatMap((record) => statementsOf(record, namespace, scheme));
  return { statements, checkedAt: `${checked}T00:00:00Z` };
}

function statementsOf(record: Fields, namespace: string, scheme: SchemeId): StarterStatement[] {
  const statement = (key: AdvisoryKey, said: () => Said): StarterStatement => ({
    key,
    toAdvisory: () => ({ ...commonOf(record), scheme, key, ...said() }),
  });
  const name = textOf(record['package']);
  const statements = [
    ...Object.entries(fieldsOf(record['affected'])).map(([pkg, ranges]) =>
      statement({ namespace, name: pkg }, () => toLanguage(pkg, ranges, publishedOf(record))),
    ),
    ...Object.entries(fieldsOf(record['releases'])).map(([release, value]) =>
      statement({ namespace: `${namespace}:${release}`, name }, () => toRelease(name, value)),
    ),
  ];
  if (statements.length === 0) throw new Error(`${textOf(record['id'])} names no package`);
  return statements;
}

type Said = Pick<Advisory, 'ranges' | 'state' | 'fixedAt'>;

function toLanguage(name: string, value: unknown, publishedAt: string): Said {
  const ranges = listOf(value).map((item): AffectedRange => {
    const [introduced, fixed, lastAffected] = listOf(item).map((bound) => (isName(bound) ? bound : null));
    return { introduced: introduced ?? null, fixed: fixed ?? null, lastAffected: lastAffected ?? null };
  });
  if (ranges.length === 0) throw new Error(`${name} has no range`);
  const isFixed = ranges.some((r) => r.fixed !== null);
  return { ranges, state: isFixed ? 'fixed' : 'affected', fixedAt: isFixed ? publishedAt : '' };
}

const WORDS: readonly AdvisoryState[] = ['will-not-fix', 'fix-deferred', 'end-of-life'];

function toRelease(name: string, value: unknown): Said {
  if (value === null) return { ranges: [], state: 'affected', fixedAt: '' };
  if (value === '0') return { ranges: [], state: 'not-affected', fixedAt: '' };
  const word = WORDS.find((known) => known === value);
  if (word !== undefined) return { ranges: [], state: word, fixedAt: '' };
  if (!isName(value)) throw new Error(`${name} has no statement`);
  return { ranges: [{ introduced: null, fixed: value, lastAffected: null }], state: 'fixed', fixedAt: '' };
}

function commonOf(record: Fields): Omit<Advisory, 'scheme' | 'key' | keyof Said> {
  const { id } = record;
  if (!isName(id)) throw new Error('a record has no id');
  return {
    id,
    aliases: namesOf(record['aliases']),
    feed: 'starter',
    versions: [],
    title: textOf(record['title']),
    severities: opinionsOf(record),
    publishedAt: publishedOf(record),
    scope: EVERYWHERE,
    withdrawnAt: '',
    knownExploited: record['exploited'] === true,
    informational: '',
    url: pageOf('starter', id),
  };
}

function publishedOf(record: Fields): string {
  const published = textOf(record['published']);
  return published === '' ? '' : `${published}T00:00:00Z`;
}

function opinionsOf(record: Fields): SeverityOpinion[] {
  const cvss = fieldsOf(record['cvss']);
  const vector = textOf(cvss['vector']);
  const score = cvss['score'];
  if (vector !== '') {
    if (typeof score !== 'number') throw new Error(`${vector} has no score`);
    return [{ source: textOf(cvss['source']), severity: severityOfScore(score), score, vector }];
  }
  const said = fieldsOf(record['severity']);
  const severity = severityOfWord(textOf(said['word']));
  return severity === null ? [] : [{ source: textOf(said['source']), severity, score: null, vector: '' }];
}
