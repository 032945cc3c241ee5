/**
 * The functions of our own, and those of CEL whose time depends on data, with the steps that they take. All are pure: no
 * clock, no locale, no time zone.
 */
import { type CelFunc, type CelList, CelScalar, celEnv, celFunc, celMethod, listType } from '@bufbuild/cel';
import { addDays, daysBetween, findDay } from '../../base/days.ts';
import { matchesName } from '../../base/glob.ts';
import { SEVERITIES } from '../../model/severity.ts';
import { getScheme } from '../../version/list.ts';
import { findSchemeOf } from '../../version/of-ecosystem.ts';
import { judgeRange, parseVersionRange } from '../waiver/version-range.ts';
import { type Meter, TICK } from './meter.ts';
import { sizeOfPattern } from './signatures.ts';

const { BOOL, DYN, INT, STRING } = CelScalar;
const LIST = listType(DYN);

/** Letters of a text that are gone through in one step. */
const LETTERS = 64;
/** Elements that are copied or compared in one step. */
const ELEMENTS = 16;

export function createFunctions(meter: Meter): CelFunc[] {
  return [...ownFunctions(), ...textFunctions(meter), ...listFunctions(meter)];
}

function ownFunctions(): CelFunc[] {
  return [
    celFunc('days', [STRING, STRING], INT, (from, to) => BigInt(daysBetween(dayOf(from), dayOf(to)))),
    celFunc('severityRank', [STRING], INT, (word) => BigInt(rankOf(word))),
    celFunc('compareVersions', [STRING, STRING, STRING], INT, (ecosystem, a, b) =>
      BigInt(getScheme(schemeOf(ecosystem)).compare(versionOf(a), versionOf(b))),
    ),
    celFunc('inVersions', [STRING, STRING, STRING], BOOL, isInVersions),
  ];
}

function textFunctions({ spend }: Meter): CelFunc[] {
  const forText = (text: string): void => spend(Math.ceil(text.length / LETTERS));
  const standard = celEnv().funcs.find('matches')!;
  return [
    celFunc('glob', [STRING, STRING], BOOL, (text, pattern) => {
      forText(text);
      forText(pattern);
      return matchesName(text, pattern);
    }),
    celFunc('int', [STRING], INT, (text) => {
      if (!/^-?\d{1,18}$/.test(text)) throw new RangeError(`"${text.slice(0, 40)}" is no whole number`);
      return BigInt(text);
    }),
    celFunc('lower', [STRING], STRING, (text) => {
      forText(text);
      return text.toLowerCase();
    }),
    celFunc('_+_', [STRING, STRING], STRING, (a, b) => {
      forText(a + b);
      return a + b;
    }),
    celMethod('contains', STRING, [STRING], BOOL, function (part) {
      forText(this);
      return this.includes(part);
    }),
    celMethod('matches', STRING, [STRING], BOOL, function (pattern) {
      spend(Math.ceil((this.length * sizeOfPattern(pattern)) / LETTERS));
      const found = standard.call(0, this, [pattern]);
      if (typeof found === 'boolean') return found;
      throw found instanceof Error ? found : new TypeError('no text');
    }),
  ];
}

function listFunctions({ spend }: Meter): CelFunc[] {
  const forList = (list: CelList): void => spend(Math.ceil(list.size / ELEMENTS));
  const standard = celEnv().funcs.find('@in')!;
  return [
    celFunc(TICK, [INT], BOOL, (steps) => {
      spend(Number(steps));
      return true;
    }),
    celFunc('_+_', [LIST, LIST], LIST, (a, b) => {
      forList(a);
      forList(b);
      return [...a, ...b];
    }),
    celFunc('@in', [DYN, LIST], BOOL, (value, list) => {
      forList(list);
      return standard.call(0, undefined, [value, list]) === true;
    }),
  ];
}

function dayOf(text: string): string {
  const day = findDay(text);
  if (day === null || addDays(day, 0) !== day) throw new RangeError(`"${text.slice(0, 40)}" is no day`);
  return day;
}

/** The worse, the higher, from 1; 0 for unknown. */
function rankOf(word: string): number {
  const place = (SEVERITIES as readonly string[]).indexOf(word);
  if (place < 0) throw new RangeError(`"${word.slice(0, 40)}" is no severity`);
  return SEVERITIES.length - 1 - place;
}

/** No packager writes longer ones, and some orders take the square of their length. */
const LONGEST_VERSION = 256;

function versionOf(text: string): string {
  if (text.length > LONGEST_VERSION)
    throw new RangeError(`"${text.slice(0, 40)}…" is too long for a version`);
  return text;
}

function schemeOf(ecosystem: string): Parameters<typeof getScheme>[0] {
  const scheme = findSchemeOf(ecosystem);
  if (scheme === null) throw new RangeError(`versions of "${ecosystem.slice(0, 40)}" have no known order`);
  return scheme;
}

function isInVersions(ecosystem: string, version: string, range: string): boolean {
  const parsed = parseVersionRange(versionOf(range));
  if (parsed === null) throw new RangeError(`"${range.slice(0, 40)}" is no range of versions`);
  const place = judgeRange(versionOf(version), parsed, schemeOf(ecosystem));
  if (place === 'unsure')
    throw new RangeError(`"${version.slice(0, 40)}" cannot be compared with "${range.slice(0, 40)}"`);
  return place === 'in';
}
