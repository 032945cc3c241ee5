/** One notice (`SUSE-SU-2031:12-1`), a definition of the class `patch`: several flaws that one update fixes, and since when. */
import type { Advisory } from '../../../model/advisory.ts';
import { severityOfWord } from '../../../model/severity.ts';
import { type ParseContext, type Parsed, toTime, toTitle } from '../../feed.ts';
import { type Fields, isName } from '../../fields.ts';
import { attributeOf, childOf, childrenOf, lineOf } from '../../xml-documents.ts';
import { findStatements } from './criteria.ts';
import { placesOf, toPlace } from './places.ts';
import { foldNotice } from './streams.ts';

/** What a package came with when its release was new has no notice, and is skipped: the flaw's own record has it. */
export function parseNotice(definition: Fields, context: ParseContext): Parsed {
  const metadata = childOf(definition, 'metadata');
  const common = toCommon(metadata);
  const statements = common === null ? [] : findStatements(definition);
  const places = foldNotice(placesOf(statements), context.order('rpm'));
  const advisories = common === null ? [] : places.map((place) => ({ ...common, ...toPlace(place) }));
  const reason = common === null ? 'no-notice' : statements.length === 0 ? 'no-package' : 'other-product';
  return {
    advisories,
    detail: null,
    skipped: advisories.length === 0 ? [reason] : [],
    modifiedAt: dayOf(childOf(childOf(metadata, 'advisory'), 'updated')),
  };
}

function toCommon(metadata: Fields): Omit<Advisory, 'key' | 'scope' | 'ranges' | 'state'> | null {
  const references = childrenOf(metadata, 'reference');
  const notice = references.find((one) => /^(?:SUSE|openSUSE)-SU-\d{4}:/.test(attributeOf(one, 'ref_id')));
  const [id, url] = [attributeOf(notice ?? {}, 'ref_id'), attributeOf(notice ?? {}, 'ref_url')];
  const cves = references
    .map((one) => attributeOf(one, 'ref_id'))
    .filter((cve) => /^CVE-\d{4}-\d{4,}$/.test(cve));
  if (!isName(id) || cves.length === 0) return null;
  const advisory = childOf(metadata, 'advisory');
  const severity = severityOfWord(lineOf(childOf(advisory, 'severity')));
  const issuedAt = dayOf(childOf(advisory, 'issued'));
  return {
    id,
    aliases: [...new Set(cves)].sort(),
    feed: 'suse',
    scheme: 'rpm',
    versions: [],
    title: toTitle(lineOf(childOf(metadata, 'title')).replace(/ *\([A-Za-z]+\)$/, '')),
    severities: severity === null ? [] : [{ source: 'SUSE', severity, score: null, vector: '' }],
    publishedAt: issuedAt,
    fixedAt: issuedAt,
    withdrawnAt: '',
    knownExploited: false,
    informational: '',
    url: isName(url) && url.startsWith('https://') ? url : 'https://www.suse.com/support/update/',
  };
}

function dayOf(element: Fields): string {
  return toTime(`${attributeOf(element, 'date')}T00:00:00Z`);
}
