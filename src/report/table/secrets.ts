/** Secrets: what, where, in which state, and what to do. Their texts are masked before they get here. */
import { truncate, truncateStart } from '../../base/terminal.ts';
import type { SecretFinding, SecretPlace, SecretState } from '../../model/finding.ts';
import type { Judgement, ScanReport } from '../../model/report.ts';
import { isSecret } from '../kinds.ts';
import { layerInstruction, layerName } from '../layers.ts';
import { BLANK, type Line, line, type Page, span, wrapped } from '../line.ts';
import { compareJudgements, isCounted } from '../summary.ts';
import { countOf, markOf, SEVERITY_STYLES } from '../words.ts';

export function* secretLines(report: ScanReport, page: Page): Generator<Line> {
  const secrets = report.decision.judgements.filter(isSecret).filter(isCounted).sort(compareJudgements);
  if (secrets.length === 0) return;
  yield BLANK;
  yield line(span('SECRETS', 'bold'), '  (x: blocks)');
  for (const judgement of secrets) yield* oneSecret(report, judgement, page);
  yield BLANK;
  yield* wrapped(page, 2, ADVICE);
}

const ADVICE =
  'Revoke first, where each line says. Then build the image anew without the secret: a later layer that removes ' +
  'it, or squashing, does not take back what was pushed.';

const SHOWN_PLACES = 3;

function* oneSecret(report: ScanReport, judgement: Judgement<SecretFinding>, page: Page): Generator<Line> {
  const { finding } = judgement.ranked;
  yield BLANK;
  yield line(
    span(`${markOf(judgement)}  `, 'red', 'bold'),
    span(finding.severity.padEnd(10), ...SEVERITY_STYLES[finding.severity]),
    span(finding.title, 'bold'),
    `  ${finding.masked}`,
  );
  for (const place of finding.places.slice(0, SHOWN_PLACES)) yield* placeLines(report, place, page);
  const rest = finding.places.length - SHOWN_PLACES;
  if (rest > 0) yield line(span(`     in ${countOf(rest, 'more place')}`, 'dim'));
  for (const note of finding.notes) yield* wrapped(page, 5, note);
  if (finding.expiresAt !== '') yield line(`     valid until ${finding.expiresAt}`);
  yield* wrapped(page, 5, `revoke: ${finding.revoke}`);
}

const STATE_WORDS: Readonly<Record<SecretState, string>> = {
  visible: 'visible',
  removed: 'removed but extractable',
  overwritten: 'overwritten but extractable',
  'in-config': 'in the config',
};

function* placeLines(report: ScanReport, place: SecretPlace, page: Page): Generator<Line> {
  const { state, layerIndex, goneInLayer } = place;
  const at = place.line === 0 ? (place.offset === 0 ? '' : ` at byte ${place.offset}`) : `:${place.line}`;
  const path = truncateStart(span(place.path).text, Math.floor(page.width * 0.6));
  const gone = goneInLayer === null ? '' : ` in layer ${goneInLayer}`;
  yield line(span(`     ${path}${at}`), `, ${STATE_WORDS[state]}${gone}`);
  if (layerIndex === null) return;
  const instruction = layerInstruction(report, layerIndex);
  const text = `       ${layerName(report, layerIndex)}${instruction === '' ? '' : `: ${instruction}`}`;
  yield line(span(truncate(span(text).text, page.width), 'dim'));
}
