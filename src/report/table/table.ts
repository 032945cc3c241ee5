/**
 * The table: a report made to be read, on a terminal or in a log. Verdict and coverage first, what to do last.
 * Colour and width are the caller's; text out of the image can do nothing to the terminal (line.ts).
 */
import type { ScanReport } from '../../model/report.ts';
import { toChunks } from '../chunks.ts';
import { BLANK, type Line, line, type Page, renderLines, span, toPage } from '../line.ts';
import type { Reporter, ReporterOptions } from '../reporter.ts';
import { findingLines } from './findings.ts';
import { headLines } from './head.ts';
import { inventoryLines } from './inventory.ts';
import { notCountedLines } from './not-counted.ts';
import { problemLines } from './problems.ts';
import { secretLines } from './secrets.ts';
import { waiverLines } from './waivers.ts';

export const tableReporter: Reporter = {
  id: 'table',
  mediaType: 'text/plain; charset=utf-8',
  *write(reports: readonly ScanReport[], options: ReporterOptions): Generator<string> {
    const page = toPage(options.terminal);
    yield* toChunks(renderLines(allLines(reports, page, options), page));
  },
};

function* allLines(reports: readonly ScanReport[], page: Page, options: ReporterOptions): Generator<Line> {
  if (reports.length === 0) yield line('No image was scanned.');
  if (reports.length > 1) yield overview(reports);
  for (const [i, report] of reports.entries()) {
    if (i > 0 || reports.length > 1) yield BLANK;
    yield* reportLines(report, page, options);
  }
}

function overview(reports: readonly ScanReport[]): Line {
  const blocked = reports.filter((report) => report.decision.verdict === 'block').length;
  const unsure = reports.filter((report) => report.coverage.state !== 'complete').length;
  return line(
    span(`${reports.length} images: ${blocked} blocked, ${unsure} without complete coverage`, 'bold'),
  );
}

function* reportLines(report: ScanReport, page: Page, options: ReporterOptions): Generator<Line> {
  yield* headLines(report, page);
  yield* problemLines(report, page);
  if (report.scanners.length === 0) yield* inventoryLines(report.packages, page);
  yield* secretLines(report, page);
  yield* findingLines(report, page, options.compareVersions);
  yield* waiverLines(report, page);
  yield* notCountedLines(report.decision.judgements);
}
