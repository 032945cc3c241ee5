/**
 * What a stored report keeps of its own verdict that cannot be had again without the image: VEX that was attached to it,
 * and the days and the baseline where no others are given.
 */
import type { GateInputs } from '../model/gate.ts';
import type { ScanReport } from '../model/report.ts';
import type { VexStatement } from '../model/vex.ts';

export function withKept(inputs: GateInputs, { decision }: ScanReport): GateInputs {
  if (decision.basis.kind !== 'policy') return inputs;
  const kept = decision.basis.gate.inputs;
  return {
    ...inputs,
    statements: [...inputs.statements, ...attachedStatements(kept.statements, inputs)],
    history: inputs.history ?? kept.history,
    baseline: inputs.baseline ?? kept.baseline,
  };
}

/** Believed by the rules of the policy that judges now, never by those of the policy that judged then. */
function attachedStatements(kept: readonly VexStatement[], { policy }: GateInputs): VexStatement[] {
  const trustRules = policy.trust.flatMap(({ from }, index) => (from === 'image' ? [index] : []));
  if (trustRules.length === 0) return [];
  return kept
    .filter(({ document }) => document.isOfImage)
    .map((statement) => ({ ...statement, document: { ...statement.document, trustRules } }));
}
