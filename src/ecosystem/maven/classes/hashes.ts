/**
 * How classes are told apart: by 32-bit hashes of their names and of what is in them, the same in the table of known
 * libraries and in an archive. FNV-1a with a final mix: fast over a few dozen bytes, and nobody gains by a collision
 * but a class that is taken for another, of which a library has hundreds.
 */

export const HASH_START = 0x811c9dc5;

export function addByte(hash: number, byte: number): number {
  return Math.imul(hash ^ byte, 0x01000193);
}

/** Of `bytes[start, end)`, going on from `hash`. */
export function hashBytes(bytes: Uint8Array, start: number, end: number, hash: number = HASH_START): number {
  let value = hash;
  for (let at = start; at < end; at += 1) value = Math.imul(value ^ bytes[at]!, 0x01000193);
  return value;
}

export function hashText(text: string): number {
  const bytes = Buffer.from(text);
  return hashBytes(bytes, 0, bytes.length);
}

/** Spreads each bit over all of them, and joins a second value. */
export function mix(hash: number, other: number): number {
  let value = Math.imul(hash ^ (other >>> 15) ^ Math.imul(other, 0x9e3779b1), 0x85ebca6b);
  value ^= value >>> 13;
  value = Math.imul(value, 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}

/** A class by its own name and that of its folder: what a relocation leaves as it is. 24 bits. */
export function keyOf(lastFolder: number, className: number): number {
  return mix(lastFolder, className) >>> 8;
}

/** A class file as it was released, at its place. 16 bits. */
export function contentMark(folder: number, crc32: number): number {
  return mix(folder, crc32) >>> 16;
}

/** What a relocated class keeps of its content. 16 bits. */
export function shapeMark(shape: number): number {
  return mix(shape, 0x5bd1e995) >>> 16;
}
