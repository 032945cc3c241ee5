/**
 * Package headers as the rpm database holds them (rpm documentation, "RPM V4 Package format", header structure):
 * two counts, 16-byte index entries, a data area; with or without the 8 magic bytes in front. Tags we do not need,
 * signatures and translations are passed over.
 */
export interface RpmRecord {
  readonly name: string;
  /** Decimal digits; empty where the package has no epoch. */
  readonly epoch: string;
  readonly version: string;
  readonly release: string;
  readonly architecture: string;
  /** File name of the source package: `bash-5.1.8-6.el9.src.rpm`; or empty. */
  readonly sourceRpm: string;
  readonly vendor: string;
  readonly licence: string;
  /** `name:stream:version:context`, or empty. */
  readonly moduleLabel: string;
  /** Cleaned paths of what is not a folder, one a line; empty for none. */
  readonly files: string;
  /** The first 16 hexadecimal digits of each file's SHA-256, one after the other, blanks for one without; empty if none has one. */
  readonly digests: string;
}

/** A header that contradicts itself or has no name. */
export class RpmHeaderError extends Error {
  constructor(what: string) {
    super(what);
    this.name = 'RpmHeaderError';
  }
}

const TAG = {
  name: 1000,
  version: 1001,
  release: 1002,
  epoch: 1003,
  vendor: 1011,
  licence: 1014,
  architecture: 1022,
  fileModes: 1030,
  fileDigests: 1035,
  sourceRpm: 1044,
  directoryIndexes: 1116,
  baseNames: 1117,
  directoryNames: 1118,
  digestAlgorithm: 5011,
  moduleLabel: 5096,
} as const;

/** Parses one header. Throws RpmHeaderError; does not keep the bytes. */
export function parseRpmHeader(bytes: Uint8Array): RpmRecord {
  const header = openHeader(bytes);
  const name = textOf(header, TAG.name);
  if (name === '') throw new RpmHeaderError('a package header has no name');
  return {
    name,
    epoch: numbersOf(header, TAG.epoch).slice(0, 1).join(''),
    version: textOf(header, TAG.version),
    release: textOf(header, TAG.release),
    architecture: textOf(header, TAG.architecture),
    sourceRpm: textOf(header, TAG.sourceRpm),
    vendor: textOf(header, TAG.vendor),
    licence: textOf(header, TAG.licence),
    moduleLabel: textOf(header, TAG.moduleLabel),
    ...filesOf(header, 2 * bytes.length),
  };
}

interface Entry {
  readonly type: number;
  /** In the data area. */
  readonly offset: number;
  readonly count: number;
}

interface Header {
  readonly entries: ReadonlyMap<number, Entry>;
  readonly data: Buffer;
}

const ENTRY_BYTES = 16;
const MAGIC = 0x8eade801;

function openHeader(bytes: Uint8Array): Header {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = all.length >= 16 && all.readUInt32BE(0) === MAGIC ? 8 : 0;
  if (all.length < start + 8) throw new RpmHeaderError('a package header is cut off');
  const count = all.readUInt32BE(start);
  const dataBytes = all.readUInt32BE(start + 4);
  const data = start + 8 + count * ENTRY_BYTES;
  if (data + dataBytes > all.length) throw new RpmHeaderError('a package header is cut off');
  return { entries: readEntries(all, start + 8, count), data: all.subarray(data, data + dataBytes) };
}

/** Of a repeated tag the first entry counts. Only the tags above are kept. */
function readEntries(all: Buffer, start: number, count: number): Map<number, Entry> {
  const wanted = new Set<number>(Object.values(TAG));
  const entries = new Map<number, Entry>();
  for (let at = start; at < start + count * ENTRY_BYTES; at += ENTRY_BYTES) {
    const tag = all.readUInt32BE(at);
    if (!wanted.has(tag) || entries.has(tag)) continue;
    const type = all.readUInt32BE(at + 4);
    entries.set(tag, { type, offset: all.readUInt32BE(at + 8), count: all.readUInt32BE(at + 12) });
  }
  return entries;
}

/** The first text of STRING (6), STRING_ARRAY (8) and I18NSTRING (9); empty where the tag is not there. */
function textOf(header: Header, tag: number): string {
  return textsOf(header, tag, 1)[0] ?? '';
}

type Decode = (data: Buffer, start: number, end: number) => string;

const toText: Decode = (data, start, end) => data.toString('utf8', start, end);

function textsOf(
  { entries, data }: Header,
  tag: number,
  most: number = Number.POSITIVE_INFINITY,
  decode: Decode = toText,
): string[] {
  const entry = entries.get(tag);
  if (entry === undefined || ![6, 8, 9].includes(entry.type)) return [];
  const texts: string[] = [];
  for (let at = entry.offset; texts.length < Math.min(entry.count, most); ) {
    const end = at > data.length ? -1 : data.indexOf(0, at);
    if (end < 0) throw new RpmHeaderError(`the text of tag ${tag} reaches beyond its header`);
    texts.push(decode(data, at, end));
    at = end + 1;
  }
  return texts;
}

/** INT16 (3) and INT32 (4), unsigned. */
function numbersOf({ entries, data }: Header, tag: number): number[] {
  const entry = entries.get(tag);
  if (entry === undefined || (entry.type !== 3 && entry.type !== 4)) return [];
  const size = entry.type === 3 ? 2 : 4;
  if (entry.offset + entry.count * size > data.length) {
    throw new RpmHeaderError(`the numbers of tag ${tag} reach beyond their header`);
  }
  return Array.from({ length: entry.count }, (_, n) => data.readUIntBE(entry.offset + n * size, size));
}

const FOLDER_MODE = 0o040000;
const TYPE_MASK = 0o170000;

/**
 * Joined paths and digests. A header has some 120 bytes a file, so they are never longer than itself; with one long
 * folder name shared by very many files they would be.
 */
function filesOf(header: Header, mostCharacters: number): Pick<RpmRecord, 'files' | 'digests'> {
  const folders = textsOf(header, TAG.directoryNames).map((path) => path.replace(/^\/+/, ''));
  const indexes = numbersOf(header, TAG.directoryIndexes);
  const modes = numbersOf(header, TAG.fileModes);
  const allDigests = digestsOf(header);
  const paths: string[] = [];
  const digests: string[] = [];
  let left = mostCharacters;
  for (const [at, name] of textsOf(header, TAG.baseNames).entries()) {
    const folder = folders[indexes[at] ?? -1];
    if (folder === undefined || ((modes[at] ?? 0) & TYPE_MASK) === FOLDER_MODE) continue;
    left -= folder.length + name.length + DIGITS;
    if (left < 0) throw new RpmHeaderError('a package header has a list of files that cannot be');
    paths.push(`${folder}${name}`);
    digests.push(allDigests[at] ?? NO_DIGEST);
  }
  const hasDigest = digests.some((digest) => digest !== NO_DIGEST);
  return { files: paths.join('\n'), digests: hasDigest ? digests.join('') : '' };
}

const DIGITS = 16;
const NO_DIGEST: string = ' '.repeat(DIGITS);
/** As OpenPGP numbers them (RFC 4880, section 9.4). */
const SHA256 = 8;
const SHA256_DIGITS = 64;

/** One for each file of the header. Links and folders have an empty text for it. */
function digestsOf(header: Header): string[] {
  if (numbersOf(header, TAG.digestAlgorithm)[0] !== SHA256) return [];
  return textsOf(header, TAG.fileDigests, Number.POSITIVE_INFINITY, (data, start, end) =>
    end - start === SHA256_DIGITS ? data.toString('latin1', start, start + DIGITS) : NO_DIGEST,
  );
}
