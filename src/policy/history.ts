/**
 * When findings were first seen here. Entries are kept by fingerprint and looked up under every alias of the flaw, so
 * that a clock goes on when a flaw gets another name. Merging is commutative, associative and idempotent: whoever
 * writes last, nothing is lost.
 */
import type { Finding } from '../model/finding.ts';
import { vulnerabilityFingerprint } from '../model/fingerprint.ts';
import type { HistoryOf } from '../model/gate.ts';
import { compareText } from '../model/problem.ts';
import { compareSeverity } from '../model/severity.ts';
import { hasFix } from './fixes.ts';

export type HistoryIndex = ReadonlyMap<string, HistoryOf>;

/** The union, sorted by key; of one key the earliest days, and the severity since the latest. */
export function mergeHistory(a: readonly HistoryOf[], b: readonly HistoryOf[]): readonly HistoryOf[] {
  return [...indexHistory([...a, ...b]).values()].sort((x, y) => compareText(x.key, y.key));
}

/**
 * The entries of these findings after they were seen at `now` (UTC ISO 8601), sorted by key; null = there is no history
 * yet. Entries of other findings are not in it: merge it into what is kept.
 */
export function updateHistory(
  history: readonly HistoryOf[] | null,
  findings: readonly Finding[],
  now: string,
): readonly HistoryOf[] {
  const index = indexHistory(history ?? []);
  const entries = findings.filter(({ kind }) => kind !== 'waiver').map((f) => updateEntry(index, f, now));
  return mergeHistory(entries, []);
}

/** By key. Of several entries with one key the merged one. */
export function indexHistory(entries: readonly HistoryOf[]): HistoryIndex {
  const index = new Map<string, HistoryOf>();
  for (const entry of entries) {
    const known = index.get(entry.key);
    index.set(entry.key, known === undefined ? entry : mergeEntries(known, entry));
  }
  return index;
}

/** The finding's entry, merged with those that it has under aliases; null where it was never seen. */
export function historyOf(history: HistoryIndex, finding: Finding): HistoryOf | null {
  const found = keysOf(finding).flatMap((key) => history.get(key) ?? []);
  return found.length === 0 ? null : found.reduce(mergeEntries);
}

function keysOf(finding: Finding): readonly string[] {
  if (finding.kind !== 'vulnerability' || finding.aliases.length === 0) return [finding.fingerprint];
  const { aliases, fingerprint, packagePurl } = finding;
  return [fingerprint, ...aliases.map((alias) => vulnerabilityFingerprint(alias, packagePurl))];
}

/** Keeps the key of the first. */
function mergeEntries(a: HistoryOf, b: HistoryOf): HistoryOf {
  const { severity, severitySince } = hasLaterSeverity(b, a) ? b : a;
  return {
    key: a.key,
    firstSeen: earliest(a.firstSeen, b.firstSeen),
    fixSeen: earliest(a.fixSeen, b.fixSeen),
    severity,
    severitySince,
  };
}

function earliest(a: string, b: string): string {
  if (a === '' || b === '') return a === '' ? b : a;
  return a < b ? a : b;
}

/** Of the same day the worse one. */
function hasLaterSeverity(a: HistoryOf, b: HistoryOf): boolean {
  return (compareText(b.severitySince, a.severitySince) || compareSeverity(a.severity, b.severity)) < 0;
}

/** A severity that gets better keeps its day: it has been at least that bad since then. */
function updateEntry(index: HistoryIndex, finding: Finding, now: string): HistoryOf {
  const { fingerprint: key, severity } = finding;
  const today = now.slice(0, 10);
  const known = historyOf(index, finding);
  const fixSeen = hasFix(finding) ? today : '';
  if (known === null) return { key, firstSeen: today, fixSeen, severity, severitySince: today };
  const isWorse = compareSeverity(severity, known.severity) < 0;
  return {
    key,
    // A day that is yet to come would give time that nobody has.
    firstSeen: earliest(known.firstSeen, today),
    fixSeen: known.fixSeen > today ? fixSeen : known.fixSeen || fixSeen,
    severity,
    severitySince: isWorse || known.severitySince > today ? today : known.severitySince,
  };
}
