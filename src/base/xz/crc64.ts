/** CRC-64 of ECMA-182, reflected, as xz uses it (xz-file-format 1.2, section 6), in two halves of 32 bits. */
const [LOW, HIGH] = [0xd7870f42, 0xc96c5795];
const lows = new Uint32Array(256);
const highs = new Uint32Array(256);
for (let byte = 0; byte < 256; byte++) {
  let [low, high] = [byte, 0];
  for (let bit = 0; bit < 8; bit++) {
    const isOdd = (low & 1) === 1;
    low = (low >>> 1) | (high << 31);
    high >>>= 1;
    if (isOdd) {
      low ^= LOW;
      high ^= HIGH;
    }
  }
  lows[byte] = low;
  highs[byte] = high;
}

export interface Crc64 {
  update(bytes: Uint8Array): void;
  /** Eight bytes, the lowest first. */
  digest(): Buffer;
}

export function createCrc64(): Crc64 {
  let [low, high] = [~0, ~0];
  return {
    update(bytes) {
      for (let i = 0; i < bytes.length; i++) {
        const index = (low ^ bytes[i]!) & 0xff;
        low = ((low >>> 8) | (high << 24)) ^ lows[index]!;
        high = (high >>> 8) ^ highs[index]!;
      }
    },
    digest() {
      const sum = Buffer.alloc(8);
      sum.writeInt32LE(~low, 0);
      sum.writeInt32LE(~high, 4);
      return sum;
    },
  };
}
