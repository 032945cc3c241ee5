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

describe('a result that is too much of its image', () => {
  it('is checked, and what readers said is not kept', async () => {
    const value = await result();
    assert.ok(value.kind === 'contents');
    const { factBytes, facts } = value.contents;
    const bytes = encoded(value);
    assert.deepEqual(
      decodeResult(bytes, EXPECTED, (told) => told <= factBytes),
      value,
    );
    const cut = decodeResult(bytes, EXPECTED, (told) => told < factBytes);
    assert.deepEqual(cut, {
      kind: 'contents',
      contents: { ...value.contents, facts: facts.map((fact) => ({ ...fact, fact: null })) },
    });
    const wrong = withJson(bytes, (json) => {
      json.contents.facts[0]!['fact'] = 1;
    });
    assert.throws(() => decodeResult(wrong, EXPECTED, () => false), DamagedResult);
  });
});

const HEAD_BYTES = 20;
function jsonOf(bytes: Buffer): Json {
  const text = bytes.toString('utf8', HEAD_BYTES, HEAD_BYTES + bytes.readUInt32LE(4));
  const [head, ...facts] = text.split('\n').map((line) => JSON.parse(line));
  return { contents: { ...head.contents, facts } };
}

/** The same frame with another document. */
function withJson(bytes: Buffer, change: (json: Json) => unknown): Buffer {
  const json = jsonOf(bytes);
  const changed = change(json);
  const text = textOf(changed === undefined ? json : changed);
  const head = Buffer.from(bytes.subarray(0, HEAD_BYTES));
  head.writeUInt32LE(text.length, 4);
  return Buffer.concat([head, text, bytes.subarray(HEAD_BYTES + bytes.readUInt32LE(4))]);
}

/** Facts as lines of their own, where there is a list of them. */
function textOf(value: unknown): Buffer {
  const { facts, ...rest } = (value as Partial<Json> | null)?.contents ?? {};
  if (!Array.isArray(facts)) return Buffer.from(JSON.stringify(value));
  const first = JSON.stringify({ ...(value as Json), contents: rest });
  return Buffer.from([first, ...facts.map((fact) => JSON.stringify(fact))].join('\n'));
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
    const { contents } = jsonOf(bytes);
    for (const name of Object.keys(contents)) {
      for (const value of [undefined, -1, 1.5, 'x', {}, [[]], ['/x'], [{}]]) {
        // Facts are lines: none is no mistake.
        if (name === 'facts' && value === undefined) continue;
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

  it('are written in pieces, however many facts there are', async () => {
    const value = await result();
    assert.ok(value.kind === 'contents');
    const [fact] = value.contents.facts;
    const facts = Array.from({ length: 20_000 }, () => fact!);
    const contents = { ...value.contents, facts, factBytes: 2 ** 30 };
    const pieces = encodeResult({ kind: 'contents', contents });
    assert.ok(pieces.length > 4 && pieces.every((piece) => piece.length < 300_000));
    const limits = { ...DEFAULT_LIMITS, layerFactBytes: 2 ** 30 };
    assert.deepEqual(decodeResult(Buffer.concat(pieces), { ...EXPECTED, limits }), {
      kind: 'contents',
      contents,
    });
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
