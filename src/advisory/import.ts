/** Takes over a database that `exportDatabase` wrote: all of it or nothing, every digest checked. */
import { existsSync, statSync } from 'node:fs';
import { pipeline } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { createZstdDecompress } from 'node:zlib';
import { InputError, messageOf, PlimsollError } from '../base/errors.ts';
import { DEFAULT_LIMITS } from '../base/limits.ts';
import { takeTurns } from '../base/turns.ts';
import { isTableNamespace } from '../model/table.ts';
import { commitText, placeShard, sweepDatabase, sweepWork, workFolder } from './commit.ts';
import { type DatabaseFiles, shardPath, toFiles } from './database.ts';
import { temporaryPath, toDiskError } from './disk.ts';
import { MANIFEST_NAME, rowsName, type Transfer } from './export.ts';
import type { Shard } from './manifest.ts';
import { parseRow } from './row.ts';
import { createShardWriter, isWholeFile, type Line, parseLine } from './shard.ts';
import { parseTableText } from './table-rows.ts';
import { readTarFile, type TarFile, tarFiles } from './tar.ts';

export interface ImportOptions {
  /** For sweeping old files. */
  readonly nowMs: number;
  readonly signal: AbortSignal;
}

/**
 * The database in `folder` becomes the one in `file`; the one that was there stays as the previous one. Throws
 * InputError `not-an-export`, `export-damaged`, `advisory-database-schema`, `disk-full`, `not-writable`; then nothing
 * has changed. Also the signal's reason.
 */
export async function importDatabase(
  file: string,
  folder: string,
  { nowMs, signal }: ImportOptions,
): Promise<Transfer> {
  try {
    sweepWork(folder, nowMs);
    const files = await importShards(file, folder, signal);
    commitText(folder, files.text);
    sweepDatabase(folder, nowMs);
    const namespaces = files.manifest.shards.map((shard) => shard.namespace);
    return { digest: files.digest, namespaces, sizeBytes: statSync(file).size };
  } catch (thrown) {
    throw toDiskError(thrown, folder);
  }
}

/** True for a file that begins like an export; says nothing about the rest. */
export function isExport(path: string): boolean {
  try {
    return tarFiles(path).next().value?.name === MANIFEST_NAME;
  } catch {
    return false;
  }
}

async function importShards(file: string, folder: string, signal: AbortSignal): Promise<DatabaseFiles> {
  const entries = openExport(file);
  const files = await readManifestEntry(file, entries[0]!);
  const missing = new Map(files.manifest.shards.map((shard) => [rowsName(shard.digest), shard]));
  for (const entry of entries.slice(1)) {
    const shard = missing.get(entry.name);
    if (shard === undefined) throw damagedExport(file, `${entry.name} does not belong to it`);
    missing.delete(entry.name);
    if (isWholeFile(shardPath(folder, shard.digest))) continue;
    await importShard({ file, entry, shard, signal }, folder);
  }
  if (missing.size > 0) throw damagedExport(file, `${missing.size} of its shards are missing`);
  return files;
}

function openExport(file: string): readonly TarFile[] {
  if (!existsSync(file)) throw notAnExport(file, 'There is no such file.');
  if (!isExport(file)) throw notAnExport(file, 'This is no file that `plimsoll db export` wrote.');
  try {
    return [...tarFiles(file)];
  } catch (cause) {
    throw damagedExport(file, messageOf(cause), cause);
  }
}

async function readManifestEntry(file: string, entry: TarFile): Promise<DatabaseFiles> {
  if (entry.sizeBytes > DEFAULT_LIMITS.documentBytes) throw damagedExport(file, 'its manifest is too large');
  const chunks: Uint8Array[] = [];
  for await (const chunk of readTarFile(file, entry)) chunks.push(chunk);
  return toFiles(Buffer.concat(chunks).toString('utf8'), `${file}!${MANIFEST_NAME}`);
}

interface ShardEntry {
  readonly file: string;
  readonly entry: TarFile;
  readonly shard: Shard;
  readonly signal: AbortSignal;
}

async function importShard({ file, entry, shard, signal }: ShardEntry, folder: string): Promise<void> {
  const temporary = temporaryPath(workFolder(folder), 'shard');
  const writer = createShardWriter(temporary);
  try {
    const turn = takeTurns(signal);
    for await (const line of linesOf(file, entry, shard.sizeBytes)) {
      await turn();
      checkLine(line, shard.namespace);
      writer.add(line);
    }
    const { digest, rows, names } = writer.finish();
    if (digest !== shard.digest || rows !== shard.rows || names !== shard.names)
      throw new Error('its digest is wrong');
    placeShard(folder, temporary, digest);
  } catch (cause) {
    signal.throwIfAborted();
    const error = toDiskError(cause, folder);
    if (error instanceof PlimsollError) throw error;
    throw damagedExport(file, `${shard.namespace}: ${messageOf(cause)}`, cause);
  } finally {
    writer.discard();
  }
}

/** A digest proves only that the bytes came whole, not that they are advisories, or rows of a table. */
function checkLine({ kind, name, text }: Line, namespace: string): void {
  if (kind === 'd') return;
  if (isTableNamespace(namespace)) parseTableText(text);
  else parseRow(text, { namespace, name });
}

/** Stops at the size that the manifest declares: compressed bytes can be a bomb. */
async function* linesOf(file: string, entry: TarFile, maxBytes: number): AsyncGenerator<Line> {
  const plain = createZstdDecompress();
  // The error reaches the reader through the stream itself.
  pipeline(readTarFile(file, entry), plain, () => {});
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let size = 0;
  for await (const chunk of plain as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw new Error('it is larger than its manifest says');
    const lines = (rest + decoder.write(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield parseLine(line);
  }
  if (rest !== '') throw new Error('it ends in the middle of a line');
}

function notAnExport(file: string, what: string): InputError {
  return new InputError('not-an-export', {
    what,
    where: file,
    wayOut:
      'Make one with `plimsoll db export FILE` on a machine with a network; OSV files go in with `plimsoll db update --from FOLDER`.',
  });
}

function damagedExport(file: string, why: string, cause?: unknown): InputError {
  return new InputError('export-damaged', {
    what: `The exported database is damaged: ${why}.`,
    where: file,
    wayOut: 'Copy the file again, or export it anew. The database that was there is unchanged.',
    cause,
  });
}
