/** Figures of a report that several formats show: counts and the order of findings. Pure. */
import type { Finding, FindingStanding, SecretStanding } from '../model/finding.ts';
import type { Package } from '../model/package.ts';
import { compareText } from '../model/problem.ts';
import type { Decision, Judgement, RankedFinding } from '../model/report.ts';
import { compareSeverity, SEVERITIES, type Severity } from '../model/severity.ts';
import { isSecret, isVulnerability } from './kinds.ts';

export interface SeverityCount {
  readonly severity: Severity;
  readonly total: number;
  /** Of these, findings that an upgrade clears at every place. */
  readonly fixable: number;
}

export interface StandingCount {
  readonly standing: Exclude<FindingStanding | SecretStanding, 'counted'>;
  readonly total: number;
}

export interface FindingCounts {
  readonly counted: number;
  /** Of these, secrets. */
  readonly secrets: number;
  readonly fixable: number;
  readonly knownExploited: number;
  readonly blocking: number;
  readonly warning: number;
  /** All severities, worst first, zeros included. */
  readonly bySeverity: readonly SeverityCount[];
  /** Standings that occur, in a fixed order. */
  readonly notCounted: readonly StandingCount[];
}

/** Counts of findings; all but `notCounted` are about counted ones. */
export function countFindings(judgements: readonly Judgement[]): FindingCounts {
  const counted = judgements.filter(isCounted);
  return {
    counted: counted.length,
    secrets: counted.filter(isSecret).length,
    fixable: counted.filter(isFixable).length,
    knownExploited: counted.filter(isKnownExploited).length,
    blocking: judgements.filter((j) => j.outcome === 'block').length,
    warning: judgements.filter((j) => j.outcome === 'warn').length,
    bySeverity: SEVERITIES.map((severity) => countSeverity(counted, severity)),
    notCounted: countStandings(judgements),
  };
}

export function isCounted(judgement: Judgement): boolean {
  return judgement.ranked.finding.standing === 'counted';
}

export interface EcosystemCount {
  readonly ecosystem: string;
  readonly total: number;
}

/** Packages of each ecosystem, by name of the ecosystem. */
export function countPackages(packages: readonly Package[]): EcosystemCount[] {
  const totals = new Map<string, number>();
  for (const { ecosystem } of packages) totals.set(ecosystem, (totals.get(ecosystem) ?? 0) + 1);
  return [...totals]
    .map(([ecosystem, total]) => ({ ecosystem, total }))
    .sort((a, b) => compareText(a.ecosystem, b.ecosystem));
}

const TIERS: readonly RankedFinding['tier'][] = ['act-now', 'soon', 'planned', 'watch'];

/** What asks for action first: counted before the rest, then tier, severity, id, package. A total order of findings. */
export function compareJudgements(a: Judgement, b: Judgement): number {
  const findingA = a.ranked.finding;
  const findingB = b.ranked.finding;
  return (
    Number(isCounted(b)) - Number(isCounted(a)) ||
    TIERS.indexOf(a.ranked.tier) - TIERS.indexOf(b.ranked.tier) ||
    compareSeverity(findingA.severity, findingB.severity) ||
    compareText(findingA.id, findingB.id) ||
    compareText(subjectOf(findingA), subjectOf(findingB)) ||
    compareText(findingA.fingerprint, findingB.fingerprint)
  );
}

const EXIT_WORDS: Readonly<Record<number, string>> = {
  0: 'pass',
  1: 'findings at or above the limit',
  2: 'wrong usage',
  3: 'not checkable, or only in part',
  4: 'advisories too old',
  5: 'unusable input or internal error',
};

/** What an exit code means, in words. */
export function exitMeaning(code: number, decision: Decision): string {
  if (code === 1 && decision.basis.kind === 'policy') return 'the policy blocks';
  return EXIT_WORDS[code] ?? 'unknown';
}

/** What a finding is about: a package, the first place of a secret, a waiver. */
function subjectOf(finding: Finding): string {
  switch (finding.kind) {
    case 'secret':
      return finding.places[0]!.path;
    case 'vulnerability':
      return finding.packagePurl;
    case 'waiver':
      return finding.waiver;
  }
}

function isKnownExploited(judgement: Judgement): boolean {
  return isVulnerability(judgement) && judgement.ranked.finding.knownExploited;
}

function isFixable(judgement: Judgement): boolean {
  if (!isVulnerability(judgement)) return false;
  const { instances } = judgement.ranked.finding;
  return instances.length > 0 && instances.every((instance) => instance.fixedVersion !== '');
}

function countSeverity(counted: readonly Judgement[], severity: Severity): SeverityCount {
  const ours = counted.filter((j) => j.ranked.finding.severity === severity);
  return { severity, total: ours.length, fixable: ours.filter(isFixable).length };
}

const NOT_COUNTED: readonly StandingCount['standing'][] = [
  'informational',
  'vendor-not-affected',
  'vendor-status-unknown',
  'shipped-by-package',
  'published-example',
  'shared-default-key',
  'allowed',
];

function countStandings(judgements: readonly Judgement[]): StandingCount[] {
  return NOT_COUNTED.map((standing) => ({
    standing,
    total: judgements.filter((j) => j.ranked.finding.standing === standing).length,
  })).filter((count) => count.total > 0);
}
