/** Statements while they are judged: who is believed, about which flaw, and what becomes of each in the end. */
import { once } from '../base/once.ts';
import type { VulnerabilityFinding } from '../model/finding.ts';
import type { ImageInfo } from '../model/image.ts';
import type { Package } from '../model/package.ts';
import type { TrustRule } from '../model/policy.ts';
import { compareText } from '../model/problem.ts';
import type { StatementOutcome, VexStatement } from '../model/vex.ts';
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

/** A statement while it is judged. */
export interface Claim {
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

/** One claim for each statement, in the order given. */
export function believe(statements: readonly VexStatement[], context: StatementContext): readonly Claim[] {
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

/** Those that are believed, under every id that they name, newest first. */
export function groupByFlaw(claims: readonly Claim[]): ReadonlyMap<string, readonly Claim[]> {
  const groups = new Map<string, Claim[]>();
  const believed = claims.filter(({ refusal }) => refusal === null).sort(compareClaims);
  for (const claim of believed) {
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
export function claimsOn(
  { id, aliases }: VulnerabilityFinding,
  byFlaw: ReadonlyMap<string, readonly Claim[]>,
): readonly Claim[] {
  const groups = [...new Set([id, ...aliases].map(toFlawId))]
    .map((one) => byFlaw.get(one) ?? [])
    .filter(({ length }) => length > 0);
  if (groups.length <= 1) return groups[0] ?? [];
  return [...new Set(groups.flat())].sort(compareClaims);
}

function compareClaims({ statement: a }: Claim, { statement: b }: Claim): number {
  return (
    compareText(b.timestamp, a.timestamp) ||
    compareText(a.document.reference, b.document.reference) ||
    compareText(a.document.digest, b.document.digest) ||
    a.index - b.index
  );
}

/** Of misses that are as near the one with the first package. */
export function note(claim: Claim, miss: Miss & { readonly purl: string }): void {
  const { nearest } = claim;
  const order =
    nearest === null ? -1 : nearest.nearness - miss.nearness || compareText(miss.purl, nearest.purl);
  if (order < 0) claim.nearest = miss;
}

/** Once all findings were judged. */
export function toOutcome({ refusal, applied, told, other, nearest, hasFinding }: Claim): StatementOutcome {
  if (refusal !== null) return { kind: 'not-trusted', reason: refusal };
  if (applied.size > 0) return { kind: 'applied', fingerprints: [...applied].sort(compareText) };
  if (other !== null) return { kind: 'contradictory', other: `${other.document.reference}#${other.index}` };
  if (told.size > 0) return { kind: 'told', fingerprints: [...told].sort(compareText) };
  if (!hasFinding) return { kind: 'no-finding' };
  return { kind: 'no-product', nearest: nearest === null ? '' : `${nearest.purl} (${nearest.why})` };
}
