/** One package: `{"package_name": "acl", "advisory": {"22.04": {"CVE-…": {status, severity, events: [{introduced, fixed}]}}}}`. */
import { type Advisory, type AffectedRange, EVERYWHERE, type SchemeId } from '../../../model/advisory.ts';
import { severityOfWord } from '../../../model/severity.ts';
import { type Parsed, toTitle } from '../../feed.ts';
import { type Fields, fieldsOf, isFields, isName, listOf, parseObject, textOf } from '../../fields.ts';
import { pageOf } from '../../page.ts';

/** The file's path alone says which distribution it is about. */
export const FILE: RegExp = /(?:^|\/)OS\/(alpine|debian|ubuntu)\/[^/]+\.json$/;

const SCHEMES: ReadonlyMap<string, SchemeId> = new Map([
  ['alpine', 'apk'],
  ['debian', 'deb'],
  ['ubuntu', 'deb'],
]);

/** Builds of its own have versions of their own (`2.4.0-10rfubu`): what it says of those is for them alone. */
const OWN_BUILD = 'rapidfort-build';

/** Throws on a file without a package, or of another place. */
export function parseAdvisory(text: string, place: string): Parsed {
  const document = parseObject(text);
  const [, distribution = ''] = FILE.exec(place) ?? [];
  const scheme = SCHEMES.get(distribution);
  const { package_name: name, advisory } = document;
  if (!isName(name) || !isFields(advisory) || scheme === undefined) throw new Error('not a package');
  const skipped: string[] = [];
  const advisories = Object.entries(advisory).flatMap(([release, flaws]) => {
    if (!/^\d+(\.\d+)?$/.test(release)) {
      skipped.push('unknown-release');
      return [];
    }
    const key = { namespace: `rapidfort:${distribution}:${release}`, name };
    return Object.entries(fieldsOf(flaws)).flatMap(([id, flaw]) =>
      ofFlaw(id, fieldsOf(flaw), { key, scheme }, skipped),
    );
  });
  return { advisories, detail: null, skipped, modifiedAt: '' };
}

/** What it says of the distribution's builds, and of its own. */
function ofFlaw(
  id: string,
  flaw: Fields,
  about: Pick<Advisory, 'key' | 'scheme'>,
  skipped: string[],
): Advisory[] {
  const status = textOf(flaw['status']);
  if (!isName(id) || !['fixed', 'open', 'affected', ''].includes(status)) {
    skipped.push('unknown-status');
    return [];
  }
  const severity = severityOfWord(textOf(flaw['severity']));
  const events = listOf(flaw['events']).map(fieldsOf);
  return ['', OWN_BUILD].flatMap((stream) => {
    const ranges = events
      .filter((event) => (event['identifier'] === 'rf') === (stream !== ''))
      .flatMap(toRange);
    if (ranges.length === 0) return [];
    return [
      {
        ...about,
        id,
        aliases: [],
        feed: 'rapidfort',
        scope: { ...EVERYWHERE, stream },
        ranges,
        versions: [],
        state: ranges.some(({ fixed }) => fixed !== null) ? 'fixed' : 'affected',
        title: toTitle(textOf(flaw['title'])),
        severities: severity === null ? [] : [{ source: 'RapidFort', severity, score: null, vector: '' }],
        publishedAt: '',
        fixedAt: '',
        withdrawnAt: '',
        knownExploited: false,
        informational: '',
        url: pageOf('rapidfort', id),
      },
    ];
  });
}

function toRange({ introduced, fixed }: Fields): AffectedRange[] {
  if (!isName(introduced)) return [];
  const isStart = introduced === '0' || introduced === '0:0';
  return [
    { introduced: isStart ? null : introduced, fixed: isName(fixed) ? fixed : null, lastAffected: null },
  ];
}
