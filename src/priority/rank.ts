/**
 * The order in which findings deserve attention. Four tiers, by what a person can do now:
 * `act-now`: counted and exploited in the wild; `soon`: counted, critical or high, with a fix; `planned`: counted,
 * critical or high without a fix, or medium with one; `watch`: all else, and everything that is not counted.
 * Revoking a secret is always possible: a critical one is `act-now`, a high one `soon`, a medium one `planned`.
 * What is wrong with a waiver is `planned` from medium on.
 */
import type { Finding, VulnerabilityFinding } from '../model/finding.ts';
import { compareText } from '../model/problem.ts';
import type { RankedFinding } from '../model/report.ts';
import { compareSeverity, type Severity } from '../model/severity.ts';

type Tier = RankedFinding['tier'];

const TIERS: readonly Tier[] = ['act-now', 'soon', 'planned', 'watch'];

/** Sorted by tier, severity, score, package URL or path, id: the first one is the most urgent. */
export function rankFindings(findings: readonly Finding[]): RankedFinding[] {
  return findings.map((finding) => ({ finding, tier: tierOf(finding) })).sort(compareRanked);
}

function tierOf(finding: Finding): Tier {
  if (finding.standing !== 'counted') return 'watch';
  if (finding.kind === 'secret') return SECRET_TIERS[finding.severity];
  return finding.kind === 'waiver' ? WAIVER_TIERS[finding.severity] : tierOfVulnerability(finding);
}

const SECRET_TIERS: Readonly<Record<Severity, Tier>> = {
  critical: 'act-now',
  high: 'soon',
  medium: 'planned',
  low: 'watch',
  negligible: 'watch',
  unknown: 'watch',
};

/** The paper is in disorder: nothing of it runs. */
const WAIVER_TIERS: Readonly<Record<Severity, Tier>> = {
  critical: 'planned',
  high: 'planned',
  medium: 'planned',
  low: 'watch',
  negligible: 'watch',
  unknown: 'watch',
};

function tierOfVulnerability(finding: VulnerabilityFinding): Tier {
  if (finding.knownExploited) return 'act-now';
  const hasFix = finding.instances.some((instance) => instance.fixedVersion !== '');
  if (compareSeverity(finding.severity, 'high') <= 0) return hasFix ? 'soon' : 'planned';
  return finding.severity === 'medium' && hasFix ? 'planned' : 'watch';
}

function compareRanked(a: RankedFinding, b: RankedFinding): number {
  return (
    TIERS.indexOf(a.tier) - TIERS.indexOf(b.tier) ||
    compareSeverity(a.finding.severity, b.finding.severity) ||
    scoreOf(b.finding) - scoreOf(a.finding) ||
    compareText(subjectOf(a.finding), subjectOf(b.finding)) ||
    compareText(a.finding.id, b.finding.id) ||
    compareText(a.finding.fingerprint, b.finding.fingerprint)
  );
}

function scoreOf(finding: Finding): number {
  return finding.kind === 'vulnerability' ? (finding.score ?? -1) : -1;
}

function subjectOf(finding: Finding): string {
  if (finding.kind === 'vulnerability') return finding.packagePurl;
  return finding.kind === 'secret' ? finding.places[0]!.path : finding.waiver;
}
