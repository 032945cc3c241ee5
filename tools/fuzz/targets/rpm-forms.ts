/** rpm's older databases, and lists of packages in images without one. */
import { berkeleyReader } from '../../../src/ecosystem/rpm/berkeley/reader.ts';
import { manifestReader } from '../../../src/ecosystem/rpm/manifest-reader.ts';
import { ndbReader } from '../../../src/ecosystem/rpm/ndb/reader.ts';
import { berkeleyDatabase, ndbDatabase, sumNdbBlob } from '../../../test/rpm-databases.ts';
import { packageHeader } from '../../../test/rpm-headers.ts';
import type { Random } from '../random.ts';
import type { Mutator, Target } from '../target.ts';
import { wholeFile } from './reading.ts';

const SHARED = ['ecosystem/rpm/records.ts'];
const SMALL = 512;
const headers = (count: number): Buffer[] =>
  Array.from({ length: count }, (_, n) => packageHeader(`package${n}`));

/** Another number in the head of a page, or in its index. */
const mutatePage: Mutator = (bytes, random: Random) => {
  const pages = Math.floor(bytes.length / SMALL);
  if (pages === 0) return bytes;
  const page = random.int(pages) * SMALL;
  if (page === 0) bytes[random.pick([16, 20, 21, 24, 25, 26, 32, 72, 73, 88, 96, 100])] = random.int(256);
  else if (random.oneIn(2)) bytes.writeUInt32LE(random.int(pages + 1), page + random.pick([8, 12, 16]));
  else bytes.writeUInt16LE(random.int(SMALL + 1), page + 20 + 2 * random.int(8));
  return bytes;
};

/** A blank page in place of one. */
const blankPage: Mutator = (bytes, random: Random) => {
  const page = random.int(Math.floor(bytes.length / SMALL)) * SMALL;
  return bytes.fill(0, page, Math.min(bytes.length, page + SMALL));
};

const berkeley: Target = {
  id: 'rpm-bdb',
  sources: ['ecosystem/rpm/berkeley/', ...SHARED],
  seeds: () => [
    berkeleyDatabase(headers(5), { pageSizeBytes: SMALL, buckets: 4 }),
    berkeleyDatabase(headers(3), { pageSizeBytes: SMALL, order: 'big', buckets: 1 }),
    berkeleyDatabase(headers(6), { pageSizeBytes: 1024 }),
    berkeleyDatabase([], { pageSizeBytes: SMALL }),
    Buffer.alloc(0),
    Buffer.alloc(16, '00000000000000000000000000053162', 'hex'),
    Buffer.alloc(16, '00000000000000000000000000042253', 'hex'),
  ],
  tokens: ['\x61\x15\x06\0', '\0\x06\x15\x61', '\0\x02\0\0', '\x01', '\x03\0\0\0', '\x0d', '\x07'],
  mutators: [mutatePage, mutatePage, blankPage],
  errors: [],
  run: wholeFile(berkeleyReader, 'var/lib/rpm/Packages'),
};

const UNIT = 16;

/** Another number in a slot or at an end of a blob. */
const mutateSlot: Mutator = (bytes, random: Random) => {
  const units = Math.floor(bytes.length / UNIT);
  if (units === 0) return bytes;
  const used = random.oneIn(3) ? units : Math.min(units, 8);
  bytes.writeUInt32LE(
    random.pick([0, 1, 2, 3, 256, 257, units - 1, units, 0xffff_ffff]),
    UNIT * random.int(used) + 4 * random.int(4),
  );
  return bytes;
};

/** Puts the sums of blobs right that are where they begin. */
function repairNdb(bytes: Uint8Array): Uint8Array {
  const file = Buffer.from(bytes);
  for (let at = 0; at + 32 <= file.length; at += UNIT) {
    if (file.toString('latin1', at, at + 4) !== 'BlbS') continue;
    const end = at + Math.ceil((28 + file.readUInt32LE(at + 12)) / UNIT) * UNIT;
    if (end <= file.length) sumNdbBlob(file.subarray(at, end));
  }
  return file;
}

const ndb: Target = {
  id: 'rpm-ndb',
  sources: ['ecosystem/rpm/ndb/', ...SHARED],
  seeds: () => [
    ndbDatabase(headers(4)),
    ndbDatabase(headers(1)),
    ndbDatabase([]),
    Buffer.alloc(0),
    Buffer.from('RpmP'),
  ],
  tokens: ['RpmP', 'Slot', 'BlbS', 'BlbE', '\0\0\0\0', '\x01\0\0\0'],
  mutators: [mutateSlot, mutateSlot],
  repair: repairNdb,
  errors: [],
  run: wholeFile(ndbReader, 'usr/lib/sysimage/rpm/Packages.db'),
};

const FOLDER = 'var/lib/rpmmanifest';

const manifest: Target = {
  id: 'rpm-manifest',
  sources: ['ecosystem/rpm/manifest-reader.ts'],
  seeds: () => [
    Buffer.from('a\t1-2\t1\t2\tMicrosoft Corporation\t(none)\t3\tx86_64\t0\ta-1-2.src.rpm\n'),
    Buffer.from('b-libs\t1:1-2\t1\t2\tX\t1\t3\tnoarch\t1\t(none)\r\n\nc\n'),
    Buffer.from('openssl-3.3.5-4.azl3.x86_64\ngpg-pubkey-1-2.(none)\nx\n'),
  ],
  tokens: ['\t', '\n', '-', '.', '(none)'],
  errors: [],
  run: (bytes) =>
    ['1', '2'].map((form) => wholeFile(manifestReader, `${FOLDER}/container-manifest-${form}`)(bytes)),
};

export const rpmFormTargets: readonly Target[] = [berkeley, manifest, ndb];
