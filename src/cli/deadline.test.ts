import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { describe, it } from 'node:test';
import { InputError } from '../base/errors.ts';
import { withDeadline } from './deadline.ts';
import type { Io } from './io.ts';

const io: Io = {
  stdin: () => new PassThrough(),
  stdout: new PassThrough(),
  stderr: new PassThrough(),
  env: {},
  cwd: '/',
  home: '/',
  tempFolder: '/',
  now: 0,
  signal: new AbortController().signal,
};

describe('withDeadline', () => {
  it('tells what never waits that it is late, and takes its answer', async () => {
    const answer = await withDeadline(io, 1, async (_, isLate) => {
      while (!isLate());
      return 'what there is';
    });
    assert.equal(answer, 'what there is');
  });

  it('ends what waits', async () => {
    const waiting = withDeadline(
      io,
      1,
      ({ signal }) => new Promise((_, fail) => signal.addEventListener('abort', () => fail(signal.reason))),
    );
    await assert.rejects(
      waiting,
      (error) => error instanceof InputError && error.code === 'total-time-limit',
    );
  });
});
