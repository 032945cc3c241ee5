/** A thread that searches for one target, or counts the lines that its corpus runs. Started by watch.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import { readInputs } from './corpus.ts';
import { startCounting, startCoverage } from './coverage.ts';
import { type Failure, judge } from './judge.ts';
import { countLines, urlsOf } from './lines.ts';
import type { Job, Said } from './protocol.ts';
import { search, selectCorpus } from './search.ts';
import { announcer } from './shared-input.ts';
import type { Target } from './target.ts';
import { tryInput } from './trial.ts';
import { trim } from './trim.ts';

const job = workerData as Job;
const say = (said: Said): void => parentPort!.postMessage(said);

await (job.kind === 'search' ? searchAll(job) : countAll(job));

async function searchAll({ targetId, seed, inputs, corpus, memory, endsAt, wanted }: Job): Promise<void> {
  let prefixes: readonly string[] = [];
  // Before the sources are loaded: code that was compiled without counters never gets any.
  const coverage = startCoverage(() => prefixes);
  const target = await loadTarget(targetId);
  prefixes = urlsOf(target.sources);
  const known = new Set<string>();
  const pending: Promise<void>[] = [];
  const onFailure = (failure: Failure, bytes: Uint8Array): void => {
    if (known.has(failure.key)) return;
    known.add(failure.key);
    say({ kind: 'failure', failure, bytes });
    pending.push(sendSmaller(target, failure, bytes));
  };
  const found = await search({
    target,
    coverage,
    seed,
    inputs,
    corpus: [...readInputs('corpus', targetId), ...readInputs('regressions', targetId), ...corpus],
    announcer: announcer(memory),
    onFailure,
    onFound: (bytes) => say({ kind: 'found', bytes }),
    isOver: () => Date.now() > endsAt,
  });
  await Promise.all(pending);
  say({ kind: 'end', corpus: wanted ? await selectCorpus(target, coverage, found) : found });
}

async function sendSmaller(target: Target, failure: Failure, bytes: Uint8Array): Promise<void> {
  const fails = async (smaller: Uint8Array): Promise<boolean> =>
    (await tryInput(target, smaller, failure.key.includes('second')))?.key === failure.key;
  say({ kind: 'failure', failure, bytes: await trim(bytes, fails) });
}

async function countAll({ targetId, corpus }: Job): Promise<void> {
  const stop = startCounting();
  const target = await loadTarget(targetId);
  const inputs = [
    ...target.seeds(),
    ...readInputs('corpus', targetId),
    ...readInputs('regressions', targetId),
    ...corpus,
  ];
  for (const bytes of inputs) await judge(target, bytes);
  say({ kind: 'lines', lines: countLines(target.sources, stop()) });
}

async function loadTarget(id: string): Promise<Target> {
  const { targets } = await import('./list.ts');
  return targets.find((target) => target.id === id)!;
}
