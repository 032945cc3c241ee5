/**
 * Damaged rpm databases: never a crash, never fewer packages without a word. 10,000 small ones and 300 of 500 packages, the
 * same ones each time; the fuzzing target `rpm-damage` takes as many as are asked for.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { damage, isSilent, PACKAGES, soundDatabases } from '../../../test/rpm-damage.ts';
import { berkeleyDatabase, ndbDatabase } from '../../../test/rpm-databases.ts';
import { packageHeader } from '../../../test/rpm-headers.ts';
import { sqliteDatabase } from '../../../test/rpm-packages.ts';
import { DEFAULT_LIMITS } from '../../base/limits.ts';
import type { FileEntry } from '../../model/file.ts';
import type { WholeReader } from '../../model/reader.ts';
import { berkeleyReader } from './berkeley/reader.ts';
import { ndbReader } from './ndb/reader.ts';
import type { RpmRecords } from './records.ts';
import { sqliteReader } from './sqlite-reader.ts';

interface Found {
  readonly names: readonly string[];
  readonly isTold: boolean;
}

type Read = (bytes: Uint8Array) => Found;

function entryOf(bytes: Uint8Array): FileEntry {
  return { path: 'x', type: 'file', sizeBytes: bytes.length, mode: 0, uid: 0, gid: 0, linkTarget: '' };
}

function withReader(reader: WholeReader<RpmRecords>): Read {
  return (bytes) => {
    const found = reader.read({ entry: entryOf(bytes), bytes, limits: DEFAULT_LIMITS, warn: () => {} })!;
    return { names: found.records.map(({ name }) => name).sort(), isTold: found.trouble !== null };
  };
}

const berkeley: Read = withReader(berkeleyReader);
const ndb: Read = withReader(ndbReader);

const NAMES = ['first-of-them', 'second-package', 'third', 'a-fourth-one', 'the-fifth-of-all', 'sixth'];
const HEADERS = NAMES.map(packageHeader);

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

/** What SQLite's reader tells by a warning. */
const sqlite: Read = (bytes) => {
  const told: string[] = [];
  const warn = (code: string): unknown => told.push(code);
  const { rows } = sqliteReader.read({ entry: entryOf(bytes), bytes, limits: DEFAULT_LIMITS, warn })!;
  return { names: rows.map(({ record }) => record.name).sort(), isTold: told.length > 0 };
};

const SOUND: readonly [string, Read, Buffer][] = [
  ['Berkeley DB', berkeley, berkeleyDatabase(HEADERS, { pageSizeBytes: 512, buckets: 4 })],
  ['Berkeley DB, big endian', berkeley, berkeleyDatabase(HEADERS, { pageSizeBytes: 512, order: 'big' })],
  ['Berkeley DB, long pages', berkeley, berkeleyDatabase(HEADERS, { buckets: 1 })],
  ['NDB', ndb, ndbDatabase(HEADERS)],
  ['SQLite', sqlite, sqliteDatabase(HEADERS, 512)],
];

describe('10,000 damaged databases', () => {
  for (const [form, read, sound] of SOUND) {
    it(`${form}: what is lost is told`, () => {
      assert.deepEqual(read(sound), { names: [...NAMES].sort(), isTold: false });
      const silent: string[] = [];
      for (let seed = 0; seed < 2000; seed++) {
        const bytes = KINDS[seed % KINDS.length]!(Buffer.from(sound), randomOf(seed));
        const { names, isTold } = read(bytes);
        const isWhole = new Set(names).size >= NAMES.length || bytes.length === 0;
        if (!isWhole && !isTold) silent.push(`seed ${seed}: ${names}`);
      }
      assert.deepEqual(silent, []);
    });
  }
});

describe('damaged databases of 500 packages', () => {
  for (const database of soundDatabases()) {
    it(`${database.form}: what is lost is told`, () => {
      assert.equal(database.read(database.bytes).names.size, PACKAGES);
      const silent: string[] = [];
      for (let seed = 0; seed < 100; seed++) {
        const random = randomOf(seed);
        const recipe = Buffer.from(Array.from({ length: 8 * (1 + random(4)) }, () => random(256)));
        if (isSilent(database, damage(database.bytes, recipe))) silent.push(recipe.toString('hex'));
      }
      assert.deepEqual(silent, []);
    });
  }
});
