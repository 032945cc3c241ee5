/** What was decided about a finding, and by what: the first members of every finding. */
import type { Finding } from '../../model/finding.ts';
import type { DecidedBy, Due } from '../../model/gate.ts';
import type { Judgement, RankedFinding } from '../../model/report.ts';

export type JsonJudgement = Pick<Judgement, 'outcome' | 'because' | 'by' | 'due'> &
  Pick<RankedFinding, 'tier'>;

export function toJudgement({ ranked, outcome, because, by, due }: Judgement<Finding>): JsonJudgement {
  return { outcome, because, by: toDecidedBy(by), due: toDue(due), tier: ranked.tier };
}

export function toDue(due: Due | null): Due | null {
  if (due === null) return null;
  return {
    at: due.at,
    daysLeft: due.daysLeft,
    isSoon: due.isSoon,
    clock: due.clock,
    used: due.used,
    since: due.since,
  };
}

function toDecidedBy(by: DecidedBy): DecidedBy {
  switch (by.kind) {
    case 'rule':
      return { kind: by.kind, rule: by.rule };
    case 'waiver':
      return { kind: by.kind, waiver: by.waiver, rule: by.rule };
    case 'vex':
      return { kind: by.kind, statement: by.statement };
    default:
      return { kind: by.kind };
  }
}
