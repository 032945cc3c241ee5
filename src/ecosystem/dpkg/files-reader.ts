/**
 * Which files a package owns: `info/NAME[:ARCH].list` (one absolute path a line) and `NAME[:ARCH].md5sums`
 * (MD5, two blanks, relative path), the latter also in `status.d` of distroless images. Diversions are not applied.
 */
import { MIB } from '../../base/limits.ts';
import { baseName, type FileEntry } from '../../model/file.ts';
import type { OpenFile, WholeReader } from '../../model/reader.ts';
import { object, text, word } from '../../model/shape.ts';

export interface DpkgFiles {
  /** File name without its ending: `libc6:amd64`. */
  readonly owner: string;
  /** `list` names all files; `md5sums` leaves out what the package manager may change. */
  readonly kind: 'list' | 'md5sums';
  /** Cleaned paths, one a line: one text takes less memory and time to hand over than an array. */
  readonly paths: string;
  /** Of `md5sums`: the first 16 digits of each path's MD5, one after the other; empty for `list`. */
  readonly digests: string;
}

const FOLDER = /^var\/lib\/dpkg\/(?:info|status\.d)\/[^/]+\.(?:list|md5sums)$/;

export const filesReader: WholeReader<DpkgFiles> = {
  id: 'dpkg-files',
  version: 4,
  shape: object<DpkgFiles>({ owner: text, kind: word('list', 'md5sums'), paths: text, digests: text }),
  kind: 'whole',
  maxBytes: 16 * MIB,
  wellKnownPaths: [],
  wants: (entry: FileEntry): boolean => FOLDER.test(entry.path),
  read: (file: OpenFile): DpkgFiles | null => {
    const name = baseName(file.entry.path);
    const kind = name.endsWith('.list') ? 'list' : 'md5sums';
    const { paths, digests } = kind === 'list' ? readList(file.bytes) : readSums(file.bytes);
    return paths === '' ? null : { owner: name.slice(0, -kind.length - 1), kind, paths, digests };
  },
};

type Files = Pick<DpkgFiles, 'paths' | 'digests'>;

/** Without folders: a folder's line stands right before the first line of what is in it. */
function readList(bytes: Uint8Array): Files {
  const paths = collect(bytes.length + 1);
  let last: Range = { start: 0, end: 0 };
  for (let at = 0; at < bytes.length; ) {
    const end = lineEnd(bytes, at);
    const path = cleanPath(bytes, at, end);
    if (!isBelow(bytes, path, last)) paths.addLine(bytes, last);
    last = path;
    at = end + 1;
  }
  paths.addLine(bytes, last);
  return { paths: paths.lines(), digests: '' };
}

function readSums(bytes: Uint8Array): Files {
  const paths = collect(bytes.length + 1);
  const digests = collect(bytes.length);
  for (let at = 0; at < bytes.length; ) {
    const end = lineEnd(bytes, at);
    const path = cleanPath(bytes, at + digestBytes(bytes, at, end), end);
    if (path.start < path.end) digests.add(bytes, { start: at, end: at + KEPT_DIGITS });
    paths.addLine(bytes, path);
    at = end + 1;
  }
  return { paths: paths.lines(), digests: digests.text() };
}

interface Collected {
  add(bytes: Uint8Array, range: Range): void;
  /** With a line feed; nothing for an empty one. */
  addLine(bytes: Uint8Array, range: Range): void;
  text(): string;
  /** Without the last line feed. */
  lines(): string;
}

/** Bytes are copied one by one: a made list has so many lines that a string for each would take longer than unpacking it. */
function collect(mostBytes: number): Collected {
  const held = Buffer.allocUnsafe(mostBytes);
  let filled = 0;
  const add = (bytes: Uint8Array, { start, end }: Range): void => {
    for (let i = start; i < end; i++) held[filled++] = bytes[i]!;
  };
  return {
    add,
    addLine(bytes, range) {
      if (range.start === range.end) return;
      add(bytes, range);
      held[filled++] = FEED;
    },
    text: () => held.toString('utf8', 0, filled),
    lines: () => held.toString('utf8', 0, Math.max(0, filled - 1)),
  };
}

/** Bytes of a file. */
interface Range {
  readonly start: number;
  readonly end: number;
}

const [FEED, SLASH, DOT, SPACE] = [0x0a, 0x2f, 0x2e, 0x20];
const DIGEST_DIGITS = 32;
const KEPT_DIGITS = 16;

function lineEnd(bytes: Uint8Array, start: number): number {
  let end = start;
  while (end < bytes.length && bytes[end] !== FEED) end++;
  return end;
}

/** `/.` and `./usr/bin/x` come out as empty and `usr/bin/x`. */
function cleanPath(bytes: Uint8Array, from: number, to: number): Range {
  let [start, end] = [from, to];
  while (end > start && (bytes[end - 1] === SPACE || isControl(bytes[end - 1]!))) end--;
  while (start < end) {
    const slash = bytes[start] === DOT ? start + 1 : start;
    if (slash >= end || bytes[slash] !== SLASH) break;
    start = slash + 1;
  }
  return end - start === 1 && bytes[start] === DOT ? { start, end: start } : { start, end };
}

/** Tab to carriage return. */
function isControl(byte: number): boolean {
  return byte >= 0x09 && byte <= 0x0d;
}

/** Of the digest and the two blanks that a line of md5sums begins with; of all of the line if it does not. */
function digestBytes(bytes: Uint8Array, start: number, end: number): number {
  let digits = 0;
  while (digits < DIGEST_DIGITS && isHexDigit(bytes[start + digits])) digits++;
  const blanks = bytes[start + digits] === SPACE && bytes[start + digits + 1] === SPACE;
  const length = DIGEST_DIGITS + 2;
  return digits === DIGEST_DIGITS && blanks && start + length <= end ? length : end - start;
}

function isHexDigit(byte: number | undefined): boolean {
  return byte !== undefined && ((byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x66));
}

function isBelow(bytes: Uint8Array, path: Range, folder: Range): boolean {
  const length = folder.end - folder.start;
  if (path.end - path.start <= length || bytes[path.start + length] !== SLASH) return false;
  for (let i = 0; i < length; i++) if (bytes[path.start + i] !== bytes[folder.start + i]) return false;
  return true;
}
