/** A judged secret as one flat object. Nothing in it gives the secret away: texts are masked, the id is keyed. */
import type { SecretFinding, SecretPlace } from '../../model/finding.ts';
import type { Judgement, RankedFinding } from '../../model/report.ts';

export type JsonSecret = Pick<Judgement, 'outcome' | 'because'> & Pick<RankedFinding, 'tier'> & SecretFinding;

export function toSecret({ ranked, outcome, because }: Judgement<SecretFinding>): JsonSecret {
  const { finding, tier } = ranked;
  return {
    outcome,
    because,
    tier,
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
