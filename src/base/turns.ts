/** Long work in one thread must let the event loop have its turn now and then: else no signal and no timer is heard. */
import { setImmediate } from 'node:timers/promises';
import { elapsedMs } from './clock.ts';

/** To be awaited between two steps. Throws the signal's reason. */
export type Turn = () => Promise<void>;

const EVERY_MS = 20;

export function takeTurns(signal: AbortSignal): Turn {
  let lastMs = elapsedMs();
  return async () => {
    if (elapsedMs() - lastMs < EVERY_MS) return;
    await setImmediate();
    signal.throwIfAborted();
    lastMs = elapsedMs();
  };
}
