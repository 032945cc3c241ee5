/** What judging gets besides the findings. */
import type { GateDigests, GateInputs } from '../model/gate.ts';
import type { ScanReport } from '../model/report.ts';
import type { Severity } from '../model/severity.ts';
import type { VexVerdicts } from '../model/vex.ts';
import type { Expressions } from './expression/expressions.ts';

/** What findings are judged by. */
export type Asked =
  /** Nobody asked for a judgement: all pass. */
  | { readonly kind: 'none' }
  /** Findings at or above this severity block. */
  | { readonly kind: 'fail-on'; readonly severity: Severity }
  | AskedPolicy;

export interface AskedPolicy {
  readonly kind: 'policy';
  readonly inputs: GateInputs;
  readonly vex: VexVerdicts;
  readonly digests: GateDigests;
  /** Of `loadExpressions(policy)`: null where no rule has an expression. */
  readonly expressions: Expressions | null;
}

/** What is judged besides the findings. */
export type Subject = Pick<
  ScanReport,
  'image' | 'layers' | 'support' | 'packages' | 'coverage' | 'advisories' | 'scanners'
>;
