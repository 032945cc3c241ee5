/** The decision: one verdict, for which stage and image; with several platforms what each of them came to. */

import type { Style } from '../../base/terminal.ts';
import type { Decision, ScanReport } from '../../model/report.ts';
import { failOnOf, gateOf } from '../kinds.ts';
import { BLANK, type Line, line, span } from '../line.ts';
import { exitMeaning } from '../summary.ts';
import { countOf } from '../words.ts';
import { type Part, verdictOf } from './platforms.ts';

export function* headLines(parts: readonly Part[]): Generator<Line> {
  const names = [...new Set(parts.map(({ report }) => nameOf(report)))];
  const { text, styles } = headWord(parts);
  yield line(
    span(text, ...styles),
    span(` ${[...new Set(parts.map(({ report }) => measureOf(report)))].join(', ')}`, 'bold'),
    span(` ${names.join(', ')}`, 'bold'),
    parts.length === 1 ? '' : ` (${countOf(parts.length, 'platform')})`,
  );
  const [first] = parts;
  if (parts.length === 1) yield line(sumText(first!.report));
  else yield* partLines(parts);
  yield BLANK;
}

interface Word {
  readonly text: string;
  readonly styles: readonly Style[];
}

/** Words of outcomes, the verdict's too. */
export const VERDICTS: Readonly<Record<Decision['verdict'], Word>> = {
  block: { text: 'BLOCK', styles: ['red', 'bold'] },
  warn: { text: 'WARN', styles: ['yellow', 'bold'] },
  pass: { text: 'PASS', styles: ['green', 'bold'] },
};
const NOT_JUDGED: Word = { text: 'NOT JUDGED', styles: ['bold'] };
const NOT_CHECKABLE: Word = { text: 'NOT CHECKABLE', styles: ['yellow', 'bold'] };

/** A policy has decided about gaps; without one, what nobody could look into has not passed. */
function headWord(parts: readonly Part[]): Word {
  const verdict = verdictOf(parts);
  if (verdict !== 'pass') return VERDICTS[verdict];
  const isBlind = ({ report }: Part): boolean =>
    report.coverage.state === 'not-checkable' && report.decision.basis.kind !== 'policy';
  if (parts.some(isBlind)) return NOT_CHECKABLE;
  return parts.every(({ report }) => report.decision.basis.kind === 'none') ? NOT_JUDGED : VERDICTS.pass;
}

function nameOf({ image }: ScanReport): string {
  return image.reference === '' ? 'unnamed image' : image.reference;
}

/** The stage, or the limit that was asked for. */
function measureOf({ decision }: ScanReport): string {
  const failOn = failOnOf(decision);
  return gateOf(decision)?.inputs.stage ?? (failOn === null ? 'nobody asked' : `fail-on ${failOn}`);
}

function* partLines(parts: readonly Part[]): Generator<Line> {
  for (const { name, report } of parts) {
    const { text, styles } = VERDICTS[report.decision.verdict];
    yield line('  ', span(text.padEnd(6), ...styles), span(name), `: ${sumText(report)}`);
  }
}

function sumText(report: ScanReport): string {
  const { exit, coverage, decision } = report;
  const gate = gateOf(decision);
  const all = [...decision.judgements, ...(gate?.gaps ?? []), ...(gate?.image ?? [])];
  const told = (outcome: string): number => all.filter((one) => one.outcome === outcome).length;
  const covered = coverage.state === 'complete' ? '' : `, coverage ${coverage.state}`;
  return `${told('block')} block, ${told('warn')} warn${covered}; exit code ${exit.code} (${exitMeaning(exit.code, decision)})`;
}
