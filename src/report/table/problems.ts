/** Why the coverage is what it is, and what else is worth telling; each with its place and the way out. */
import { truncateStart } from '../../base/terminal.ts';
import type { Problem } from '../../model/problem.ts';
import type { ScanReport } from '../../model/report.ts';
import { layerName } from '../layers.ts';
import { BLANK, type Line, line, type Page, span, wrapped } from '../line.ts';
import { countOf } from '../words.ts';

export function* problemLines(report: ScanReport, page: Page): Generator<Line> {
  const notes = report.problems.filter((problem) => problem.effect === 'note');
  yield* section('PROBLEMS (why the coverage is not complete)', report.coverage.reasons, report, page);
  yield* section('NOTES', notes, report, page);
}

/** Problems of one kind that are shown; the JSON report has all. */
const SHOWN = 5;

function* section(
  title: string,
  problems: readonly Problem[],
  report: ScanReport,
  page: Page,
): Generator<Line> {
  if (problems.length === 0) return;
  yield BLANK;
  yield line(span(title, 'bold'));
  for (const [code, ours] of Map.groupBy(problems, (problem) => problem.code)) {
    for (const problem of ours.slice(0, SHOWN)) yield* oneProblem(problem, report, page);
    const rest = ours.length - SHOWN;
    if (rest > 0) yield line(span(`  and ${countOf(rest, 'more problem')} of the kind ${code}`, 'dim'));
  }
}

/** Lines that a path gets: of a longer one the end says more. */
const PATH_LINES = 2;

function placeText({ path, layerIndex }: Problem, report: ScanReport, page: Page): string {
  const layer = layerIndex === null ? '' : layerName(report, layerIndex);
  const shown = truncateStart(span(path).text, PATH_LINES * (page.width - 4));
  return [shown, layer].filter((part) => part !== '').join(', ');
}

function* oneProblem(problem: Problem, report: ScanReport, page: Page): Generator<Line> {
  for (const [i, part] of [...wrapped(page, 4, problem.message)].entries()) {
    yield line(i === 0 ? '  - ' : '    ', ...part.slice(1));
  }
  const place = placeText(problem, report, page);
  if (place !== '') yield* wrapped(page, 4, `at ${place}`);
  if (problem.wayOut !== '') yield* wrapped(page, 4, `way out: ${problem.wayOut}`);
}
