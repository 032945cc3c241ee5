/** Every target over its seeds, its corpus, what once failed, and some hundred changed inputs with a fixed seed. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, it } from 'node:test';
import { readInputs, type Shelf } from './corpus.ts';
import { targets } from './list.ts';
import { nextInput } from './mutate/mutate.ts';
import { createRandom } from './random.ts';
import type { Target } from './target.ts';
import { tryInput } from './trial.ts';

const CHANGED_INPUTS = 150;

describe('fuzzing targets', () => {
  for (const target of targets) {
    it(`${target.id}: inputs that were kept`, async () => {
      for (const bytes of await keptInputs(target)) await mustBehave(target, bytes, true);
    });

    it(`${target.id}: changed inputs`, async () => {
      const random = createRandom(7);
      const corpus = await keptInputs(target);
      for (let count = 0; count < CHANGED_INPUTS; count++) {
        await mustBehave(target, nextInput(target, corpus, random), count % 16 === 0);
      }
    });

    it(`${target.id}: some seed is right`, async () => {
      // One after the other: they may share a file.
      const outcomes = [];
      for (const bytes of await target.seeds())
        outcomes.push(...(await Promise.allSettled([(async () => target.run(bytes))()])));
      assert.ok(outcomes.some(({ status }) => status === 'fulfilled'));
    });
  }

  it('ids are in order, and each folder belongs to one', () => {
    const ids = targets.map(({ id }) => id);
    assert.deepEqual(ids, [...new Set(ids)].sort());
    for (const shelf of ['corpus', 'regressions'] satisfies Shelf[]) {
      const folders = readdirSync(new URL(`./${shelf}/`, import.meta.url));
      assert.deepEqual(
        folders.filter((folder) => !ids.includes(folder)),
        [],
      );
    }
  });
});

async function keptInputs(target: Target): Promise<readonly Uint8Array[]> {
  return [
    ...(await target.seeds()),
    ...readInputs('corpus', target.id),
    ...readInputs('regressions', target.id),
  ];
}

async function mustBehave(target: Target, bytes: Uint8Array, twice: boolean): Promise<void> {
  const failure = await tryInput(target, bytes, twice);
  if (failure === null) return;
  const input = Buffer.from(bytes).toString('base64').slice(0, 2000);
  assert.fail(`${target.id}: ${failure.key}\n${failure.detail}\ninput: ${input}`);
}
