/**
 * What VEX statements do to findings. For each place of a flaw the believed statements that cover it are looked at:
 * the newest says what holds, with all older ones that say the same and are not older than the last that says
 * otherwise; statements of the same time that contradict each other say nothing. A narrower product does not beat a
 * wider one. A finding is taken out of the count if all its counted places are said to be not affected or fixed.
 */
import { once } from '../base/once.ts';
import type { Finding, VulnerabilityFinding, VulnerabilityInstance } from '../model/finding.ts';
import type { ImageInfo } from '../model/image.ts';
import type { Package } from '../model/package.ts';
import type { TrustRule } from '../model/policy.ts';
import { compareText } from '../model/problem.ts';
import type {
  AppliedVex,
  JudgedStatement,
  StatementOutcome,
  VexStatement,
  VexVerdicts,
} from '../model/vex.ts';
import { createMatchContext, type Miss, type ProductMatcher } from './match-product.ts';
import { digestsOf } from './this-image.ts';
import { createTrust } from './trust.ts';

export interface StatementContext {
  readonly image: ImageInfo;
  readonly packages: readonly Package[];
  readonly trust: readonly TrustRule[];
  /** UTC ISO 8601. */
  readonly now: string;
}

export function judgeStatements(
  findings: readonly Finding[],
  statements: readonly VexStatement[],
  context: StatementContext,
): VexVerdicts {
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
  return { judged: statements.map((statement, index) => toJudged(statement, claims[index]!)), applied };
}

/** A statement while it is judged. */
interface Claim {
  readonly statement: VexStatement;
  /** Null = believed. */
  readonly refusal: string | null;
  /** Of the policy, with the rule that believes it. */
  readonly document: number;
  readonly matcher: () => ProductMatcher;
  readonly applied: Set<string>;
  readonly told: Set<string>;
  nearest: (Miss & { readonly purl: string }) | null;
  other: VexStatement | null;
  hasFinding: boolean;
}

function believe(statements: readonly VexStatement[], context: StatementContext): readonly Claim[] {
  const { image, packages, trust, now } = context;
  const digests = digestsOf(image);
  const matching = createMatchContext(image, packages);
  const believed = createTrust({ trust, digests, now });
  return statements.map((statement) => {
    const belief = believed(statement);
    const isBelieved = belief.kind === 'believed';
    return {
      statement,
      refusal: isBelieved ? null : belief.reason,
      document: isBelieved ? belief.rule.document : 0,
      // Most statements of a large document are about flaws that nobody found.
      matcher: once(() => matching.matcherOf(statement.products)),
      applied: new Set<string>(),
      told: new Set<string>(),
      nearest: null,
      other: null,
      hasFinding: false,
    };
  });
}

function groupByFlaw(claims: readonly Claim[]): ReadonlyMap<string, readonly Claim[]> {
  const groups = new Map<string, Claim[]>();
  for (const claim of claims) {
    if (claim.refusal !== null) continue;
    for (const id of new Set(claim.statement.vulnerabilities.map(toFlawId))) {
      const known = groups.get(id);
      if (known === undefined) groups.set(id, [claim]);
      else known.push(claim);
    }
  }
  return groups;
}

/** Ids differ in how they are written, not in what they mean. */
function toFlawId(id: string): string {
  return id.trim().toUpperCase();
}

/** Newest first; of the same time in an order that does not depend on how they were given. */
function claimsOn(
  { id, aliases }: VulnerabilityFinding,
  byFlaw: ReadonlyMap<string, readonly Claim[]>,
): readonly Claim[] {
  const all = new Set([id, ...aliases].flatMap((one) => byFlaw.get(toFlawId(one)) ?? []));
  return [...all].sort((a, b) => compareStatements(a.statement, b.statement));
}

function compareStatements(a: VexStatement, b: VexStatement): number {
  return (
    compareText(b.timestamp, a.timestamp) ||
    compareText(a.document.reference, b.document.reference) ||
    compareText(a.document.digest, b.document.digest) ||
    a.index - b.index
  );
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

/** Of misses that are as near the one with the first package. */
function note(claim: Claim, miss: Miss & { readonly purl: string }): void {
  const { nearest } = claim;
  const order =
    nearest === null ? -1 : nearest.nearness - miss.nearness || compareText(miss.purl, nearest.purl);
  if (order < 0) claim.nearest = miss;
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

function toJudged(statement: VexStatement, claim: Claim): JudgedStatement {
  return { statement, outcome: toOutcome(claim) };
}

function toOutcome({ refusal, applied, told, other, nearest, hasFinding }: Claim): StatementOutcome {
  if (refusal !== null) return { kind: 'not-trusted', reason: refusal };
  if (applied.size > 0) return { kind: 'applied', fingerprints: [...applied].sort(compareText) };
  if (other !== null) return { kind: 'contradictory', other: `${other.document.reference}#${other.index}` };
  if (told.size > 0) return { kind: 'told', fingerprints: [...told].sort(compareText) };
  if (!hasFinding) return { kind: 'no-finding' };
  return { kind: 'no-product', nearest: nearest === null ? '' : `${nearest.purl} (${nearest.why})` };
}
