/** The sections `waivers` and `vex`: whose word counts against rules. */

import { isDay } from '../../base/days.ts';
import type { WaiverField } from '../../model/policy.ts';
import { VEX_STATUSES } from '../../model/vex.ts';
import type { Key, VexSection, WaiverSection } from './policy-text.ts';
import { type Fields, fieldsAt, itemsAt, listAt } from './read-tree.ts';
import { daysAt, textAt, truthAt, wordAt } from './read-values.ts';
import { findReferenceFault } from './references.ts';
import { addFlaw, quoted, type Reading, type Spot } from './spot.ts';

export const WAIVER_KEYS: readonly string[] = ['from', 'demand', 'max-days', 'final'];
export const SOURCE_KEYS: readonly string[] = ['file', 'key', 'optional'];
export const VEX_KEYS: readonly string[] = ['trust', 'final'];
export const TRUST_KEYS: readonly string[] = ['from', 'author', 'key', 'status', 'until', 'max-age-days'];
export const WAIVER_FIELDS: readonly WaiverField[] = ['reason', 'owner', 'approver', 'expires'];

/** Null where it is not there. */
export function parseWaivers(reading: Reading, spot: Spot | undefined): WaiverSection | null {
  const fields = sectionAt(reading, spot, '`waivers`', WAIVER_KEYS);
  if (fields === null || spot === undefined) return null;
  const demand = fields.get('demand');
  return {
    ...placeOf(spot, 'waivers'),
    sources: itemsAt(reading, fields.get('from')).flatMap((item) => parseSource(reading, item) ?? []),
    demand: demand === undefined ? null : wordsAt(reading, demand, WAIVER_FIELDS, 'part of a waiver'),
    maxDays: fields.has('max-days') ? daysAt(reading, fields.get('max-days'), 0) : null,
    final: truthAt(reading, fields.get('final'), false),
  };
}

/** Null where it is not there. */
export function parseVex(reading: Reading, spot: Spot | undefined): VexSection | null {
  const fields = sectionAt(reading, spot, '`vex`', VEX_KEYS);
  if (fields === null || spot === undefined) return null;
  return {
    ...placeOf(spot, 'vex'),
    trust: listAt(reading, fields.get('trust')).flatMap((item) => parseTrust(reading, item) ?? []),
    final: truthAt(reading, fields.get('final'), false),
  };
}

function sectionAt(
  reading: Reading,
  spot: Spot | undefined,
  what: string,
  known: readonly string[],
): Fields | null {
  return spot === undefined ? null : fieldsAt(reading, spot, what, known);
}

function placeOf({ path, line }: Spot, name: string): { name: string; path: string; line: number } {
  return { name, path, line };
}

function parseSource(reading: Reading, spot: Spot): WaiverSection['sources'][number] | null {
  if (spot.tree.kind === 'text') {
    const reference = referenceAt(reading, spot);
    return reference === null ? null : { reference, key: null, demanded: true };
  }
  const fields = fieldsAt(reading, spot, 'a source of waivers', SOURCE_KEYS);
  if (fields === null) return null;
  const file = neededAt(reading, spot, fields, 'file');
  const reference = file === null ? null : referenceAt(reading, file);
  const key = keyAt(reading, fields.get('key'));
  const demanded = !truthAt(reading, fields.get('optional'), false);
  return reference === null || key === undefined ? null : { reference, key, demanded };
}

/** Of the image itself: its referrers and attestations. */
const OF_IMAGE = 'image';

function parseTrust(reading: Reading, spot: Spot): VexSection['trust'][number] | null {
  const fields = fieldsAt(reading, spot, 'an entry of `trust`', TRUST_KEYS);
  if (fields === null) return null;
  const source = neededAt(reading, spot, fields, 'from');
  const isOfImage = source?.tree.kind === 'text' && source.tree.text === OF_IMAGE;
  const from = source === null ? null : isOfImage ? OF_IMAGE : referenceAt(reading, source);
  const key = keyAt(reading, fields.get('key'));
  const status = fields.get('status');
  const rest = {
    author: textAt(reading, fields.get('author')) ?? '',
    statuses: status === undefined ? VEX_STATUSES : wordsAt(reading, status, VEX_STATUSES, 'status of VEX'),
    until: dayAt(reading, fields.get('until')),
    maxAgeDays: daysAt(reading, fields.get('max-age-days'), 0),
  };
  if (from === null || key === undefined) return null;
  if (isOfImage && key === null) warnOfUnsigned(reading, spot, rest.author);
  return { from, key, ...rest };
}

/** Whoever can push beside the image could say that nothing affects it. */
function warnOfUnsigned(reading: Reading, spot: Spot, author: string): void {
  if (author !== '') return;
  const hint = 'name a key or an author; author: "*" if anyone who may push beside the image is trusted';
  addFlaw(reading, spot, 'what comes with the image would be believed whoever says it', hint);
}

function neededAt(reading: Reading, spot: Spot, fields: Fields, name: string): Spot | null {
  return (
    fields.get(name) ?? addFlaw(reading, spot, `\`${name}\` is missing`, `say where it is read: ${name}: …`)
  );
}

function referenceAt(reading: Reading, spot: Spot): string | null {
  const reference = textAt(reading, spot);
  if (reference === null) return null;
  const fault = findReferenceFault(reference, reading.document);
  return fault === null ? reference : addFlaw(reading, spot, fault.what, fault.hint);
}

/** Undefined where it cannot be read: without it, what must be signed would need no signature. */
function keyAt(reading: Reading, spot: Spot | undefined): Key | undefined {
  if (spot === undefined) return null;
  const { path, line } = spot;
  const text = textAt(reading, spot);
  if (text === null) return undefined;
  if (text.startsWith('-----BEGIN')) return { kind: 'pem', name: `${text}\n`, path, line };
  return referenceAt(reading, spot) === null ? undefined : { kind: 'file', name: text, path, line };
}

function wordsAt<W extends string>(reading: Reading, spot: Spot, words: readonly W[], what: string): W[] {
  return itemsAt(reading, spot).flatMap((item) => wordAt(reading, item, words, what) ?? []);
}

/** `YYYY-MM-DD`; empty where there is none. */
function dayAt(reading: Reading, spot: Spot | undefined): string {
  const text = textAt(reading, spot);
  if (text === null || spot === undefined) return '';
  if (isDay(text)) return text;
  addFlaw(reading, spot, `${quoted(text)} is no day`, 'write a day such as 2027-01-31');
  return '';
}
