/**
 * Builds tar files in memory, for tests: every form that builders write, and damaged ones through hooks.
 * POSIX pax interchange format (IEEE Std 1003.1, `pax`), GNU tar manual, "Basic Tar Format".
 * The same entries give the same bytes: times are 0, owners are what the entry says.
 */

export type TarFormat = 'pax' | 'gnu' | 'ustar' | 'v7';

export interface EntrySpec {
  /** As written to the tar: `./` and `/` in front stay. */
  readonly path: string;
  /** Tar's type flag: `0` file, `1` hard link, `2` symbolic link, `3` character, `4` block, `5` folder, `6` fifo. */
  readonly typeflag: string;
  readonly content: Uint8Array;
  readonly linkTarget: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Device numbers. */
  readonly device: readonly [major: number, minor: number];
  /** Records of a PAX header in front of the entry, besides those that its format needs. */
  readonly pax: Readonly<Record<string, string | Uint8Array>>;
  /** Changes the finished header block (checksum included) before it is written. */
  readonly patch: ((header: Buffer) => void) | null;
}

/** Bytes that are put into the tar as they are. */
export interface RawSpec {
  readonly raw: Uint8Array;
}

export type Entry = EntrySpec | RawSpec;

/** What may be told of an entry; the rest has the usual values. */
export type EntryOptions = Partial<Omit<EntrySpec, 'path' | 'content' | 'linkTarget'>>;

export interface TarOptions {
  readonly format?: TarFormat;
  /** Zero blocks at the end; 2 unless told. */
  readonly endBlocks?: number;
}

function entry(path: string, typeflag: string, rest: Partial<EntrySpec>): EntrySpec {
  return {
    path,
    typeflag,
    content: new Uint8Array(0),
    linkTarget: '',
    mode: typeflag === '5' ? 0o755 : 0o644,
    uid: 0,
    gid: 0,
    device: [0, 0],
    pax: {},
    patch: null,
    ...rest,
  };
}

/** A regular file. */
export function file(path: string, content: string | Uint8Array = '', options: EntryOptions = {}): EntrySpec {
  return entry(path, '0', {
    content: typeof content === 'string' ? Buffer.from(content) : content,
    ...options,
  });
}

/** A folder; a slash at the end is added as tar does. */
export function dir(path: string, options: EntryOptions = {}): EntrySpec {
  return entry(path.endsWith('/') ? path : `${path}/`, '5', options);
}

export function symlink(path: string, target: string, options: EntryOptions = {}): EntrySpec {
  return entry(path, '2', { linkTarget: target, mode: 0o777, ...options });
}

/** A hard link: `target` is a path in the archive. */
export function hardlink(path: string, target: string, options: EntryOptions = {}): EntrySpec {
  return entry(path, '1', { linkTarget: target, ...options });
}

/** The mark that removes `path` of the layers below (image-spec, layer.md, "Whiteouts"). */
export function whiteout(path: string): EntrySpec {
  const slash = path.lastIndexOf('/') + 1;
  return file(`${path.slice(0, slash)}.wh.${path.slice(slash)}`);
}

/** The mark that hides everything of the layers below in `folder`; empty = the root. */
export function opaque(folder: string): EntrySpec {
  return file(folder === '' ? '.wh..wh..opq' : `${folder}/.wh..wh..opq`);
}

/** Any other type of entry. */
export function special(path: string, typeflag: string, options: Partial<EntrySpec> = {}): EntrySpec {
  return entry(path, typeflag, options);
}

export function raw(bytes: Uint8Array): RawSpec {
  return { raw: bytes };
}

/** The plain tar of these entries. */
export function layer(entries: readonly Entry[], options: TarOptions = {}): Buffer {
  const parts = entries.flatMap((e) => ('raw' in e ? [e.raw] : entryBlocks(e, options.format ?? 'pax')));
  return Buffer.concat([...parts, Buffer.alloc(512 * (options.endBlocks ?? 2))]);
}

/** One header block with a right checksum, for tests that go below `layer`. */
export function headerBlock(spec: EntrySpec, format: TarFormat = 'pax', sizeBytes?: number): Buffer {
  const header = Buffer.alloc(512);
  const [name, prefix] = splitName(Buffer.from(spec.path), format);
  name.copy(header, 0, 0, 100);
  writeNumber(header, 100, 8, spec.mode, format);
  writeNumber(header, 108, 8, spec.uid, format);
  writeNumber(header, 116, 8, spec.gid, format);
  writeNumber(header, 124, 12, sizeBytes ?? spec.content.length, format);
  writeNumber(header, 136, 12, 0, format);
  header.write(spec.typeflag === '0' && format === 'v7' ? '\0' : spec.typeflag, 156, 'latin1');
  Buffer.from(spec.linkTarget).copy(header, 157, 0, 100);
  if (format !== 'v7') {
    header.write(format === 'gnu' ? 'ustar  \0' : 'ustar\x0000', 257, 'latin1');
    writeNumber(header, 329, 8, spec.device[0], format);
    writeNumber(header, 337, 8, spec.device[1], format);
    prefix.copy(header, 345, 0, 155);
  }
  writeChecksum(header);
  spec.patch?.(header);
  return header;
}

/** Writes the checksum of a header block that was changed by hand. */
export function writeChecksum(header: Buffer): void {
  header.fill(' ', 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
}

/** The records of a PAX extended header: `length key=value\n`. */
export function paxRecords(records: Readonly<Record<string, string | Uint8Array>>): Buffer {
  return Buffer.concat(
    Object.entries(records).map(([key, value]) => {
      const tail = Buffer.concat([Buffer.from(` ${key}=`), Buffer.from(value as string), Buffer.from('\n')]);
      let length = tail.length + 1;
      while (String(length).length + tail.length !== length) length++;
      return Buffer.concat([Buffer.from(String(length)), tail]);
    }),
  );
}

/** A PAX header entry: type `x` speaks for the next entry, `g` for all that follow. */
export function paxHeader(
  records: Readonly<Record<string, string | Uint8Array>>,
  typeflag: 'x' | 'g' = 'x',
): RawSpec {
  const content = paxRecords(records);
  const spec = entry(typeflag === 'x' ? 'PaxHeaders/entry' : 'pax_global_header', typeflag, { content });
  return raw(Buffer.concat([headerBlock(spec), padded(content)]));
}

/** Content filled up to whole blocks. */
export function padded(content: Uint8Array): Buffer {
  return Buffer.concat([content, Buffer.alloc(-content.length & 511)]);
}

function entryBlocks(spec: EntrySpec, format: TarFormat): Uint8Array[] {
  return [...longNames(spec, format), headerBlock(spec, format), padded(spec.content)];
}

/** The extra entries that carry what does not fit into the header block. */
function longNames(spec: EntrySpec, format: TarFormat): Uint8Array[] {
  if (format === 'gnu') {
    return [
      ...(Buffer.byteLength(spec.linkTarget) > 100 ? [gnuLong('K', spec.linkTarget)] : []),
      ...(Buffer.byteLength(spec.path) > 100 ? [gnuLong('L', spec.path)] : []),
    ];
  }
  if (format !== 'pax') return [];
  const records = { ...neededPax(spec), ...spec.pax };
  return Object.keys(records).length === 0 ? [] : [paxHeader(records).raw];
}

function neededPax(spec: EntrySpec): Record<string, string> {
  const ascii = /^[\x20-\x7e]*$/;
  return {
    ...(Buffer.byteLength(spec.path) > 100 || !ascii.test(spec.path) ? { path: spec.path } : {}),
    ...(Buffer.byteLength(spec.linkTarget) > 100 || !ascii.test(spec.linkTarget)
      ? { linkpath: spec.linkTarget }
      : {}),
    ...(spec.uid > 0o7777777 ? { uid: String(spec.uid) } : {}),
    ...(spec.gid > 0o7777777 ? { gid: String(spec.gid) } : {}),
  };
}

function gnuLong(typeflag: 'K' | 'L', text: string): Buffer {
  const content = Buffer.from(`${text}\0`);
  return Buffer.concat([headerBlock(entry('././@LongLink', typeflag, { content }), 'gnu'), padded(content)]);
}

/** ustar splits a long name at a slash into prefix and name; other formats cut it (and say it elsewhere). */
function splitName(path: Buffer, format: TarFormat): [name: Buffer, prefix: Buffer] {
  const none = Buffer.alloc(0);
  if (format !== 'ustar' || path.length <= 100) return [path, none];
  const slash = path.indexOf('/', path.length - 101);
  if (slash < 0 || slash > 155) throw new Error(`ustar cannot hold this path: ${path.toString()}`);
  return [path.subarray(slash + 1), path.subarray(0, slash)];
}

/** Octal digits; in GNU format base 256 where they do not fit; else cut to the field. */
function writeNumber(header: Buffer, at: number, width: number, value: number, format: TarFormat): void {
  const digits = value.toString(8);
  if (value >= 0 && digits.length < width) {
    header.write(`${digits.padStart(width - 1, '0')}\0`, at, 'latin1');
  } else if (format === 'gnu') {
    let rest = BigInt.asUintN(width * 8, BigInt(value));
    for (let i = width - 1; i >= 0; i--, rest >>= 8n) header[at + i] = Number(rest & 0xffn);
    header[at]! |= 0x80;
  } else {
    header.write(`${'7'.repeat(width - 1)}\0`, at, 'latin1');
  }
}
