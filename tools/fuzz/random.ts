/** Random numbers that are the same for the same seed: sfc32 (Chris Doty-Humphrey, PractRand). */

export interface Random {
  /** A whole number from 0 to below `limit`. */
  int(limit: number): number;
  /** True one time in `count`. */
  oneIn(count: number): boolean;
  pick<T>(list: readonly T[]): T;
}

export function createRandom(seed: number): Random {
  let [a, b, c, counter] = [0x9e3779b9, 0x243f6a88, seed | 0, 1];
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return sum >>> 0;
  };
  // The seed needs some rounds to reach all of the state.
  for (let round = 0; round < 15; round++) next();
  const int = (limit: number): number => Math.floor((next() / 0x1_0000_0000) * limit);
  return { int, oneIn: (count) => int(count) === 0, pick: (list) => list[int(list.length)]! };
}
