/**
 * One notice: `<glsa id="202305-28">…<affected><package name="dev-java/snakeyaml" arch="*">` with the versions that are
 * unaffected and those that are vulnerable. Vulnerable is what is in one of the latter and in none of the former
 * (`glsa-check` holds it so). A bound with a slot is for that slot only; slots are the `moduleStream` of a scope.
 */
import type { Advisory } from '../../../model/advisory.ts';
import type { Severity, SeverityOpinion } from '../../../model/severity.ts';
import { type Compare, type Doc, type ParseContext, type Parsed, toTime, toTitle } from '../../feed.ts';
import { type Fields, isName, parseObject } from '../../fields.ts';
import { attributeOf, childOf, childrenOf, lineOf } from '../../xml-documents.ts';
import { affectedRanges, type Interval, plainRanges, toInterval } from './intervals.ts';

/** Throws on anything but a `glsa` element. */
export function parseGlsa({ text }: Doc, context: ParseContext): Parsed {
  const glsa = parseObject(text);
  const number = attributeOf(glsa, 'id');
  if (glsa['name'] !== 'glsa' || !/^\d{6}-\d{1,4}$/.test(number)) throw new Error('not a notice');
  const modifiedAt = timeOf(lineOf(childOf(glsa, 'revised')));
  const kind = attributeOf(childOf(glsa, 'product'), 'type');
  const compare = context.order('gentoo');
  const reason = kind !== 'ebuild' ? 'not-an-ebuild' : compare === null ? 'no-order' : '';
  if (reason !== '' || compare === null)
    return { advisories: [], detail: null, skipped: [reason], modifiedAt };
  const skipped: string[] = [];
  const common = toCommon(glsa, number);
  const advisories = childrenOf(childOf(glsa, 'affected'), 'package').flatMap((pkg) =>
    ofPackage(pkg, common, { compare, skipped }),
  );
  if (advisories.length === 0 && skipped.length === 0) skipped.push('no-package');
  return { advisories, detail: null, skipped, modifiedAt };
}

type Common = Omit<Advisory, 'key' | 'scope' | 'ranges' | 'state' | 'fixedAt'>;

function toCommon(glsa: Fields, number: string): Common {
  return {
    id: `GLSA-${number}`,
    aliases: cvesOf(glsa),
    feed: 'gentoo',
    scheme: 'gentoo',
    versions: [],
    title: toTitle(lineOf(childOf(glsa, 'title'))),
    severities: severitiesOf(glsa),
    publishedAt: timeOf(lineOf(childOf(glsa, 'announced'))),
    withdrawnAt: '',
    knownExploited: false,
    informational: '',
    url: `https://security.gentoo.org/glsa/${number}`,
  };
}

function cvesOf(glsa: Fields): string[] {
  const texts = childrenOf(childOf(glsa, 'references'), 'uri').map((uri) =>
    `${lineOf(uri)} ${attributeOf(uri, 'link')}`.slice(0, 1000),
  );
  return [...new Set(texts.flatMap((text) => text.match(/\bCVE-\d{4}-\d{4,19}\b/g) ?? []))].sort();
}

const IMPACTS: ReadonlyMap<string, Severity> = new Map([
  ['high', 'high'],
  ['medium', 'medium'],
  ['normal', 'medium'],
  ['low', 'low'],
  ['minimal', 'low'],
]);

function severitiesOf(glsa: Fields): SeverityOpinion[] {
  const severity = IMPACTS.get(attributeOf(childOf(glsa, 'impact'), 'type'));
  return severity === undefined ? [] : [{ source: 'Gentoo', severity, score: null, vector: '' }];
}

const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);

/** `2023-05-21`, `2013-08-30: 2`, and in old ones `May 22, 2007: 02`. */
function timeOf(text: string): string {
  const iso = /^\d{4}-\d\d-\d\d\b/.exec(text)?.[0];
  if (iso !== undefined) return toTime(`${iso}T00:00:00Z`);
  const match = /^([A-Z][a-z]+) (\d{1,2}), (\d{4})\b/.exec(text);
  const month = match === null ? 0 : MONTHS.indexOf(match[1]!) + 1;
  if (match === null || month === 0) return '';
  return toTime(`${match[3]}-${String(month).padStart(2, '0')}-${match[2]!.padStart(2, '0')}T00:00:00Z`);
}

interface Bound {
  readonly interval: Interval;
  /** Empty = all. */
  readonly slot: string;
}

interface Context {
  readonly compare: Compare;
  readonly skipped: string[];
}

/** One statement for all slots, and one for each slot that has bounds of its own. */
function ofPackage(pkg: Fields, common: Common, { compare, skipped }: Context): Advisory[] {
  const name = attributeOf(pkg, 'name').trim();
  const vulnerable = boundsOf(pkg, 'vulnerable');
  const unaffected = boundsOf(pkg, 'unaffected');
  if (!/^[\w+.-]{1,200}\/[\w+-]{1,200}$/.test(name) || vulnerable === null || unaffected === null) {
    skipped.push('unreadable-package');
    return [];
  }
  const key = { namespace: 'gentoo', name };
  const arches = archesOf(pkg);
  const make = (slot: string, state: Advisory['state'], ranges: Advisory['ranges']): Advisory[] => {
    if (ranges.length === 0) return [];
    const scope = { arches, moduleStream: slot === '' ? null : slot, stream: '' };
    return [{ ...common, key, scope, state, fixedAt: state === 'fixed' ? common.publishedAt : '', ranges }];
  };
  const slots = [...new Set([...vulnerable, ...unaffected].map(({ slot }) => slot))].sort();
  return ['', ...slots.filter((slot) => slot !== '')].flatMap((slot) => {
    const ranges = affectedRanges(inSlot(vulnerable, slot), inSlot(unaffected, slot), compare);
    const state = ranges.some(({ fixed }) => fixed !== null) ? 'fixed' : 'affected';
    // What is said of all slots is for this one too: where the slot has a fix of its own, that must not stand.
    const own = unaffected.filter((bound) => bound.slot === slot).map(({ interval }) => interval);
    const isOverruled = slot !== '' && vulnerable.some((bound) => bound.slot === '');
    return [
      ...make(slot, state, ranges),
      ...(isOverruled ? make(slot, 'not-affected', plainRanges(own)) : []),
    ];
  });
}

function inSlot(bounds: readonly Bound[], slot: string): Interval[] {
  return bounds.filter((bound) => bound.slot === '' || bound.slot === slot).map(({ interval }) => interval);
}

/** Each is held against each. */
const MOST_BOUNDS = 200;

/** Null if one of them cannot be read: without it the others say something else. */
function boundsOf(pkg: Fields, name: string): readonly Bound[] | null {
  const elements = childrenOf(pkg, name);
  if (elements.length > MOST_BOUNDS) return null;
  const bounds = elements.map((element) => {
    const slot = attributeOf(element, 'slot').trim();
    const interval = toInterval(attributeOf(element, 'range').trim(), lineOf(element));
    if (interval === null || (slot !== '' && !isName(slot))) return null;
    return { interval, slot: slot === '*' ? '' : slot };
  });
  const read = bounds.filter((bound) => bound !== null);
  return read.length === bounds.length ? read : null;
}

/** `*`, or names as Gentoo's keywords have them: `amd64 x86`. */
function archesOf(pkg: Fields): string[] {
  const arches = attributeOf(pkg, 'arch')
    .split(/\s+/)
    .filter((arch) => arch !== '');
  return arches.includes('*') ? [] : [...new Set(arches.filter(isName))].sort();
}
