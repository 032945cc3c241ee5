/**
 * One update of Bodhi: `{alias, title, notes, severity, type, status, release, builds, bugs, date_stable, …}`. CVEs stand in
 * no field of their own but in the titles of bugs, in its own title and in its notes.
 */
import { type Advisory, EVERYWHERE } from '../../../model/advisory.ts';
import { type SeverityOpinion, severityOfWord } from '../../../model/severity.ts';
import { type Parsed, toTime, toTitle } from '../../feed.ts';
import { type Fields, fieldsOf, isName, listOf, parseObject, textOf } from '../../fields.ts';

/** Throws on what is no update. */
export function parseUpdate(text: string): Parsed {
  const update = parseObject(text);
  const id = textOf(update['alias']) || textOf(update['updateid']);
  if (!/^FEDORA-[\w-]{1,60}$/.test(id)) throw new Error('not an update');
  const modifiedAt = timeOf(update['date_modified']) || timeOf(update['date_submitted']);
  const namespace = namespaceOf(update);
  const builds = buildsOf(update);
  const reason = reasonToSkip(update, namespace, builds);
  if (reason !== null || namespace === null)
    return { advisories: [], detail: null, skipped: [reason ?? 'unknown-release'], modifiedAt };
  const common = toCommon(id, update);
  const cves = cvesOf(update, builds);
  const advisories = builds.map(({ name, version }) => ({
    ...common,
    aliases: [...cves].flatMap(([cve, of]) => (of.size === 0 || of.has(name) ? [cve] : [])).sort(),
    key: { namespace, name },
    ranges: [{ introduced: null, fixed: version, lastAffected: null }],
  }));
  return { advisories, detail: null, skipped: [], modifiedAt };
}

function reasonToSkip(update: Fields, namespace: string | null, builds: readonly Build[]): string | null {
  if (update['type'] !== 'security') return 'not-security';
  if (update['status'] !== 'stable') return 'not-stable';
  if (namespace === null) return 'unknown-release';
  return builds.length === 0 ? 'no-package' : null;
}

/** `F43`, `EPEL-9`, `EPEL-10.1`; null for modules (`F38M`), Flatpaks (`F43F`), containers and what comes next (`EPEL-9N`). */
function namespaceOf(update: Fields): string | null {
  const match = /^(F|EPEL-)([1-9]\d?)(?:\.\d{1,2})?$/.exec(textOf(fieldsOf(update['release'])['name']));
  if (match === null) return null;
  return `${match[1] === 'F' ? 'fedora' : 'epel'}:${match[2]}`;
}

interface Build {
  readonly name: string;
  /** `epoch:version-release`, without an epoch of 0. */
  readonly version: string;
}

function buildsOf(update: Fields): readonly Build[] {
  return listOf(update['builds'])
    .map(fieldsOf)
    .filter((build) => build['type'] === undefined || build['type'] === 'rpm')
    .flatMap((build) => {
      const match = /^(.+)-([^-]+-[^-]+)$/.exec(textOf(build['nvr']));
      if (match === null || !isName(match[1]) || !isName(match[2])) return [];
      const epoch = build['epoch'];
      const isEpoch = Number.isSafeInteger(epoch) && (epoch as number) > 0;
      return [{ name: match[1], version: isEpoch ? `${epoch}:${match[2]}` : match[2] }];
    });
}

/** CVE to the builds that it is about; to none where nothing says it: then it is about all. */
type Cves = ReadonlyMap<string, ReadonlySet<string>>;

const CVE = /\bCVE-\d{4}-\d{4,19}\b/g;

/** The title of a bug names the package behind the CVEs: `CVE-2025-1 CVE-2025-2 expat: overflow [fedora-42]`. */
function cvesOf(update: Fields, builds: readonly Build[]): Cves {
  const names = new Set(builds.map(({ name }) => name));
  const cves = new Map<string, Set<string>>();
  for (const title of listOf(update['bugs']).map((bug) => textOf(fieldsOf(bug)['title']))) {
    const component = /CVE-\d{4}-\d+ +([\w+.-]{1,200}): /.exec(title)?.[1] ?? '';
    for (const cve of title.match(CVE) ?? []) {
      const known = cves.get(cve) ?? new Set();
      cves.set(cve, known);
      if (names.has(component)) known.add(component);
    }
  }
  for (const text of [update['title'], update['display_name'], update['notes']]) {
    for (const cve of textOf(text).match(CVE) ?? []) if (!cves.has(cve)) cves.set(cve, new Set());
  }
  return cves;
}

type Common = Omit<Advisory, 'aliases' | 'key' | 'ranges'>;

function toCommon(id: string, update: Fields): Common {
  const stableAt = timeOf(update['date_stable']) || timeOf(update['date_pushed']);
  return {
    id,
    feed: 'fedora',
    scope: EVERYWHERE,
    scheme: 'rpm',
    state: 'fixed',
    versions: [],
    title: toTitle(textOf(update['display_name']) || textOf(update['title'])),
    severities: severitiesOf(textOf(update['severity'])),
    publishedAt: stableAt || timeOf(update['date_submitted']),
    fixedAt: stableAt,
    withdrawnAt: '',
    knownExploited: false,
    informational: '',
    url: `https://bodhi.fedoraproject.org/updates/${id}`,
  };
}

/** `2025-03-05 12:00:00`, in UTC. */
function timeOf(value: unknown): string {
  return toTime(`${textOf(value).replace(' ', 'T')}Z`);
}

function severitiesOf(word: string): SeverityOpinion[] {
  const severity = word === 'urgent' ? 'critical' : severityOfWord(word);
  return severity === null ? [] : [{ source: 'Fedora', severity, score: null, vector: '' }];
}
