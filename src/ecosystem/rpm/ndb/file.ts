/**
 * The package headers of rpm's own database (rpm's lib/backend/ndb/rpmpkg.c, version 0), read only. All numbers are
 * little endian; offsets count blocks of 16 bytes. A head, pages of slots (package number, place), then blobs, each
 * with its package number, an Adler-32 sum and magic words on both sides. Blobs that no slot leads to are read too,
 * and told. Left out: the index file (`Index.db`).
 */
import { type Tell, UnsupportedFormat } from '../records.ts';
import { adler32 } from './adler32.ts';

const PAGE_BYTES = 4096;
/** Of a slot, and of a block. */
const UNIT = 16;
const HEAD_BYTES = 32;
const BLOB_HEAD_BYTES = 16;
const BLOB_TAIL_BYTES = 12;
const FILE_MAGIC = 0x506d7052;
const SLOT_MAGIC = 0x746f6c53;
const BLOB_MAGIC = 0x53626c42;
const BLOB_END_MAGIC = 0x45626c42;
const AT = { version: 4, generation: 8, slotPages: 12 } as const;

interface Slot {
  readonly number: number;
  /** In bytes. */
  readonly start: number;
}

interface Blob {
  readonly number: number;
  readonly header: Uint8Array;
  readonly start: number;
  readonly end: number;
  readonly sumIsRight: boolean;
}

/** Throws UnsupportedFormat. */
export function* readNdb(bytes: Uint8Array, tell: Tell): Generator<Uint8Array> {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  checkHead(file);
  const budget = { left: 2 * file.length };
  const found: Blob[] = [];
  for (const slot of readSlots(file, tell)) {
    const blob = openBlob(file, slot.start, budget);
    if (blob === null || blob.number !== slot.number) {
      tell(`package ${slot.number} is not where its slot says`);
      continue;
    }
    if (!blob.sumIsRight) tell(`package ${slot.number} has a wrong checksum`);
    found.push(blob);
    yield blob.header;
  }
  yield* readStrays(file, found, { budget, tell });
}

function checkHead(file: Buffer): void {
  if (file.length < 4 || file.readUInt32LE(0) !== FILE_MAGIC)
    throw new UnsupportedFormat('unknown (NDB by its name)');
  if (file.length < HEAD_BYTES) throw new UnsupportedFormat('NDB, cut off in its head');
  const version = file.readUInt32LE(AT.version);
  if (version !== 0) throw new UnsupportedFormat(`NDB, version ${version}`);
}

/** Slots in use. The generation counts changes: nothing follows from it for one state of the file. */
function* readSlots(file: Buffer, tell: Tell): Generator<Slot> {
  const pages = file.readUInt32LE(AT.slotPages);
  const end = Math.min(pages * PAGE_BYTES, file.length - (file.length % UNIT));
  if (pages === 0) tell('it has no slots');
  if (end < pages * PAGE_BYTES || file.length % UNIT !== 0) tell('the file is cut off');
  for (let at = HEAD_BYTES; at < end; at += UNIT) {
    const [number, block, blocks] = [4, 8, 12].map((offset) => file.readUInt32LE(at + offset));
    if (file.readUInt32LE(at) !== SLOT_MAGIC) tell(`the slot at byte ${at} is none`);
    else if (block !== 0) yield { number: number!, start: block! * UNIT };
    else if (number !== 0 || blocks !== 0) tell(`the slot at byte ${at} leads nowhere`);
  }
}

interface Budget {
  /** Bytes that sums may still be taken of: blobs that overlap would cost their product. */
  left: number;
}

/** Null for what is no blob, or reaches beyond the file. */
function openBlob(file: Buffer, start: number, budget: Budget): Blob | null {
  if (start + BLOB_HEAD_BYTES > file.length || file.readUInt32LE(start) !== BLOB_MAGIC) return null;
  const length = file.readUInt32LE(start + 12);
  const end = start + Math.ceil((BLOB_HEAD_BYTES + length + BLOB_TAIL_BYTES) / UNIT) * UNIT;
  const tail = end - BLOB_TAIL_BYTES;
  if (end > file.length || file.readUInt32LE(tail + 8) !== BLOB_END_MAGIC) return null;
  if (file.readUInt32LE(tail + 4) !== length) return null;
  budget.left -= end - start;
  if (budget.left < 0) return null;
  return {
    number: file.readUInt32LE(start + 4),
    header: file.subarray(start + BLOB_HEAD_BYTES, start + BLOB_HEAD_BYTES + length),
    start,
    end,
    sumIsRight: file.readUInt32LE(tail) === adler32(file.subarray(start, tail)),
  };
}

/** Of an older copy of a package, left where rpm was stopped, nothing is told. */
function* readStrays(
  file: Buffer,
  found: readonly Blob[],
  { budget, tell }: { budget: Budget; tell: Tell },
): Generator<Uint8Array> {
  const numbers = new Set(found.map(({ number }) => number));
  const ends = new Map(found.map(({ start, end }) => [start, end]));
  for (let at = HEAD_BYTES; at + BLOB_HEAD_BYTES <= file.length; ) {
    const known = ends.get(at);
    const number =
      known === undefined && file.readUInt32LE(at) === BLOB_MAGIC ? file.readUInt32LE(at + 4) : null;
    const isStray = number !== null && !numbers.has(number);
    const stray = isStray ? openBlob(file, at, budget) : null;
    if (isStray) tell(`no slot leads to the package at byte ${at}`);
    if (stray !== null) yield stray.header;
    at = known ?? stray?.end ?? at + UNIT;
  }
}
