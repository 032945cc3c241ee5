/**
 * A database as one file, for machines without a network: a tar with `manifest.json` and, for each shard, its
 * canonical rows compressed with zstd. Same database, same bytes.
 */
import { createReadStream, createWriteStream, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createZstdCompress } from 'node:zlib';
import { messageOf, PlimsollError } from '../base/errors.ts';
import { OWNER_MARK } from '../base/unfinished.ts';
import type { Digest } from '../model/digest.ts';
import { type DatabaseFiles, damagedDatabase, getManifest, shardPath } from './database.ts';
import { putInPlace, sweep, temporaryPath, toDiskError } from './disk.ts';
import { createTally, formatLine, readLines } from './shard.ts';
import { createTar } from './tar.ts';

export interface Transfer {
  /** The advisory digest. */
  readonly digest: Digest;
  readonly namespaces: readonly string[];
  /** Bytes of the file. */
  readonly sizeBytes: number;
}

/**
 * Checks every shard while it writes. Throws as openDatabase does, and InputError `disk-full`, `not-writable`. A file
 * that is there is replaced when the new one is whole. Also the signal's reason.
 */
export async function exportDatabase(folder: string, file: string, signal: AbortSignal): Promise<Transfer> {
  const database = getManifest(folder);
  try {
    return await writeExport(database, { folder, file, signal });
  } catch (thrown) {
    signal.throwIfAborted();
    throw toDiskError(thrown, file);
  }
}

interface Export {
  readonly folder: string;
  readonly file: string;
  readonly signal: AbortSignal;
}

async function writeExport(database: DatabaseFiles, { folder, file, signal }: Export): Promise<Transfer> {
  const { manifest, text, digest } = database;
  sweep(dirname(file), (name) => (UNFINISHED.test(name) ? 'while-owned' : 'always'), Date.now());
  const temporary = temporaryPath(dirname(file), 'export');
  const rows = `${temporary}.rows`;
  try {
    const tar = await createTar(temporary);
    try {
      await tar.add(MANIFEST_NAME, Buffer.byteLength(text), chunksOf(text));
      const digests = new Set(manifest.shards.map((shard) => shard.digest));
      for (const shard of digests) {
        await writeRows(checkedRows(folder, shard), rows, signal);
        await tar.add(rowsName(shard), statSync(rows).size, createReadStream(rows));
      }
    } finally {
      await tar.close();
    }
    const sizeBytes = statSync(temporary).size;
    putInPlace(temporary, file);
    return { digest, namespaces: manifest.shards.map((shard) => shard.namespace), sizeBytes };
  } finally {
    rmSync(temporary, { force: true });
    rmSync(rows, { force: true });
  }
}

export const MANIFEST_NAME = 'manifest.json';

/** In a folder of the user's: nothing else may match. */
const UNFINISHED = new RegExp(`^export-${OWNER_MARK}\\.tmp(?:\\.rows)?$`);

/** The name of a shard's rows in the archive. */
export function rowsName(digest: Digest): string {
  return `shards/${digest.slice('sha256:'.length)}.rows.zst`;
}

/** Well above the fast levels, well below those that need minutes. */
const ZSTD_LEVEL = 9;

async function writeRows(rows: Iterable<Buffer>, file: string, signal: AbortSignal): Promise<void> {
  const compress = createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: ZSTD_LEVEL } });
  await pipeline(Readable.from(rows), compress, createWriteStream(file), { signal });
}

/** The canonical bytes of a shard in pieces of some size. Throws at the end if they are not what the digest says. */
function* checkedRows(folder: string, digest: Digest): Generator<Buffer> {
  const path = shardPath(folder, digest);
  const tally = createTally();
  try {
    let piece = '';
    for (const line of readLines(path)) {
      tally.add(line);
      piece += formatLine(line);
      if (piece.length < PIECE_LENGTH) continue;
      yield Buffer.from(piece);
      piece = '';
    }
    yield Buffer.from(piece);
  } catch (cause) {
    throw cause instanceof PlimsollError ? cause : damagedDatabase(path, messageOf(cause), cause);
  }
  if (tally.result().digest !== digest) throw damagedDatabase(path, 'its rows are not those of its name');
}

const PIECE_LENGTH = 128 * 1024;

async function* chunksOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
