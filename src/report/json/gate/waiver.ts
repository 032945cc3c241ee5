/** Waivers, member by member. What became of one names it by its id. */
import type { JudgedWaiver } from '../../../model/gate.ts';
import type { Waiver } from '../../../model/waiver.ts';
import { toDocument } from './policy.ts';

export function toWaiver(waiver: Waiver): Waiver {
  const { scope, source } = waiver;
  return {
    id: waiver.id,
    scope: {
      advisory: scope.advisory,
      check: scope.check,
      package: scope.package,
      versions: scope.versions,
      image: scope.image,
      owner: scope.owner,
      path: scope.path,
      fingerprint: scope.fingerprint,
    },
    reason: waiver.reason,
    owner: waiver.owner,
    approver: waiver.approver,
    isApprovalSigned: waiver.isApprovalSigned,
    expires: waiver.expires,
    source: {
      document: toDocument(source.document),
      policyDocument: source.policyDocument,
      line: source.line,
    },
  };
}

export interface JsonJudgedWaiver extends Omit<JudgedWaiver, 'waiver'> {
  /** Id of one of the waivers given. */
  readonly waiver: string;
}

export function toJudgedWaiver(judged: JudgedWaiver): JsonJudgedWaiver {
  return {
    waiver: judged.waiver.id,
    outcome: judged.outcome,
    fingerprints: judged.fingerprints,
    because: judged.because,
  };
}
