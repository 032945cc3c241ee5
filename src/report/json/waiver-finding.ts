/** What is wrong with a waiver, as one flat object. */
import type { WaiverFinding } from '../../model/finding.ts';
import type { Judgement } from '../../model/report.ts';
import { type JsonJudgement, toJudgement } from './judgement.ts';

export type JsonWaiverFinding = JsonJudgement & WaiverFinding;

export function toWaiverFinding(judgement: Judgement<WaiverFinding>): JsonWaiverFinding {
  const { finding } = judgement.ranked;
  return {
    ...toJudgement(judgement),
    kind: finding.kind,
    fingerprint: finding.fingerprint,
    id: finding.id,
    title: finding.title,
    severity: finding.severity,
    standing: finding.standing,
    standingReason: finding.standingReason,
    waiver: finding.waiver,
    writtenAt: finding.writtenAt,
    owner: finding.owner,
  };
}
