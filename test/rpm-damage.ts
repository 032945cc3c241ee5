/** rpm databases of 500 packages in each form, and damage by recipe: what a recipe does to a file is always the same. */
import { DEFAULT_LIMITS } from '../src/base/limits.ts';
import { berkeleyReader } from '../src/ecosystem/rpm/berkeley/reader.ts';
import { ndbReader } from '../src/ecosystem/rpm/ndb/reader.ts';
import { sqliteReader } from '../src/ecosystem/rpm/sqlite-reader.ts';
import type { OpenFile } from '../src/model/reader.ts';
import { berkeleyDatabase, ndbDatabase } from './rpm-databases.ts';
import { manyHeaders, sqliteDatabase } from './rpm-packages.ts';

export interface SoundDatabase {
  readonly form: string;
  readonly bytes: Uint8Array;
  /** Names that are found, and whether anything was told. */
  read(bytes: Uint8Array): { readonly names: ReadonlySet<string>; readonly isTold: boolean };
}

export const PACKAGES = 500;

export function soundDatabases(): readonly SoundDatabase[] {
  const headers = manyHeaders(PACKAGES, PACKAGES);
  return [
    {
      form: 'Berkeley DB',
      bytes: berkeleyDatabase(headers, { buckets: 8 }),
      read: (bytes) => readOlder(berkeleyReader, bytes),
    },
    { form: 'NDB', bytes: ndbDatabase(headers), read: (bytes) => readOlder(ndbReader, bytes) },
    { form: 'SQLite', bytes: sqliteDatabase(headers), read: readSqlite },
  ];
}

type Found = ReturnType<SoundDatabase['read']>;

function openFile(bytes: Uint8Array, warn: OpenFile['warn']): OpenFile {
  const entry = {
    path: 'x',
    type: 'file',
    sizeBytes: bytes.length,
    mode: 0,
    uid: 0,
    gid: 0,
    linkTarget: '',
  } as const;
  return { entry, bytes, limits: DEFAULT_LIMITS, warn };
}

function readOlder(reader: typeof ndbReader, bytes: Uint8Array): Found {
  const { records, trouble } = reader.read(openFile(bytes, () => {}))!;
  return { names: new Set(records.map(({ name }) => name)), isTold: trouble !== null };
}

/** SQLite's reader tells by a warning. */
function readSqlite(bytes: Uint8Array): Found {
  let isTold = false;
  const warn = (): void => {
    isTold = true;
  };
  const { rows } = sqliteReader.read(openFile(bytes, warn))!;
  return { names: new Set(rows.map(({ record }) => record.name)), isTold };
}

/** True if packages are missing and nobody says so. An empty file is an empty database to rpm itself. */
export function isSilent(database: SoundDatabase, bytes: Uint8Array): boolean {
  const { names, isTold } = database.read(bytes);
  return names.size < PACKAGES && !isTold && bytes.length > 0;
}

const PAGE = 4096;
const STEP_BYTES = 8;
const MOST_STEPS = 6;
const NUMBERS = [0, 1, 2, 7, 13, 26, 255, 256, 512, 4096, 65_535, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff];

interface Place {
  readonly at: number;
  readonly page: number;
  readonly value: number;
}

type Kind = (bytes: Buffer, place: Place) => Buffer;

/** Of bits, numbers, pages, and of the length of the file. */
const KINDS: readonly Kind[] = [
  (bytes, { at, value }) => set(bytes, at, bytes[at]! ^ (1 << (value & 7))),
  (bytes, { at, value }) => set(bytes, at, value & 255),
  (bytes, { at, value }) => put(bytes, at & ~3, 4, NUMBERS[value % NUMBERS.length]!),
  (bytes, { at, value }) => put(bytes, at & ~3, 4, value % 1024),
  (bytes, { at, value }) => put(bytes, at & ~1, 2, value),
  (bytes, { at, value }) => bytes.fill(0, at, Math.min(bytes.length, at + 1 + (value % 2000))),
  (bytes, { at, page }) => {
    bytes.copy(bytes, pageOf(bytes, at) * PAGE, page * PAGE, (page + 1) * PAGE);
    return bytes;
  },
  (bytes, { at, page }) => swap(bytes, pageOf(bytes, at), page),
  (bytes, { page, value }) => bytes.fill(value % 2 === 0 ? 0 : 0xff, page * PAGE, (page + 1) * PAGE),
  (bytes, { page }) => Buffer.concat([bytes.subarray(0, page * PAGE), bytes.subarray((page + 1) * PAGE)]),
  (bytes, { at }) => bytes.subarray(0, at),
  (bytes, { page }) => bytes.subarray(0, page * PAGE),
];

export const DAMAGE_KINDS: number = KINDS.length;

/** Eight bytes a step: kind, kind of place, place (32 bits), value (16 bits). */
export function damage(sound: Uint8Array, recipe: Uint8Array): Buffer {
  let bytes: Buffer = Buffer.from(sound);
  const steps = Buffer.from(recipe);
  const count = Math.min(MOST_STEPS, Math.floor(steps.length / STEP_BYTES));
  for (let n = 0; n < count && bytes.length >= PAGE; n++) {
    const start = n * STEP_BYTES;
    const value = steps.readUInt16LE(start + 6);
    const page = steps.readUInt32LE(start + 2) % Math.floor(bytes.length / PAGE);
    const at = placeOf(bytes, steps[start + 1]!, steps.readUInt32LE(start + 2), value);
    bytes = KINDS[steps[start]! % KINDS.length]!(bytes, { at, page, value });
  }
  return bytes;
}

/** Heads of pages and of the file are where one wrong byte hides most. */
function placeOf(bytes: Buffer, kind: number, number: number, value: number): number {
  const page = number % Math.floor(bytes.length / PAGE);
  if (kind % 4 === 0) return number % bytes.length;
  if (kind % 4 === 1) return page * PAGE + ((value >> 8) % 64);
  if (kind % 4 === 2) return number % 512;
  return number % Math.min(bytes.length, 4 * PAGE);
}

function pageOf(bytes: Buffer, at: number): number {
  return Math.min(Math.floor(at / PAGE), Math.floor(bytes.length / PAGE) - 1);
}

function set(bytes: Buffer, at: number, value: number): Buffer {
  bytes[at] = value;
  return bytes;
}

function put(bytes: Buffer, at: number, size: number, value: number): Buffer {
  if (at + size <= bytes.length) bytes.writeUIntLE(value, at, size);
  return bytes;
}

function swap(bytes: Buffer, a: number, b: number): Buffer {
  const first = Buffer.from(bytes.subarray(a * PAGE, (a + 1) * PAGE));
  bytes.copy(bytes, a * PAGE, b * PAGE, (b + 1) * PAGE);
  bytes.set(first, b * PAGE);
  return bytes;
}
