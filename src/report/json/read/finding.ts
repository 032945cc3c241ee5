/** Findings with what was decided about them. */
import type { AdvisoryKey, AdvisoryState, AffectedRange } from '../../../model/advisory.ts';
import { type EpssScore, type KnownExploited, share } from '../../../model/exploitation.ts';
import type {
  Finding,
  FindingStanding,
  MatchEvidence,
  SecretFinding,
  SecretPlace,
  SetAsideInstance,
  VulnerabilityFinding,
  VulnerabilityInstance,
  WaiverFinding,
} from '../../../model/finding.ts';
import type { DecidedBy, Due } from '../../../model/gate.ts';
import type { Clock } from '../../../model/policy.ts';
import type { Judgement } from '../../../model/report.ts';
import { SEVERITIES, type Severity, type SeverityOpinion } from '../../../model/severity.ts';
import {
  count,
  flag,
  list,
  nullable,
  object,
  type Shape,
  ShapeError,
  text,
  word,
} from '../../../model/shape.ts';
import type { JsonJudgement } from '../judgement.ts';
import { foundAt, packageOwner } from './package.ts';
import { day, finite, made, parts, union, whole } from './shapes.ts';

export const severity: Shape<Severity> = word(...SEVERITIES);
export const outcome: Shape<Judgement['outcome']> = word('block', 'warn', 'pass');
export const clock: Shape<Clock> = word('fix-available', 'disclosed', 'first-seen');

export const due: Shape<Due> = object<Due>({
  at: day,
  daysLeft: whole,
  isSoon: flag,
  clock,
  used: word('fix-available', 'disclosed', 'first-seen', 'cisa'),
  since: day,
});

const decidedBy: Shape<DecidedBy> = union<DecidedBy>('kind', {
  nothing: object({ kind: word('nothing') }),
  standing: object({ kind: word('standing') }),
  severity: object({ kind: word('severity') }),
  rule: object({ kind: word('rule'), rule: text }),
  'no-rule': object({ kind: word('no-rule') }),
  waiver: object({ kind: word('waiver'), waiver: text, rule: text }),
  vex: object({ kind: word('vex'), statement: text }),
});

/** What was decided, and the finding: one flat object in the document. */
function judged<F extends Finding>(finding: { readonly [K in keyof F]-?: Shape<F[K]> }): Shape<Judgement> {
  return parts<JsonJudgement, F, Judgement>(judgement, finding, toJudgement);
}

function toJudgement<F extends Finding>(decided: JsonJudgement, finding: F): Judgement {
  const { outcome, because, by, due, tier } = decided;
  return { ranked: { finding, tier }, outcome, because, by, due };
}

const judgement: { readonly [K in keyof JsonJudgement]-?: Shape<JsonJudgement[K]> } = {
  outcome,
  because: text,
  by: decidedBy,
  due: nullable(due),
  tier: word('act-now', 'soon', 'planned', 'watch'),
};

const state: Shape<AdvisoryState> = word(
  'fixed',
  'affected',
  'fixed-with-subscription',
  'will-not-fix',
  'fix-deferred',
  'end-of-life',
  'under-investigation',
  'not-affected',
);

const standing: Shape<FindingStanding> = word(
  'counted',
  'informational',
  'vendor-not-affected',
  'vendor-status-unknown',
);

const evidence = object<MatchEvidence>({
  advisoryId: text,
  feed: text,
  key: object<AdvisoryKey>({ namespace: text, name: text }),
  state,
  comparedVersion: text,
  range: nullable(
    object<AffectedRange>({
      introduced: nullable(text),
      fixed: nullable(text),
      lastAffected: nullable(text),
    }),
  ),
  listed: flag,
  fixedVersion: text,
  publishedAt: text,
  fixedAt: text,
  url: text,
});

const instance = object<VulnerabilityInstance>({
  purl: text,
  version: text,
  foundAt,
  ownedBy: nullable(packageOwner),
  fixedVersion: text,
  evidence: list(evidence),
});

const listing = object<KnownExploited>({
  id: text,
  addedAt: day,
  dueAt: day,
  ransomware: flag,
  feed: text,
  dataAt: text,
});

const epss = object<EpssScore>({
  id: text,
  score: share,
  percentile: nullable(share),
  feed: text,
  dataAt: text,
});

const vulnerability = judged<VulnerabilityFinding>({
  kind: word('vulnerability'),
  fingerprint: text,
  id: text,
  aliases: list(text),
  title: text,
  packagePurl: text,
  packageName: text,
  ecosystem: text,
  standing,
  standingReason: text,
  severity,
  severitySource: text,
  score: nullable(finite),
  opinions: list(object<SeverityOpinion>({ source: text, severity, score: nullable(finite), vector: text })),
  knownExploited: flag,
  listing: nullable(listing),
  epss: nullable(epss),
  state,
  instances: list(instance),
  setAside: list(object<SetAsideInstance>({ standing, reason: text, instance })),
});

const place = object<SecretPlace>({
  state: word('visible', 'removed', 'overwritten', 'in-config'),
  layerIndex: nullable(count),
  goneInLayer: nullable(count),
  path: text,
  line: count,
  column: count,
  offset: count,
  encodings: list(text),
  excerpt: text,
});

const secret = judged<SecretFinding>({
  kind: word('secret'),
  fingerprint: text,
  id: text,
  title: text,
  provider: text,
  standing: word('counted', 'shipped-by-package', 'published-example', 'shared-default-key', 'allowed'),
  standingReason: text,
  severity,
  masked: text,
  secretId: text,
  expiresAt: text,
  notes: list(text),
  revoke: text,
  places: made(list(place), notEmpty),
});

function notEmpty<T>(items: readonly T[]): readonly T[] {
  if (items.length > 0) return items;
  throw new ShapeError('is empty');
}

const waiver = judged<WaiverFinding>({
  kind: word('waiver'),
  fingerprint: text,
  id: word('waiver-expired', 'waiver-incomplete', 'waiver-too-wide', 'waiver-unused'),
  title: text,
  severity,
  standing: word('counted'),
  standingReason: word(''),
  waiver: text,
  writtenAt: text,
  owner: text,
});

export const readFinding: Shape<Judgement> = union<Judgement>('kind', { vulnerability, secret, waiver });
