/** ZIP archives in memory, right ones and (through all that is optional) unusual or wrong ones. */
import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipSpec {
  readonly name: string;
  readonly content?: Uint8Array | string;
  /** Deflated unless told. */
  readonly stored?: boolean;
  /** What the central directory says instead of the truth. */
  readonly claims?: {
    readonly plainBytes?: number;
    readonly compressedBytes?: number;
    readonly crc32?: number;
    readonly method?: number;
    readonly flags?: number;
    readonly headerOffset?: number;
  };
  /** The local header leaves CRC-32 and sizes to a record behind the data (flag bit 3), with a signature or without. */
  readonly descriptor?: 'signed' | 'bare';
  /** Name in the local header, where it is another one. */
  readonly localName?: string;
  /** Bytes before the local header that belong to nothing. */
  readonly gap?: Uint8Array;
  /** The entry is not in the central directory. */
  readonly unlisted?: boolean;
}

export interface ZipOptions {
  /** Bytes before the archive that its offsets do not count, as in a self-running jar. */
  readonly prefix?: Uint8Array;
  readonly comment?: string;
  /** The central directory's order is turned round. */
  readonly reversed?: boolean;
  /** All sizes and offsets in ZIP64 fields. */
  readonly zip64?: boolean;
}

export function buildZip(entries: readonly ZipSpec[], options: ZipOptions = {}): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const gap = Buffer.from(entry.gap ?? '');
    const made = makeEntry(entry, offset + gap.length, options.zip64 === true);
    locals.push(gap, made.local);
    if (!entry.unlisted) directory.push(made.central);
    offset += gap.length + made.local.length;
  }
  if (options.reversed) directory.reverse();
  const central = Buffer.concat(directory);
  const end = makeEnd(directory.length, central.length, offset, options);
  return Buffer.concat([options.prefix ?? Buffer.alloc(0), ...locals, central, end]);
}

const NONE_32 = 0xffff_ffff;

function makeEntry(entry: ZipSpec, offset: number, zip64: boolean): { local: Buffer; central: Buffer } {
  const plain = Buffer.from(entry.content ?? '');
  const data = entry.stored ? plain : deflateRawSync(plain);
  const claims = entry.claims ?? {};
  const name = Buffer.from(entry.name);
  const sizes = [claims.plainBytes ?? plain.length, claims.compressedBytes ?? data.length];
  const headerOffset = claims.headerOffset ?? offset;

  const fixed = Buffer.alloc(26);
  fixed.writeUInt16LE(zip64 ? 45 : 20, 0);
  fixed.writeUInt16LE(claims.flags ?? (entry.descriptor === undefined ? 0x0800 : 0x0808), 2);
  fixed.writeUInt16LE(claims.method ?? (entry.stored ? 0 : 8), 4);
  fixed.writeUInt32LE(claims.crc32 ?? crc32(plain), 10);
  fixed.writeUInt32LE(zip64 ? NONE_32 : sizes[1]!, 14);
  fixed.writeUInt32LE(zip64 ? NONE_32 : sizes[0]!, 18);
  fixed.writeUInt16LE(name.length, 22);

  const extra = zip64 ? zip64Extra([...sizes, headerOffset]) : Buffer.alloc(0);
  const centralFixed = Buffer.from(fixed);
  centralFixed.writeUInt16LE(extra.length, 24);
  const tail = Buffer.alloc(14);
  tail.writeUInt32LE(zip64 ? NONE_32 : headerOffset, 10);
  return {
    local: makeLocal(entry, fixed, data),
    central: Buffer.concat([
      Buffer.from('PK\x01\x02'),
      Buffer.from([20, 0]),
      centralFixed,
      tail,
      name,
      extra,
    ]),
  };
}

function makeLocal({ name, localName = name, descriptor }: ZipSpec, fixed: Buffer, data: Buffer): Buffer {
  const header = Buffer.from(fixed);
  header.writeUInt16LE(Buffer.byteLength(localName), 22);
  if (descriptor !== undefined) header.fill(0, 10, 22);
  const sums = [Buffer.from('PK\x07\x08'), fixed.subarray(10, 22)].slice(descriptor === 'signed' ? 0 : 1);
  const behind = descriptor === undefined ? [] : sums;
  return Buffer.concat([Buffer.from('PK\x03\x04'), header, Buffer.from(localName), data, ...behind]);
}

/** Another field first: a reader must find its own. */
function zip64Extra(values: readonly number[]): Buffer {
  const field = Buffer.alloc(8 + 4 + values.length * 8);
  field.writeUInt16LE(0x5455, 0);
  field.writeUInt16LE(4, 2);
  field.writeUInt16LE(0x0001, 8);
  field.writeUInt16LE(values.length * 8, 10);
  values.forEach((value, index) => {
    field.writeBigUInt64LE(BigInt(value), 12 + index * 8);
  });
  return field;
}

function makeEnd(count: number, directoryBytes: number, offset: number, options: ZipOptions): Buffer {
  const comment = Buffer.from(options.comment ?? '');
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(options.zip64 ? 0xffff : count, 8);
  end.writeUInt16LE(options.zip64 ? 0xffff : count, 10);
  end.writeUInt32LE(options.zip64 ? NONE_32 : directoryBytes, 12);
  end.writeUInt32LE(options.zip64 ? NONE_32 : offset, 16);
  end.writeUInt16LE(comment.length, 20);
  if (!options.zip64) return Buffer.concat([end, comment]);
  const record = Buffer.alloc(76);
  record.write('PK\x06\x06', 'latin1');
  record.writeBigUInt64LE(44n, 4);
  record.writeBigUInt64LE(BigInt(count), 24);
  record.writeBigUInt64LE(BigInt(count), 32);
  record.writeBigUInt64LE(BigInt(directoryBytes), 40);
  record.writeBigUInt64LE(BigInt(offset), 48);
  record.write('PK\x06\x07', 56, 'latin1');
  record.writeBigUInt64LE(BigInt(offset + directoryBytes), 64);
  record.writeUInt32LE(1, 72);
  return Buffer.concat([record, end, comment]);
}
