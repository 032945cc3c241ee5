/** One definition: a flaw, with what SUSE says of it for every package of every product of the file; or a notice. */
import type { Advisory } from '../../../model/advisory.ts';
import { compareText } from '../../../model/problem.ts';
import { type SeverityOpinion, severityOfScore, severityOfWord } from '../../../model/severity.ts';
import { type AdvisoryDetail, type ParseContext, type Parsed, toTime } from '../../feed.ts';
import { type Fields, isName, parseObject } from '../../fields.ts';
import { pageOf } from '../../page.ts';
import { attributeOf, childOf, childrenOf, lineOf } from '../../xml-documents.ts';
import { findStatements } from './criteria.ts';
import { parseNotice } from './notice.ts';
import { placesOf, toPlace } from './places.ts';
import { foldStatements } from './streams.ts';

/** Parses one `definition` element. Throws on anything else. */
export function parseDefinition(text: string, context: ParseContext): Parsed {
  const definition = parseObject(text);
  if (definition['name'] !== 'definition') throw new Error('not a definition');
  return attributeOf(definition, 'class') === 'patch'
    ? parseNotice(definition, context)
    : parseFlaw(definition, context);
}

function parseFlaw(definition: Fields, context: ParseContext): Parsed {
  const metadata = childOf(definition, 'metadata');
  const id = lineOf(childOf(metadata, 'title'));
  if (!isName(id) || /\s/.test(id)) throw new Error('not a flaw');
  const advisory = childOf(metadata, 'advisory');
  const common = toCommon(id, advisory);
  const statements = findStatements(definition);
  const places = foldStatements(placesOf(statements), context.order('rpm'));
  const advisories = places.map((place) => ({ ...common, ...toPlace(place) }));
  return {
    advisories,
    detail: detailOf(id, metadata),
    skipped: advisories.length > 0 ? [] : [statements.length === 0 ? 'no-package' : 'other-product'],
    modifiedAt: dayOf(childOf(advisory, 'updated')) || common.publishedAt,
  };
}

type Common = Omit<Advisory, 'key' | 'scope' | 'ranges' | 'state'>;

/** The day of issue is that of this file's definition; when a fix came out notices tell. */
function toCommon(id: string, advisory: Fields): Common {
  return {
    id,
    aliases: [],
    feed: 'suse',
    scheme: 'rpm',
    versions: [],
    title: '',
    severities: severitiesOf(advisory),
    publishedAt: dayOf(childOf(advisory, 'issued')),
    fixedAt: '',
    withdrawnAt: '',
    knownExploited: false,
    informational: '',
    url: pageOf('suse', id),
  };
}

function dayOf(element: Fields): string {
  return toTime(`${attributeOf(element, 'date')}T00:00:00Z`);
}

/** SUSE's word, and the score that it gives itself. */
function severitiesOf(advisory: Fields): SeverityOpinion[] {
  const opinions: SeverityOpinion[] = [];
  const severity = severityOfWord(lineOf(childOf(advisory, 'severity')));
  if (severity !== null) opinions.push({ source: 'SUSE', severity, score: null, vector: '' });
  const own = childrenOf(advisory, 'cve').find((cve) => isOwnPage(attributeOf(cve, 'href')));
  const match = /^(\d{1,2}(?:\.\d)?)\/(CVSS:3\.[01]\/[A-Z:/]{1,100})$/.exec(attributeOf(own ?? {}, 'cvss3'));
  const score = match === null ? Number.NaN : Number(match[1]);
  if (match !== null && score <= 10)
    opinions.push({ source: 'SUSE', severity: severityOfScore(score), score, vector: match[2]! });
  return opinions;
}

function isOwnPage(url: string): boolean {
  return url.startsWith('https://www.suse.com/');
}

const MOST_REFERENCES = 30;

/** The notices that have this flaw among theirs; which of them is for which product is not told. */
function detailOf(id: string, metadata: Fields): AdvisoryDetail | null {
  const references = childrenOf(metadata, 'reference')
    .filter((one) => /^(?:SUSE|openSUSE)-SU-\d{4}:/.test(attributeOf(one, 'ref_id')))
    .map((one) => attributeOf(one, 'ref_url'))
    .filter((url) => isName(url) && url.startsWith('https://'));
  if (references.length === 0) return null;
  return {
    id,
    description: '',
    references: [...new Set(references)].sort(compareText).slice(0, MOST_REFERENCES),
  };
}
