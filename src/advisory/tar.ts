/**
 * The few parts of tar (POSIX ustar) that an export needs: regular files with short names, written and read in a row.
 * Left out: links, folders, long names, PAX.
 */
import { closeSync, createReadStream, fstatSync, openSync, readSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

export interface TarFile {
  readonly name: string;
  readonly sizeBytes: number;
  /** Where the content lies in the archive. */
  readonly offset: number;
}

export interface TarWriter {
  add(name: string, sizeBytes: number, content: AsyncIterable<Uint8Array>): Promise<void>;
  /** Writes the end and makes it last. */
  close(): Promise<void>;
}

export async function createTar(path: string): Promise<TarWriter> {
  const file = await open(path, 'w');
  return {
    async add(name, sizeBytes, content) {
      await file.writeFile(toHeader(name, sizeBytes));
      for await (const chunk of content) await file.writeFile(chunk);
      await file.writeFile(Buffer.alloc(padding(sizeBytes)));
    },
    close: () => finish(file),
  };
}

/** The files of an archive in its order. Throws a plain error on anything that `createTar` does not write. */
export function* tarFiles(path: string): Generator<TarFile> {
  const descriptor = openSync(path, 'r');
  try {
    const total = fstatSync(descriptor).size;
    for (let at = 0; ; ) {
      const header = Buffer.alloc(BLOCK);
      if (readSync(descriptor, header, 0, BLOCK, at) < BLOCK) throw new Error('it is cut off');
      if (header.every((byte) => byte === 0)) return;
      const { name, sizeBytes } = parseHeader(header);
      if (at + BLOCK + sizeBytes > total) throw new Error('it is cut off');
      yield { name, sizeBytes, offset: at + BLOCK };
      at += BLOCK + sizeBytes + padding(sizeBytes);
    }
  } finally {
    closeSync(descriptor);
  }
}

/** The content of one file of an archive. */
export function readTarFile(path: string, file: TarFile): AsyncIterable<Uint8Array> {
  if (file.sizeBytes === 0) return emptyContent();
  return createReadStream(path, {
    start: file.offset,
    end: file.offset + file.sizeBytes - 1,
    highWaterMark: 256 * 1024,
  });
}

const BLOCK = 512;
/** Eleven octal digits. */
const MAX_SIZE = 8 ** 11 - 1;

async function* emptyContent(): AsyncGenerator<Uint8Array> {}

function padding(sizeBytes: number): number {
  return (BLOCK - (sizeBytes % BLOCK)) % BLOCK;
}

async function finish(file: FileHandle): Promise<void> {
  try {
    await file.writeFile(Buffer.alloc(2 * BLOCK));
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Same content, same bytes: no times, no users. */
function toHeader(name: string, sizeBytes: number): Buffer {
  if (Buffer.byteLength(name) > 100 || sizeBytes > MAX_SIZE)
    throw new RangeError(`${name} does not fit into a tar header`);
  const header = Buffer.alloc(BLOCK);
  header.write(name, 0);
  header.write('0000644\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  header.write(`${sizeBytes.toString(8).padStart(11, '0')}\0`, 124);
  header.write('00000000000\0', 136);
  header.write('0', 156);
  header.write('ustar\0', 257);
  header.write('00', 263);
  header.write(`${checksum(header).toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

function parseHeader(header: Buffer): { name: string; sizeBytes: number } {
  const text = (start: number, end: number): string =>
    header.toString('latin1', start, end).replace(/[\0 ].*$/s, '');
  if (Number.parseInt(text(148, 156), 8) !== checksum(header))
    throw new Error('it is damaged, or no tar archive');
  const sizeBytes = Number.parseInt(text(124, 136), 8);
  if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 0) throw new Error('a size in it is damaged');
  return { name: text(0, 100), sizeBytes };
}

/** The sum of all bytes, with blanks in place of the sum itself. */
function checksum(header: Buffer): number {
  return header.reduce((sum, byte, at) => sum + (at >= 148 && at < 156 ? 0x20 : byte), 0);
}
