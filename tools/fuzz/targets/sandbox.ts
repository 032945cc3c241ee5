/** What the sandboxed process says to its parent: nothing of it can be trusted once an image has taken it over. */
import { closeSync, openSync, readFileSync } from 'node:fs';
import { parseJsonText } from '../../../src/base/json.ts';
import { checkMessage } from '../../../src/image/sandbox/check-message.ts';
import {
  type Frame,
  FrameError,
  messageFrame,
  readExactly,
  takeFrames,
  writeMessage,
  writeResult,
} from '../../../src/image/sandbox/frames.ts';
import type { FromSandbox } from '../../../src/image/sandbox/protocol.ts';
import { mutateJson } from '../mutate/json.ts';
import { scratchFile } from '../scratch.ts';
import { mustHold, ofText, type Target, texts } from '../target.ts';

const MESSAGES: readonly FromSandbox[] = [
  { kind: 'open', task: 1, channel: 3 },
  { kind: 'close', channel: 3 },
  { kind: 'progress', task: 1, storedBytes: 1000 },
  { kind: 'failed', task: 1, message: 'it failed' },
  { kind: 'unusable', code: 'digest-mismatch', what: 'w', where: 'layer 1', wayOut: '' },
  { kind: 'died', cause: 'memory', culprit: { path: 'a', readerId: 'b' } },
  { kind: 'died', cause: 'time', culprit: null },
];

const messages: Target = {
  id: 'sandbox-messages',
  sources: ['image/sandbox/check-message.ts'],
  seeds: texts(...MESSAGES.map((message) => JSON.stringify(message))),
  mutators: [mutateJson, mutateJson],
  errors: [Error, SyntaxError],
  run: ofText((text) => checkMessage(parseJsonText(text))),
};

const MOST_BYTES = 4096;
const RESULT = Buffer.from([8, 0, 0, 0, 2, 1, 0, 0, 0, 9, 9, 9, 9]);

const NO_JSON = Buffer.from([1, 0, 0, 0, 1, 0x7b]);

const frames: Target = {
  id: 'sandbox-frames',
  sources: ['image/sandbox/frames.ts'],
  seeds: () => [Buffer.concat([...MESSAGES.map(messageFrame), RESULT]), RESULT, messageFrame('x'), NO_JSON],
  tokens: ['\x02\0\0\0\x01{}', '\x04\0\0\0\x02\0\0\0\0', '\0\0\0\0\x01'],
  errors: [],
  run(bytes) {
    const whole = takeAll(bytes, bytes.length);
    for (const step of [1, 100]) {
      mustHold(takeAll(bytes, step).end === whole.end, 'in pieces the frames end otherwise');
      mustHold(
        whole.end !== '' || takeAll(bytes, step).frames === whole.frames,
        'in pieces there are other frames',
      );
    }
    if (whole.end === '') mustStayWhenWritten(whole);
    return whole;
  },
};

/** What the sandbox writes is what the parent takes: a file stands for the pipe. */
function mustStayWhenWritten({ taken, frames }: Taken): void {
  const path = scratchFile();
  const out = openSync(path, 'w');
  for (const frame of taken) {
    if (frame.kind === 'result')
      writeResult(out, frame.task, [frame.bytes.subarray(0, 2), frame.bytes.subarray(2)]);
    else writeMessage(out, frame.message as FromSandbox);
  }
  closeSync(out);
  const written = readFileSync(path);
  // Escapes and numbers can be longer in the other spelling.
  const again = takeAll(written, written.length, MOST_BYTES * 8);
  mustHold(again.frames === frames, 'frames are others when they are written again');
  const pipe = openSync(path, 'r');
  const copy = Buffer.alloc(written.length);
  mustHold(readExactly(pipe, copy) && copy.equals(written), 'other bytes are read than were written');
  mustHold(!readExactly(pipe, Buffer.alloc(1)), 'more is read than was written');
  closeSync(pipe);
}

interface Taken {
  readonly taken: readonly Frame[];
  /** As text. */
  readonly frames: string;
  readonly end: string;
}

function takeAll(bytes: Uint8Array, step: number, mostBytes: number = MOST_BYTES): Taken {
  const taker = takeFrames(mostBytes);
  const taken: Frame[] = [];
  try {
    for (let at = 0; at < bytes.length; at += step) taken.push(...taker.push(bytes.subarray(at, at + step)));
    return { taken, frames: JSON.stringify(taken), end: '' };
  } catch (error) {
    if (!(error instanceof FrameError)) throw error;
    return { taken: [], frames: '', end: error.message };
  }
}

export const sandboxTargets: readonly Target[] = [frames, messages];
