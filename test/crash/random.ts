/** Chance that can be repeated: the same seed, the same numbers (Marsaglia's xorshift, 32 bits). */

export interface Random {
  /** In [0, 1). */
  next(): number;
  /** In [0, below). */
  whole(below: number): number;
  /** Bytes that do not compress. */
  bytes(length: number): Buffer;
}

export function randomOf(seed: number): Random {
  let state = seed | 0 || 1;
  const step = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  for (let i = 0; i < 8; i++) step();
  return {
    next: () => step() / 2 ** 32,
    whole: (below) => Math.floor((step() / 2 ** 32) * below),
    bytes(length) {
      const words = new Uint32Array(Math.ceil(length / 4));
      for (let i = 0; i < words.length; i++) words[i] = step();
      return Buffer.from(words.buffer, 0, length);
    },
  };
}
