/**
 * Statements of many products to few advisories: a package of a namespace has one for each stream that differs from the
 * ordinary one. Where only a paid stream has a word, the ordinary one has the flaw without a fix.
 */
import type { AdvisoryKey } from '../../../model/advisory.ts';
import type { Compare } from '../../feed.ts';
import type { Statement } from './criteria.ts';

export interface Place {
  readonly key: AdvisoryKey;
  /** As in AdvisoryScope. */
  readonly stream: string;
  readonly verdict: Statement['verdict'];
  /** With `affected` where the fix is in another stream: its version. */
  readonly fixed: string;
}

/** In the order in which namespaces and packages first come; the ordinary stream first. `order` as in ParseContext. */
export function foldStatements(places: readonly Place[], order: Compare | null): Place[] {
  const groups = Map.groupBy(places, ({ key }) => `${key.namespace}\n${key.name}`);
  return [...groups.values()].flatMap((group) => foldGroup(group, order));
}

/** The same for a notice: it says nothing of streams that it does not name. */
export function foldNotice(places: readonly Place[], order: Compare | null): Place[] {
  const groups = Map.groupBy(places, ({ key }) => `${key.namespace}\n${key.name}`);
  return [...groups.values()].flatMap((group) => withoutSame(foldStreams(group, order)));
}

function foldGroup(group: readonly Place[], order: Compare | null): Place[] {
  const folded = foldStreams(group, order);
  return withoutSame(folded[0]?.stream === '' ? folded : [withoutSupport(folded), ...folded]);
}

/** One for each stream, the ordinary one first. */
function foldStreams(group: readonly Place[], order: Compare | null): Place[] {
  const byStream = Map.groupBy(group, ({ stream }) => stream);
  const streams = [...byStream.keys()].sort();
  return streams.map((stream) => byStream.get(stream)!.reduce((a, b) => strongest(a, b, order)));
}

/** What holds for everyone need not be said of those who pay. */
function withoutSame(places: readonly Place[]): Place[] {
  const [first] = places;
  return places.filter((place) => place === first || first?.stream !== '' || !isSame(place, first));
}

/**
 * Products of one stream seldom differ. A fix in one of them counts for all, since one that is out of support stays open for
 * ever; of two fixes the higher counts.
 */
function strongest(a: Place, b: Place, order: Compare | null): Place {
  if (a.verdict !== b.verdict) return WEIGHT[a.verdict] >= WEIGHT[b.verdict] ? a : b;
  return a.verdict === 'fixed' && isLower(a.fixed, b.fixed, order) ? b : a;
}

const WEIGHT: Readonly<Record<Place['verdict'], number>> = { fixed: 2, affected: 1, 'not-affected': 0 };

function isLower(a: string, b: string, order: Compare | null): boolean {
  if (order === null) return false;
  try {
    return order(a, b) < 0;
  } catch {
    return false;
  }
}

/** Only paid streams speak: what one of them fixes stays open for everyone else, up to the version that has the fix. */
function withoutSupport(folded: readonly Place[]): Place {
  const [first] = PREFERRED.flatMap((stream) => folded.filter((place) => place.stream === stream));
  const place = first ?? folded[0]!;
  return { ...place, stream: '', verdict: place.verdict === 'fixed' ? 'affected' : place.verdict };
}

/** Whose fix is named where several have one. */
const PREFERRED = ['ltss', 'sap', 'espos'];

function isSame(a: Place, b: Place): boolean {
  return a.verdict === b.verdict && a.fixed === b.fixed;
}
