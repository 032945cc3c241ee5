/** `--explain`: the path of each finding through the rules, or of those that a word names. */
import { InputError } from '../base/errors.ts';
import type { Finding } from '../model/finding.ts';
import type { Judgement, ScanReport } from '../model/report.ts';
import { explainFinding } from '../policy/explain.ts';
import { loadExpressions } from '../policy/expression/load-expressions.ts';
import { writeExplanation } from '../report/gate/explain.ts';
import { askedOf } from '../scan/judge.ts';
import { type Io, writePieces } from './io.ts';
import { terminalOf } from './outputs.ts';

/** `wanted`: an id, an alias, a package's name or a fingerprint; empty = every finding. */
export async function explainReports(io: Io, reports: readonly ScanReport[], wanted: string): Promise<void> {
  for (const report of reports) {
    const chosen = report.decision.judgements.filter(({ ranked }) => isMeant(ranked.finding, wanted));
    if (chosen.length === 0 && wanted !== '') throw notFound(wanted, report);
    await writePieces(io.stdout, writeExplanation(report, await explain(report, chosen), terminalOf(io)));
  }
}

async function explain(report: ScanReport, judgements: readonly Judgement[]) {
  const { basis } = report.decision;
  if (basis.kind !== 'policy') return [];
  const { inputs } = basis.gate;
  const asked = askedOf(report, inputs, await loadExpressions(inputs.policy, inputs.stage));
  return judgements.map((judgement) => ({
    judgement,
    steps: explainFinding(judgement.ranked, report, asked, inputs.now),
  }));
}

function isMeant(finding: Finding, wanted: string): boolean {
  if (wanted === '' || [finding.id, finding.fingerprint].includes(wanted)) return true;
  if (finding.kind !== 'vulnerability') return false;
  return [...finding.aliases, finding.packageName, finding.packagePurl].includes(wanted);
}

function notFound(wanted: string, { image }: ScanReport): InputError {
  return new InputError('no-such-finding', {
    what: `there is no finding "${wanted}"`,
    where: image.reference,
    wayOut: 'name an id, an alias, a package or a fingerprint; without a word all findings are explained',
  });
}
