/** Tars as lists of members, and changes to header fields with the sum put right. */
import { writeChecksum } from '../../../test/tar-builder.ts';
import type { Random } from '../random.ts';

export interface TarMember {
  readonly header: Buffer;
  readonly content: Buffer;
}

const BLOCK = 512;

/** The members up to the first block that cannot be a header. */
export function splitTar(bytes: Buffer): TarMember[] {
  return headerOffsets(bytes).map((at) => ({
    header: bytes.subarray(at, at + BLOCK),
    content: bytes.subarray(at + BLOCK, at + BLOCK + sizeAt(bytes, at)),
  }));
}

/** A tar of these members, each with the size of its content. */
export function joinTar(members: readonly TarMember[]): Buffer {
  const parts = members.flatMap(({ header, content }) => {
    const block = Buffer.from(header);
    // A link or folder has no content, and may say any size.
    if (content.length > 0) block.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
    writeChecksum(block);
    return [block, content, Buffer.alloc(-content.length & (BLOCK - 1))];
  });
  return Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]);
}

/** Makes the sums of all headers right. */
export function repairTar(bytes: Uint8Array): Buffer {
  const repaired = Buffer.from(bytes);
  for (const at of headerOffsets(repaired)) writeChecksum(repaired.subarray(at, at + BLOCK));
  return repaired;
}

interface Field {
  readonly at: number;
  readonly width: number;
  readonly values: readonly string[];
}

const NUMBERS = [
  '',
  '0',
  '1',
  '777',
  '00000001000',
  '77777777777',
  '-1',
  '9',
  'x',
  '\x80\0\0\0\0\0\0\0\0\0\x02\0',
  '\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff',
];
const NAMES = [
  '',
  '/',
  '.',
  '..',
  '../x',
  './a/../b',
  'a//b',
  'x'.repeat(100),
  '.wh.x',
  '.wh..wh..opq',
  'a/.wh..wh.x',
  '\xff\xfe',
  'etc/os-release',
  'var/lib/dpkg/status',
];

const FIELDS: readonly Field[] = [
  { at: 0, width: 100, values: NAMES },
  { at: 100, width: 8, values: NUMBERS },
  { at: 108, width: 8, values: NUMBERS },
  { at: 124, width: 12, values: NUMBERS },
  { at: 124, width: 12, values: NUMBERS },
  { at: 156, width: 1, values: [...'01234567xgLKSVDNMAX\0Z'] },
  { at: 157, width: 100, values: NAMES },
  { at: 257, width: 8, values: ['ustar\x0000', 'ustar  \0', '\0\0\0\0\0\0\0\0', 'ustar\0\0\0'] },
  { at: 345, width: 155, values: NAMES },
  { at: 386, width: 12, values: NUMBERS },
  { at: 398, width: 12, values: NUMBERS },
  { at: 482, width: 1, values: ['\0', '1'] },
  { at: 483, width: 12, values: NUMBERS },
  { at: 508, width: 4, values: ['tar\0', '\0\0\0\0'] },
];

/** Another value in one field of one header. */
export function mutateHeader(bytes: Buffer, random: Random): Buffer {
  const offsets = headerOffsets(bytes);
  if (offsets.length === 0) return bytes;
  const changed = Buffer.from(bytes);
  const at = random.pick(offsets);
  const block = changed.subarray(at, at + BLOCK);
  const field = random.pick(FIELDS);
  block.fill(0, field.at, field.at + field.width);
  block.write(random.pick(field.values).slice(0, field.width), field.at, 'latin1');
  if (!random.oneIn(10)) writeChecksum(block);
  return changed;
}

function headerOffsets(bytes: Buffer): number[] {
  const offsets: number[] = [];
  for (let at = 0; at + BLOCK <= bytes.length && bytes[at] !== 0; at += BLOCK + padded(sizeAt(bytes, at)))
    offsets.push(at);
  return offsets;
}

function sizeAt(bytes: Buffer, at: number): number {
  const size = Number.parseInt(bytes.toString('latin1', at + 124, at + 136), 8);
  return size >= 0 && size <= bytes.length ? size : 0;
}

function padded(size: number): number {
  return Math.ceil(size / BLOCK) * BLOCK;
}
