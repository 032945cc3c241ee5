/**
 * Lists the members of an uncompressed tar file by reading only its headers, so that an archive of many gigabytes
 * opens in milliseconds. POSIX pax interchange format and GNU tar's long names (`L`, `K`). Sparse members,
 * modes and times are left out: archives of images have none that matter.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { InputError } from '../../base/errors.ts';
import type { Limits } from '../../base/limits.ts';
import { type Bundle, cleanName, type FileRange } from './bundle.ts';
import { readError } from './read-error.ts';

const BLOCK = 512;
/** Headers of small members lie close together; one read serves many of them. */
const WINDOW = 64 * 1024;
/** Real archives have a few hundred members. */
const MAX_MEMBERS = 1_000_000;

type Member =
  | { readonly kind: 'file'; readonly range: FileRange }
  | { readonly kind: 'link'; readonly target: string };

/**
 * Opens a tar file as a bundle. Throws an InputError: `empty-input`, `not-an-archive`, `damaged-archive`,
 * `truncated-archive`, `not-found`, `no-permission`.
 */
export async function indexArchive(path: string, where: string, limits: Limits): Promise<Bundle> {
  let handle: FileHandle | null = null;
  try {
    handle = await open(path, 'r');
    const sizeBytes = (await handle.stat()).size;
    if (sizeBytes === 0) throw emptyInput(where);
    const reader: HeaderReader = {
      handle,
      path,
      where,
      sizeBytes,
      limits,
      window: Buffer.alloc(0),
      windowStart: 0,
    };
    const { members, mayBeCut } = await readMembers(reader);
    return { where, mayBeCut, find: async (name) => resolveMember(members, name, limits.linkHops) };
  } catch (cause) {
    throw readError(cause, where);
  } finally {
    await handle?.close();
  }
}

export function emptyInput(where: string): InputError {
  return new InputError('empty-input', {
    what: 'The input is empty.',
    where,
    wayOut: 'Check that the command that made it succeeded.',
  });
}

interface HeaderReader {
  readonly handle: FileHandle;
  readonly path: string;
  readonly where: string;
  readonly sizeBytes: number;
  readonly limits: Limits;
  window: Buffer;
  windowStart: number;
}

interface Header {
  readonly name: string;
  readonly typeflag: string;
  readonly sizeBytes: number;
  readonly linkTarget: string;
}

/** What extended headers say about the member that follows them. */
interface Overrides {
  name: string | null;
  linkTarget: string | null;
  sizeBytes: number | null;
}

const NO_OVERRIDES: Readonly<Overrides> = { name: null, linkTarget: null, sizeBytes: null };

async function readMembers(
  reader: HeaderReader,
): Promise<{ members: Map<string, Member>; mayBeCut: boolean }> {
  const members = new Map<string, Member>();
  let overrides: Overrides = { ...NO_OVERRIDES };
  let position = 0;
  for (let count = 0; position < reader.sizeBytes; count++) {
    if (count > MAX_MEMBERS)
      throw damagedArchive(reader, position, `it has more than ${MAX_MEMBERS} members`);
    const block = await readAt(reader, position, Math.min(BLOCK, reader.sizeBytes - position));
    if (isZero(block)) return { members, mayBeCut: block.length < BLOCK };
    if (block.length < BLOCK)
      throw position === 0 ? notAnArchive(reader.where) : truncated(reader, 'a header');
    const header = parseHeader(block, reader, position);
    const dataStart = position + BLOCK;
    if (isExtension(header.typeflag)) {
      await applyExtension(reader, header, dataStart, overrides);
      position = nextHeader(reader, dataStart, header);
      continue;
    }
    const member = { ...header, ...withoutNulls(overrides) };
    overrides = { ...NO_OVERRIDES };
    position = nextHeader(reader, dataStart, member);
    addMember(members, member, { path: reader.path, offsetBytes: dataStart, sizeBytes: member.sizeBytes });
  }
  return { members, mayBeCut: true };
}

/** The last member of a name counts, as it does for tools that unpack. */
function addMember(members: Map<string, Member>, header: Header, range: FileRange): void {
  const name = cleanName(header.name);
  if (name === null || name === '') return;
  if (header.typeflag === '1') members.set(name, { kind: 'link', target: header.linkTarget });
  else if (header.typeflag === '2')
    members.set(name, { kind: 'link', target: besides(name, header.linkTarget) });
  else if (/^[0\0 7]$/.test(header.typeflag)) members.set(name, { kind: 'file', range });
}

/** A symbolic link's target, from the root of the archive. `docker save` linked equal layers as `../ID/layer.tar`. */
function besides(name: string, target: string): string {
  const start = target.startsWith('/') ? [] : name.split('/').slice(0, -1);
  for (const segment of target.split('/')) {
    if (segment === '..') start.pop();
    else if (segment !== '' && segment !== '.') start.push(segment);
  }
  return start.join('/');
}

function resolveMember(members: ReadonlyMap<string, Member>, name: string, hops: number): FileRange | null {
  let current = cleanName(name);
  for (let hop = 0; current !== null && hop <= hops; hop++) {
    const member = members.get(current);
    if (member === undefined) return null;
    if (member.kind === 'file') return member.range;
    current = cleanName(member.target);
  }
  return null;
}

/** Where the next header lies. A member that reaches beyond the file's end shows that the archive was cut. */
function nextHeader(reader: HeaderReader, dataStart: number, { name, sizeBytes, typeflag }: Header): number {
  const stored = /^[1-6]$/.test(typeflag) ? 0 : sizeBytes;
  const end = dataStart + stored;
  if (end > reader.sizeBytes) throw truncated(reader, name);
  return dataStart + Math.ceil(stored / BLOCK) * BLOCK;
}

async function applyExtension(
  reader: HeaderReader,
  header: Header,
  at: number,
  into: Overrides,
): Promise<void> {
  if (header.typeflag === 'g') return;
  if (header.sizeBytes > reader.limits.headerBytes) {
    throw damagedArchive(reader, at - BLOCK, `it has an extended header of ${header.sizeBytes} bytes`);
  }
  const data = await readAt(reader, at, header.sizeBytes);
  if (header.typeflag === 'L') into.name = cString(data);
  else if (header.typeflag === 'K') into.linkTarget = cString(data);
  else applyPax(data, into);
}

/** Records `length key=value\n`; the length counts the whole record. */
function applyPax(data: Buffer, into: Overrides): void {
  for (let start = 0; start < data.length; ) {
    const space = data.indexOf(0x20, start);
    const length = Number.parseInt(data.toString('latin1', start, Math.min(space, start + 16)), 10);
    if (space < 0 || !(length > space - start) || start + length > data.length) return;
    const record = data.toString('utf8', space + 1, start + length - 1);
    const equals = record.indexOf('=');
    setPax(record.slice(0, equals), record.slice(equals + 1), into);
    start += length;
  }
}

function setPax(key: string, value: string, into: Overrides): void {
  if (key === 'path') into.name = value;
  else if (key === 'linkpath') into.linkTarget = value;
  else if (key === 'size' && /^\d{1,15}$/.test(value)) into.sizeBytes = Number(value);
}

function withoutNulls({ name, linkTarget, sizeBytes }: Overrides): Partial<Header> {
  return {
    ...(name === null ? {} : { name }),
    ...(linkTarget === null ? {} : { linkTarget }),
    ...(sizeBytes === null ? {} : { sizeBytes }),
  };
}

function isExtension(typeflag: string): boolean {
  return /^[LKxgX]$/.test(typeflag);
}

function parseHeader(block: Buffer, reader: HeaderReader, position: number): Header {
  if (!hasRightChecksum(block)) {
    if (position === 0) throw notAnArchive(reader.where);
    throw damagedArchive(reader, position, 'a header is damaged');
  }
  const prefix = block.toString('latin1', 257, 263) === 'ustar\0' ? cString(block.subarray(345, 500)) : '';
  const name = cString(block.subarray(0, 100));
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    typeflag: String.fromCharCode(block[156]!),
    sizeBytes: parseSize(block, reader, position),
    linkTarget: cString(block.subarray(157, 257)),
  };
}

/** Octal text, or base 256 with the top bit set (GNU, for sizes of 8 GiB and more). */
function parseSize(block: Buffer, reader: HeaderReader, position: number): number {
  const field = block.subarray(124, 136);
  const isBinary = (field[0]! & 0x80) !== 0;
  const size = isBinary ? parseBase256(field) : Number.parseInt(cString(field).trim() || '0', 8);
  if (Number.isSafeInteger(size) && size >= 0) return size;
  throw damagedArchive(reader, position, 'a member has an impossible size');
}

function parseBase256(field: Buffer): number {
  return field.subarray(1).reduce((value, byte) => value * 256 + byte, field[0]! & 0x7f);
}

/** The sum of all bytes, the field itself counted as blanks; old tars added signed bytes. */
function hasRightChecksum(block: Buffer): boolean {
  const told = Number.parseInt(cString(block.subarray(148, 156)).trim(), 8);
  let unsigned = 0;
  let signed = 0;
  for (let i = 0; i < BLOCK; i++) {
    const byte = i >= 148 && i < 156 ? 0x20 : block[i]!;
    unsigned += byte;
    signed += byte > 127 ? byte - 256 : byte;
  }
  return told === unsigned || told === signed;
}

async function readAt(reader: HeaderReader, position: number, length: number): Promise<Buffer> {
  const end = reader.windowStart + reader.window.length;
  if (position < reader.windowStart || position + length > end) {
    const window = Buffer.alloc(Math.max(WINDOW, length));
    const { bytesRead } = await reader.handle.read(window, 0, window.length, position);
    reader.window = window.subarray(0, bytesRead);
    reader.windowStart = position;
  }
  const start = position - reader.windowStart;
  if (start + length <= reader.window.length) return reader.window.subarray(start, start + length);
  throw truncated(reader, 'a header');
}

function cString(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.toString('utf8', 0, end < 0 ? bytes.length : end);
}

function isZero(block: Buffer): boolean {
  return block.every((byte) => byte === 0);
}

function notAnArchive(where: string): InputError {
  return new InputError('not-an-archive', {
    what: 'The file is not a tar archive.',
    where,
    wayOut: 'Make one with `docker save`, `podman save` or `skopeo copy`.',
  });
}

function truncated({ where, sizeBytes }: HeaderReader, name: string): InputError {
  return new InputError('truncated-archive', {
    what: `The archive is cut off: it ends after ${sizeBytes} bytes, in the middle of ${name}.`,
    where,
    wayOut: 'Copy or save it again; check that there was room on the disk.',
  });
}

function damagedArchive({ where }: HeaderReader, position: number, problem: string): InputError {
  return new InputError('damaged-archive', {
    what: `The archive is damaged at byte ${position}: ${problem}.`,
    where,
    wayOut: 'Copy or save it again.',
  });
}
