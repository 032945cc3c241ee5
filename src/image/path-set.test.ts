import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { cleanPath, decodeName, encodeName } from '../base/tar/tar-path.ts';
import { type HashKey, hashLow, hashPrefixes, lastHigh, randomHashKey } from './path-hash.ts';
import { isAscending, PathSet } from './path-set.ts';
import { PathSetBuilder } from './path-set-builder.ts';

/** Enough for many tables. */
const MANY = 50_000;

function builderOf(paths: Iterable<string>, key: HashKey = randomHashKey()): PathSetBuilder {
  const builder = new PathSetBuilder(key);
  for (const path of paths) builder.add(path);
  return builder;
}

function manyPaths(from = 0, to: number = MANY): string[] {
  return Array.from({ length: to - from }, (_, i) => `usr/lib/f${from + i}`);
}

describe('path set', () => {
  it('holds what was added and nothing else, while it is built and then', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.array(fc.string()), (added, others) => {
        const builder = new PathSetBuilder(randomHashKey());
        const known = new Set<string>();
        for (const path of added) {
          assert.equal(builder.add(path), !known.has(path));
          known.add(path);
        }
        assert.equal(builder.count, known.size);
        for (const path of [...added, ...others]) assert.equal(builder.has(path), known.has(path));
        const set = new PathSet(builder.end());
        assert.equal(set.count, known.size);
        for (const path of [...added, ...others]) assert.equal(set.has(path), known.has(path));
      }),
    );
  });

  it('takes 8 bytes a path, and moves between threads', () => {
    const data = builderOf(manyPaths()).end();
    assert.equal(data.hashes.byteLength, 8 * MANY);
    const moved = new PathSet(structuredClone(data, { transfer: [data.hashes.buffer] }));
    for (const path of manyPaths()) assert.ok(moved.has(path));
    for (const path of manyPaths(MANY, 2 * MANY)) assert.ok(!moved.has(path));
  });

  it('is the same in whatever order the paths came', () => {
    const key = randomHashKey();
    const { hashes } = builderOf(manyPaths(), key).end();
    assert.ok(isAscending(hashes));
    assert.deepEqual(builderOf(manyPaths().reverse(), key).end().hashes, hashes);
  });

  it('answers from whatever words another process sent', () => {
    const key = randomHashKey();
    fc.assert(
      fc.property(fc.uint32Array({ maxLength: 200 }), fc.nat(2 ** 32 - 1), (words, low) => {
        const hashes = Uint32Array.from(words.subarray(words.length % 2));
        new PathSet({ key, hashes }).hasHash(low, low);
        if (!isAscending(hashes)) return;
        for (let i = 0; i < hashes.length; i += 2) {
          assert.ok(new PathSet({ key, hashes }).hasHash(hashes[i]!, hashes[i + 1]!));
        }
      }),
    );
  });

  it('holds hashes that are no spread ones', () => {
    const builder = new PathSetBuilder(randomHashKey());
    for (let i = 0; i < 6000; i++) assert.ok(builder.addHash(i, i % 2 === 0 ? 7 : 0xffffffff));
    for (let i = 0; i < 6000; i++) assert.ok(builder.hasHash(i, i % 2 === 0 ? 7 : 0xffffffff));
    const set = new PathSet(builder.end());
    for (let i = 0; i < 6000; i++) assert.equal(set.hasHash(i, 7), i % 2 === 0);
  });

  it('holds a hash of zero', () => {
    const builder = new PathSetBuilder(randomHashKey());
    assert.equal(builder.hasHash(0, 0), false);
    assert.equal(builder.addHash(0, 0), true);
    assert.equal(builder.addHash(0, 0), false);
    assert.equal(builder.hasHash(0, 0), true);
    assert.ok(new PathSet(builder.end()).hasHash(0, 0));
  });

  it('takes 13 bytes a path while it grows, whenever one looks', () => {
    const builder = new PathSetBuilder(randomHashKey());
    let most = 0;
    for (const path of manyPaths()) {
      builder.add(path);
      if (builder.count > MANY / 2) most = Math.max(most, builder.sizeBytes / builder.count);
    }
    assert.ok(most < 13.5, `${most}`);
    assert.equal(builder.end().hashes.length, 2 * MANY);
    assert.ok(builder.sizeBytes < 1000, 'nothing is held when it has ended');
  });
});

describe('path hash', () => {
  it('of prefixes is the hash of each', () => {
    const key = randomHashKey();
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom('a', 'é', '\udcff', '𝄞', '.') }), { minLength: 1 }),
        (names) => {
          const path = names.join('/');
          const hashes = hashPrefixes(path, key);
          const prefixes = path.split('/').map((_, i, all) => all.slice(0, i + 1).join('/'));
          assert.deepEqual(
            prefixes.flatMap((prefix) => [hashLow(prefix, key), lastHigh()]),
            [...hashes],
          );
        },
      ),
    );
  });

  it('depends on the key, and on every unit and the length', () => {
    const key = { low: 1, high: 2 };
    const seen = new Set<string>();
    for (const path of ['', '\0', '\0\0', 'a', 'b', 'ab', 'ba', 'a/b', 'a/b\0']) {
      seen.add(`${hashLow(path, key)}:${lastHigh()}`);
      seen.add(`${hashLow(path, { low: 1, high: 3 })}:${lastHigh()}`);
    }
    assert.equal(seen.size, 18);
  });
});

describe('names', () => {
  it('come back as the bytes they were made of', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        assert.deepEqual(encodeName(decodeName(Buffer.from(bytes))), Buffer.from(bytes));
      }),
    );
    for (const hex of ['eda080', 'c080', 'f8888080', 'e282', 'f09d849e', 'f4908080', 'ff41', 'efbbbf41']) {
      assert.equal(encodeName(decodeName(Buffer.from(hex, 'hex'))).toString('hex'), hex);
    }
  });

  it('that are clean stay as they are', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('.', '..', '', 'a', '.a', '..a', 'a.')), (names) => {
        const { path } = cleanPath(names.join('/'));
        assert.deepEqual(cleanPath(path), { path, climbs: false });
        assert.ok(path === '' || path.split('/').every((name) => !['', '.', '..'].includes(name)));
      }),
    );
  });
});
