/**
 * Takes containers apart, changes what is in them and puts them together again with right sums and sizes: tar, ZIP,
 * gzip, zstd, JSON, in each other to any depth. Bytes changed from outside only ever reach the first check.
 */
import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { bytesSource } from '../../../src/base/byte-source.ts';
import { openZip, readZipEntry, zipEntries } from '../../../src/base/zip.ts';
import { buildZip, type ZipSpec } from '../../../test/zip-builder.ts';
import type { Random } from '../random.ts';
import type { Mutator } from '../target.ts';
import { mutateBytes } from './bytes.ts';
import { mutateJson } from './json.ts';
import { joinTar, mutateHeader, splitTar, type TarMember } from './tar.ts';

const MOST_PLAIN_BYTES = 256 * 1024;

/** By what the content is; plain bytes where it is nothing known, and now and then in any case. */
export const mutateContent: Mutator = (bytes, random, other) => {
  const change = random.oneIn(8) ? mutatePlain : mutatorFor(bytes);
  return change(bytes, random, other);
};

function mutatorFor(bytes: Buffer): Mutator {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return mutateGzip;
  if (bytes.length > 4 && bytes.readUInt32LE(0) === 0xfd2fb528) return mutateZstd;
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return mutateZip;
  if (bytes[0] === 0x7b || bytes[0] === 0x5b) return mutateJson;
  if (bytes.length >= 512 && bytes.toString('latin1', 257, 262) === 'ustar') return mutateTar;
  return mutatePlain;
}

const mutatePlain: Mutator = (bytes, random, other) => mutateBytes(bytes, { random, tokens: [], other });

export const mutateGzip: Mutator = (bytes, random, other) =>
  recompress(
    bytes,
    () => gunzipSync(bytes, { maxOutputLength: MOST_PLAIN_BYTES }),
    (plain) => gzipSync(mutateContent(plain, random, other)),
  );

export const mutateZstd: Mutator = (bytes, random, other) =>
  recompress(
    bytes,
    () => zstdDecompressSync(bytes, { maxOutputLength: MOST_PLAIN_BYTES }),
    (plain) => zstdCompressSync(mutateContent(plain, random, other)),
  );

function recompress(bytes: Buffer, open: () => Buffer, close: (plain: Buffer) => Buffer): Uint8Array {
  try {
    return close(open());
  } catch {
    // Damaged by an earlier change.
    return bytes;
  }
}

/** A header's field or, mostly, the members: one is changed, doubled, dropped, moved or renamed. */
export const mutateTar: Mutator = (bytes, random, other) => {
  const members = splitTar(bytes);
  if (members.length === 0) return bytes;
  if (random.oneIn(3)) return mutateHeader(bytes, random);
  return joinTar(changeMembers(members, random, other));
};

/** As `mutateTar`; blobs that are named by their digest get their new names, everywhere. */
export const mutateLayout: Mutator = (bytes, random, other) => {
  const members = splitTar(bytes);
  if (members.length === 0) return bytes;
  return joinTar(followDigests(changeMembers(members, random, other)));
};

function changeMembers(members: TarMember[], random: Random, other: Uint8Array): TarMember[] {
  const at = random.int(members.length);
  const member = members[at]!;
  switch (random.int(8)) {
    case 0:
      return members.toSpliced(at, 1);
    case 1:
      return members.toSpliced(random.int(members.length + 1), 0, member);
    case 2:
      return members.toSpliced(at, 1).toSpliced(random.int(members.length), 0, member);
    case 3:
      return members.with(at, { ...member, header: random.pick(members).header });
    default:
      return members.with(at, {
        ...member,
        content: Buffer.from(mutateContent(Buffer.from(member.content), random, other)),
      });
  }
}

const BLOB = /^(?:\.\/)?blobs\/sha256\/([0-9a-f]{64})/;

/** A changed manifest changes the index that names it, and so on up: as often as documents name each other. */
function followDigests(members: readonly TarMember[]): TarMember[] {
  let followed = [...members];
  for (let round = 0; round < 4; round++) {
    for (const member of followed) {
      const named = BLOB.exec(member.header.toString('latin1', 0, 100))?.[1];
      const is = createHash('sha256').update(member.content).digest('hex');
      if (named !== undefined && named !== is) followed = followed.map((one) => rename(one, named, is));
    }
  }
  return followed;
}

function rename({ header, content }: TarMember, from: string, to: string): TarMember {
  const swap = (bytes: Buffer): Buffer =>
    Buffer.from(bytes.toString('latin1').replaceAll(from, to), 'latin1');
  return { header: swap(header), content: content.length < 65_536 ? swap(content) : content };
}

const CLAIMS = [0, 1, 8, 99, 0xffff, 0x7fffffff, 0xffffffff];

export const mutateZip: Mutator = (bytes, random, other) => {
  const entries = splitZip(bytes);
  if (entries.length === 0) return mutatePlain(bytes, random, other);
  const at = random.int(entries.length);
  const entry = entries[at]!;
  const put = (changed: ZipSpec): Buffer =>
    buildZip(entries.with(at, changed), {
      zip64: random.oneIn(8),
      prefix: Buffer.alloc(random.oneIn(8) ? 70 : 0),
    });
  switch (random.int(7)) {
    case 0:
      return put({
        ...entry,
        name: `${random.pick(['', '../', 'META-INF/', 'BOOT-INF/lib/'])}${entry.name}${random.pick(['', '/', '.jar', '\0'])}`,
      });
    case 1:
      return put({ ...entry, name: random.pick(entries).name });
    case 2: {
      const key = random.pick([
        'plainBytes',
        'compressedBytes',
        'crc32',
        'method',
        'flags',
        'headerOffset',
      ] as const);
      const isShort = key === 'method' || key === 'flags';
      return put({
        ...entry,
        claims: { [key]: isShort ? random.pick(CLAIMS) & 0xffff : random.pick(CLAIMS) },
      });
    }
    case 3:
      return put({ name: `lib/${entry.name}.jar`, content: bytes });
    case 4:
      return buildZip([...entries, entry]);
    default:
      return put({ ...entry, content: mutateContent(Buffer.from(entry.content ?? ''), random, other) });
  }
};

/** The entries that can be read; none of what is no archive. */
export function splitZip(bytes: Buffer): ZipSpec[] {
  try {
    const archive = openZip(bytesSource(bytes));
    return [...zipEntries(archive)].slice(0, 50).map((entry) => ({
      name: entry.name,
      stored: entry.method === 0,
      content: readZipEntry(archive, entry, MOST_PLAIN_BYTES),
    }));
  } catch {
    return [];
  }
}
