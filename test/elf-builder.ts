/** Minimal ELF files in memory: a file header, program headers and the segments' bytes. */
export interface ElfSpec {
  readonly is64?: boolean;
  readonly littleEndian?: boolean;
  /** ET_EXEC (2) unless told. */
  readonly type?: number;
  readonly entryPoint?: number;
  readonly segments?: readonly SegmentSpec[];
  /** Where the program headers lie; right after the file header unless told. */
  readonly programHeadersAt?: number;
  /** Zero bytes are added up to this size. */
  readonly sizeBytes?: number;
}

export interface SegmentSpec {
  /** PT_LOAD (1) unless told. */
  readonly type?: number;
  /** Readable and writable unless told. */
  readonly flags?: number;
  readonly offset: number;
  readonly address: number;
  readonly bytes: Uint8Array;
}

export function buildElf(spec: ElfSpec): Buffer {
  const { is64 = true, littleEndian = true, segments = [] } = spec;
  const start = spec.programHeadersAt ?? (is64 ? 64 : 52);
  const size = is64 ? 56 : 32;
  const ends = [start + size * segments.length, ...segments.map((s) => s.offset + s.bytes.length)];
  const file = Buffer.alloc(Math.max(spec.sizeBytes ?? 0, ...ends));
  const put = writer(file, is64, littleEndian);
  file.set([0x7f, 0x45, 0x4c, 0x46, is64 ? 2 : 1, littleEndian ? 1 : 2, 1]);
  put.half(16, spec.type ?? 2);
  put.word(24, 24, spec.entryPoint ?? 0);
  put.word(32, 28, start);
  put.half(is64 ? 54 : 42, size);
  put.half(is64 ? 56 : 44, segments.length);
  segments.forEach((segment, index) => {
    const at = start + index * size;
    put.int(at, segment.type ?? 1);
    put.int(at + (is64 ? 4 : 24), segment.flags ?? 6);
    put.word(at + 8, at + 4, segment.offset);
    put.word(at + 16, at + 8, segment.address);
    put.word(at + 32, at + 16, segment.bytes.length);
    file.set(segment.bytes, segment.offset);
  });
  return file;
}

interface Writer {
  half(at: number, value: number): void;
  int(at: number, value: number): void;
  /** 8 bytes at the first position, or 4 at the second in a file of 32 bits. */
  word(at64: number, at32: number, value: number): void;
}

function writer(file: Buffer, is64: boolean, littleEndian: boolean): Writer {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  return {
    half: (at, value) => view.setUint16(at, value, littleEndian),
    int: (at, value) => view.setUint32(at, value, littleEndian),
    word: (at64, at32, value) => {
      if (is64) view.setBigUint64(at64, BigInt(value), littleEndian);
      else view.setUint32(at32, value, littleEndian);
    },
  };
}
