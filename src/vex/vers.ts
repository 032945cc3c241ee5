/**
 * Version ranges as CSAF and CycloneDX write them. Specification: VERS (package-url/vers-spec). The order is that of
 * the package's own ecosystem, whatever the range calls it. Left out: wrong ranges are not put right.
 */
import type { SchemeId } from '../model/advisory.ts';
import { compareAs } from './same-version.ts';

interface Constraint {
  readonly sign: '=' | '!=' | '<' | '<=' | '>' | '>=';
  readonly version: string;
}

const MOST_CONSTRAINTS = 1000;

/** False too where nobody can tell: a range that is none, a version that the order cannot read. */
export function isInVers(version: string, vers: string, scheme: SchemeId | null): boolean {
  const constraints = parseVers(vers);
  if (constraints === null) return false;
  const { points, bounds } = split(constraints);
  for (const { sign, version: point } of points) {
    const order = compareAs(scheme, version, point);
    if (order === null) return false;
    if (order === 0) return sign === '=';
  }
  if (bounds.length === 0) return points.length === 0 || points.every(({ sign }) => sign === '!=');
  return isBetween(version, bounds, scheme);
}

/** Null for text that is no range; empty = all versions. */
function parseVers(text: string): readonly Constraint[] | null {
  const list = /^vers:[a-z0-9.+-]+\/(.+)$/is.exec(text)?.[1]?.replaceAll(' ', '');
  if (list === undefined) return null;
  if (list === '*') return [];
  const parts = list.split('|').filter((part) => part !== '');
  const constraints = parts.slice(0, MOST_CONSTRAINTS).map(parseConstraint);
  const isWhole = parts.length > 0 && parts.length <= MOST_CONSTRAINTS;
  return isWhole && constraints.every((constraint) => constraint !== null) ? constraints : null;
}

function parseConstraint(text: string): Constraint | null {
  const [, sign = '', rest = ''] = /^(!=|<=|>=|<|>|=)?(.*)$/s.exec(text)!;
  try {
    const version = decodeURIComponent(rest);
    return version === '' || version === '*' ? null : { sign: (sign || '=') as Constraint['sign'], version };
  } catch {
    return null;
  }
}

function split(constraints: readonly Constraint[]) {
  const isPoint = ({ sign }: Constraint): boolean => sign === '=' || sign === '!=';
  return { points: constraints.filter(isPoint), bounds: constraints.filter((c) => !isPoint(c)) };
}

/** The bounds alternate: from one that opens an interval to one that closes it. */
function isBetween(version: string, bounds: readonly Constraint[], scheme: SchemeId | null): boolean {
  let isIn = false;
  let isOpen = bounds[0]!.sign.startsWith('<');
  let holdsBelow = isOpen;
  for (const { sign, version: bound } of bounds) {
    const order = compareAs(scheme, version, bound);
    const closes = sign.startsWith('<');
    if (order === null || closes !== isOpen) return false;
    const isAt = order === 0 && sign.endsWith('=');
    if (closes) isIn ||= holdsBelow && (order < 0 || isAt);
    else holdsBelow = order > 0 || isAt;
    isOpen = !closes;
  }
  return isIn || (isOpen && holdsBelow);
}
