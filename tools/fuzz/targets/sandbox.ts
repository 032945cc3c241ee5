/** What the sandboxed process says to its parent: nothing of it can be trusted once an image has taken it over. */
import { parseJsonText } from '../../../src/base/json.ts';
import { checkMessage } from '../../../src/image/sandbox/check-message.ts';
import { type Frame, FrameError, messageFrame, takeFrames } from '../../../src/image/sandbox/frames.ts';
import type { FromSandbox } from '../../../src/image/sandbox/protocol.ts';
import { mutateJson } from '../mutate/json.ts';
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

const frames: Target = {
  id: 'sandbox-frames',
  sources: ['image/sandbox/frames.ts'],
  seeds: () => [Buffer.concat([...MESSAGES.map(messageFrame), RESULT]), RESULT, messageFrame('x')],
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
    return whole;
  },
};

interface Taken {
  readonly frames: string;
  readonly end: string;
}

function takeAll(bytes: Uint8Array, step: number): Taken {
  const taker = takeFrames(MOST_BYTES);
  const taken: Frame[] = [];
  try {
    for (let at = 0; at < bytes.length; at += step) taken.push(...taker.push(bytes.subarray(at, at + step)));
    return { frames: JSON.stringify(taken), end: '' };
  } catch (error) {
    if (!(error instanceof FrameError)) throw error;
    return { frames: '', end: error.message };
  }
}

export const sandboxTargets: readonly Target[] = [frames, messages];
