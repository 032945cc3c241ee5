/**
 * Files to documents: a ZIP of JSON files, one JSON file, or one large JSON object taken apart member by member
 * without holding it whole. gzip around a file is undone. Shared by the feeds.
 */
import { closeSync, fstatSync, openSync, readFileSync, statSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { fileSource } from '../base/byte-source.ts';
import { InputError, messageOf } from '../base/errors.ts';
import { parseJsonText } from '../base/json.ts';
import { DEFAULT_LIMITS } from '../base/limits.ts';
import { openZip, readZipEntry, type ZipArchive, type ZipEntry, zipEntries } from '../base/zip.ts';
import { damagedFile } from './damaged-file.ts';
import type { Doc, FileHead } from './feed.ts';
import { fieldsOf, listOf, parseObject } from './fields.ts';
import { PACKED_ENDING, packingOf, readPlain, readStart } from './plain.ts';
import { createSplitter } from './split-object.ts';

/**
 * One document for each `.json` file of a ZIP, in the archive's order; or the one JSON file itself. A file that
 * cannot be read is one damaged record of a folder of them: the others still count.
 */
export async function* jsonDocuments(path: string): AsyncGenerator<Doc> {
  if (readStart(path, 2).toString('latin1') === 'PK') yield* zipDocuments(path);
  else yield readFile(path);
}

/** One document for each member of a JSON object: an object with that member alone. */
export async function* objectDocuments(path: string): AsyncGenerator<Doc> {
  const splitter = createSplitter(MAX_MEMBER_BYTES);
  let count = 0;
  try {
    for await (const chunk of readPlain(path)) {
      for (const text of splitter.push(chunk)) yield { place: `${path}#${count++}`, text, damage: '' };
    }
    splitter.end();
  } catch (cause) {
    throw cause instanceof InputError ? cause : damagedFile(path, messageOf(cause), cause);
  }
}

/** One document for each entry of a JSON list. */
export async function* listDocuments(path: string): AsyncGenerator<Doc> {
  let entries: readonly unknown[];
  try {
    const list = parseJsonText(readText(path, 4 * DEFAULT_LIMITS.documentBytes));
    if (!Array.isArray(list)) throw new Error('it is no list');
    entries = list;
  } catch (cause) {
    throw damagedFile(path, messageOf(cause), cause);
  }
  for (const [index, entry] of entries.entries()) {
    yield { place: `${path}#${index}`, text: JSON.stringify(entry), damage: '' };
  }
}

/** One document for each entry of `packages`, with the name of the branch beside it (Alpine's secdb). */
export async function* packageDocuments(path: string): AsyncGenerator<Doc> {
  let file: Readonly<Record<string, unknown>>;
  try {
    file = parseObject(readText(path, 4 * DEFAULT_LIMITS.documentBytes));
  } catch (cause) {
    throw damagedFile(path, messageOf(cause), cause);
  }
  const { distroversion } = file;
  for (const [index, entry] of listOf(file['packages']).entries()) {
    const text = JSON.stringify({ distroversion, pkg: fieldsOf(entry)['pkg'] ?? null });
    yield { place: `${path}#${index}`, text, damage: '' };
  }
}

/** The first 4096 bytes of the content, as Latin-1. */
export async function readHead(path: string): Promise<FileHead> {
  const stored = readStart(path, HEAD_BYTES);
  const head = packingOf(stored) === 'none' ? stored : await readPlainHead(path);
  return { path: path.replace(PACKED_ENDING, ''), head: head.toString('latin1') };
}

const HEAD_BYTES = 4096;
/** The kernel's entry of the Debian tracker is the largest known, about 10 MB. */
const MAX_MEMBER_BYTES = 128 * 1024 * 1024;

function readFile(path: string): Doc {
  try {
    return { place: path, text: readText(path, DEFAULT_LIMITS.documentBytes), damage: '' };
  } catch (thrown) {
    return { place: path, text: '', damage: messageOf(thrown) };
  }
}

function* zipDocuments(path: string): Generator<Doc> {
  const descriptor = openSync(path, 'r');
  try {
    const archive = openArchive(path, descriptor);
    for (const entry of readEntries(path, archive)) {
      if (entry.name.endsWith('.json')) yield readEntry(path, archive, entry);
    }
  } finally {
    closeSync(descriptor);
  }
}

function openArchive(path: string, descriptor: number): ZipArchive {
  try {
    return openZip(fileSource(descriptor, fstatSync(descriptor).size));
  } catch (cause) {
    throw damagedFile(path, messageOf(cause), cause);
  }
}

/** A directory that breaks off means a broken download: nothing of it is used. */
function* readEntries(path: string, archive: ZipArchive): Generator<ZipEntry> {
  try {
    yield* zipEntries(archive);
  } catch (cause) {
    throw damagedFile(path, messageOf(cause), cause);
  }
}

function readEntry(path: string, archive: ZipArchive, entry: ZipEntry): Doc {
  const place = `${path}!${entry.name}`;
  try {
    const bytes = readZipEntry(archive, entry, DEFAULT_LIMITS.documentBytes);
    return { place, text: toText(bytes), damage: '' };
  } catch (thrown) {
    return { place, text: '', damage: messageOf(thrown) };
  }
}

/** A folder of records has many thousand small files: no streams for those. */
function readText(path: string, limitBytes: number): string {
  if (statSync(path).size > limitBytes) throw damagedFile(path, `it is larger than ${limitBytes} bytes`);
  const stored = readFileSync(path);
  if (packingOf(stored) !== 'gzip') return toText(stored);
  try {
    return toText(gunzipSync(stored, { maxOutputLength: limitBytes }));
  } catch (cause) {
    throw damagedFile(path, messageOf(cause), cause);
  }
}

function toText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
}

async function readPlainHead(path: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of readPlain(path)) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= HEAD_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, HEAD_BYTES);
}
