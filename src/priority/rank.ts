/**
 * The order in which findings deserve attention. Four tiers, by what a person can do now:
 * `act-now`: counted and exploited in the wild; `soon`: counted, critical or high, with a fix; `planned`: counted,
 * critical or high without a fix, or medium with one; `watch`: all else, and everything that is not counted.
 */
import type { Finding } from '../model/finding.ts';
import { compareText } from '../model/problem.ts';
import type { RankedFinding } from '../model/report.ts';
import { compareSeverity } from '../model/severity.ts';

type Tier = RankedFinding['tier'];

const TIERS: readonly Tier[] = ['act-now', 'soon', 'planned', 'watch'];

/** Sorted by tier, severity, score, package URL, id: the first one is the most urgent. */
export function rankFindings(findings: readonly Finding[]): RankedFinding[] {
  return findings.map((finding) => ({ finding, tier: tierOf(finding) })).sort(compareRanked);
}

function tierOf(finding: Finding): Tier {
  if (finding.standing !== 'counted') return 'watch';
  if (finding.knownExploited) return 'act-now';
  const hasFix = finding.instances.some((instance) => instance.fixedVersion !== '');
  if (compareSeverity(finding.severity, 'high') <= 0) return hasFix ? 'soon' : 'planned';
  return finding.severity === 'medium' && hasFix ? 'planned' : 'watch';
}

function compareRanked(a: RankedFinding, b: RankedFinding): number {
  return (
    TIERS.indexOf(a.tier) - TIERS.indexOf(b.tier) ||
    compareSeverity(a.finding.severity, b.finding.severity) ||
    (b.finding.score ?? -1) - (a.finding.score ?? -1) ||
    compareText(a.finding.packagePurl, b.finding.packagePurl) ||
    compareText(a.finding.id, b.finding.id)
  );
}
