/** Runs a target's search in a thread and watches it: a thread that hangs or runs out of memory is itself a finding. */
import { Worker } from 'node:worker_threads';
import type { Failure } from './judge.ts';
import type { LineCount } from './lines.ts';
import type { Job, Said } from './protocol.ts';
import { createSharedInput, currentInput } from './shared-input.ts';

export interface Finding {
  readonly failure: Failure;
  readonly bytes: Uint8Array;
}

export interface RunOptions {
  readonly targetId: string;
  readonly inputs: number;
  readonly seed: number;
  /** Milliseconds since 1970. */
  readonly endsAt: number;
  /** Processor time that one input may take. */
  readonly inputMs: number;
  readonly wanted: boolean;
}

export interface RunResult {
  readonly inputs: number;
  readonly findings: readonly Finding[];
  readonly corpus: readonly Uint8Array[];
}

const MOST_RESTARTS = 20;
const LOOK_MS = 100;
const LIMITS = { maxOldGenerationSizeMb: 512, stackSizeMb: 4 };

export async function runTarget(options: RunOptions): Promise<RunResult> {
  const findings = new Map<string, Finding>();
  let corpus: readonly Uint8Array[] = [];
  let inputs = 0;
  for (let start = 0; start <= MOST_RESTARTS; start++) {
    const part = await runOnce(options, {
      corpus,
      inputs: options.inputs - inputs,
      seed: options.seed + 1000 * start,
    });
    for (const finding of part.findings) keepSmallest(findings, finding);
    corpus = part.corpus;
    inputs += part.inputs;
    if (part.ended) break;
  }
  return { inputs, findings: [...findings.values()], corpus };
}

/** Lines that the corpus of a target runs, by file. */
export async function linesOf(
  targetId: string,
  corpus: readonly Uint8Array[],
): Promise<ReadonlyMap<string, LineCount>> {
  const job: Job = {
    kind: 'lines',
    targetId,
    corpus,
    seed: 0,
    inputs: 0,
    wanted: false,
    endsAt: 0,
    memory: createSharedInput(),
  };
  const worker = startWorker(job);
  return new Promise((resolve, reject) => {
    worker.on('message', (said: Said) => {
      if (said.kind === 'lines') resolve(said.lines);
    });
    worker.on('error', reject);
  });
}

function startWorker(job: Job): Worker {
  return new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: job,
    resourceLimits: LIMITS,
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
}

function keepSmallest(findings: Map<string, Finding>, finding: Finding): void {
  const known = findings.get(finding.failure.key);
  if (known === undefined || known.bytes.length > finding.bytes.length)
    findings.set(finding.failure.key, finding);
}

interface Part extends RunResult {
  readonly ended: boolean;
}

function runOnce(options: RunOptions, rest: Pick<Job, 'corpus' | 'inputs' | 'seed'>): Promise<Part> {
  const memory = createSharedInput();
  const { targetId, wanted, endsAt } = options;
  const job: Job = { kind: 'search', targetId, wanted, endsAt, memory, ...rest };
  const worker = startWorker(job);
  const findings: Finding[] = [];
  const found: Uint8Array[] = [...rest.corpus];
  return new Promise((resolve) => {
    const finish = (corpus: readonly Uint8Array[], ended: boolean): void => {
      clearInterval(looking);
      void worker.terminate();
      resolve({ inputs: currentInput(memory).counted, findings, corpus, ended });
    };
    const giveUp = (key: string, detail: string): void => {
      findings.push({ failure: { key, detail }, bytes: currentInput(memory).bytes() });
      finish(found, false);
    };
    const looking = setInterval(watchTime(memory, options.inputMs, giveUp), LOOK_MS);
    worker.on('error', (error: Error) => giveUp(`the thread died: ${error.message}`, String(error.stack)));
    worker.on('message', (said: Said) => {
      if (said.kind === 'failure') findings.push(said);
      else if (said.kind === 'found') found.push(said.bytes);
      else if (said.kind === 'end') finish(said.corpus, true);
    });
  });
}

/** Processor time, not time: the machine may be busy with something else. */
function watchTime(
  memory: SharedArrayBuffer,
  inputMs: number,
  giveUp: (key: string, detail: string) => void,
): () => void {
  let seen = { number: 0, cpu: process.cpuUsage() };
  return () => {
    const { number } = currentInput(memory);
    if (number !== seen.number || number === 0) {
      seen = { number, cpu: process.cpuUsage() };
      return;
    }
    const { user, system } = process.cpuUsage(seen.cpu);
    if (user + system > inputMs * 1000) giveUp('an input takes too long', `more than ${inputMs} ms`);
  };
}
