/**
 * Which of several hits at one place stay. A token wins over an assignment, one of a known provider over any other,
 * then what stands there as it is over what was decoded, then the longer, then the first by id. Public keys and certificates stand in nobody's way but their own.
 */
import { compareText } from '../../../model/problem.ts';
import type { Hit } from './hit.ts';

/** The hits that stay, none over another, by offset. */
export function settle(hits: readonly Hit[]): Hit[] {
  const sorted = hits.toSorted(
    (a, b) => a.offset - b.offset || b.length - a.length || compareText(a.detector.id, b.detector.id),
  );
  const secrets: Hit[] = [];
  const known: Hit[] = [];
  for (const hit of sorted) place(hit, hit.detector.kind === 'public' ? known : secrets);
  return [...secrets, ...known].sort((a, b) => a.offset - b.offset);
}

/** What is kept does not overlap, so that only the last can be in the way. */
function place(hit: Hit, kept: Hit[]): void {
  const last = kept.at(-1);
  if (last === undefined || hit.offset >= last.offset + last.length) kept.push(hit);
  else if (isBetter(hit, last)) kept[kept.length - 1] = hit;
}

function isBetter(a: Hit, b: Hit): boolean {
  const difference =
    rankOf(a) - rankOf(b) || a.encodings.length - b.encodings.length || b.length - a.length || 0;
  return difference === 0 ? compareText(a.detector.id, b.detector.id) < 0 : difference < 0;
}

function rankOf({ detector: { kind, provider } }: Hit): number {
  if (kind !== 'assignment') return 0;
  return provider === 'Generic' ? 2 : 1;
}
