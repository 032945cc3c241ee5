/** All that took part in a policy's verdict, so that it can be computed again from the report alone. */
import type {
  Baseline,
  GateDigests,
  GateInputs,
  GateRecord,
  History,
  HistoryOf,
  JudgedGap,
  JudgedImage,
  Unasked,
} from '../../../model/gate.ts';
import { compareText } from '../../../model/problem.ts';
import { type JsonTree, listOf } from '../../json-tree.ts';
import { toDue } from '../judgement.ts';
import { toProblem } from '../package.ts';
import { toPolicy } from './policy.ts';
import { type StatementLists, toStatementLists } from './vex.ts';
import { toJudgedWaiver, toWaiver } from './waiver.ts';

export function toGate(gate: GateRecord): JsonTree {
  const lists = toStatementLists(gate.inputs.statements, gate.statements);
  return {
    branch: {
      inputs: toInputs(gate.inputs, lists),
      digests: { value: toDigests(gate.digests) },
      gaps: listOf(gate.gaps, (gap) => ({ value: toGap(gap) })),
      image: listOf(gate.image, (judged) => ({ value: toJudgedImage(judged) })),
      waivers: listOf(gate.waivers, (judged) => ({ value: toJudgedWaiver(judged) })),
      statements: lists.judged,
      unasked: listOf(gate.unasked, (unasked) => ({ value: toUnasked(unasked) })),
    },
  };
}

function toInputs(inputs: GateInputs, lists: StatementLists): JsonTree {
  return {
    branch: {
      stage: { value: inputs.stage },
      now: { value: inputs.now },
      policy: toPolicy(inputs.policy),
      settings: { value: toSettings(inputs.settings) },
      waivers: listOf(inputs.waivers, (waiver) => ({ value: toWaiver(waiver) })),
      documents: lists.documents,
      statements: lists.statements,
      history: inputs.history === null ? { value: null } : toHistory(inputs.history),
      baseline: inputs.baseline === null ? { value: null } : toBaseline(inputs.baseline),
    },
  };
}

function toSettings(settings: GateInputs['settings']): GateInputs['settings'] {
  return Object.fromEntries(Object.entries(settings).sort(([a], [b]) => compareText(a, b)));
}

function toHistory(history: History): JsonTree {
  return {
    branch: {
      reference: { value: history.reference },
      entries: listOf(history.entries, (entry) => ({ value: toHistoryOf(entry) })),
    },
  };
}

function toHistoryOf(entry: HistoryOf): HistoryOf {
  return {
    key: entry.key,
    firstSeen: entry.firstSeen,
    fixSeen: entry.fixSeen,
    severity: entry.severity,
    severitySince: entry.severitySince,
  };
}

function toBaseline(baseline: Baseline): JsonTree {
  return {
    branch: {
      reference: { value: baseline.reference },
      digest: { value: baseline.digest },
      findings: { value: baseline.findings },
      packages: { value: baseline.packages },
    },
  };
}

function toDigests(digests: GateDigests): GateDigests {
  return {
    policy: digests.policy,
    waivers: digests.waivers,
    vex: digests.vex,
    history: digests.history,
    baseline: digests.baseline,
  };
}

function toGap(gap: JudgedGap): JudgedGap {
  return { problem: toProblem(gap.problem), outcome: gap.outcome, rule: gap.rule, because: gap.because };
}

function toJudgedImage(judged: JudgedImage): JudgedImage {
  return {
    rule: judged.rule,
    action: judged.action,
    outcome: judged.outcome,
    because: judged.because,
    due: toDue(judged.due),
  };
}

function toUnasked(unasked: Unasked): Unasked {
  return { rule: unasked.rule, field: unasked.field, count: unasked.count };
}
