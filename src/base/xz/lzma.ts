/**
 * LZMA as chunks of LZMA2 hold it (Igor Pavlov, `lzma-specification.txt` of the LZMA SDK): literals, matches and repeated matches
 * behind a range coder. Without an end marker, which LZMA2 does not use. Names of states and models are the specification's.
 */

/** What was decoded so far, as far as matches may go back. */
export interface Window {
  /** Room for all of the chunk is behind `at`. */
  bytes: Uint8Array;
  /** Where the next byte goes. Its lowest four bits are those of its place in the whole since the window was last emptied. */
  at: number;
}

const START = 1024;
/** Numbers without a sign are compared as ones with a sign when the top bit of both is turned: V8 is fastest with 32 bits and a sign. */
const TURN = 1 << 31;
/** Places of models among the probabilities. */
const IS_MATCH = 0;
const IS_REP = IS_MATCH + 192;
const IS_REP_G0 = IS_REP + 12;
const IS_REP_G1 = IS_REP_G0 + 12;
const IS_REP_G2 = IS_REP_G1 + 12;
const IS_REP0_LONG = IS_REP_G2 + 12;
const POS_SLOT = IS_REP0_LONG + 192;
const POS_SPECIAL = POS_SLOT + 4 * 64;
const ALIGN = POS_SPECIAL + 115;
const MATCH_LENGTH = ALIGN + 16;
const LENGTH_MODELS = 2 + 16 * 8 + 16 * 8 + 256;
const REP_LENGTH = MATCH_LENGTH + LENGTH_MODELS;
const LITERAL = REP_LENGTH + LENGTH_MODELS;
/** LZMA2 has at most four bits of context. */
const MODELS = LITERAL + (0x300 << 4);

export class LzmaDecoder {
  readonly #models = new Uint16Array(MODELS);
  #lc = 0;
  #lpMask = 0;
  #pbMask = 0;
  #state = 0;
  #rep0 = 0;
  #rep1 = 0;
  #rep2 = 0;
  #rep3 = 0;
  #range = 0;
  #code = 0;
  #input: Uint8Array = new Uint8Array(0);
  #next = 0;

  /** Throws on what LZMA2 does not allow. */
  setProperties(byte: number): void {
    const lc = byte % 9;
    const lp = Math.floor(byte / 9) % 5;
    const pb = Math.floor(byte / 45);
    if (pb > 4 || lc + lp > 4) throw new Error('its properties cannot be');
    this.#lc = lc;
    this.#lpMask = (1 << lp) - 1;
    this.#pbMask = (1 << pb) - 1;
  }

  resetState(): void {
    this.#models.fill(START);
    this.#state = this.#rep0 = this.#rep1 = this.#rep2 = this.#rep3 = 0;
  }

  /** Exactly `count` bytes of exactly this input; throws on damage. */
  decode(input: Uint8Array, window: Window, count: number): void {
    if (input.length < 5 || input[0] !== 0) throw new Error('a chunk does not begin as it must');
    this.#input = input;
    this.#code = (input[1]! << 24) | (input[2]! << 16) | (input[3]! << 8) | input[4]!;
    this.#range = -1;
    this.#next = 5;
    const end = window.at + count;
    while (window.at < end) this.#decodeSymbol(window, end);
    this.#normalize();
    if (this.#next !== input.length || this.#code !== 0) throw new Error('a chunk does not end as it must');
  }

  #decodeSymbol(window: Window, end: number): void {
    const state = this.#state;
    const position = window.at & this.#pbMask;
    if (this.#bit(IS_MATCH + (state << 4) + position) === 0) this.#literal(window);
    else if (this.#bit(IS_REP + state) === 0) this.#match(window, end, position);
    else this.#repeat(window, end, position);
  }

  #literal(window: Window): void {
    const { bytes, at } = window;
    const before = at > 0 ? bytes[at - 1]! : 0;
    const low = at & this.#lpMask;
    const models = LITERAL + 0x300 * ((low << this.#lc) + (before >> (8 - this.#lc)));
    let symbol = 1;
    if (this.#state >= 7) {
      if (this.#rep0 >= at) throw new Error('a match begins before the beginning');
      let match = bytes[at - this.#rep0 - 1]!;
      while (symbol < 0x100) {
        const expected = (match >> 7) & 1;
        match <<= 1;
        const bit = this.#bit(models + ((1 + expected) << 8) + symbol);
        symbol = (symbol << 1) | bit;
        if (bit !== expected) break;
      }
    }
    while (symbol < 0x100) symbol = (symbol << 1) | this.#bit(models + symbol);
    bytes[at] = symbol;
    window.at = at + 1;
    this.#state = this.#state < 4 ? 0 : this.#state < 10 ? this.#state - 3 : this.#state - 6;
  }

  #match(window: Window, end: number, position: number): void {
    this.#rep3 = this.#rep2;
    this.#rep2 = this.#rep1;
    this.#rep1 = this.#rep0;
    const length = this.#length(MATCH_LENGTH, position);
    this.#state = this.#state < 7 ? 7 : 10;
    this.#rep0 = this.#distance(length);
    this.#copy(window, end, length);
  }

  #repeat(window: Window, end: number, position: number): void {
    const state = this.#state;
    if (this.#bit(IS_REP_G0 + state) === 0) {
      if (this.#bit(IS_REP0_LONG + (state << 4) + position) === 0) {
        this.#state = state < 7 ? 9 : 11;
        this.#copy(window, end, 1);
        return;
      }
    } else this.#choose(state);
    const length = this.#length(REP_LENGTH, position);
    this.#state = state < 7 ? 8 : 11;
    this.#copy(window, end, length);
  }

  /** Brings one of the older distances to the front. */
  #choose(state: number): void {
    let distance = this.#rep1;
    if (this.#bit(IS_REP_G1 + state) !== 0) {
      distance = this.#rep2;
      if (this.#bit(IS_REP_G2 + state) !== 0) {
        distance = this.#rep3;
        this.#rep3 = this.#rep2;
      }
      this.#rep2 = this.#rep1;
    }
    this.#rep1 = this.#rep0;
    this.#rep0 = distance;
  }

  #length(models: number, position: number): number {
    if (this.#bit(models) === 0) return 2 + this.#tree(models + 2 + (position << 3), 3);
    if (this.#bit(models + 1) === 0) return 10 + this.#tree(models + 130 + (position << 3), 3);
    return 18 + this.#tree(models + 258, 8);
  }

  #distance(length: number): number {
    const slot = this.#tree(POS_SLOT + (Math.min(length - 2, 3) << 6), 6);
    if (slot < 4) return slot;
    const bits = (slot >> 1) - 1;
    const base = (2 | (slot & 1)) << bits;
    // A slot's models begin where those of the slots before it end: the specification counts them from `base - slot`.
    if (slot < 14) return base + this.#reverseTree(POS_SPECIAL + base - slot, bits);
    const high = this.#direct(bits - 4) * 16;
    return (base >>> 0) + high + this.#reverseTree(ALIGN, 4);
  }

  #copy(window: Window, end: number, length: number): void {
    const { bytes, at } = window;
    if (this.#rep0 >= at) throw new Error('a match begins before the beginning');
    if (at + length > end) throw new Error('a match goes beyond its chunk');
    const start = at - this.#rep0 - 1;
    for (let i = 0; i < length; i++) bytes[at + i] = bytes[start + i]!;
    window.at = at + length;
  }

  #tree(models: number, bits: number): number {
    let symbol = 1;
    for (let i = 0; i < bits; i++) symbol = (symbol << 1) | this.#bit(models + symbol);
    return symbol - (1 << bits);
  }

  #reverseTree(models: number, bits: number): number {
    let symbol = 1;
    let value = 0;
    for (let i = 0; i < bits; i++) {
      const bit = this.#bit(models + symbol);
      symbol = (symbol << 1) | bit;
      value |= bit << i;
    }
    return value;
  }

  #direct(bits: number): number {
    let value = 0;
    for (let i = 0; i < bits; i++) {
      this.#normalize();
      this.#range >>>= 1;
      const bit = (this.#code ^ TURN) >= (this.#range ^ TURN) ? 1 : 0;
      if (bit === 1) this.#code = (this.#code - this.#range) | 0;
      value = value * 2 + bit;
    }
    return value;
  }

  #bit(model: number): 0 | 1 {
    this.#normalize();
    const probability = this.#models[model]!;
    const bound = Math.imul(this.#range >>> 11, probability);
    if ((this.#code ^ TURN) < (bound ^ TURN)) {
      this.#range = bound;
      this.#models[model] = probability + ((2048 - probability) >> 5);
      return 0;
    }
    this.#range = (this.#range - bound) | 0;
    this.#code = (this.#code - bound) | 0;
    this.#models[model] = probability - (probability >> 5);
    return 1;
  }

  /** Behind the end of the input come zeros; `decode` sees then that there were too few. */
  #normalize(): void {
    if ((this.#range & 0xff000000) !== 0) return;
    this.#range <<= 8;
    this.#code = (this.#code << 8) | (this.#next < this.#input.length ? this.#input[this.#next]! : 0);
    this.#next += 1;
  }
}
