/** `plimsoll vex`: VEX documents checked, and drafted. */
import type { Io } from './io.ts';
import type { Run } from './run.ts';
import { checkVex } from './vex-check.ts';
import type { VexVerb } from './vex-command-options.ts';
import { draftVexOf } from './vex-draft.ts';

/** `isLate`: whether the time that a scan may take is over. */
export function runVex(io: Io, version: string, { verb, isLate }: VexRun): Run {
  return (command, words) => {
    const call = { io, version, command, isLate };
    return verb === 'check' ? checkVex(words, call) : draftVexOf(words[0] ?? '', call);
  };
}

interface VexRun {
  readonly verb: VexVerb;
  isLate(): boolean;
}
