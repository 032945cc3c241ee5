/** A process that searches for one target, or counts the lines that its corpus runs. Started by watch.ts. */
import { readInputs } from './corpus.ts';
import { startCounting, startCoverage } from './coverage.ts';
import { announceIn, inputFileIn } from './input-file.ts';
import { type Failure, judge } from './judge.ts';
import { countLines, urlsOf } from './lines.ts';
import type { Job, Said } from './protocol.ts';
import { keepScratchIn } from './scratch.ts';
import { search, selectCorpus } from './search.ts';
import type { Target } from './target.ts';
import { tryInput } from './trial.ts';
import { trim } from './trim.ts';

process.once('message', async (job: Job) => {
  keepScratchIn(job.folder);
  try {
    await (job.kind === 'search' ? searchAll(job) : countAll(job));
  } catch (error) {
    const detail = error instanceof Error ? String(error.stack) : String(error);
    say({ kind: 'failure', failure: { key: 'the search itself failed', detail }, bytes: new Uint8Array() });
    process.exitCode = 1;
    process.disconnect!();
  }
});

// Nobody watches any more.
process.once('disconnect', () => process.exit());

function say(said: Said): void {
  process.send!(said);
}

async function searchAll(job: Job): Promise<void> {
  let prefixes: readonly string[] = [];
  // Before the sources are loaded: code that was compiled without counters never gets any.
  const coverage = startCoverage(() => prefixes);
  const target = await loadTarget(job);
  prefixes = urlsOf(target.sources);
  const known = new Set<string>();
  const onFailure = async (failure: Failure, bytes: Uint8Array): Promise<void> => {
    if (known.has(failure.key)) return;
    known.add(failure.key);
    say({ kind: 'failure', failure, bytes });
    say({ kind: 'failure', failure, bytes: await makeSmaller(target, failure, bytes) });
  };
  const { inputs, corpus } = await search({
    target,
    coverage,
    seed: job.seed,
    inputs: job.inputs,
    corpus: inputsOf(job),
    announcer: announceIn(inputFileIn(job.folder)),
    onFailure,
    onFound: (bytes) => say({ kind: 'found', bytes }),
    isOver: () => Date.now() > job.endsAt,
  });
  say({ kind: 'end', inputs, corpus: job.wanted ? await selectCorpus(target, coverage, corpus) : corpus });
}

function makeSmaller(target: Target, failure: Failure, bytes: Uint8Array): Promise<Uint8Array> {
  return trim(bytes, async (smaller) => (await tryInput(target, smaller, true))?.key === failure.key);
}

async function countAll(job: Job): Promise<void> {
  const stop = startCounting();
  const target = await loadTarget(job);
  for (const bytes of [...(await target.seeds()), ...inputsOf(job)]) await judge(target, bytes);
  say({ kind: 'lines', lines: countLines(target.sources, stop()) });
}

function inputsOf({ targetId, corpus }: Job): readonly Uint8Array[] {
  return [...readInputs('corpus', targetId), ...readInputs('regressions', targetId), ...corpus];
}

async function loadTarget({ list, targetId }: Job): Promise<Target> {
  const { targets } = (await import(list)) as { targets: readonly Target[] };
  return targets.find(({ id }) => id === targetId)!;
}
