/** A judged finding as one flat object: outcome and tier first, then the flaw, then its places with their evidence. */
import type { MatchEvidence, VulnerabilityFinding, VulnerabilityInstance } from '../../model/finding.ts';
import type { Judgement, RankedFinding } from '../../model/report.ts';
import type { SeverityOpinion } from '../../model/severity.ts';
import { toFoundAt, toOwner } from './package.ts';

export type JsonFinding = Pick<Judgement, 'outcome' | 'because'> &
  Pick<RankedFinding, 'tier'> &
  VulnerabilityFinding;

export function toFinding({ ranked, outcome, because }: Judgement): JsonFinding {
  const { finding, tier } = ranked;
  return {
    outcome,
    because,
    tier,
    kind: finding.kind,
    fingerprint: finding.fingerprint,
    id: finding.id,
    aliases: finding.aliases,
    title: finding.title,
    packagePurl: finding.packagePurl,
    packageName: finding.packageName,
    ecosystem: finding.ecosystem,
    standing: finding.standing,
    standingReason: finding.standingReason,
    severity: finding.severity,
    severitySource: finding.severitySource,
    score: finding.score,
    opinions: finding.opinions.map(toOpinion),
    knownExploited: finding.knownExploited,
    state: finding.state,
    instances: finding.instances.map(toInstance),
    setAside: finding.setAside.map(({ standing, reason, instance }) => ({
      standing,
      reason,
      instance: toInstance(instance),
    })),
  };
}

function toOpinion(opinion: SeverityOpinion): SeverityOpinion {
  return {
    source: opinion.source,
    severity: opinion.severity,
    score: opinion.score,
    vector: opinion.vector,
  };
}

function toInstance(instance: VulnerabilityInstance): VulnerabilityInstance {
  return {
    purl: instance.purl,
    version: instance.version,
    foundAt: toFoundAt(instance.foundAt),
    ownedBy: toOwner(instance.ownedBy),
    fixedVersion: instance.fixedVersion,
    evidence: instance.evidence.map(toEvidence),
  };
}

function toEvidence(evidence: MatchEvidence): MatchEvidence {
  const { key, range } = evidence;
  return {
    advisoryId: evidence.advisoryId,
    feed: evidence.feed,
    key: { namespace: key.namespace, name: key.name },
    state: evidence.state,
    comparedVersion: evidence.comparedVersion,
    range:
      range === null
        ? null
        : { introduced: range.introduced, fixed: range.fixed, lastAffected: range.lastAffected },
    listed: evidence.listed,
    fixedVersion: evidence.fixedVersion,
    url: evidence.url,
  };
}
