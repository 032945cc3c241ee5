/** What is shown but not counted, with the reason, by name. */
import type { Judgement } from '../../model/report.ts';
import { BLANK, type Line, line, span } from '../line.ts';
import { compareJudgements, isCounted } from '../summary.ts';
import { countOf, STANDING_WORDS } from '../words.ts';

const SHOWN_NAMES = 5;

export function* notCountedLines(judgements: readonly Judgement[]): Generator<Line> {
  const others = judgements.filter((judgement) => !isCounted(judgement)).sort(compareJudgements);
  if (others.length === 0) return;
  yield BLANK;
  yield line(span('NOT COUNTED', 'bold'));
  for (const [standing, ours] of Map.groupBy(others, (j) => j.ranked.finding.standing)) {
    if (standing === 'counted') continue;
    yield line(`  ${ours.length} ${STANDING_WORDS[standing]}:`);
    const byName = [...Map.groupBy(ours, ({ ranked }) => nameOf(ranked))];
    for (const [name, findings] of byName.slice(0, SHOWN_NAMES)) yield notCountedLine(name, findings);
    const rest = byName.length - SHOWN_NAMES;
    if (rest > 0) yield line(span(`    and ${countOf(rest, 'more name')}`, 'dim'));
  }
}

function notCountedLine(name: string, findings: readonly Judgement[]): Line {
  const { standingReason } = findings[0]!.ranked.finding;
  const ids = findings.slice(0, 2).map(({ ranked }) => placeOrId(ranked));
  const rest = findings.length > ids.length ? ` and ${findings.length - ids.length} more` : '';
  return line(
    `    ${name}: ${ids.join(', ')}${rest}`,
    span(standingReason === '' ? '' : ` (${standingReason})`, 'dim'),
  );
}

function placeOrId({ finding }: Judgement['ranked']): string {
  return finding.kind === 'secret' ? finding.places[0]!.path : finding.id;
}

/** What a finding is listed under: its package, or what kind of secret it is. */
function nameOf({ finding }: Judgement['ranked']): string {
  return finding.kind === 'vulnerability' ? finding.packageName : finding.title;
}
