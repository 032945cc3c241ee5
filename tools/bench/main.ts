/**
 * `npm run bench -- [--images FOLDER] [--feeds FOLDER] [--database FOLDER] [--runs N] [--only NAME,…] [--verbose]
 * [--published] [--corpus FOLDER] [--seed N]`: measures Plimsoll and prints tables. Names are `start`, `advisories`,
 * `images` and those of images for real ones; `gate`, `sandbox`, `together`, `growth`, `sizes` and those of sizes for images that are
 * made, `secrets` and its parts, which are measured only where they are named. What is not there is said and skipped.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, release, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { run as benchFeeds } from './advisories.ts';
import type { BenchSettings } from './bench.ts';
import { benchGate } from './gate.ts';
import { benchGrowth } from './growth.ts';
import { benchImages } from './images.ts';
import { buildPublished, PROGRAM_OF_SOURCES } from './published.ts';
import { benchSandbox } from './sandbox.ts';
import { benchSecrets, SECRETS_BENCHES } from './secrets.ts';
import { benchSecretsEngine } from './secrets-engine.ts';
import { benchSizes, SIZES } from './sizes.ts';
import { benchStart } from './start.ts';
import { benchTogether } from './together.ts';

/** What only some benches take. */
interface OwnSettings {
  readonly corpus: string | null;
  readonly seed: number;
}

async function readSettings(folder: string): Promise<BenchSettings & OwnSettings> {
  const { values } = parseArgs({
    options: {
      images: { type: 'string' },
      feeds: { type: 'string' },
      database: { type: 'string' },
      runs: { type: 'string', default: '5' },
      only: { type: 'string', default: '' },
      verbose: { type: 'boolean', default: false },
      published: { type: 'boolean', default: false },
      corpus: { type: 'string' },
      seed: { type: 'string', default: '1' },
    },
  });
  const runs = Number(values.runs);
  if (!Number.isInteger(runs) || runs < 0) throw new Error(`--runs ${values.runs}: not a number of runs`);
  return {
    program: values.published ? await buildPublished(folder) : PROGRAM_OF_SOURCES,
    images: values.images ?? process.env['PLIMSOLL_BENCH_IMAGES'] ?? null,
    feeds: values.feeds ?? process.env['PLIMSOLL_BENCH_FEEDS'] ?? null,
    database: values.database ?? null,
    runs,
    only: new Set(values.only.split(',').filter((name) => name !== '')),
    verbose: values.verbose,
    corpus: values.corpus ?? null,
    seed: Number(values.seed),
    print: (line) => process.stdout.write(`${line}\n`),
  };
}

async function runBenches(settings: BenchSettings & OwnSettings, folder: string): Promise<void> {
  const isNamed = (id: string): boolean => settings.only.size === 0 || settings.only.has(id);
  settings.print(`Machine: ${describeMachine()}`);
  settings.print(`Program: ${settings.program === PROGRAM_OF_SOURCES ? 'the sources' : 'as published'}`);
  if (isNamed('start')) await benchStart(settings);
  if (isNamed('advisories')) await benchAdvisories(settings);
  if (settings.only.has('secrets-engine')) benchSecretsEngine(settings);
  if (settings.only.has('sandbox')) await benchSandbox(settings, folder);
  if (settings.only.has('together')) await benchTogether(settings, folder);
  if (settings.only.has('gate')) await benchGate(settings, folder);
  if (settings.only.has('growth')) await benchGrowth(settings, folder);
  await benchSecrets(settings, settings.corpus, settings.seed);
  await benchSizes(settings, folder);
  await benchImages(settings, MADE_NAMES);
}

const MADE_NAMES: ReadonlySet<string> = new Set([
  'gate',
  'growth',
  'sandbox',
  'secrets-engine',
  'sizes',
  'together',
  ...Object.keys(SIZES),
  ...SECRETS_BENCHES,
]);

async function benchAdvisories({ feeds, print }: BenchSettings): Promise<void> {
  print('');
  if (feeds === null) print('advisories: skipped, no folder was named (--feeds or PLIMSOLL_BENCH_FEEDS).');
  else if (!existsSync(feeds)) print(`advisories: skipped, there is no folder ${feeds}.`);
  else await benchFeeds(feeds, print);
}

function describeMachine(): string {
  const cores = cpus();
  const memory = (totalmem() / 2 ** 30).toFixed(0);
  const load = loadavg()[0]!.toFixed(1);
  return `${cores.length} cores (${cores[0]?.model.trim() ?? 'unknown'}), ${memory} GiB, Linux ${release()}, Node ${process.versions.node}, load ${load}`;
}

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-bench-'));
try {
  await runBenches(await readSettings(folder), folder);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
