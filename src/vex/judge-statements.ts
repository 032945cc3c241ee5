/**
 * What VEX statements do to findings. For each place of a flaw the believed statements that cover it are looked at:
 * the newest says what holds, with all older ones that say the same and are not older than the last that says
 * otherwise; statements of the same time that contradict each other say nothing. A narrower product does not beat a
 * wider one. A finding is taken out of the count if all its counted places are said to be not affected or fixed.
 */
import type { Finding, VulnerabilityFinding, VulnerabilityInstance } from '../model/finding.ts';
import type { AppliedVex, VexStatement, VexVerdicts } from '../model/vex.ts';
import {
  believe,
  type Claim,
  claimsOn,
  groupByFlaw,
  note,
  type StatementContext,
  toOutcome,
} from './claim.ts';

export function judgeStatements(
  findings: readonly Finding[],
  statements: readonly VexStatement[],
  context: StatementContext,
): VexVerdicts {
  // Where nobody says anything, the places of all packages need no look.
  if (statements.length === 0) return { judged: [], applied: new Map() };
  const claims = believe(statements, context);
  const applied = new Map<string, AppliedVex>();
  const byFlaw = groupByFlaw(claims);
  for (const finding of findings) {
    if (finding.kind !== 'vulnerability') continue;
    const speaking = claimsOn(finding, byFlaw);
    if (speaking.length === 0) continue;
    const verdict = judgeFinding(finding, speaking);
    if (verdict !== null) applied.set(finding.fingerprint, verdict);
  }
  return {
    judged: claims.map((claim) => ({ statement: claim.statement, outcome: toOutcome(claim) })),
    applied,
  };
}

function judgeFinding(finding: VulnerabilityFinding, claims: readonly Claim[]): AppliedVex | null {
  const voices = finding.instances.map((instance) => hear(instance, claims));
  for (const claim of claims) claim.hasFinding = true;
  const isOut = voices.length > 0 && voices.every((voice) => voice.length > 0 && takesOut(voice[0]!));
  for (const [index, voice] of voices.entries()) {
    for (const claim of voice) {
      if (!takesOut(claim)) claim.told.add(finding.fingerprint);
      else if (isOut) claim.applied.add(finding.fingerprint);
      else nameUncovered(claim, finding, voices, index);
    }
  }
  return isOut ? toApplied(weakest(voices)) : null;
}

function takesOut({ statement }: Claim): boolean {
  return statement.status === 'not_affected' || statement.status === 'fixed';
}

/** The claims that hold for one place: all say the same. Empty where none covers it, or they contradict each other. */
function hear(instance: VulnerabilityInstance, claims: readonly Claim[]): readonly Claim[] {
  const covering = claims.filter((claim) => covers(claim, instance));
  const first = covering[0];
  if (first === undefined) return [];
  const objection = covering.find(({ statement }) => statement.status !== first.statement.status);
  if (objection === undefined) return covering;
  const agreeing = covering.filter(({ statement }) => statement.timestamp > objection.statement.timestamp);
  for (const claim of covering) {
    if (agreeing.includes(claim)) continue;
    claim.other ??= covering.find(({ statement }) => statement.status !== claim.statement.status)!.statement;
  }
  return agreeing;
}

function covers(claim: Claim, instance: VulnerabilityInstance): boolean {
  const miss = claim.matcher().findMiss(instance);
  if (miss === null) return true;
  note(claim, { ...miss, purl: instance.purl });
  return false;
}

/** It covers this place, and yet the finding counts, since another place has nobody that speaks for it. */
function nameUncovered(
  claim: Claim,
  finding: VulnerabilityFinding,
  voices: readonly (readonly Claim[])[],
  index: number,
): void {
  const open = voices.findIndex((voice, i) => i !== index && !(voice.length > 0 && takesOut(voice[0]!)));
  const { purl, foundAt } = finding.instances[open === -1 ? index : open]!;
  note(claim, { nearness: UNCOVERED, why: `another place of the finding counts: ${foundAt.path}`, purl });
}

/** Nearer than all that does not cover anything. */
const UNCOVERED = 9;

/** Of each place the voice that the policy gives most weight, and of these the one with the least. */
function weakest(voices: readonly (readonly Claim[])[]): Claim {
  const strongest = voices.map((voice) =>
    voice.reduce((best, claim) => (claim.document > best.document ? claim : best)),
  );
  return strongest.reduce((weak, claim) => (claim.document < weak.document ? claim : weak));
}

function toApplied({ statement, document }: Claim): AppliedVex {
  const { status, justification, text, document: source } = statement;
  const reasons = [justification, text].filter((s) => s !== '').join(': ');
  const author = source.author === '' ? source.reference : source.author;
  const says = status === 'fixed' ? 'fixed' : 'not affected';
  return { statement, document, because: `${says}, says ${author}${reasons === '' ? '' : ` (${reasons})`}` };
}
