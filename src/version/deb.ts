/**
 * Debian versions, `[epoch:]upstream[-revision]` (Debian Policy, section 5.6.12; order as dpkg has it). A revision
 * that is absent equals `0`. Upstream versions that begin with a letter are read, as dpkg compares them too.
 */
import { compareDigits, digitsEnd, isDigit, isDigits, isLetter } from '../base/version-text.ts';
import { type Scheme, VersionError } from './scheme.ts';

interface DebVersion {
  readonly epoch: string;
  readonly upstream: string;
  readonly revision: string;
}

export const deb: Scheme = {
  id: 'deb',
  compare(a, b) {
    const x = parse(a);
    const y = parse(b);
    return (
      compareDigits(x.epoch, y.epoch) ||
      comparePart(x.upstream, y.upstream) ||
      comparePart(x.revision, y.revision)
    );
  },
};

function parse(raw: string): DebVersion {
  const text = raw.trim();
  const colon = text.indexOf(':');
  const dash = text.lastIndexOf('-');
  const epoch = colon === -1 ? '' : text.slice(0, colon);
  const end = dash === -1 ? text.length : dash;
  const upstream = text.slice(colon + 1, end);
  const revision = text.slice(end + 1);
  if (colon !== -1 && !isDigits(epoch)) throw new VersionError('deb', raw, 'the epoch is not a number');
  if (upstream === '') throw new VersionError('deb', raw, 'there is no upstream version');
  if (dash !== -1 && revision === '') throw new VersionError('deb', raw, 'the revision is empty');
  if (!isClean(upstream, '.+-~:') || !isClean(revision, '.+~')) {
    throw new VersionError('deb', raw, 'it holds a character that is not allowed');
  }
  return { epoch, upstream, revision };
}

function isClean(text: string, marks: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (!isDigit(code) && !isLetter(code) && !marks.includes(text[i]!)) return false;
  }
  return true;
}

/** Other text and numbers in turn; in other text `~` is below the end, letters are below all else. */
function comparePart(a: string, b: string): -1 | 0 | 1 {
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    while (isOther(a, i) || isOther(b, j)) {
      const difference = weight(a, i++) - weight(b, j++);
      if (difference !== 0) return difference < 0 ? -1 : 1;
    }
    const iEnd = digitsEnd(a, i);
    const jEnd = digitsEnd(b, j);
    const order = compareDigits(a.slice(i, iEnd), b.slice(j, jEnd));
    if (order !== 0) return order;
    i = iEnd;
    j = jEnd;
  }
  return 0;
}

function isOther(text: string, at: number): boolean {
  return at < text.length && !isDigit(text.charCodeAt(at));
}

function weight(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (Number.isNaN(code) || isDigit(code)) return 0;
  if (text[at] === '~') return -1;
  return isLetter(code) ? code : code + 256;
}
