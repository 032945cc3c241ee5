/**
 * What GitHub code scanning accepts ("SARIF support for code scanning", "SARIF file upload limits"): above these
 * numbers it refuses the whole file. Of what it accepts it shows less (5,000 results by severity, 100 locations of
 * a result), so everything is written in the order of its urgency.
 */
import type { Finding } from '../../model/finding.ts';
import type { Judgement } from '../../model/report.ts';
import { compareJudgements } from '../summary.ts';

export const SARIF_LIMITS = {
  runs: 20,
  results: 25_000,
  rules: 25_000,
  locations: 1000,
  tags: 20,
  /** Characters of a rule's name and of its descriptions. */
  nameText: 255,
  descriptionText: 1024,
  helpText: 4096,
} as const;

/** What a run had to leave out; all zero where it is whole. */
export interface Cut {
  readonly runs: number;
  readonly results: number;
  readonly rules: number;
  readonly locations: number;
}

/** What blocks is never cut for something that does not. */
export function compareResults(a: Judgement, b: Judgement): number {
  return Number(b.outcome === 'block') - Number(a.outcome === 'block') || compareJudgements(a, b);
}

/** The beginning of the sorted judgements that stays within the limits of results and rules. */
export function withinLimits(judgements: readonly Judgement[]): readonly Judgement[] {
  const ids = new Set<string>();
  const kept: Judgement[] = [];
  for (const judgement of judgements) {
    const { id } = judgement.ranked.finding;
    if (kept.length === SARIF_LIMITS.results) break;
    if (!ids.has(id) && ids.size === SARIF_LIMITS.rules) continue;
    ids.add(id);
    kept.push(judgement);
  }
  return kept;
}

/** What is lost between all judgements and the kept ones, and at each result. */
export function measureCut(all: readonly Judgement[], kept: readonly Judgement[], runs: number): Cut {
  const ids = (list: readonly Judgement[]): number => new Set(list.map((j) => j.ranked.finding.id)).size;
  const over = kept.map((j) => Math.max(0, placesOf(j.ranked.finding) - SARIF_LIMITS.locations));
  return {
    runs,
    results: all.length - kept.length,
    rules: ids(all) - ids(kept),
    locations: over.reduce((sum, count) => sum + count, 0),
  };
}

function placesOf(finding: Finding): number {
  switch (finding.kind) {
    case 'secret':
      return finding.places.length;
    case 'vulnerability':
      return finding.instances.length;
    case 'waiver':
      return 1;
  }
}
