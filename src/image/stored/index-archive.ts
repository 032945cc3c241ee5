/**
 * Lists the members of an uncompressed tar file by reading only its headers, so that an archive of many gigabytes
 * opens in milliseconds. POSIX pax interchange format and GNU tar's long names (`L`, `K`). Sparse members,
 * modes and times are left out: archives of images have none that matter.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { InputError } from '../../base/errors.ts';
import type { Limits } from '../../base/limits.ts';
import {
  BLOCK,
  fileType,
  hasRightChecksum,
  isZeroBlock,
  parseHeader,
  type TarHeader,
} from '../../base/tar/tar-header.ts';
import { decodeName } from '../../base/tar/tar-path.ts';
import { parsePax } from '../../base/tar/tar-pax.ts';
import { takeTurns } from '../../base/turns.ts';
import { type Bundle, cleanName, type FileRange } from './bundle.ts';
import { readError } from './read-error.ts';

/** Headers of small members lie close together; one read serves many of them. */
const WINDOW = 64 * 1024;
/** Real archives have a few hundred members. */
const MAX_MEMBERS = 100_000;
/** Who waits for the headers hears signals meanwhile; nothing else ends reading them. */
const NEVER: AbortSignal = new AbortController().signal;
/** Characters of all their names and link targets. */
const MAX_NAMES = 32 * 1024 * 1024;

/** GNU long name and long link, PAX for one member, PAX for all, Solaris' PAX. */
const EXTENSION = /^[LKxgX]$/;
/** Links, devices, folders and pipes have none, whatever size they tell. */
const WITHOUT_CONTENT = /^[1-6]$/;

type Member =
  | { readonly kind: 'file'; readonly range: FileRange }
  | { readonly kind: 'link'; readonly target: string };

/**
 * Opens a tar file as a bundle. Throws an InputError: `empty-input`, `not-an-archive`, `damaged-archive`,
 * `truncated-archive`, `not-found`, `no-permission`.
 */
export async function indexArchive(path: string, where: string, limits: Limits): Promise<Bundle> {
  try {
    const file = openSync(path, 'r');
    try {
      const sizeBytes = fstatSync(file).size;
      if (sizeBytes === 0) throw emptyInput(where);
      const window = Buffer.alloc(0);
      const reader: HeaderReader = { file, path, where, sizeBytes, limits, window, windowStart: 0 };
      const { members, mayBeCut } = await readMembers(reader);
      return { where, mayBeCut, find: async (name) => resolveMember(members, name, limits.linkHops) };
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    throw readError(cause, where);
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
  /** Descriptor: a promise for each of a few short reads would take longer than the read. */
  readonly file: number;
  readonly path: string;
  readonly where: string;
  readonly sizeBytes: number;
  readonly limits: Limits;
  window: Buffer;
  windowStart: number;
}

/** What extended headers say about the member that follows them. */
type Overrides = Partial<Pick<TarHeader, 'name' | 'linkName' | 'size'>>;

async function readMembers(
  reader: HeaderReader,
): Promise<{ members: Map<string, Member>; mayBeCut: boolean }> {
  const members = new Map<string, Member>();
  let overrides: Overrides = {};
  let position = 0;
  let left = MAX_NAMES;
  const turn = takeTurns(NEVER);
  for (let count = 0; position < reader.sizeBytes; count++) {
    if (count > MAX_MEMBERS)
      throw damagedArchive(reader, position, `it has more than ${MAX_MEMBERS} members`);
    await turn();
    const header = readHeader(reader, position);
    if (header === null) return { members, mayBeCut: reader.sizeBytes - position < BLOCK };
    const dataStart = position + BLOCK;
    const typeflag = String.fromCharCode(header.typeflag);
    if (EXTENSION.test(typeflag)) {
      overrides = { ...overrides, ...readExtension(reader, header, dataStart) };
      position = nextHeader(reader, dataStart, header);
      continue;
    }
    const member = { ...header, ...overrides };
    overrides = {};
    position = nextHeader(reader, dataStart, member);
    const range = { path: reader.path, offsetBytes: dataStart, sizeBytes: member.size };
    // Names are all that is kept, and nothing that is asked for has a longer one.
    if (Math.max(member.name.length, member.linkName.length) > reader.limits.pathBytes) continue;
    left -= member.name.length + member.linkName.length;
    if (left < 0) throw damagedArchive(reader, position, 'the names of its members are too long');
    addMember(members, member, range);
  }
  return { members, mayBeCut: true };
}

/** Null at the end mark, or in what is left of one. */
function readHeader(reader: HeaderReader, position: number): TarHeader | null {
  const block = readAt(reader, position, Math.min(BLOCK, reader.sizeBytes - position));
  if (block.length < BLOCK) {
    if (block.every((byte) => byte === 0)) return null;
    throw position === 0 ? notAnArchive(reader.where) : truncated(reader, 'a header');
  }
  if (isZeroBlock(block, 0)) return null;
  if (!hasRightChecksum(block, 0)) {
    throw position === 0
      ? notAnArchive(reader.where)
      : damagedArchive(reader, position, 'a header is damaged');
  }
  const header = parseHeader(block, 0);
  if (header.size >= 0) return header;
  throw damagedArchive(reader, position, 'a member has an impossible size');
}

/** The last member of a name counts, as it does for tools that unpack. */
function addMember(members: Map<string, Member>, header: TarHeader, range: FileRange): void {
  const name = cleanName(header.name);
  if (name === null || name === '') return;
  const type = fileType(header.typeflag, header.name);
  if (type === 'hardlink') members.set(name, { kind: 'link', target: header.linkName });
  else if (type === 'symlink') members.set(name, { kind: 'link', target: besides(name, header.linkName) });
  else if (type === 'file') members.set(name, { kind: 'file', range });
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
function nextHeader(reader: HeaderReader, dataStart: number, { name, size, typeflag }: TarHeader): number {
  const stored = WITHOUT_CONTENT.test(String.fromCharCode(typeflag)) ? 0 : size;
  if (dataStart + stored > reader.sizeBytes) throw truncated(reader, `\`${name}\``);
  return dataStart + Math.ceil(stored / BLOCK) * BLOCK;
}

function readExtension(reader: HeaderReader, { typeflag, size }: TarHeader, at: number): Overrides {
  if (size > reader.limits.headerBytes) {
    throw damagedArchive(reader, at - BLOCK, `it has an extended header of ${size} bytes`);
  }
  if (at + size > reader.sizeBytes) throw truncated(reader, 'a header');
  const data = readAt(reader, at, size);
  switch (String.fromCharCode(typeflag)) {
    case 'L':
      return { name: cString(data) };
    case 'K':
      return { linkName: cString(data) };
    case 'x':
      return parseRecords(data, reader, at);
    default:
      return {};
  }
}

function parseRecords(data: Buffer, reader: HeaderReader, at: number): Overrides {
  const { records, fault } = parsePax(data);
  if (fault !== null) throw damagedArchive(reader, at - BLOCK, `in an extended header, ${fault}`);
  const { path, linkPath, size } = records;
  return {
    ...(path === null ? {} : { name: path }),
    ...(linkPath === null ? {} : { linkName: linkPath }),
    ...(size === null ? {} : { size }),
  };
}

function readAt(reader: HeaderReader, position: number, length: number): Buffer {
  const end = reader.windowStart + reader.window.length;
  if (position < reader.windowStart || position + length > end) {
    const window = Buffer.alloc(Math.max(WINDOW, length));
    const got = readSync(reader.file, window, 0, window.length, position);
    reader.window = window.subarray(0, got);
    reader.windowStart = position;
  }
  const start = position - reader.windowStart;
  if (start + length <= reader.window.length) return reader.window.subarray(start, start + length);
  throw truncated(reader, 'a header');
}

function cString(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return decodeName(bytes.subarray(0, end < 0 ? bytes.length : end));
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
