/** The check sum of zlib (RFC 1950, section 8.2). */
const MODULUS = 65_521;
/** So many bytes can be added before a sum needs more than 32 bits. */
const STEP = 5552;

export function adler32(bytes: Uint8Array): number {
  let a = 1;
  let b = 0;
  for (let start = 0; start < bytes.length; start += STEP) {
    const end = Math.min(bytes.length, start + STEP);
    for (let at = start; at < end; at++) {
      a += bytes[at]!;
      b += a;
    }
    a %= MODULUS;
    b %= MODULUS;
  }
  return b * 65_536 + a;
}
