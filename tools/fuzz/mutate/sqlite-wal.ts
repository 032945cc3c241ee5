/** Makes the check sums of a write-ahead log right (sqlite.org/fileformat2.html, section 4). */

const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;

export function repairWal(bytes: Uint8Array): Buffer {
  const repaired = Buffer.from(bytes);
  if (repaired.length < HEADER_BYTES) return repaired;
  const isLittle = (repaired.readUInt32BE(0) & 1) === 0;
  let sums = addTo([0, 0], repaired.subarray(0, 24), isLittle);
  writeSums(repaired, 24, sums);
  const pageBytes = repaired.readUInt32BE(8);
  if (pageBytes < 512 || pageBytes > 65_536 || pageBytes % 8 !== 0) return repaired;
  const frameBytes = FRAME_HEADER_BYTES + pageBytes;
  for (let at = HEADER_BYTES; at + frameBytes <= repaired.length; at += frameBytes) {
    repaired.copy(repaired, at + 8, 16, 24);
    sums = addTo(sums, repaired.subarray(at, at + 8), isLittle);
    sums = addTo(sums, repaired.subarray(at + FRAME_HEADER_BYTES, at + frameBytes), isLittle);
    writeSums(repaired, at + 16, sums);
  }
  return repaired;
}

type Sums = readonly [number, number];

function addTo([a, b]: Sums, words: Buffer, isLittle: boolean): Sums {
  for (let at = 0; at < words.length; at += 8) {
    a = (a + (isLittle ? words.readUInt32LE(at) : words.readUInt32BE(at)) + b) >>> 0;
    b = (b + (isLittle ? words.readUInt32LE(at + 4) : words.readUInt32BE(at + 4)) + a) >>> 0;
  }
  return [a, b];
}

function writeSums(bytes: Buffer, at: number, [a, b]: Sums): void {
  bytes.writeUInt32BE(a, at);
  bytes.writeUInt32BE(b, at + 4);
}
