/**
 * Versions as waivers name them: `1.2.3`, `<4.17.21`, `>=1 <2`, `>=1 <2 || >=3 <3.4`, in the order of the package's own
 * ecosystem. Left out: `^`, `~` and `x`, which mean something else in each ecosystem.
 */
import type { SchemeId } from '../../model/advisory.ts';
import { getScheme } from '../../version/list.ts';
import { VersionError } from '../../version/scheme.ts';

interface Bound {
  readonly operator: '<' | '<=' | '>' | '>=' | '=';
  readonly version: string;
}

/** One alternative must hold, in which all bounds must. */
export type VersionRange = readonly (readonly Bound[])[];

/** Null for text that is none. Empty = all versions. */
export function parseVersionRange(text: string): VersionRange | null {
  if (text.trim() === '') return [];
  const alternatives = text.split('||').map(parseBounds);
  return alternatives.some((bounds) => bounds === null) ? null : (alternatives as VersionRange);
}

/** `unsure`: a version or bound that the ecosystem's order cannot read. */
export function judgeRange(
  version: string,
  range: VersionRange,
  scheme: SchemeId | null,
): 'in' | 'out' | 'unsure' {
  if (range.length === 0) return 'in';
  const places = range.map((bounds) => placeOf(version, bounds, scheme));
  return places.includes('in') ? 'in' : places.includes('unsure') ? 'unsure' : 'out';
}

const MOST_BOUNDS = 100;
const BOUND = /^(<=|>=|<|>|==?)?\s*([A-Za-z0-9][^\s<>=|,^*]*)/;

function parseBounds(text: string): readonly Bound[] | null {
  const bounds: Bound[] = [];
  let rest = text.trim();
  while (rest !== '' && bounds.length < MOST_BOUNDS) {
    const match = BOUND.exec(rest);
    if (match === null) return null;
    const operator = match[1] === undefined || match[1] === '==' ? '=' : (match[1] as Bound['operator']);
    bounds.push({ operator, version: match[2]! });
    rest = rest.slice(match[0].length).replace(/^[\s,]+/, '');
  }
  // Several versions side by side are meant as alternatives, and none could ever be all of them.
  const isMistaken = bounds.length > 1 && bounds.some(({ operator }) => operator === '=');
  return rest === '' && bounds.length > 0 && !isMistaken ? bounds : null;
}

/** One bound that excludes the version decides, whatever the others are. */
function placeOf(
  version: string,
  bounds: readonly Bound[],
  scheme: SchemeId | null,
): 'in' | 'out' | 'unsure' {
  const held = bounds.map((bound) => holds(version, bound, scheme));
  return held.includes(false) ? 'out' : held.includes(null) ? 'unsure' : 'in';
}

/** Null where nobody can tell. */
function holds(
  version: string,
  { operator, version: bound }: Bound,
  scheme: SchemeId | null,
): boolean | null {
  if (operator === '=' && version === bound) return true;
  const order = compare(version, bound, scheme);
  if (order === null) return null;
  if (operator === '=') return order === 0;
  return operator.startsWith('<')
    ? order < 0 || (order === 0 && operator === '<=')
    : order > 0 || (order === 0 && operator === '>=');
}

function compare(version: string, bound: string, scheme: SchemeId | null): -1 | 0 | 1 | null {
  if (scheme === null || version === '') return null;
  if (scheme === 'golang' && isUntagged(version) !== isUntagged(bound)) return null;
  try {
    return getScheme(scheme).compare(version, bound);
  } catch (error) {
    if (error instanceof VersionError) return null;
    throw error;
  }
}

/** A commit that no tag precedes: its number says nothing of which release it is near. */
function isUntagged(version: string): boolean {
  return /^v?0\.0\.0-\d{14}-[0-9a-f]{12}$/.test(version);
}
