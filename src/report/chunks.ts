/** Small pieces joined to larger ones: a writer that makes a system call for each should not make a hundred thousand. */

/** In UTF-16 code units. */
const CHUNK = 16_384;

/** The same text in pieces of at least 16,384 code units, but for the last. */
export function* toChunks(pieces: Iterable<string>): Generator<string> {
  let chunk = '';
  for (const piece of pieces) {
    chunk += piece;
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}
