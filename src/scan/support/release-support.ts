/** Until when the distributions of an image are supported, by the table `end-of-life`, and what follows from it. */
import { daysBetween, findDay, isDay } from '../../base/days.ts';
import type { Distro } from '../../model/distro.ts';
import { type PhaseEnd, type ReleaseSupport, type SupportRow, supportRow } from '../../model/lifecycle.ts';
import type { Problem } from '../../model/problem.ts';
import { ShapeError } from '../../model/shape.ts';
import type { TableLookup, TableOrigin } from '../../model/table.ts';
import { type Product, productOf } from './product.ts';

/** One for each distribution, in their order. `now`: UTC ISO 8601. */
export function findSupport(
  distros: readonly Distro[],
  tables: TableLookup,
  now: string,
): readonly ReleaseSupport[] {
  const origin = tables.origin('end-of-life');
  return distros.map((distro) => withDays(supportOf(distro, tables, origin), now));
}

/** The same, seen from another day. */
export function countDays(support: readonly ReleaseSupport[], now: string): readonly ReleaseSupport[] {
  return support.map((one) => withDays(one, now));
}

const END = 'release-end-of-life';

/**
 * What must be told of releases that are over. `dataAt`: when the advisories were fetched, UTC ISO 8601, or empty.
 * Where nobody said any more which flaws there are while they were still being fetched, the answer is not complete.
 */
export function supportProblems(
  support: readonly ReleaseSupport[],
  dataAt: string,
  now: string,
): readonly Problem[] {
  const today = findDay(now) ?? '';
  return support.flatMap((one) => findProblem(one, findDay(dataAt) ?? today, today) ?? []);
}

/** True for a problem that depends on the day of the judgement alone. */
export function isSupportNote({ code, effect }: Problem): boolean {
  return code === END && effect === 'note';
}

const NOTHING: Omit<ReleaseSupport, 'id' | 'versionId'> = {
  label: '',
  state: 'unknown',
  endsAt: '',
  daysLeft: null,
  toldUntil: '',
  extendedUntil: '',
  feed: '',
  dataAt: '',
};

function supportOf(distro: Distro, tables: TableLookup, origin: TableOrigin | null): ReleaseSupport {
  const { id, versionId } = distro;
  const product = productOf(distro);
  if (product === 'rolling')
    return { ...NOTHING, id, versionId, label: distro.prettyName || id, state: 'open' };
  const row = product === null || origin === null ? null : findRow(tables, product.key);
  if (product === null || row === null || origin === null) return { ...NOTHING, id, versionId };
  return { id, versionId, ...toSupport(row, product, distro), daysLeft: null, ...origin };
}

/** A row of another shape is none: tables come from outside. */
function findRow(tables: TableLookup, key: string): SupportRow | null {
  const [value] = tables.find('end-of-life', key);
  if (value === undefined) return null;
  try {
    return supportRow(value);
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    return null;
  }
}

type Ends = Pick<ReleaseSupport, 'label' | 'state' | 'endsAt' | 'toldUntil' | 'extendedUntil'>;

function toSupport(row: SupportRow, { extended, isToldOn }: Product, { streams }: Distro): Ends {
  const longer = laterOf(row.security, row.extended);
  const takesPart =
    extended === 'everyone' || (extended !== 'nobody' && streams.some((s) => extended.test(s)));
  const end = takesPart ? longer : row.security;
  const isOpen = end === 'open' || end === 'none';
  return {
    label: row.label,
    state: isDay(end) ? 'dated' : isOpen ? 'open' : 'ended',
    endsAt: dayOf(end),
    toldUntil: dayOf(isToldOn ? longer : end),
    extendedUntil: takesPart || longer === row.security ? '' : dayOf(longer),
  };
}

/** An end that is not set yet is later than any other. */
function laterOf(a: PhaseEnd, b: PhaseEnd): PhaseEnd {
  if (b === 'none' || b === 'ended' || a === 'open') return a;
  if (b === 'open' || !isDay(a)) return b;
  return a > b ? a : b;
}

function dayOf(end: PhaseEnd): string {
  return isDay(end) ? end : '';
}

function withDays(support: ReleaseSupport, now: string): ReleaseSupport {
  const today = findDay(now);
  const daysLeft = today === null || !isDay(support.endsAt) ? null : daysBetween(today, support.endsAt);
  return { ...support, daysLeft };
}

function findProblem(support: ReleaseSupport, dataDay: string, today: string): Problem | null {
  const { label, state, endsAt, toldUntil, extendedUntil } = support;
  const name = label || support.id;
  if (state === 'ended') return problem('incomplete', `${name} gets no more security updates: ${UNTOLD}`);
  if (state !== 'dated' || endsAt >= today) return null;
  const end = `the security updates of ${name} ended on ${endsAt}`;
  if (toldUntil !== '' && toldUntil < dataDay)
    return problem('incomplete', `${end}: flaws found since ${toldUntil} are not told`);
  if (extendedUntil !== '') {
    return problem('note', `${end}: later fixes, until ${extendedUntil}, come with a subscription alone`);
  }
  return problem('note', `${end}, after the advisories were fetched`);
}

const UNTOLD = 'flaws found since then are not told';

function problem(effect: Problem['effect'], message: string): Problem {
  const wayOut = 'build the image on a release that is supported';
  return { code: END, effect, message, layerIndex: null, path: '', wayOut };
}
