/**
 * The constants of a Java class file (The Java Virtual Machine Specification, chapter 4: constant pool, fields,
 * `ConstantValue`): text constants of the code and the values of constant fields. Methods are not looked at.
 */

export interface ClassConstants {
  /** Text constants in the pool's order. */
  readonly texts: readonly string[];
  /** Constant fields of the types int and String, by name. */
  readonly fields: ReadonlyMap<string, string | number>;
}

/** Throws an Error on damaged content. */
export function parseClassFile(bytes: Uint8Array): ClassConstants {
  const reader: Reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), at: 0 };
  if (u4(reader) !== MAGIC) throw new Error('this is no class file');
  skip(reader, 4);
  const pool = readPool(reader, u2(reader));
  skip(reader, 6);
  skip(reader, 2 * u2(reader));
  const texts = [...pool.values()].filter((value) => value.kind === 'string');
  return { texts: texts.map(({ index }) => textAt(pool, index)), fields: readFields(reader, pool) };
}

const MAGIC = 0xcafebabe;

interface Reader {
  readonly view: DataView;
  at: number;
}

type PoolValue =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'int'; readonly value: number }
  | { readonly kind: 'string'; readonly index: number };
type Pool = ReadonlyMap<number, PoolValue>;

const UTF8 = 1;
const INTEGER = 3;
const LONG = 5;
const DOUBLE = 6;
const STRING = 8;
/** Bytes after the tag of all other kinds. */
const SIZES: ReadonlyMap<number, number> = new Map([
  [4, 4],
  [LONG, 8],
  [DOUBLE, 8],
  [7, 2],
  [9, 4],
  [10, 4],
  [11, 4],
  [12, 4],
  [15, 3],
  [16, 2],
  [17, 4],
  [18, 4],
  [19, 2],
  [20, 2],
]);

function readPool(reader: Reader, count: number): Pool {
  const pool = new Map<number, PoolValue>();
  for (let index = 1; index < count; index += 1) {
    const tag = reader.view.getUint8(skip(reader, 1));
    if (tag === UTF8) pool.set(index, { kind: 'text', text: readText(reader) });
    else if (tag === INTEGER) pool.set(index, { kind: 'int', value: u4(reader) | 0 });
    else if (tag === STRING) pool.set(index, { kind: 'string', index: u2(reader) });
    else {
      const size = SIZES.get(tag);
      if (size === undefined) throw new Error(`the class file has a constant of unknown kind ${tag}`);
      skip(reader, size);
      // These two take two numbers of the pool.
      if (tag === LONG || tag === DOUBLE) index += 1;
    }
  }
  return pool;
}

function readFields(reader: Reader, pool: Pool): ReadonlyMap<string, string | number> {
  const fields = new Map<string, string | number>();
  for (let left = u2(reader); left > 0; left -= 1) {
    skip(reader, 2);
    const name = textAt(pool, u2(reader));
    skip(reader, 2);
    for (let attributes = u2(reader); attributes > 0; attributes -= 1) {
      const attribute = textAt(pool, u2(reader));
      const valueBytes = u4(reader);
      const end = reader.at + valueBytes;
      const value = attribute === 'ConstantValue' ? pool.get(u2(reader)) : undefined;
      if (value?.kind === 'int') fields.set(name, value.value);
      if (value?.kind === 'string') fields.set(name, textAt(pool, value.index));
      reader.at = end;
    }
  }
  return fields;
}

function textAt(pool: Pool, index: number): string {
  const value = pool.get(index);
  return value?.kind === 'text' ? value.text : '';
}

function readText(reader: Reader): string {
  const length = u2(reader);
  const { buffer, byteOffset } = reader.view;
  return new TextDecoder().decode(new Uint8Array(buffer, byteOffset + skip(reader, length), length));
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
  if (start + count > reader.view.byteLength) throw new Error('the class file is cut off');
  reader.at = start + count;
  return start;
}
