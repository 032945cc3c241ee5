import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { hashLow, hashPrefixes, lastHigh, randomHashKey } from './path-hash.ts';
import { PathSet } from './path-set.ts';
import { cleanPath, decodeName, encodeName } from './tar/tar-path.ts';

describe('path set', () => {
  it('holds what was added and nothing else', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.array(fc.string()), (added, others) => {
        const set = PathSet.empty(randomHashKey());
        const known = new Set<string>();
        for (const path of added) {
          assert.equal(set.add(path), !known.has(path));
          known.add(path);
        }
        assert.equal(set.count, known.size);
        for (const path of [...added, ...others]) assert.equal(set.has(path), known.has(path));
      }),
    );
  });

  it('takes at most 16 bytes a path, and moves between threads', () => {
    const set = PathSet.empty(randomHashKey());
    for (let i = 0; i < 50_000; i++) set.add(`usr/lib/f${i}`);
    assert.ok(set.data.slots.byteLength <= 16 * 50_000);
    const moved = new PathSet(structuredClone(set.data, { transfer: [set.data.slots.buffer] }));
    for (let i = 0; i < 50_000; i += 97) assert.ok(moved.has(`usr/lib/f${i}`));
    assert.ok(!moved.has('usr/lib/f50000'));
  });

  it('holds a hash of zero', () => {
    const set = PathSet.empty(randomHashKey());
    assert.equal(set.hasHash(0, 0), false);
    assert.equal(set.addHash(0, 0), true);
    assert.equal(set.addHash(0, 0), false);
    assert.equal(set.hasHash(0, 0), true);
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
