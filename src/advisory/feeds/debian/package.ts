/** One source package of the tracker: `{"openssl": {"CVE-…": {description, releases: {bookworm: {…}}}}}`. */
import { type Advisory, type AdvisoryState, EVERYWHERE } from '../../../model/advisory.ts';
import { debianRelease } from '../../../model/namespace.ts';
import { type SeverityOpinion, severityOfWord } from '../../../model/severity.ts';
import { type Parsed, toTitle } from '../../feed.ts';
import { type Fields, fieldsOf, isFields, isName, parseObject, textOf } from '../../fields.ts';
import { pageOf } from '../../page.ts';

/** Parses an object with one member, the source package. Throws on anything else. */
export function parsePackage(text: string): Parsed {
  const [entry, ...others] = Object.entries(parseObject(text));
  if (entry === undefined || others.length > 0) throw new Error('not one source package');
  const [name, flaws] = entry;
  if (!isName(name) || !isFields(flaws)) throw new Error('not a source package');
  const skipped: string[] = [];
  const advisories = Object.entries(flaws).flatMap(([id, flaw]) => {
    if (isName(id) && isFields(flaw)) return flawAdvisories(name, id, flaw, skipped);
    skipped.push('unreadable-flaw');
    return [];
  });
  return { advisories, detail: null, skipped, modifiedAt: '' };
}

function flawAdvisories(name: string, id: string, flaw: Fields, skipped: string[]): Advisory[] {
  const title = toTitle(textOf(flaw['description']));
  return Object.entries(fieldsOf(flaw['releases'])).flatMap(([codename, status]) => {
    const release = debianRelease(codename);
    const statement = toStatement(fieldsOf(status));
    if (release === null || statement === null) {
      skipped.push(release === null ? `unknown-release:${codename.slice(0, 30)}` : 'unknown-status');
      return [];
    }
    return [
      {
        id,
        aliases: [],
        feed: 'debian',
        key: { namespace: `debian:${release}`, name },
        scope: EVERYWHERE,
        scheme: 'deb' as const,
        ...statement,
        versions: [],
        title,
        severities: severitiesOf(textOf(fieldsOf(status)['urgency'])),
        publishedAt: '',
        fixedAt: '',
        withdrawnAt: '',
        knownExploited: false,
        informational: '',
        url: pageOf('debian', id),
      },
    ];
  });
}

type Statement = Pick<Advisory, 'state' | 'ranges'>;

/** Fixed in "0" means that no version of the release ever had the flaw. Null for what is no statement. */
function toStatement(release: Fields): Statement | null {
  const fixed = release['fixed_version'];
  switch (release['status']) {
    case 'resolved':
      if (!isName(fixed)) return null;
      if (fixed === '0') return { state: 'not-affected', ranges: [] };
      return { state: 'fixed', ranges: [{ introduced: null, fixed, lastAffected: null }] };
    case 'open':
      return { state: openState(release), ranges: [] };
    // Nobody could find out whether the flaw is there.
    case 'undetermined':
      return { state: 'under-investigation', ranges: [] };
    default:
      return null;
  }
}

/** "No advisory planned" alone says nothing about a fix; its reason does. */
function openState(release: Fields): AdvisoryState {
  if (release['urgency'] === 'end-of-life') return 'end-of-life';
  switch (release['nodsa_reason']) {
    case 'ignored':
      return 'will-not-fix';
    case 'postponed':
      return 'fix-deferred';
    default:
      return 'affected';
  }
}

/** `low**` is a word that the tracker took from the NVD; Debian's own words are its triage. */
function severitiesOf(urgency: string): SeverityOpinion[] {
  const severity = severityOfWord(urgency);
  return severity === null ? [] : [{ source: 'Debian', severity, score: null, vector: '' }];
}
