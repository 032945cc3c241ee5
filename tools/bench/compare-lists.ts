/** Holds what was reported against a list of what is there. */

export interface Entry {
  /** Equal for the same thing in both lists. */
  readonly key: string;
  /** Equal for two opinions of one thing: a name without its version. */
  readonly name: string;
  /** For people. */
  readonly label: string;
}

export interface ReportedEntry extends Entry {
  /**
   * What it means that the list does not name it: `invented` if the list speaks of this place or name, and so denies
   * it; `unlisted` if the list's maker does not look there.
   */
  readonly ifNotListed: 'invented' | 'unlisted';
}

export interface Comparison {
  readonly listed: number;
  readonly found: number;
  /** Labels, sorted; what was reported under the same name instead stands behind. */
  readonly missing: readonly string[];
  readonly invented: readonly string[];
  readonly unlisted: readonly string[];
}

/** The same key several times in one list counts once. */
export function compareLists(expected: readonly Entry[], reported: readonly ReportedEntry[]): Comparison {
  const listed = new Map(expected.map((entry) => [entry.key, entry]));
  const seen = new Set(reported.map(({ key }) => key));
  const extra = reported.filter(({ key }) => !listed.has(key));
  const instead = Map.groupBy(extra, ({ name }) => name);
  const missing = [...listed.values()].filter(({ key }) => !seen.has(key));
  return {
    listed: listed.size,
    found: listed.size - missing.length,
    missing: sortedLabels(missing, (entry) => withInstead(entry, instead.get(entry.name) ?? [])),
    invented: sortedLabels(extra.filter((entry) => entry.ifNotListed === 'invented')),
    unlisted: sortedLabels(extra.filter((entry) => entry.ifNotListed === 'unlisted')),
  };
}

function sortedLabels<T extends Entry>(
  entries: readonly T[],
  toLabel: (entry: T) => string = (entry) => entry.label,
): string[] {
  return [...new Set(entries.map(toLabel))].sort();
}

function withInstead(entry: Entry, others: readonly Entry[]): string {
  return others.length === 0 ? entry.label : `${entry.label} (reported: ${others[0]!.label})`;
}
