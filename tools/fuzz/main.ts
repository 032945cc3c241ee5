/**
 * `npm run fuzz -- [--target ID,…] [--inputs N] [--seed S] [--minutes M] [--save]`: searches for inputs on which a
 * parser crashes, hangs, takes memory or contradicts itself. How it works: docs/fuzzing.md.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { nameOf, writeCorpus } from './corpus.ts';
import type { LineCount } from './lines.ts';
import { targets } from './list.ts';
import { linesOf, type RunResult, runTarget } from './watch.ts';

const INPUT_MS = 2000;
/** With fewer a search says little: it counts as a failure. */
const LEAST_LINES = 0.85;
const FINDINGS: string = join(tmpdir(), 'plimsoll-fuzz');

interface Settings {
  readonly ids: readonly string[];
  readonly inputs: number;
  readonly seed: number;
  readonly endsAt: number;
  readonly save: boolean;
}

function readSettings(): Settings {
  const { values } = parseArgs({
    options: {
      target: { type: 'string', default: '' },
      inputs: { type: 'string', default: '20000' },
      seed: { type: 'string', default: '1' },
      minutes: { type: 'string', default: '' },
      save: { type: 'boolean', default: false },
    },
  });
  const all = targets.map(({ id }) => id);
  const ids = values.target === '' ? all : values.target.split(',');
  const unknown = ids.find((id) => !all.includes(id));
  if (unknown !== undefined) throw new Error(`there is no target ${unknown}, but: ${all.join(' ')}`);
  const number = (text: string): number => {
    if (!/^\d+(?:\.\d+)?$/.test(text)) throw new Error(`${text} is no number`);
    return Number(text);
  };
  return {
    ids,
    inputs: number(values.inputs),
    seed: number(values.seed),
    endsAt: values.minutes === '' ? Number.MAX_SAFE_INTEGER : Date.now() + number(values.minutes) * 60_000,
    save: values.save,
  };
}

const COLUMNS = [24, 10, 10, 9, 14, 7] as const;

function print(cells: readonly string[]): void {
  const line = cells.map((cell, at) => (at === 0 ? cell.padEnd(COLUMNS[0]) : cell.padStart(COLUMNS[at]!)));
  process.stdout.write(`${line.join(' ')}\n`);
}

async function fuzz({ ids, inputs, seed, endsAt, save }: Settings): Promise<number> {
  let failures = 0;
  let total = 0;
  print(['target', 'inputs', 'inputs/s', 'failures', 'corpus', 'lines']);
  for (const targetId of ids) {
    if (Date.now() > endsAt) break;
    const started = performance.now();
    const result = await runTarget({ targetId, inputs, seed, endsAt, inputMs: INPUT_MS, wanted: save });
    const seconds = (performance.now() - started) / 1000;
    if (save) writeCorpus(targetId, result.corpus);
    const share = shareRun(await linesOf(targetId, save ? [] : result.corpus));
    printResult(targetId, result, seconds, share);
    failures += result.findings.length + (share < LEAST_LINES ? 1 : 0);
    total += result.inputs;
  }
  process.stdout.write(`${total} inputs, ${failures} distinct failures\n`);
  return failures;
}

/** Of the lines of all files. */
function shareRun(lines: ReadonlyMap<string, LineCount>): number {
  const counts = [...lines.values()];
  const sum = (key: keyof LineCount): number => counts.reduce((all, count) => all + count[key], 0);
  return sum('run') / sum('lines');
}

function printResult(
  targetId: string,
  { inputs, findings, corpus }: RunResult,
  seconds: number,
  share: number,
): void {
  const kilobytes = corpus.reduce((all, bytes) => all + bytes.length, 0) / 1024;
  print([
    targetId,
    String(inputs),
    (inputs / seconds).toFixed(0),
    String(findings.length),
    `${corpus.length} (${kilobytes.toFixed(0)} KB)`,
    `${(100 * share).toFixed(1)} %`,
  ]);
  if (share < LEAST_LINES)
    process.stdout.write(`  fewer lines than ${100 * LEAST_LINES} %: a seed or a mutator is missing\n`);
  for (const { failure, bytes } of findings) {
    const folder = join(FINDINGS, targetId);
    mkdirSync(folder, { recursive: true });
    const path = join(folder, nameOf(bytes));
    writeFileSync(path, bytes);
    process.stdout.write(
      `  ${failure.key}\n    ${path}\n    ${failure.detail.split('\n').slice(0, 4).join('\n    ')}\n`,
    );
  }
}

process.exitCode = (await fuzz(readSettings())) === 0 ? 0 : 1;
