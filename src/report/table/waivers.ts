/** Waivers that something is wrong with. */
import type { ScanReport } from '../../model/report.ts';
import { isWaiver } from '../kinds.ts';
import { BLANK, type Line, line, type Page, span, wrapped } from '../line.ts';
import { compareJudgements } from '../summary.ts';
import { markOf } from '../words.ts';

export function* waiverLines(report: ScanReport, page: Page): Generator<Line> {
  const waivers = report.decision.judgements.filter(isWaiver).sort(compareJudgements);
  if (waivers.length === 0) return;
  yield BLANK;
  yield line(span('WAIVERS AT FAULT', 'bold'), '  (x: blocks, w: warns)');
  for (const judgement of waivers) {
    const { id, title, waiver, owner, writtenAt } = judgement.ranked.finding;
    yield line(span(`${markOf(judgement)}  `, 'red', 'bold'), span(`${waiver}  ${id}`));
    yield* wrapped(
      page,
      5,
      [title, owner === '' ? '' : `owner ${owner}`, writtenAt].filter(Boolean).join('; '),
    );
  }
}
