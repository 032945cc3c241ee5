/** `plimsoll waiver`: writing, listing, pruning and importing waivers. */
import { sanitize } from '../base/terminal.ts';
import type { Io } from './io.ts';
import type { Run } from './run.ts';
import { addWaiver } from './waiver-add.ts';
import type { WaiverVerb } from './waiver-command-options.ts';
import { importWaivers } from './waiver-import.ts';
import { listWaivers } from './waiver-list.ts';
import { pruneWaivers } from './waiver-prune.ts';

export function runWaiver(io: Io, version: string, verb: WaiverVerb): Run {
  return async (command, [file = '']) => {
    const lines = await RUNS[verb]({ io, version, command, file });
    for (const line of lines) io.stdout.write(`${sanitize(line)}\n`);
    return 0;
  };
}

const RUNS = { add: addWaiver, import: importWaivers, list: listWaivers, prune: pruneWaivers } as const;
