/**
 * What stays the same of a class when shading moves it to another package (and writes its file anew): names without
 * their packages, members, instructions without their operands, constants that are no names.
 * Specification: The Java Virtual Machine Specification, chapters 4 and 6.5.
 */
import { addByte, HASH_START, hashBytes, mix } from './hashes.ts';

/** 32 bits. Throws an Error on a damaged class. */
export function classShape(bytes: Uint8Array): number {
  const reader: Reader = {
    bytes,
    view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    at: 0,
  };
  if (u4(reader) !== 0xcafebabe) throw new Error('this is no class file');
  skip(reader, 4);
  const pool = readPool(reader);
  let shape = mix(u2(reader), constantsOf(pool));
  skip(reader, 2);
  shape = mix(shape, hashClass(pool, u2(reader)));
  const interfaces = u2(reader);
  skip(reader, 2 * interfaces);
  shape = mix(shape, interfaces);
  for (let left = u2(reader); left > 0; left -= 1) shape = mix(shape, readMember(reader, pool));
  for (let left = u2(reader); left > 0; left -= 1) shape = mix(shape, readMember(reader, pool));
  return shape;
}

interface Reader {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  at: number;
}

/** Where each constant begins, its tag first. */
interface Pool {
  readonly reader: Reader;
  readonly places: Int32Array;
}

const [UTF8, INTEGER, FLOAT, LONG, DOUBLE, CLASS, STRING, NAME_AND_TYPE] = [1, 3, 4, 5, 6, 7, 8, 12];
/** Bytes after the tag, by tag; 0 for tags that are none. Text has its own length. */
const SIZES = [0, 2, 0, 4, 4, 8, 8, 2, 2, 4, 4, 4, 4, 0, 0, 3, 2, 4, 4, 2, 2];

function readPool(reader: Reader): Pool {
  const count = u2(reader);
  const places = new Int32Array(count);
  for (let index = 1; index < count; index += 1) {
    const tag = reader.view.getUint8(skip(reader, 1));
    const size = SIZES[tag] ?? 0;
    if (size === 0) throw new Error(`the class file has a constant of unknown kind ${tag}`);
    places[index] = reader.at - 1;
    const start = skip(reader, size);
    if (tag === UTF8) skip(reader, reader.view.getUint16(start));
    // These two take two numbers of the pool.
    if (tag === LONG || tag === DOUBLE) index += 1;
  }
  return { reader, places };
}

/** A sum: writing the file anew puts constants in another order. */
function constantsOf(pool: Pool): number {
  const { view, bytes } = pool.reader;
  let sum = 0;
  for (const place of pool.places) {
    if (place === 0) continue;
    const tag = view.getUint8(place);
    if (tag === STRING) sum += hashPlain(pool, view.getUint16(place + 1));
    else if (tag === NAME_AND_TYPE) sum += hashSimple(pool, view.getUint16(place + 1));
    else if (tag === INTEGER || tag === FLOAT) sum += hashBytes(bytes, place, place + 5);
    else if (tag === LONG || tag === DOUBLE) sum += hashBytes(bytes, place, place + 9);
    sum |= 0;
  }
  return sum;
}

/** The text at an index of the pool as `[start, end)`; an empty one where there is none. */
function rangeOf({ reader: { view }, places }: Pool, index: number): readonly [start: number, end: number] {
  const place = places[index] ?? 0;
  if (place === 0 || view.getUint8(place) !== UTF8) return [0, 0];
  const start = place + 3;
  return [start, start + view.getUint16(place + 1)];
}

/** Text that may name a package says nothing: shading changes those, too. */
function hashPlain(pool: Pool, index: number): number {
  const { bytes } = pool.reader;
  const [start, end] = rangeOf(pool, index);
  for (let at = start; at < end; at += 1) if (bytes[at] === DOT || bytes[at] === SLASH) return 1;
  return mix(hashBytes(bytes, start, end), 1);
}

const [DOT, SLASH, SEMICOLON, LETTER_L, SPECIAL] = [0x2e, 0x2f, 0x3b, 0x4c, 0x3c];

/** A name or descriptor, its classes without their packages: `(Lorg/example/A;)V` as `(LA;)V`. */
function hashSimple(pool: Pool, index: number): number {
  const { bytes } = pool.reader;
  const [start, end] = rangeOf(pool, index);
  const isDescriptor = bytes[start] !== SPECIAL;
  let hash = HASH_START;
  let nameStart = HASH_START;
  let isInName = false;
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at]!;
    if (byte === SLASH) hash = nameStart;
    else {
      hash = addByte(hash, byte);
      if (byte === SEMICOLON) isInName = false;
      else if (byte === LETTER_L && !isInName && isDescriptor) {
        isInName = true;
        nameStart = hash;
      }
    }
  }
  return hash;
}

function hashClass(pool: Pool, index: number): number {
  const { view } = pool.reader;
  const place = pool.places[index] ?? 0;
  if (place === 0 || view.getUint8(place) !== CLASS) return 0;
  const { bytes } = pool.reader;
  const [start, end] = rangeOf(pool, view.getUint16(place + 1));
  let at = end;
  while (at > start && bytes[at - 1] !== SLASH) at -= 1;
  return hashBytes(bytes, at, end);
}

function readMember(reader: Reader, pool: Pool): number {
  const access = u2(reader);
  const name = hashSimple(pool, u2(reader));
  let member = mix(mix(access, name), hashSimple(pool, u2(reader)));
  for (let attributes = u2(reader); attributes > 0; attributes -= 1) {
    const [start, end] = rangeOf(pool, u2(reader));
    const length = u4(reader);
    const content = skip(reader, length);
    if (isCode(reader.bytes, start, end)) member = mix(member, hashCode(reader, content, length));
  }
  return member;
}

function isCode(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start === 4 && bytes[start] === 0x43 && bytes[start + 1] === 0x6f && bytes[start + 3] === 0x65;
}

/** The instructions in order. Constants with wide and narrow numbers are the same instruction. */
function hashCode({ bytes, view }: Reader, content: number, length: number): number {
  if (length < 8) throw new Error('the class file is cut off');
  const start = content + 8;
  const end = start + view.getUint32(content + 4);
  if (end > content + length) throw new Error('the class file is cut off');
  let hash = HASH_START;
  for (let at = start; at < end; ) {
    const opcode = bytes[at]!;
    hash = addByte(hash, NARROW.get(opcode) ?? opcode);
    at += instructionBytes(view, at, start);
  }
  return hash;
}

/** `ldc_w`, `goto_w`, `jsr_w`. */
const NARROW: ReadonlyMap<number, number> = new Map([
  [0x13, 0x12],
  [0xc8, 0xa7],
  [0xc9, 0xa8],
]);
const [TABLE_SWITCH, LOOKUP_SWITCH, WIDE, IINC] = [0xaa, 0xab, 0xc4, 0x84];

/** Runs of opcodes of one length (chapter 6.5): the last of each run, and the length. */
const LENGTHS: readonly (readonly [last: number, bytes: number])[] = [
  [15, 1],
  [16, 2],
  [17, 3],
  [18, 2],
  [20, 3],
  [25, 2],
  [53, 1],
  [58, 2],
  [131, 1],
  [132, 3],
  [152, 1],
  [168, 3],
  [169, 2],
  [177, 1],
  [184, 3],
  [186, 5],
  [187, 3],
  [188, 2],
  [189, 3],
  [191, 1],
  [193, 3],
  [195, 1],
  [197, 4],
  [199, 3],
  [201, 5],
  [255, 1],
];
const LENGTH_OF = Uint8Array.from(
  { length: 256 },
  (_, opcode) => LENGTHS.find(([last]) => opcode <= last)![1],
);

function instructionBytes(view: DataView, at: number, start: number): number {
  const opcode = view.getUint8(at);
  if (opcode === WIDE) return view.getUint8(at + 1) === IINC ? 6 : 4;
  if (opcode !== TABLE_SWITCH && opcode !== LOOKUP_SWITCH) return LENGTH_OF[opcode]!;
  const operands = at + 4 - ((at - start) % 4);
  if (opcode === LOOKUP_SWITCH) return operands - at + 8 + 8 * view.getUint32(operands + 4);
  const count = view.getInt32(operands + 8) - view.getInt32(operands + 4) + 1;
  return operands - at + 12 + 4 * Math.max(0, count);
}

function u2(reader: Reader): number {
  return reader.view.getUint16(skip(reader, 2));
}

function u4(reader: Reader): number {
  return reader.view.getUint32(skip(reader, 4));
}

/** Passes over bytes and answers where they begin. Throws where the file ends before them. */
function skip(reader: Reader, count: number): number {
  const start = reader.at;
  if (start + count > reader.bytes.length) throw new Error('the class file is cut off');
  reader.at = start + count;
  return start;
}
