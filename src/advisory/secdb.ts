/**
 * Alpine's secdb, a form that Wolfi, Chainguard and MinimOS use too: for each source package (`origin`), which version
 * fixed which flaws. A document is one package: `{distroversion: 'v3.20', pkg: {name: 'openssl', secfixes:
 * {'3.1.4-r1': ['CVE-…']}}}`. The key `0` says that no version ever had the flaw. Open flaws are not in it, nor
 * severities and dates. There is no specification; secfixes-tracker and the package build tools write it.
 */
import { type Advisory, EVERYWHERE } from '../model/advisory.ts';
import type { Compare, ParseContext, Parsed } from './feed.ts';
import { fieldsOf, isName, listOf, parseObject, textOf } from './fields.ts';
import { pageOf } from './page.ts';

/** Where the packages of a document belong. */
export interface SecdbPlace {
  readonly feed: string;
  /** By the file's `distroversion`, which rolling releases leave out; null where no such namespace can be. */
  namespaceOf(distroversion: string): string | null;
}

/** Throws on a package without a name, or of a branch that the place does not know. */
export function parseSecdb(text: string, context: ParseContext, place: SecdbPlace): Parsed {
  const document = parseObject(text);
  const pkg = fieldsOf(document['pkg']);
  const namespace = place.namespaceOf(textOf(document['distroversion']));
  const { name } = pkg;
  if (!isName(name) || namespace === null) throw new Error('not a package of secdb');
  const skipped: string[] = [];
  const flaws = collectFlaws(fieldsOf(pkg['secfixes']), skipped);
  const home = { feed: place.feed, key: { namespace, name } };
  const order = context.order('apk');
  return {
    advisories: [...flaws.values()].map((flaw) => toAdvisory(flaw, home, order)),
    detail: null,
    skipped,
    modifiedAt: '',
  };
}

interface Flaw {
  readonly id: string;
  readonly aliases: Set<string>;
  readonly fixedIn: Set<string>;
}

function collectFlaws(secfixes: Readonly<Record<string, unknown>>, skipped: string[]): Map<string, Flaw> {
  const flaws = new Map<string, Flaw>();
  for (const [version, entries] of Object.entries(secfixes)) {
    if (!isName(version)) continue;
    for (const entry of listOf(entries)) {
      for (const { id, aliases } of parseEntry(textOf(entry), skipped)) {
        const flaw = flaws.get(id) ?? { id, aliases: new Set(), fixedIn: new Set() };
        for (const alias of aliases) flaw.aliases.add(alias);
        flaw.fixedIn.add(version);
        flaws.set(id, flaw);
      }
    }
  }
  return flaws;
}

const ID =
  /^(CVE-\d{4}-\d{4,}|GHSA(-[23456789cfghjmpqrvwx]{4}){3}|[A-Z][A-Z0-9]+-[A-Za-z0-9][A-Za-z0-9.-]*)$/;

/**
 * An entry may hold several words. One CVE with others beside it is one flaw under several names; several CVEs are
 * several flaws, and then nobody knows which of them the other words mean.
 */
function parseEntry(entry: string, skipped: string[]): { id: string; aliases: string[] }[] {
  const words = tidy(entry)
    .split(/[\s,]+/)
    .filter((word) => word !== '');
  const ids = [...new Set(words.map((word) => word.replace(/\+.*$/, '')).filter((word) => ID.test(word)))];
  if (ids.length === 0 || words.some((word) => !ID.test(word.replace(/\+.*$/, ''))))
    skipped.push('unreadable-id');
  const cves = ids.filter((id) => id.startsWith('CVE-'));
  if (cves.length !== 1) return (cves.length > 1 ? cves : ids).map((id) => ({ id, aliases: [] }));
  const cve = cves[0]!;
  return [{ id: cve, aliases: ids.filter((id) => id !== cve).sort() }];
}

/** Maintainers add remarks in brackets, and slip: `CVE_2019-2426`, `CVE 2018-16859`. */
function tidy(entry: string): string {
  return entry.replace(/\([^()]*\)/g, ' ').replace(/\bCVE[ _](?=\d{4}-)/g, 'CVE-');
}

function toAdvisory(flaw: Flaw, home: Pick<Advisory, 'feed' | 'key'>, order: Compare | null): Advisory {
  // "0": the package never had the flaw. Beside a real version the version counts.
  const fixes = [...flaw.fixedIn].filter((version) => version !== '0');
  return {
    id: flaw.id,
    aliases: [...flaw.aliases].sort(),
    ...home,
    scope: EVERYWHERE,
    scheme: 'apk',
    ranges: highest(fixes, order).map((fixed) => ({ introduced: null, fixed, lastAffected: null })),
    versions: [],
    state: fixes.length === 0 ? 'not-affected' : 'fixed',
    title: '',
    severities: [],
    publishedAt: '',
    fixedAt: '',
    withdrawnAt: '',
    knownExploited: false,
    informational: '',
    url: pageOf(home.feed, flaw.id),
  };
}

/** A flaw listed under several versions was not fixed for good before the last; all of them without an order. */
function highest(versions: readonly string[], order: Compare | null): readonly string[] {
  if (versions.length < 2 || order === null) return versions.toSorted();
  try {
    return [versions.reduce((a, b) => (order(a, b) >= 0 ? a : b))];
  } catch {
    return versions.toSorted();
  }
}
