/**
 * Roughly how much memory facts take, each with its place. A small layer can hold text that becomes millions of short
 * strings in every reader's hands: the sum is limited for a layer, where the rest is passed over, and for an image
 * (image-budget.ts).
 */
import type { LayerFact } from './layer-contents.ts';

/** What V8 needs for a value besides its content: measured, rounded up. */
const STRING_BYTES = 32;
const OBJECT_BYTES = 64;
const SLOT_BYTES = 16;
const MAP_BYTES = 192;
const MAP_SLOT_BYTES = 48;
const ARRAY_BUFFER_BYTES = 224;
/** An entry, and the lists and maps that a fact stands in while a layer is read. */
const PLACE_BYTES = 384;
/** An entry of a map, and the object that is made of it. */
const LINK_BYTES = 160;

/** Characters that take two bytes make the whole string take two bytes a character. */
const WIDE = /[^\0-\xff]/;

/** Estimated memory of a fact with its place, in bytes. */
export function factBytes({ entry, fact }: LayerFact): number {
  return PLACE_BYTES + textBytes(entry.path) + textBytes(entry.linkTarget) + dataBytes(fact);
}

/** The same of any plain data. */
export function dataBytes(value: unknown): number {
  if (typeof value === 'string') return textBytes(value);
  if (typeof value !== 'object' || value === null) return SLOT_BYTES;
  if (ArrayBuffer.isView(value)) return ARRAY_BUFFER_BYTES + value.byteLength;
  const isMap = value instanceof Map;
  let bytes = isMap ? MAP_BYTES + MAP_SLOT_BYTES * value.size : OBJECT_BYTES;
  const members = isMap ? [...value].flat() : Array.isArray(value) ? value : Object.values(value);
  for (const member of members) bytes += SLOT_BYTES + dataBytes(member);
  return bytes;
}

/** The same of a link with its target, or of the path of a mark. */
export function linkBytes(path: string, target: string = ''): number {
  return LINK_BYTES + textBytes(path) + textBytes(target);
}

function textBytes(text: string): number {
  return STRING_BYTES + (WIDE.test(text) ? 2 : 1) * text.length;
}

/** The same data in strings of their own: one that was cut out of a file's text would hold on to all of that. */
export function ownData<T>(fact: T): T {
  return structuredClone(fact);
}
