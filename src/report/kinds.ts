/** The findings of one kind among a report's, and what its verdict rests on. */
import type { SecretFinding, VulnerabilityFinding, WaiverFinding } from '../model/finding.ts';
import type { GateRecord } from '../model/gate.ts';
import type { Decision, Judgement } from '../model/report.ts';
import type { Severity } from '../model/severity.ts';

export function isVulnerability(judgement: Judgement): judgement is Judgement<VulnerabilityFinding> {
  return judgement.ranked.finding.kind === 'vulnerability';
}

export function isSecret(judgement: Judgement): judgement is Judgement<SecretFinding> {
  return judgement.ranked.finding.kind === 'secret';
}

export function isWaiver(judgement: Judgement): judgement is Judgement<WaiverFinding> {
  return judgement.ranked.finding.kind === 'waiver';
}

/** The severity of `--fail-on`; null where something else decides. */
export function failOnOf({ basis }: Decision): Severity | null {
  return basis.kind === 'fail-on' ? basis.severity : null;
}

/** What a policy's verdict was made of; null where no policy decides. */
export function gateOf({ basis }: Decision): GateRecord | null {
  return basis.kind === 'policy' ? basis.gate : null;
}
