import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { file, layer } from '../../test/tar-builder.ts';
import { buildZip } from '../../test/zip-builder.ts';
import { targets as bad } from './fixtures/bad-targets.ts';
import { judge } from './judge.ts';
import { mutateContent } from './mutate/containers.ts';
import { mutateJson } from './mutate/json.ts';
import { nextInput } from './mutate/mutate.ts';
import { repairTar } from './mutate/tar.ts';
import { createRandom } from './random.ts';
import type { Target } from './target.ts';
import { trim } from './trim.ts';
import { linesOf, type RunResult, runTarget } from './watch.ts';

const LIST = new URL('./fixtures/bad-targets.ts', import.meta.url).href;

function find(targetId: string, inputs = 1000, inputMs = 2000): Promise<RunResult> {
  return runTarget({
    list: LIST,
    targetId,
    inputs,
    seed: 1,
    endsAt: Number.MAX_SAFE_INTEGER,
    inputMs,
    heapMb: 64,
    wanted: false,
  });
}

function badTarget(id: string): Target {
  return bad.find((target) => target.id === id)!;
}

describe('fuzzing: what the search finds', () => {
  const TABLE: readonly (readonly [id: string, key: RegExp])[] = [
    ['crash', /^TypeError in /],
    ['fickle', /^a second run gives something else$/],
    ['greedy', /^too much memory$/],
    ['odd', /it is odd/],
    ['polluting', /^a prototype was changed$/],
  ];
  for (const [id, key] of TABLE) {
    it(`${id}`, async () => {
      const { findings, inputs } = await find(id);
      assert.equal(inputs, 1000);
      const found = findings.find(({ failure }) => key.test(failure.key));
      assert.equal(Buffer.from(found?.bytes ?? []).toString(), 'wrong');
    });
  }

  it('an input that never ends, and then goes on', async () => {
    const { findings, inputs } = await find('hang', 20, 150);
    // What else the process does meanwhile can look like memory that an input took.
    const found = findings.find(({ failure }) => failure.key === 'an input takes too long');
    assert.match(Buffer.from(found?.bytes ?? []).toString(), /wrong/);
    assert.ok(inputs > 0);
  });

  it('an input that takes all memory', async () => {
    const { findings } = await find('leaky', 10, 60_000);
    assert.ok(findings.some(({ failure }) => failure.key === 'the process died'));
  });
});

describe('fuzzing: lines', () => {
  it('counts those that the corpus runs', async () => {
    const lines = await linesOf('reference', []);
    const [path, { lines: all, run }] = [...lines].find(([name]) => name.endsWith('reference.ts'))!;
    assert.match(path, new RegExp(`^${fileURLToPath(new URL('../../src/base/', import.meta.url))}`));
    assert.ok(run > 0 && run <= all);
  });
});

describe('fuzzing: judging', () => {
  it('a declared error is a refusal, an error of another class is not', () => {
    const throwing = (error: Error): Target => ({
      ...badTarget('odd'),
      errors: [SyntaxError],
      run: () => {
        throw error;
      },
    });
    const kindOf = (error: Error): string =>
      (judge(throwing(error), Buffer.alloc(0)) as { kind: string }).kind;
    assert.equal(kindOf(new SyntaxError('x')), 'refused');
    assert.equal(kindOf(new TypeError('x')), 'failed');
    assert.equal(kindOf(new Error('x')), 'failed');
  });

  it('makes inputs smaller while they still fail', async () => {
    const smaller = await trim(Buffer.from('aaaaXaaaaYaaa'), (bytes) =>
      /X.*Y/.test(Buffer.from(bytes).toString()),
    );
    assert.equal(Buffer.from(smaller).toString(), 'XY');
  });
});

describe('fuzzing: changes', () => {
  it('the same seed gives the same inputs', () => {
    const inputs = (seed: number): string => {
      const random = createRandom(seed);
      const corpus = [Buffer.from('abc'), Buffer.from('{"a":[1,"x"]}')];
      const target = { ...badTarget('crash'), mutators: [mutateJson] };
      return Array.from({ length: 200 }, () =>
        Buffer.from(nextInput(target, corpus, random)).toString('hex'),
      ).join();
    };
    assert.equal(inputs(1), inputs(1));
    assert.notEqual(inputs(1), inputs(2));
  });

  it('changed JSON is JSON, also with __proto__ as a member', () => {
    const random = createRandom(3);
    let withPrototype = 0;
    for (let count = 0; count < 500; count++) {
      const text = mutateJson(
        Buffer.from('{"a":{"b":[1,"x",null]},"c":true}'),
        random,
        Buffer.alloc(0),
      ).toString();
      JSON.parse(text);
      if (text.includes('"__proto__":')) withPrototype++;
    }
    assert.ok(withPrototype > 0);
    assert.ok(!('b' in Object.prototype));
  });

  it('containers in containers are put together again', () => {
    const random = createRandom(5);
    const zip = buildZip([{ name: 'a.json', content: '{"a":1}' }]);
    const tar = layer([file('x.zip', zip), file('y', 'text')]);
    const changed = Array.from({ length: 300 }, () => mutateContent(Buffer.from(tar), random, zip));
    assert.ok(changed.some((bytes) => Buffer.from(bytes).includes('__proto__') && bytes.length % 512 === 0));
  });

  it('sums of a tar are put right', () => {
    const tar = layer([file('a', 'x'), file('b', 'y')]);
    const broken = Buffer.from(tar);
    broken[0] = 0x7a;
    assert.ok(!repairTar(broken).equals(broken));
    assert.ok(repairTar(tar).equals(tar));
  });
});
