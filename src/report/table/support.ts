/** Until when the distributions in the image are supported. */
import type { Style } from '../../base/terminal.ts';
import type { ReleaseSupport } from '../../model/lifecycle.ts';
import { fact, type Line, type Page } from '../line.ts';
import { countOf } from '../words.ts';

export function* supportFacts(support: readonly ReleaseSupport[], page: Page): Generator<Line> {
  const known = support.filter(({ state, feed }) => state !== 'unknown' && feed !== '');
  for (const [i, one] of known.entries()) {
    const { text, styles } = supportText(one);
    yield* fact(page, i === 0 ? 'Support' : '', text, ...styles);
  }
}

/** Fewer days than these are told in yellow: a base image is not changed overnight. */
const SOON_DAYS = 90;

function supportText(support: ReleaseSupport): { readonly text: string; readonly styles: readonly Style[] } {
  const { label, state, endsAt, daysLeft, extendedUntil } = support;
  if (state === 'open') return { text: `${label}: no end is set`, styles: [] };
  if (daysLeft === null) return { text: `${label}: ended`, styles: ['yellow', 'bold'] };
  const longer = extendedUntil === '' ? '' : `; with a subscription until ${extendedUntil}`;
  if (daysLeft < 0) {
    const text = `${label}: ended on ${endsAt}, ${countOf(-daysLeft, 'day')} ago${longer}`;
    return { text, styles: ['yellow', 'bold'] };
  }
  const text = `${label}: fixes until ${endsAt}, ${countOf(daysLeft, 'day')} left${longer}`;
  return { text, styles: daysLeft < SOON_DAYS ? ['yellow'] : [] };
}
