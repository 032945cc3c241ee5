import assert from 'node:assert/strict';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { sendChannel } from './channel.ts';
import { checkMessage } from './check-message.ts';
import { type Frame, FrameError, messageFrame, takeFrames, writeMessage, writeResult } from './frames.ts';

/** What the sandboxed process writes, as bytes. */
function written(write: (fd: number) => void): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'frames-'));
  const path = join(folder, 'pipe');
  const fd = openSync(path, 'w');
  try {
    write(fd);
    return readFileSync(path);
  } finally {
    closeSync(fd);
    rmSync(folder, { recursive: true });
  }
}

function take(bytes: Buffer, step: number, mostBytes = 1_000_000): Frame[] {
  const frames = takeFrames(mostBytes);
  const got: Frame[] = [];
  for (let at = 0; at < bytes.length; at += step) got.push(...frames.push(bytes.subarray(at, at + step)));
  return got;
}

const flat = (frames: readonly Frame[]): unknown[] =>
  frames.map((f) => (f.kind === 'message' ? f.message : [f.task, Buffer.from(f.bytes).toString()]));

describe('frames', () => {
  it('come out as they went in, in pieces of any size', () => {
    const bytes = written((fd) => {
      writeMessage(fd, { kind: 'ready' });
      writeResult(fd, 7, [Buffer.from('one '), Buffer.from('two')]);
      writeResult(fd, 8, []);
      writeMessage(fd, { kind: 'close', channel: 3 });
    });
    const expected = [{ kind: 'ready' }, [7, 'one two'], [8, ''], { kind: 'close', channel: 3 }];
    for (let step = 1; step <= bytes.length; step++) assert.deepEqual(flat(take(bytes, step)), expected);
  });

  it('are refused when they are too long, of no kind, or no JSON', () => {
    const frame = messageFrame({ text: 'x'.repeat(100) });
    assert.throws(() => take(frame, 10, 99), FrameError);
    assert.throws(() => take(Buffer.from([0, 0, 0, 0, 9]), 5), FrameError);
    assert.throws(() => take(Buffer.from([1, 0, 0, 0, 2, 0]), 6), FrameError);
    assert.throws(() => take(Buffer.from([1, 0, 0, 0, 1, 0x7b]), 6), FrameError);
  });

  it('are never anything but frames or a FrameError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.integer({ min: 1, max: 9 }), (bytes, step) => {
        try {
          for (const frame of take(Buffer.from(bytes), step, 32))
            assert.ok(['message', 'result'].includes(frame.kind));
        } catch (error) {
          assert.ok(error instanceof FrameError);
        }
      }),
    );
  });
});

describe('messages of the sandboxed process', () => {
  const good = [
    { kind: 'ready' },
    { kind: 'open', task: 0, channel: 3 },
    { kind: 'close', channel: 3 },
    { kind: 'progress', task: 1, storedBytes: 5 },
    { kind: 'failed', task: 1, message: 'why' },
    { kind: 'unusable', code: 'c', what: 'w', where: 'x', wayOut: '' },
    { kind: 'died', cause: 'time', culprit: { path: 'p', readerId: 'r' } },
    { kind: 'died', cause: 'crash', culprit: null },
  ];

  it('pass when they fit, without what does not belong to them', () => {
    for (const message of good) assert.deepEqual(checkMessage({ ...message, more: 1 }), message);
  });

  it('are refused when a member is missing or of another kind', () => {
    for (const message of good) {
      for (const name of Object.keys(message)) {
        for (const value of [undefined, -1, 1.5, [], {}, true, 'x'.repeat(20_000)]) {
          assert.throws(() => checkMessage({ ...message, [name]: value }), `${message.kind}.${name}`);
        }
      }
    }
    for (const said of [null, [], 'ready', 5, undefined]) assert.throws(() => checkMessage(said));
  });
});

describe('a channel', () => {
  const send = async (chunks: readonly string[], wanted: () => boolean): Promise<string> => {
    const pipe = new PassThrough();
    async function* source(): AsyncGenerator<Buffer> {
      for (const chunk of chunks) yield Buffer.from(chunk);
    }
    const sent = sendChannel(source(), pipe, wanted).then(() => pipe.end());
    const got = Buffer.concat(await pipe.toArray());
    await sent;
    return got.toString('latin1');
  };

  it('carries pieces with their length, and an end', async () => {
    assert.equal(await send(['ab', '', 'c'], () => true), '\x02\0\0\0ab\x01\0\0\0c\0\0\0\0');
  });

  it('ends early when no more is wanted', async () => {
    let left = 1;
    assert.equal(await send(['ab', 'c'], () => left-- > 0), '\x02\0\0\0ab\0\0\0\0');
  });
});
