/**
 * Go's build information (Go source: debug/buildinfo, runtime/debug.ParseBuildInfo): what `go version -m` prints.
 * A block of 32 bytes, aligned to 16, that starts with a magic; then either (flag 2, since Go 1.18) two strings with
 * their lengths before them, or pointers to the headers of the two strings.
 */
import { type Elf, parseElf, SEGMENT_LOAD } from '../../base/elf.ts';

export interface GoModule {
  readonly path: string;
  /** As the linker wrote it: `v1.2.3`, `(devel)`; empty where the module is a folder. */
  readonly version: string;
}

export interface GoBuildInfo {
  /** `go1.22.2`, `go1.22.2 X:boringcrypto`, `devel go1.23-2cb9be2 Mon …`. */
  readonly goVersion: string;
  /** Import path of the main package, or empty. */
  readonly packagePath: string;
  readonly main: GoModule | null;
  /** What was linked: a replaced module by its replacement. */
  readonly dependencies: readonly GoModule[];
  /** `-ldflags`, `vcs.revision`, …: key and value, in order. */
  readonly settings: readonly (readonly [string, string])[];
}

export const BUILD_INFO_MAGIC: Buffer = Buffer.from('\xff Go buildinf:', 'latin1');
export const BUILD_INFO_ALIGN = 16;
export const BUILD_INFO_HEADER_BYTES = 32;
/** More bytes than the inline strings of any program seen take. */
export const MAX_INLINE_BYTES: number = 4 * 1024 * 1024;

/** `inline`: the strings follow; `pointers`: they lie anywhere in the file. */
export type BuildInfoForm = 'inline' | 'pointers';

/** The form that a header announces; null where the bytes after the magic are none. */
export function buildInfoForm(header: Uint8Array): BuildInfoForm | null {
  const pointerBytes = header[14];
  const flags = header[15];
  if (flags === undefined) return null;
  if ((flags & 2) !== 0) return 'inline';
  return (pointerBytes === 4 || pointerBytes === 8) && flags <= 1 ? 'pointers' : null;
}

/** Parses a block of the inline form. Null where the strings are cut off or name no Go version. */
export function parseInline(block: Uint8Array): GoBuildInfo | null {
  const version = parseString(block, BUILD_INFO_HEADER_BYTES);
  if (version === null) return null;
  const modules = parseString(block, version.end);
  return modules === null ? null : parseStrings(version.bytes, modules.bytes);
}

/** Parses a block of the pointer form that lies at `at` in a whole ELF file. */
export function parsePointers(file: Uint8Array, at: number): GoBuildInfo | null {
  const elf = parseElf(file);
  if (elf === null || at + BUILD_INFO_HEADER_BYTES > file.length) return null;
  const memory: Memory = { file, elf, pointerBytes: file[at + 14]!, littleEndian: file[at + 15] !== 1 };
  const version = followString(memory, at + 16);
  const modules = followString(memory, at + 16 + memory.pointerBytes);
  return version === null ? null : parseStrings(version, modules ?? new Uint8Array());
}

/** Go reserves 16 bytes of noise before and after the module lines, so that they can be found in memory. */
const MARKER_BYTES = 16;
const MAX_MODULES = 100_000;
const MAX_LENGTH = 4096;
const decoder = new TextDecoder();

function parseStrings(version: Uint8Array, modules: Uint8Array): GoBuildInfo | null {
  const goVersion = decoder.decode(version.subarray(0, MAX_LENGTH));
  if (!/^(?:go|devel )/.test(goVersion)) return null;
  const framed =
    modules.length >= 2 * MARKER_BYTES + 1 && modules[modules.length - MARKER_BYTES - 1] === NEW_LINE;
  const lines = framed ? decoder.decode(modules.subarray(MARKER_BYTES, -MARKER_BYTES)).split('\n') : [];
  return { goVersion, ...parseLines(lines) };
}

const NEW_LINE = 0x0a;

/** Lines of tab-separated fields: `path`, `mod`, `dep`, `=>` (replaces the module before it), `build`. */
function parseLines(lines: readonly string[]): Omit<GoBuildInfo, 'goVersion'> {
  let packagePath = '';
  let main: GoModule | null = null;
  const dependencies: GoModule[] = [];
  const settings: [string, string][] = [];
  let last: 'mod' | 'dep' = 'mod';
  for (const line of lines.slice(0, MAX_MODULES)) {
    const [kind, name = '', version = ''] = line.split('\t', 3);
    if (kind === 'build') settings.push(parseSetting(line.slice('build\t'.length)));
    if (!isModule(name, version)) continue;
    if (kind === 'path') packagePath = name;
    else if (kind === 'mod' || kind === 'dep') {
      last = kind;
      if (kind === 'mod') main = { path: name, version };
      else dependencies.push({ path: name, version });
    } else if (kind === '=>') {
      if (last === 'mod') main = main && replaced(main, name, version);
      else if (dependencies.length > 0) dependencies.push(replaced(dependencies.pop()!, name, version));
    }
  }
  return { packagePath, main, dependencies, settings };
}

/** `./x`, `../x`, `/x`, `C:\x`: how a replacement by a folder is written. */
const FOLDER = /^(?:\.{0,2}[/\\]|[A-Z]:\\)/i;
/** go.dev/ref/mod, "Module paths and versions". */
const MODULE_PATH = /^[\w.~-]{1,255}(?:\/[\w.~-]{1,255}){0,100}$/;
const MODULE_VERSION = /^[\w.+-]{0,256}$|^\(devel\)$/;

function isModule(path: string, version: string): boolean {
  return FOLDER.test(path) || (MODULE_PATH.test(path) && MODULE_VERSION.test(version));
}

/** A folder has no version, and no name that means anything outside the machine of the build. */
function replaced(module: GoModule, path: string, version: string): GoModule {
  return FOLDER.test(path) || version === '' ? { path: module.path, version: '' } : { path, version };
}

/** `key=value`; keys and values with blanks or quotes are quoted as Go source quotes strings. */
function parseSetting(text: string): [string, string] {
  const equals = text.startsWith('"') ? text.indexOf('"=') + 1 : text.indexOf('=');
  if (equals <= 0) return [text, ''];
  return [unquote(text.slice(0, equals)), unquote(text.slice(equals + 1))];
}

function unquote(text: string): string {
  if (text.length < 2) return text;
  if (text.startsWith('`') && text.endsWith('`')) return text.slice(1, -1);
  if (!text.startsWith('"') || !text.endsWith('"')) return text;
  return text.slice(1, -1).replace(/\\(["\\])/g, '$1');
}

function parseString(block: Uint8Array, at: number): { bytes: Uint8Array; end: number } | null {
  const length = parseVarint(block, at);
  if (length === null || length.end + length.value > block.length) return null;
  const end = length.end + length.value;
  return { bytes: block.subarray(length.end, end), end };
}

/** An unsigned number in groups of 7 bits, the lowest first (Go: encoding/binary.Uvarint); at most 32 bits. */
function parseVarint(block: Uint8Array, at: number): { value: number; end: number } | null {
  let value = 0;
  for (let index = 0; index < 5; index += 1) {
    const byte = block[at + index];
    if (byte === undefined) return null;
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return { value, end: at + index + 1 };
  }
  return null;
}

interface Memory {
  readonly file: Uint8Array;
  readonly elf: Elf;
  readonly pointerBytes: number;
  readonly littleEndian: boolean;
}

/** A pointer to a string's header, which is a pointer to its bytes and their count. */
function followString(memory: Memory, at: number): Uint8Array | null {
  const header = locate(memory, readPointer(memory, at), 2 * memory.pointerBytes);
  if (header === null) return null;
  const length = readPointer(memory, header + memory.pointerBytes);
  const start = locate(memory, readPointer(memory, header), length);
  return start === null ? null : memory.file.subarray(start, start + length);
}

function readPointer(memory: Memory, at: number): number {
  const { file, littleEndian, pointerBytes } = memory;
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  return pointerBytes === 8 ? Number(view.getBigUint64(at, littleEndian)) : view.getUint32(at, littleEndian);
}

/** Where an address range lies in the file; null where no segment holds it. */
function locate(memory: Memory, address: number, length: number): number | null {
  const segment = memory.elf.segments.find(
    (s) => s.type === SEGMENT_LOAD && address >= s.address && address + length <= s.address + s.fileBytes,
  );
  if (segment === undefined) return null;
  const start = segment.offset + (address - segment.address);
  return start + length <= memory.file.length ? start : null;
}
