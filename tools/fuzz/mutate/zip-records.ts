/** ZIP archives as they are written to a pipe (APPNOTE 4.3.9: sizes behind the data), and changes to single records. */
import { crc32, deflateRawSync } from 'node:zlib';
import type { ZipSpec } from '../../../test/zip-builder.ts';
import type { Mutator } from '../target.ts';

const STREAMED = 0x0808;

export function buildStreamedZip(entries: readonly ZipSpec[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content = '', stored = false } of entries) {
    const plain = Buffer.from(content as string);
    const data = stored ? plain : deflateRawSync(plain);
    const sizes = numbers(4, crc32(plain), data.length, plain.length);
    const raw = Buffer.from(name);
    const fixed = numbers(2, 20, STREAMED, stored ? 0 : 8, 0, 0);
    const none = numbers(4, 0, 0, 0);
    const head = [Buffer.from('PK\x03\x04'), fixed, none, numbers(2, raw.length, 0), raw];
    const local = Buffer.concat([...head, data, Buffer.from('PK\x07\x08'), sizes]);
    const place = [numbers(2, raw.length, 0, 0, 0, 0), numbers(4, 0, offset), raw];
    directory.push(Buffer.from('PK\x01\x02'), numbers(2, 20), fixed, sizes, ...place);
    locals.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const count = entries.length;
  const end = [numbers(2, 0, 0, count, count), numbers(4, central.length, offset), numbers(2, 0)];
  return Buffer.concat([...locals, central, Buffer.from('PK\x05\x06'), ...end]);
}

function numbers(width: 2 | 4, ...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(width * values.length);
  for (const [at, value] of values.entries()) bytes.writeUIntLE(value, at * width, width);
  return bytes;
}

const SIGNATURE = /PK(?:\x01\x02|\x03\x04|\x05\x06|\x06\x06|\x06\x07|\x07\x08)/g;
const VALUES = [0, 1, 2, 8, 9, 30, 46, 0xff, 0xffff];
const RECORD_BYTES = 46;

/** Another number in one record: where local headers, descriptors and directory begin to contradict each other. */
export const mutateRecord: Mutator = (bytes, random) => {
  const found = [...bytes.toString('latin1').matchAll(SIGNATURE)];
  if (found.length === 0) return bytes;
  const at = random.pick(found).index + 4 + 2 * random.int(RECORD_BYTES / 2 - 2);
  if (at + 2 > bytes.length) return bytes;
  const value = random.oneIn(2) ? random.pick(VALUES) : bytes.readUInt16LE(at) + random.int(9) - 4;
  bytes.writeUInt16LE(value & 0xffff, at);
  return bytes;
};
