/** Makes an input smaller while something stays true of it: leaves out blocks, from half of it down to bytes. */

const MOST_TRIES = 120;

export async function trim(
  bytes: Uint8Array,
  holds: (smaller: Uint8Array) => boolean | Promise<boolean>,
): Promise<Uint8Array> {
  let kept = bytes;
  let tries = 0;
  for (let size = bytes.length >> 1; size >= 1; size >>= 1) {
    for (let at = 0; at < kept.length; ) {
      if (tries++ === MOST_TRIES) return kept;
      const smaller = Buffer.concat([kept.subarray(0, at), kept.subarray(at + size)]);
      if (await holds(smaller)) kept = smaller;
      else at += size;
    }
  }
  return kept;
}
