/** A judged secret as one flat object. Nothing in it gives the secret away: texts are masked, the id is keyed. */
import type { SecretFinding, SecretPlace } from '../../model/finding.ts';
import type { Judgement } from '../../model/report.ts';
import { type JsonJudgement, toJudgement } from './judgement.ts';

export type JsonSecret = JsonJudgement & SecretFinding;

export function toSecret(judgement: Judgement<SecretFinding>): JsonSecret {
  const { finding } = judgement.ranked;
  return {
    ...toJudgement(judgement),
    kind: finding.kind,
    fingerprint: finding.fingerprint,
    id: finding.id,
    title: finding.title,
    provider: finding.provider,
    standing: finding.standing,
    standingReason: finding.standingReason,
    severity: finding.severity,
    masked: finding.masked,
    secretId: finding.secretId,
    expiresAt: finding.expiresAt,
    notes: finding.notes,
    revoke: finding.revoke,
    places: finding.places.map(toPlace),
  };
}

function toPlace(place: SecretPlace): SecretPlace {
  return {
    state: place.state,
    layerIndex: place.layerIndex,
    goneInLayer: place.goneInLayer,
    path: place.path,
    line: place.line,
    column: place.column,
    offset: place.offset,
    encodings: place.encodings,
    excerpt: place.excerpt,
  };
}
