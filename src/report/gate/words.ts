/** Words for due dates, and lists that end in what they left out. */
import type { Due } from '../../model/gate.ts';
import { type Line, line, type Page, span, wrapped } from '../line.ts';
import { countOf } from '../words.ts';

interface Judged {
  readonly outcome: 'block' | 'warn' | 'pass';
  readonly because: string;
  readonly due: Due | null;
}

/** Until when, where that is not said already; one that blocks before its day is due because no day is known. */
export function* dueLines(page: Page, indent: number, { outcome, because, due }: Judged): Generator<Line> {
  if (due === null || (outcome === 'block' && due.daysLeft >= 0)) return;
  if (due.at === '' || !because.includes(due.at)) yield* wrapped(page, indent, dueText(due));
}

/** `due 2031-03-05, 4 days left (soon); public since 2031-02-03, as it is not known when it was first seen here`. */
function dueText({ at, daysLeft, isSoon, clock, used, since }: Due): string {
  if (at === '') return `no time runs yet: ${NOT_YET[clock]}`;
  const left =
    daysLeft < 0
      ? `over for ${countOf(-daysLeft, 'day')}`
      : daysLeft === 0
        ? 'the last day'
        : `${countOf(daysLeft, 'day')} left`;
  const from = since === '' ? '' : `; ${SINCE[used]} ${since}`;
  const instead = used === clock || used === 'cisa' ? '' : `, as ${UNKNOWN[clock]}`;
  return `due ${at}, ${left}${isSoon ? ' (soon)' : ''}${from}${instead}`;
}

const SINCE: Readonly<Record<Due['used'], string>> = {
  'fix-available': 'a fix is out since',
  disclosed: 'public since',
  'first-seen': 'first seen here on',
  cisa: "in CISA's catalogue since",
};

const NOT_YET: Readonly<Record<Due['clock'], string>> = {
  'fix-available': 'there is no fix',
  disclosed: 'it is not public',
  'first-seen': 'it was not seen before',
};

const UNKNOWN: Readonly<Record<Due['clock'], string>> = {
  'fix-available': 'it is not known when a fix came out',
  disclosed: 'it is not known when it became public',
  'first-seen': 'it is not known when it was first seen here',
};

/** The first of some texts, each wrapped behind a dash, and how many there are besides. */
export function* items(page: Page, texts: readonly string[], most: number): Generator<Line> {
  for (const text of texts.slice(0, most)) yield* item(page, text);
  const rest = texts.length - most;
  if (rest > 0) yield line(span(`  and ${rest} more`, 'dim'));
}

function* item(page: Page, text: string): Generator<Line> {
  for (const [i, part] of [...wrapped(page, 4, text)].entries()) {
    yield line(i === 0 ? '  - ' : '    ', ...part.slice(1));
  }
}
