/**
 * Seal Security: what its sealed packages fix, as OSV records (vulnfeed.sealsecurity.io), of distributions and of
 * libraries. Left out: its second archive, of packages that keep their name: the first says the same of both.
 */
import type { Advisory, AffectedRange } from '../../../model/advisory.ts';
import { jsonDocuments } from '../../documents.ts';
import type { Feed, Parsed } from '../../feed.ts';
import { fillsRebuilt, findRebuiltPlace, isOfVendor, SEAL } from '../../osv/rebuilt.ts';
import { type OsvSource, parseRecord } from '../../osv/record.ts';

const ARCHIVE = 'https://vulnfeed.sealsecurity.io/v1/osv/renamed/vulnerabilities.zip';

const SOURCE: OsvSource = { feed: 'seal', find: (ecosystem) => findRebuiltPlace(SEAL, ecosystem) };

export const seal: Feed = {
  id: 'seal',
  licence: 'Seal Security vulnerability feed: public, no licence stated (vulnfeed.sealsecurity.io)',
  fills: (namespace) => fillsRebuilt(SEAL, namespace),
  parts: (namespaces, mirror) => [
    { url: mirror === null ? ARCHIVE : `${mirror}seal/vulnerabilities.zip`, namespaces },
  ],
  recognises: (file) => isOfVendor(SEAL, file),
  speaksFor: () => true,
  documents: jsonDocuments,
  parse: (doc, context) => withoutFix(parseRecord(doc.text, context, SOURCE)),
};

/** A patch that there is not: Seal writes the highest number for "up to all that there will be". */
const NO_PATCH = /[+.-]sp999$|-r\d+5341999$/;

function withoutFix(parsed: Parsed): Parsed {
  return { ...parsed, advisories: parsed.advisories.map(toOpen) };
}

function toOpen(advisory: Advisory): Advisory {
  const ranges = advisory.ranges.map(openEnd);
  if (advisory.state !== 'fixed' || ranges.some(({ fixed }) => fixed !== null))
    return { ...advisory, ranges };
  return { ...advisory, ranges, state: 'affected', fixedAt: '' };
}

function openEnd(range: AffectedRange): AffectedRange {
  const { fixed } = range;
  return fixed !== null && NO_PATCH.test(fixed) ? { ...range, fixed: null, lastAffected: fixed } : range;
}
