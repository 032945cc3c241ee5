import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { layerInfo, memoryLayer, textReader } from '../../test/read-layers.ts';
import { file, hardlink, layer, symlink, whiteout } from '../../test/tar-builder.ts';
import { DEFAULT_LIMITS } from '../base/limits.ts';
import { DamagedResult, decodeResult, encodeResult } from './encode-result.ts';
import type { TaskResult } from './layer-task.ts';
import { readLayer } from './read-layer.ts';
import type { Expected } from './result-shape.ts';

const READER = textReader('text', /\.txt$/);
const HASH_KEY = { low: 3, high: 4 };
const EXPECTED: Expected = {
  readers: [READER],
  info: layerInfo(2),
  limits: DEFAULT_LIMITS,
  hashKey: HASH_KEY,
};

const TAR = layer([
  file('a.txt', 'one'),
  file('dir/b.txt', 'two'),
  symlink('link', 'a.txt'),
  hardlink('c.txt', 'a.txt'),
  whiteout('gone'),
  file('bad\0name', 'x'),
  file('deep/'.repeat(300)),
]);

async function result(): Promise<TaskResult> {
  const contents = await readLayer(memoryLayer(TAR, 2), [READER], DEFAULT_LIMITS, HASH_KEY);
  assert.ok(contents.facts.length > 2 && contents.problems.length > 0);
  return { kind: 'contents', contents: { ...contents, info: layerInfo(2) } };
}

function encoded(value: TaskResult): Buffer {
  return Buffer.concat(encodeResult(value));
}

const HEAD_BYTES = 20;
/** The same frame with another JSON. */
function withJson(bytes: Buffer, change: (json: Json) => unknown): Buffer {
  const length = bytes.readUInt32LE(4);
  const json = JSON.parse(bytes.toString('utf8', HEAD_BYTES, HEAD_BYTES + length)) as Json;
  const changed = change(json);
  const text = Buffer.from(JSON.stringify(changed === undefined ? json : changed));
  const head = Buffer.from(bytes.subarray(0, HEAD_BYTES));
  head.writeUInt32LE(text.length, 4);
  return Buffer.concat([head, text, bytes.subarray(HEAD_BYTES + length)]);
}

interface Json {
  readonly contents: Record<string, unknown> & { readonly facts: Record<string, unknown>[] };
}

function set(json: Json, members: Record<string, unknown>): void {
  Object.assign(json.contents, members);
}

const refused = (bytes: Uint8Array, expected: Partial<Expected> = {}): void =>
  assert.throws(() => decodeResult(bytes, { ...EXPECTED, ...expected }), DamagedResult);

describe('results as bytes', () => {
  it('come out as they went in', async () => {
    const value = await result();
    assert.deepEqual(decodeResult(encoded(value), EXPECTED), value);
    assert.ok(value.kind === 'contents');
    const { facts, problems } = value.contents;
    const answers: TaskResult = { kind: 'answers', answers: { facts, problems } };
    assert.deepEqual(decodeResult(encoded(answers), EXPECTED), answers);
  });

  it('are of the layer that was asked for, wherever it stands', async () => {
    const got = decodeResult(encoded(await result()), { ...EXPECTED, info: layerInfo(9) });
    assert.ok(got.kind === 'contents');
    assert.deepEqual([...new Set(got.contents.problems.map((p) => p.layerIndex))], [9]);
    assert.equal(got.contents.info.index, 9);
  });

  it('are refused when a member is missing, further, or of another kind', async () => {
    const bytes = encoded(await result());
    decodeResult(
      withJson(bytes, () => undefined),
      EXPECTED,
    );
    const { contents } = JSON.parse(
      bytes.toString('utf8', HEAD_BYTES, HEAD_BYTES + bytes.readUInt32LE(4)),
    ) as Json;
    for (const name of Object.keys(contents)) {
      for (const value of [undefined, -1, 1.5, 'x', {}, [[]], ['/x'], [{}]]) {
        refused(withJson(bytes, (json) => set(json, { [name]: value })));
      }
    }
    refused(withJson(bytes, (json) => set(json, { ['more']: 1 })));
    for (const said of [null, [], 5, {}, { contents: null }]) refused(withJson(bytes, () => said));
  });

  it('are refused when a fact is not what its reader gives, or not where it can be', async () => {
    const bytes = encoded(await result());
    const changed = (change: (fact: Record<string, unknown>) => void): Buffer =>
      withJson(bytes, (json) => change(json.contents.facts[0]!));
    refused(changed((fact) => Object.assign(fact, { fact: { text: 1 } })));
    refused(changed((fact) => Object.assign(fact, { readerId: 'other' })));
    refused(changed((fact) => Object.assign(fact, { readerId: 'constructor' })));
    for (const path of ['', '/etc', '../x', 'a/../b', 'a//b', 'a/', './a', 'a\0b', 7]) {
      refused(
        changed((fact) => Object.assign(fact['entry'] as object, { path })),
        {},
      );
    }
    refused(withJson(bytes, (json) => set(json, { facts: json.contents.facts.toReversed() })));
    refused(withJson(bytes, (json) => set(json, { ['factBytes']: 0 })));
  });

  it('are refused with path sets that are out of order, cut off or too long', async () => {
    const value = await result();
    assert.ok(value.kind === 'contents');
    const { nonDirectories: set } = value.contents;
    for (const hashes of [set.hashes.map(() => 1), set.hashes.toReversed(), new Uint32Array(1)]) {
      const contents = { ...value.contents, nonDirectories: { ...set, hashes } };
      refused(encoded({ kind: 'contents', contents }));
    }
    const bytes = encoded(value);
    for (const cut of [0, 10, HEAD_BYTES, bytes.length - 4]) refused(bytes.subarray(0, cut));
    refused(Buffer.concat([bytes, Buffer.alloc(4)]));
  });

  it('are a result or damaged, whatever bytes are changed', async () => {
    const bytes = encoded(await result());
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        (changes) => {
          const mutant = Buffer.from(bytes);
          for (const [at, value] of changes) mutant[at] = value;
          try {
            const got = decodeResult(mutant, EXPECTED);
            assert.ok(got.kind === 'contents' && got.contents.info.index === 2);
          } catch (error) {
            assert.ok(error instanceof DamagedResult, String(error));
          }
        },
      ),
      { numRuns: 3000 },
    );
    assert.deepEqual(Object.keys(Object.prototype), []);
  });
});
