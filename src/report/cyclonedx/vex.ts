/** What a VEX statement says of a flaw, in CycloneDX's words (bom-1.6, `vulnerability.analysis`). */
import type { ScanReport } from '../../model/report.ts';
import { gateOf } from '../kinds.ts';

export interface Analysis {
  readonly state: 'not_affected' | 'resolved';
  readonly justification?: string | undefined;
  readonly detail: string;
}

/** `name`: reference of the document and number of the statement. */
export function vexAnalysis(report: ScanReport, name: string, because: string): Analysis {
  const statements = gateOf(report.decision)?.inputs.statements ?? [];
  const at = name.lastIndexOf('#');
  const reference = name.slice(0, at);
  const number = Number(name.slice(at + 1));
  const found = statements.find((given) => given.index === number && given.document.reference === reference);
  const detail = `VEX ${name}: ${because}`;
  if (found?.status === 'fixed') return { state: 'resolved', detail };
  return { state: 'not_affected', justification: JUSTIFICATIONS.get(found?.justification ?? ''), detail };
}

/** OpenVEX's to CycloneDX's. For code that no adversary controls CycloneDX has no word. */
const JUSTIFICATIONS: ReadonlyMap<string, string> = new Map([
  ['component_not_present', 'code_not_present'],
  ['vulnerable_code_not_present', 'code_not_present'],
  ['vulnerable_code_not_in_execute_path', 'code_not_reachable'],
  ['inline_mitigations_already_exist', 'protected_by_mitigating_control'],
]);
