/** Damaged rpm databases: never a crash, never fewer packages without a word. 10,000 of them, the same ones each time. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { berkeleyDatabase, ndbDatabase } from '../../../test/rpm-databases.ts';
import { packageHeader } from '../../../test/rpm-headers.ts';
import { DEFAULT_LIMITS } from '../../base/limits.ts';
import type { WholeReader } from '../../model/reader.ts';
import { berkeleyReader } from './berkeley/reader.ts';
import { ndbReader } from './ndb/reader.ts';
import type { RpmRecords } from './records.ts';

function read(reader: WholeReader<RpmRecords>, bytes: Uint8Array): RpmRecords {
  const entry = {
    path: 'x',
    type: 'file',
    sizeBytes: bytes.length,
    mode: 0,
    uid: 0,
    gid: 0,
    linkTarget: '',
  } as const;
  return reader.read({ entry, bytes, limits: DEFAULT_LIMITS, warn: () => {} })!;
}

const NAMES = ['first-of-them', 'second-package', 'third', 'a-fourth-one', 'the-fifth-of-all', 'sixth'];
const HEADERS = NAMES.map(packageHeader);
const namesOf = ({ records }: RpmRecords): string[] => records.map(({ name }) => name).sort();

/** A number below `below`. */
type Random = (below: number) => number;

/** Mulberry32. */
function randomOf(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

type Damage = (bytes: Buffer, random: Random) => Buffer;

const NUMBERS = [0, 1, 2, 7, 13, 26, 255, 512, 4096, 65_535, 0x7fff_ffff, 0xffff_ffff];

const KINDS: readonly Damage[] = [
  (bytes, random) => {
    for (let n = 1 + random(8); n > 0; n--) bytes[random(bytes.length)] = random(256);
    return bytes;
  },
  (bytes, random) => {
    bytes[random(bytes.length)]! ^= 1 << random(8);
    return bytes;
  },
  (bytes, random) => {
    bytes.writeUInt32LE(NUMBERS[random(NUMBERS.length)]!, 4 * random(Math.floor(bytes.length / 4)));
    return bytes;
  },
  (bytes, random) => {
    const start = random(bytes.length);
    return bytes.fill(0, start, Math.min(bytes.length, start + 1 + random(700)));
  },
  (bytes, random) => bytes.subarray(0, random(bytes.length)),
  // Pages in places of others.
  (bytes, random) => {
    const [from, to] = [
      random(Math.floor(bytes.length / 512)) * 512,
      random(Math.floor(bytes.length / 512)) * 512,
    ];
    bytes.copy(bytes, to, from, from + 512);
    return bytes;
  },
  // The head, where all begins.
  (bytes, random) => {
    bytes[random(Math.min(bytes.length, 232))] = random(256);
    return bytes;
  },
];

const SOUND: readonly [string, WholeReader<RpmRecords>, Buffer][] = [
  ['Berkeley DB', berkeleyReader, berkeleyDatabase(HEADERS, { pageSizeBytes: 512, buckets: 4 })],
  [
    'Berkeley DB, big endian',
    berkeleyReader,
    berkeleyDatabase(HEADERS, { pageSizeBytes: 512, order: 'big' }),
  ],
  ['Berkeley DB, long pages', berkeleyReader, berkeleyDatabase(HEADERS, { buckets: 1 })],
  ['NDB', ndbReader, ndbDatabase(HEADERS)],
];

describe('10,000 damaged databases', () => {
  for (const [form, reader, sound] of SOUND) {
    it(`${form}: what is lost is told`, () => {
      assert.deepEqual(read(reader, sound), { ...read(reader, sound), trouble: null });
      assert.deepEqual(namesOf(read(reader, sound)), [...NAMES].sort());
      const silent: string[] = [];
      for (let seed = 0; seed < 2500; seed++) {
        const random = randomOf(seed);
        const bytes = KINDS[seed % KINDS.length]!(Buffer.from(sound), random);
        const found = read(reader, bytes);
        const isWhole = found.records.length >= NAMES.length || bytes.length === 0;
        if (!isWhole && found.trouble === null) silent.push(`seed ${seed}: ${namesOf(found)}`);
      }
      assert.deepEqual(silent, []);
    });
  }
});
