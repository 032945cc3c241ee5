/**
 * The decision as a text for terminals and logs: the verdict first, at most ten reasons, then the shortest way to pass,
 * then what took part. All reports of a run are one decision: of an index with several platforms the strictest counts,
 * and what does not hold for all of them says for which it does. The table has all findings; this has what decides.
 */
import { displayWidth } from '../../base/terminal.ts';
import type { ScanReport } from '../../model/report.ts';
import { toChunks } from '../chunks.ts';
import { BLANK, type Line, line, type Page, renderLines, span, toPage, wrapped } from '../line.ts';
import type { Reporter, ReporterOptions } from '../reporter.ts';
import { countOf } from '../words.ts';
import { digestLines } from './digests.ts';
import { headLines } from './head.ts';
import { gather, onlyIn, type Part, type Shared, toParts, verdictOf } from './platforms.ts';
import { chooseReasons, findReasons, type Reason } from './reasons.ts';
import { toldLines } from './told.ts';
import { findSteps } from './way.ts';
import { dueLines, items } from './words.ts';

export const gateReporter: Reporter = {
  id: 'gate',
  mediaType: 'text/plain; charset=utf-8',
  *write(reports: readonly ScanReport[], options: ReporterOptions): Generator<string> {
    const page = toPage(options.terminal);
    const lines =
      reports.length === 0 ? [line('Nothing was judged.')] : allLines(toParts(reports), page, options);
    yield* toChunks(renderLines(lines, page));
  },
};

function* allLines(parts: readonly Part[], page: Page, options: ReporterOptions): Generator<Line> {
  yield* headLines(parts);
  yield* reasonLines(parts, page);
  yield* stepLines(parts, page, options);
  yield* toldLines(parts, page);
  yield* digestLines(parts, page);
}

const MOST_REASONS = 10;

function* reasonLines(parts: readonly Part[], page: Page): Generator<Line> {
  const all = gather(parts, findReasons, ({ key }) => key);
  // What blocks on any platform comes before what only warns.
  const reasons = [...all].sort(
    (a, b) => Number(a.item.outcome !== 'block') - Number(b.item.outcome !== 'block'),
  );
  if (reasons.length === 0) return;
  yield line(span('WHY', 'bold'), '  (x: blocks, w: warns)');
  const chosen = chooseReasons(reasons, MOST_REASONS);
  for (const reason of chosen) yield* oneReason(reason, parts, page);
  const rest = reasons.length - chosen.length;
  if (rest > 0) yield line(span(`  and ${countOf(rest, 'more reason')}; --format table has all`, 'dim'));
  yield BLANK;
}

function* oneReason(shared: Shared<Reason>, parts: readonly Part[], page: Page): Generator<Line> {
  const { outcome, name, subject, rule, because } = shared.item;
  const mark = outcome === 'block' ? span('x ', 'red', 'bold') : span('w ', 'yellow', 'bold');
  const place = [subject, onlyIn(shared, parts).trim()].filter(Boolean).join(' ');
  const fits = displayWidth(span(`x ${name} ${place}`).text) <= page.width;
  yield fits ? line(mark, span(name, 'bold'), span(` ${place}`)) : line(mark, span(name, 'bold'));
  if (!fits) yield* wrapped(page, 4, place);
  yield* wrapped(page, 4, rule === '' ? because : `rule ${rule}: ${because}`);
  yield* dueLines(page, 4, shared.item);
}

const MOST_STEPS = 20;

function* stepLines(parts: readonly Part[], page: Page, options: ReporterOptions): Generator<Line> {
  const verdict = verdictOf(parts);
  if (verdict === 'pass') return;
  const find = (report: ScanReport) => findSteps(report, verdict, options.compareVersions);
  const steps = gather(parts, find, ({ text }) => text);
  if (steps.length === 0) return;
  const title = verdict === 'block' ? 'THE SHORTEST WAY TO PASS' : 'TO BE RID OF THE WARNINGS';
  yield line(span(title, 'bold'));
  const texts = steps.map((shared) => shared.item.text + onlyIn(shared, parts));
  yield* items(page, texts, MOST_STEPS);
  yield BLANK;
}
