/** The command tree. What a command does is in its own file and loaded when it runs. */
import type { Command } from 'commander';
import { DEFAULT_LIMITS, type Limits } from '../base/limits.ts';
import { cacheCommands, dbCommands } from './database-command-options.ts';
import { withDeadline } from './deadline.ts';
import { diffCommand, gateCommand, sbomCommand, scanCommand } from './image-command-options.ts';
import type { Io } from './io.ts';
import { limitLines } from './limit-values.ts';
import { limitsCommand, rulesTestCommand } from './other-command-options.ts';
import { POLICY_OWN, type PolicyVerb, policyCommands } from './policy-command-options.ts';
import { REPLAY_OWN, replayCommand } from './replay-command-options.ts';
import type { Run } from './run.ts';
import { runSbom } from './sbom-command.ts';
import { runScan } from './scan-command.ts';
import { CHECK_OWN, DRAFT_OWN, vexCommands } from './vex-command-options.ts';
import { WAIVER_OWN, type WaiverVerb, waiverCommands } from './waiver-command-options.ts';

/** Gives a command of the tree what it does; `own` are options that no setting speaks of. */
export type Define = (command: Command, load: () => Promise<Run>, own?: readonly string[]) => void;

interface Setting {
  readonly io: Io;
  readonly version: string;
}

export function addCommands(program: Command, setting: Setting, define: Define): void {
  addImageCommands(program, setting, define);
  addGateCommands(program, setting, define);
  addStoreCommands(program, setting, define);
  addOtherCommands(program, setting, define);
}

/** What opens an image. */
function addImageCommands(program: Command, { io, version }: Setting, define: Define): void {
  define(scanCommand(program), async () =>
    inTime(io, (limited, isLate) => runScan(limited, version, isLate)),
  );
  define(gateCommand(program), async () => {
    const { runGate } = await import('./gate-command.ts');
    return inTime(io, (limited, isLate) => runGate(limited, version, isLate));
  });
  const loadDiff = async (): Promise<Run> => {
    const { runDiff } = await import('./diff-command.ts');
    return inTime(io, (limited, isLate) => runDiff(limited, version, isLate));
  };
  define(diffCommand(program), loadDiff, ['format']);
  define(sbomCommand(program), async () => inTime(io, (limited) => runSbom(limited, version)));
}

/** What takes part in a verdict. */
function addGateCommands(program: Command, { io, version }: Setting, define: Define): void {
  const policy = program.command('policy').description('policies: what a gate judges by');
  for (const [verb, command] of Object.entries(policyCommands(policy))) {
    const load = async (): Promise<Run> =>
      (await import('./policy-command.ts')).runPolicy(io, version, verb as PolicyVerb);
    define(command, load, POLICY_OWN);
  }
  const waiver = program.command('waiver').description('waivers: findings that somebody accepts until a day');
  for (const [verb, command] of Object.entries(waiverCommands(waiver))) {
    const load = async (): Promise<Run> =>
      (await import('./waiver-command.ts')).runWaiver(io, version, verb as WaiverVerb);
    define(command, load, WAIVER_OWN);
  }
  const vex = program.command('vex').description('VEX: what flaws mean for an image, checked and drafted');
  const { check, draft } = vexCommands(vex);
  const loadVex = () => import('./vex-command.ts');
  define(
    check,
    async () => (await loadVex()).runVex(io, version, { verb: 'check', isLate: () => false }),
    CHECK_OWN,
  );
  const loadDraft = async (): Promise<Run> => {
    const { runVex } = await loadVex();
    return inTime(io, (limited, isLate) => runVex(limited, version, { verb: 'draft', isLate }));
  };
  define(draft, loadDraft, DRAFT_OWN);
  define(
    replayCommand(program),
    async () => (await import('./replay-command.ts')).runReplay(io, version),
    REPLAY_OWN,
  );
}

/** What is kept between calls. */
function addStoreCommands(program: Command, { io, version }: Setting, define: Define): void {
  const db = program.command('db').description('the advisory database: what the world knows about flaws');
  for (const [name, command] of Object.entries(dbCommands(db))) {
    define(command, async () => (await import('./db-command.ts')).runDb(io, version, name));
  }
  const cache = program.command('cache').description('what scans keep, to be faster the next time');
  for (const [name, command] of Object.entries(cacheCommands(cache))) {
    const load = async (): Promise<Run> =>
      (await import('./cache-command.ts')).runCache(io, name as 'stats' | 'prune');
    // The format of reports says nothing about this one's.
    define(command, load, ['format']);
  }
}

function addOtherCommands(program: Command, { io, version }: Setting, define: Define): void {
  define(rulesTestCommand(program), async () => (await import('./rules-command.ts')).runRulesTest(io));
  define(limitsCommand(program), async () => async () => {
    io.stdout.write(`${limitLines().join('\n')}\n`);
    return 0;
  });
  define(program.command('version').description('print the version'), async () => async () => {
    io.stdout.write(`${version}\n`);
    return 0;
  });
}

/** Ends a command that reads an image after the time that its limits give it. */
function inTime(io: Io, create: (io: Io, isLate: () => boolean) => Run): Run {
  return (command, args) => {
    const { totalMs = DEFAULT_LIMITS.totalMs } = command.opts<{ limit?: Partial<Limits> }>().limit ?? {};
    return withDeadline(io, totalMs, (limited, isLate) => create(limited, isLate)(command, args));
  };
}
