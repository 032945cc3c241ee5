/** One entry: a flaw in a package, `{cve_id, pkg, cve_score, aff_ver, res_ver, status}`. */
import { type Advisory, EVERYWHERE } from '../../../model/advisory.ts';
import { type SeverityOpinion, severityOfScore } from '../../../model/severity.ts';
import type { Parsed } from '../../feed.ts';
import { type Fields, fieldsOf, isName, parseObject, textOf } from '../../fields.ts';
import { pageOf } from '../../page.ts';

/** Parses `{"release", "entry"}`. Throws on anything else. */
export function parseEntry(text: string): Parsed {
  const document = parseObject(text);
  const release = textOf(document['release']);
  const entry = fieldsOf(document['entry']);
  const [id, name] = [textOf(entry['cve_id']), textOf(entry['pkg'])];
  if (!/^[1-9]\.0$/.test(release) || !isName(id) || !isName(name)) throw new Error('not a flaw');
  // Flaws that have no number yet share one (`UNK-1`), and there are scraps of text.
  if (!/^(?:CVE|BDSA)-\d{4}-\d+$/.test(id))
    return { advisories: [], detail: null, skipped: ['without-number'], modifiedAt: '' };
  const advisory: Advisory = {
    id,
    aliases: [],
    feed: 'photon',
    key: { namespace: `photon:${release}`, name },
    scope: EVERYWHERE,
    scheme: 'rpm',
    ...judge(entry),
    versions: [],
    title: '',
    severities: severitiesOf(entry['cve_score']),
    publishedAt: '',
    fixedAt: '',
    withdrawnAt: '',
    knownExploited: false,
    informational: '',
    url: id.startsWith('CVE-') ? pageOf('photon', id) : WIKI,
  };
  return { advisories: [advisory], detail: null, skipped: [], modifiedAt: '' };
}

/** The Black Duck numbers (BDSA) have no public page. */
const WIKI = 'https://github.com/vmware/photon/wiki';

/** A version that has the fix counts whatever the status says; all words but these two mean that there is none. */
function judge(entry: Fields): Pick<Advisory, 'state' | 'ranges'> {
  if (entry['status'] === 'Not Affected') return { state: 'not-affected', ranges: [] };
  const fixed = fixedVersion(entry);
  if (fixed === null) return { state: 'affected', ranges: [] };
  return { state: 'fixed', ranges: [{ introduced: null, fixed, lastAffected: null }] };
}

function fixedVersion(entry: Fields): string | null {
  const resolved = textOf(entry['res_ver']).trim();
  const version = resolved === '' || resolved === 'NA' ? boundOf(textOf(entry['aff_ver'])) : resolved;
  return /^[^\s,]+-[^\s,]+$/.test(version) && isName(version) ? version : null;
}

/** `all versions before 2.4-3.ph5 are vulnerable`. */
function boundOf(words: string): string {
  return /^all versions before (\S+) are vulnerable$/.exec(words.trim())?.[1] ?? '';
}

function severitiesOf(score: unknown): SeverityOpinion[] {
  if (typeof score !== 'number' || !(score > 0 && score <= 10)) return [];
  return [{ source: 'Photon', severity: severityOfScore(score), score, vector: '' }];
}
