/**
 * Runs a target's search in a process of its own and watches it: one that hangs, dies or takes all memory is itself a
 * finding, and the search goes on behind it.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpuMsOf } from './cpu-time.ts';
import { type CurrentInput, inputFileIn, readCurrent } from './input-file.ts';
import type { Failure } from './judge.ts';
import type { LineCount } from './lines.ts';
import type { Job, Said } from './protocol.ts';

export interface Finding {
  readonly failure: Failure;
  readonly bytes: Uint8Array;
}

export interface RunOptions {
  /** URL of the module with the targets; list.ts unless told. */
  readonly list?: string;
  readonly targetId: string;
  readonly inputs: number;
  readonly seed: number;
  /** Milliseconds since 1970. */
  readonly endsAt: number;
  /** Processor time that one input may take. */
  readonly inputMs: number;
  /** JavaScript heap of the searching process; 512 MiB unless told. */
  readonly heapMb?: number;
  /** Whether the corpus is cut down to what is worth keeping. */
  readonly wanted: boolean;
}

export interface RunResult {
  readonly inputs: number;
  readonly findings: readonly Finding[];
  readonly corpus: readonly Uint8Array[];
}

const LIST: string = new URL('./list.ts', import.meta.url).href;
const MOST_RESTARTS = 5;
const LOOK_MS = 50;
const HEAP_MB = 512;

export async function runTarget(options: RunOptions): Promise<RunResult> {
  const findings = new Map<string, Finding>();
  let corpus: readonly Uint8Array[] = [];
  let inputs = 0;
  for (let start = 0; start <= MOST_RESTARTS; start++) {
    const rest = { corpus, inputs: options.inputs - inputs, seed: options.seed + 1000 * start };
    const part = await inFolder((folder) => watch(options, rest, folder));
    for (const finding of part.findings) keepSmallest(findings, finding);
    corpus = part.corpus;
    inputs += part.inputs;
    if (part.ended) break;
  }
  return { inputs, findings: [...findings.values()], corpus };
}

/** Lines that the corpus of a target runs, by file. */
export function linesOf(
  targetId: string,
  corpus: readonly Uint8Array[],
): Promise<ReadonlyMap<string, LineCount>> {
  const nothing = { seed: 0, inputs: 0, wanted: false, endsAt: 0 };
  return inFolder((folder) => {
    const child = startChild({ kind: 'lines', list: LIST, targetId, corpus, folder, ...nothing });
    let lines: ReadonlyMap<string, LineCount> | null = null;
    let why = '';
    child.on('message', (said: Said) => {
      if (said.kind === 'lines') lines = said.lines;
      else if (said.kind === 'failure') why = said.failure.detail;
      child.kill();
    });
    return new Promise((resolve, reject) => {
      child.on('exit', (code) =>
        lines === null
          ? reject(new Error(`lines of ${targetId}: ${why || `exit code ${code}`}`))
          : resolve(lines),
      );
    });
  });
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-fuzz-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function startChild(job: Job, heapMb: number = HEAP_MB): ChildProcess {
  const child = fork(new URL('./searcher.ts', import.meta.url), {
    serialization: 'advanced',
    execArgv: [`--max-old-space-size=${heapMb}`, '--disable-warning=ExperimentalWarning'],
    // What dies in a search writes pages about its heap.
    stdio: ['ignore', 'ignore', job.kind === 'search' ? 'ignore' : 'inherit', 'ipc'],
  });
  child.send(job);
  return child;
}

function keepSmallest(findings: Map<string, Finding>, finding: Finding): void {
  const known = findings.get(finding.failure.key);
  if (known === undefined || known.bytes.length > finding.bytes.length)
    findings.set(finding.failure.key, finding);
}

interface Part extends RunResult {
  readonly ended: boolean;
}

function watch(
  options: RunOptions,
  rest: Pick<Job, 'corpus' | 'inputs' | 'seed'>,
  folder: string,
): Promise<Part> {
  const inputFile = inputFileIn(folder);
  const { list = LIST, targetId, wanted, endsAt } = options;
  const child = startChild(
    { kind: 'search', list, targetId, wanted, endsAt, folder, ...rest },
    options.heapMb,
  );
  const findings: Finding[] = [];
  const found: Uint8Array[] = [...rest.corpus];
  let ending: Extract<Said, { kind: 'end' }> | null = null;
  let isLate = false;
  child.on('message', (said: Said) => {
    if (said.kind === 'failure') findings.push(said);
    else if (said.kind === 'found') found.push(said.bytes);
    else if (said.kind === 'end') {
      ending = said;
      child.kill();
    }
  });
  const looking = setInterval(
    watchTime(child, inputFile, options.inputMs, () => {
      isLate = true;
      child.kill('SIGKILL');
    }),
    LOOK_MS,
  );
  return new Promise((resolve) => {
    child.on('exit', (code, signal) => {
      clearInterval(looking);
      if (ending !== null) return resolve({ ...ending, findings, ended: true });
      const { counted, bytes } = readCurrent(inputFile);
      const key = isLate ? 'an input takes too long' : 'the process died';
      const detail = isLate ? `more than ${options.inputMs} ms` : `exit code ${code}, signal ${signal}`;
      resolve({
        inputs: counted,
        findings: [...findings, { failure: { key, detail }, bytes }],
        corpus: found,
        ended: false,
      });
    });
  });
}

/** Processor time, not time: the machine may be busy with something else. */
function watchTime(child: ChildProcess, inputFile: string, inputMs: number, giveUp: () => void): () => void {
  let since: { readonly number: CurrentInput['number']; readonly cpuMs: number } = { number: 0, cpuMs: 0 };
  return () => {
    const { number } = readCurrent(inputFile);
    const cpuMs = cpuMsOf(child.pid!);
    if (number !== since.number) since = { number, cpuMs };
    else if (number > 0 && cpuMs - since.cpuMs > inputMs) giveUp();
  };
}
