/** The findings of one kind among a report's. */
import type { SecretFinding, VulnerabilityFinding } from '../model/finding.ts';
import type { Judgement } from '../model/report.ts';

export function isVulnerability(judgement: Judgement): judgement is Judgement<VulnerabilityFinding> {
  return judgement.ranked.finding.kind === 'vulnerability';
}

export function isSecret(judgement: Judgement): judgement is Judgement<SecretFinding> {
  return judgement.ranked.finding.kind === 'secret';
}
