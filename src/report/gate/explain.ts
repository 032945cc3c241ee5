/** The path of findings through the rules (`--explain`): each rule that was asked, whether it held and why. */
import type { ExplainStep } from '../../model/gate.ts';
import type { Judgement, ScanReport } from '../../model/report.ts';
import { toChunks } from '../chunks.ts';
import { gateOf } from '../kinds.ts';
import { BLANK, type Line, line, type Page, renderLines, span, toPage, wrapped } from '../line.ts';
import type { ReporterOptions } from '../reporter.ts';
import { compareJudgements } from '../summary.ts';
import { VERDICTS } from './head.ts';
import { toParts } from './platforms.ts';
import { subjectOf } from './reasons.ts';
import { dueLines } from './words.ts';

export interface Explained {
  readonly judgement: Judgement;
  /** In the order in which the rules were asked; empty where none was. */
  readonly steps: readonly ExplainStep[];
}

/** The pieces of the text, the most urgent finding first. */
export function writeExplanation(
  report: ScanReport,
  explained: readonly Explained[],
  terminal: ReporterOptions['terminal'],
): Iterable<string> {
  const page = toPage(terminal);
  return toChunks(renderLines(allLines(report, explained, page), page));
}

function* allLines(report: ScanReport, explained: readonly Explained[], page: Page): Generator<Line> {
  const [part] = toParts([report]);
  const stage = gateOf(report.decision)?.inputs.stage;
  const asked = stage === undefined ? 'no policy was asked' : `stage ${stage}`;
  yield line(span(report.image.reference, 'bold'), span(` (${part!.name}), ${asked}`));
  if (explained.length === 0) yield line('No finding.');
  const sorted = [...explained].sort((a, b) => compareJudgements(a.judgement, b.judgement));
  for (const one of sorted) yield* findingLines(report, one, page);
}

function* findingLines(report: ScanReport, { judgement, steps }: Explained, page: Page): Generator<Line> {
  const { finding } = judgement.ranked;
  const { text, styles } = VERDICTS[judgement.outcome];
  yield BLANK;
  yield line(span(text, ...styles), span(` ${finding.id}`, 'bold'), span(` ${subjectOf(report, finding)}`));
  for (const { rule, action, held, why } of steps) {
    yield* wrapped(page, 4, `${rule} (${action}) ${held ? 'holds' : 'does not hold'}: ${why}`, 4);
  }
  yield* wrapped(page, 2, `${decidedText(judgement)}: ${judgement.because}`);
  yield* dueLines(page, 2, judgement);
}

function decidedText({ by }: Judgement): string {
  switch (by.kind) {
    case 'nothing':
      return 'nobody asked';
    case 'standing':
      return 'decided by its standing';
    case 'severity':
      return 'decided by its severity';
    case 'no-rule':
      return 'no rule decided';
    case 'rule':
      return `decided by rule ${by.rule}`;
    case 'waiver':
      return `decided by waiver ${by.waiver} against rule ${by.rule}`;
    case 'vex':
      return `decided by VEX ${by.statement}`;
  }
}
