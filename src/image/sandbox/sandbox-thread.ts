/** Entry of a helper thread of the sandboxed process: reads layers beside the main thread, or under its watch. */
import { parentPort, workerData } from 'node:worker_threads';
import { loadReaders } from '../load-readers.ts';
import type { CurrentFileMemory } from './current-file.ts';
import { dropPermissions } from './permissions.ts';
import type { Round, SandboxSettings } from './protocol.ts';
import { type Counter, sayReady, workOff } from './work.ts';

export interface ThreadData {
  readonly settings: SandboxSettings;
  readonly lock: Int32Array;
  readonly channel: number;
  readonly current: CurrentFileMemory | null;
}

export interface ThreadRound {
  readonly round: Round;
  readonly counter: Counter;
}

const { settings, lock, channel, current } = workerData as ThreadData;
const readers = await loadReaders(settings.readersModule, settings.readerSettings);
dropPermissions(settings);
// A thread that is watched is the only one that reads.
if (current !== null) sayReady(lock);
parentPort?.on('message', ({ round, counter }: ThreadRound) => {
  void workOff(round, counter, { settings, readers, lock, channel, current });
});
