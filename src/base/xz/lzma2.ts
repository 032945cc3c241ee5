/**
 * LZMA2 (xz-file-format 1.2, section 5.3.1, and `lzma2-specification` of XZ for Java): chunks of at most 64 KiB stored and 2 MiB plain, which
 * say how long they are. The window is as large as the data so far, or as the dictionary and a chunk.
 */
import { LzmaDecoder, type Window } from './lzma.ts';

/** Asks for so many bytes, and gets exactly those; they are valid until it asks again. */
export type Reading<T> = Generator<number, T, Uint8Array>;

const MOST_CHUNK = 2 * 1024 * 1024;
const FIRST_WINDOW = 64 * 1024;

/** Bytes of the dictionary by the property of the filter; larger ones than `most` throw. */
export function dictionaryBytes(property: number, most: number): number {
  if (property > 40) throw new Error('its dictionary cannot be');
  const size = (2 | (property & 1)) * 2 ** (Math.floor(property / 2) + 11);
  if (size > most) throw new Error(`its dictionary takes ${size} bytes, of which ${most} are allowed`);
  return size;
}

/** `take` gets all plain bytes, valid during the call. Answers how many stored bytes there were. Throws on damage. */
export function* readLzma2(dictionary: number, take: (plain: Uint8Array) => void): Reading<number> {
  const decoder = new LzmaDecoder();
  const window: Window = { bytes: new Uint8Array(FIRST_WINDOW), at: 0 };
  let [needsDictionary, needsProperties] = [true, true];
  for (let stored = 0; ; ) {
    const control = (yield 1)[0]!;
    stored += 1;
    if (control === 0) return stored;
    if (control > 2 && control < 0x80) throw new Error('a chunk of an unknown kind');
    if (control === 1 || control >= 0xe0) {
      window.at = 0;
      needsDictionary = false;
      needsProperties = true;
    } else if (needsDictionary) throw new Error('a chunk needs others before it');
    if (control <= 2) {
      const count = toNumber(yield 2) + 1;
      stored += 2 + count;
      makeRoom(window, dictionary, count);
      window.bytes.set(yield count, window.at);
      window.at += count;
      take(window.bytes.subarray(window.at - count, window.at));
      continue;
    }
    const sizes = yield 4;
    const count = ((control & 0x1f) << 16) + sizes[0]! * 256 + sizes[1]! + 1;
    const length = sizes[2]! * 256 + sizes[3]! + 1;
    stored += 4 + length;
    if (control >= 0xc0) {
      decoder.setProperties((yield 1)[0]!);
      needsProperties = false;
      stored += 1;
    } else if (needsProperties) throw new Error('a chunk needs others before it');
    if (control >= 0xa0) decoder.resetState();
    makeRoom(window, dictionary, count);
    decoder.decode(yield length, window, count);
    take(window.bytes.subarray(window.at - count, window.at));
  }
}

function toNumber(bytes: Uint8Array): number {
  return bytes[0]! * 256 + bytes[1]!;
}

/** Larger as long as it may be; then what is older than the dictionary goes. */
function makeRoom(window: Window, dictionary: number, count: number): void {
  const { bytes, at } = window;
  const needed = at + count;
  if (needed <= bytes.length) return;
  const most = dictionary + Math.max(MOST_CHUNK, dictionary / 4);
  if (needed <= most) {
    window.bytes = new Uint8Array(Math.min(most, Math.max(needed, 2 * bytes.length)));
    window.bytes.set(bytes.subarray(0, at));
    return;
  }
  // By a multiple of 16: models go by the lowest bits of a place.
  const shift = Math.floor((at - dictionary) / 16) * 16;
  if (needed - shift > bytes.length) {
    window.bytes = new Uint8Array(most + 16);
    window.bytes.set(bytes.subarray(shift, at));
  } else bytes.copyWithin(0, shift, at);
  window.at = at - shift;
}
