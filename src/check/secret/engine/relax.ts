/**
 * In binary content the byte in front of a text, or behind it, may be its length, a tag or the next text, and look like a
 * part of it: in constants of Java and Python, in the strings of a Go program. There a pattern may do without what it demands
 * of the bytes outside of its match.
 */

const FRONT =
  /^(?:\(\?<[!=](?:[^()[\]\\]|\\.|\[(?:\\.|[^\]\\])*\])*\)|\\b|\(\?:\^\|(?:\\.|\[(?:\\.|[^\]\\])*\])\))/s;
const BACK =
  /(?:\(\?[!=](?:[^()[\]\\]|\\.|\[(?:\\.|[^\]\\])*\])*\)|\\b|\(\?:(?:\\.|\[(?:\\.|[^\]\\])*\])\|\$\)|\(\?:\$\|(?:\\.|\[(?:\\.|[^\]\\])*\])\))$/s;

/** The same pattern without its conditions on both sides; null if there are none, or it has alternatives as a whole. */
export function relax(source: string): string | null {
  if (hasAlternatives(source)) return null;
  const inner = source.replace(FRONT, '').replace(BACK, '');
  return inner === source || inner === '' ? null : inner;
}

/** Outside of all groups and classes. */
function hasAlternatives(source: string): boolean {
  let depth = 0;
  for (const [token] of source.matchAll(/\\.|\[(?:\\.|[^\]\\])*\]|./gs)) {
    if (token === '(') depth += 1;
    else if (token === ')') depth -= 1;
    else if (token === '|' && depth === 0) return true;
  }
  return false;
}
