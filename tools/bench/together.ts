/**
 * Eight scans at once on two cores with one cache folder, against the same eight in a row: first with an empty cache,
 * then again. Each has layers of its own and one that all share. What they write must be the same.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import type { BenchSettings } from './bench.ts';
import { debianPackages, largeFile, together as layerOf, npmPackages, sourceFiles } from './made-content.ts';
import { makeImage } from './made-image.ts';
import { type BenchCommand, measureTimes } from './measure.ts';
import { scanCommand } from './scan-command.ts';
import { medianOf } from './statistics.ts';
import { toSeconds, toTable } from './text-table.ts';

const SCANS = 8;
const CORES = 2;

export async function benchTogether(settings: BenchSettings, folder: string): Promise<void> {
  const { runs, print } = settings;
  print('');
  print(`Together: ${SCANS} scans on ${CORES} cores with one cache`);
  const references = makeImages(folder);
  const rounds: Round[] = [];
  for (let round = 0; round < Math.max(1, Math.min(runs, 3)); round++) {
    rounds.push(await measureRound(settings, references, folder));
  }
  const rows = (['cold', 'again', 'same image'] as const).map((title) => {
    const [inARow, atOnce] = (['inARow', 'atOnce'] as const).map((way) =>
      medianOf(rounds.map((round) => round[title][way])),
    );
    return [title, toSeconds(inARow!), toSeconds(atOnce!), (inARow! / atOnce!).toFixed(2)];
  });
  for (const line of toTable(['cache', 'in a row s', 'at once s', 'throughput x'], rows)) print(line);
}

type Round = Readonly<
  Record<'cold' | 'again' | 'same image', { readonly inARow: number; readonly atOnce: number }>
>;

function makeImages(folder: string): readonly string[] {
  return Array.from({ length: SCANS }, (_, i) => {
    const image = makeImage(join(folder, `together-${i}`), [
      layerOf(debianPackages(300), sourceFiles(1000, 'usr/share'), largeFile('usr/lib/base', 20)),
      layerOf(npmPackages(300 + i, `app${i}`), sourceFiles(1000, `app${i}`)),
      largeFile(`srv/data${i}`, 40 + i),
    ]);
    return image.reference;
  });
}

/** `same image`: eight scans of one image at once, against that many times one. Nobody has a cache there. */
async function measureRound(
  settings: BenchSettings,
  references: readonly string[],
  folder: string,
): Promise<Round> {
  const [row, once] = (['row', 'once'] as const).map((name) =>
    references.map((reference, i) => {
      const work = join(folder, `${name}-${i}`);
      mkdirSync(work, { recursive: true });
      return withCache(scanCommand(settings, reference, work, 'cached'), join(folder, `cache-${name}`));
    }),
  );
  const alone = references.map((_, i) =>
    scanCommand(settings, references[0]!, join(folder, `once-${i}`), 'no-cache'),
  );
  for (const name of ['row', 'once']) rmSync(join(folder, `cache-${name}`), { recursive: true, force: true });
  const result = {
    cold: { inARow: await inARow(row!), atOnce: await atOnce(once!) },
    again: { inARow: await inARow(row!), atOnce: await atOnce(once!) },
  };
  for (const [i, { output }] of row!.entries()) {
    if (!readFileSync(output).equals(readFileSync(once![i]!.output))) throw new Error(`report ${i} differs`);
  }
  return { ...result, 'same image': { inARow: await inARow(alone), atOnce: await atOnce(alone) } };
}

function withCache(command: BenchCommand, cache: string): BenchCommand {
  const argv = command.argv.map((word, i) => (command.argv[i - 1] === '--cache-dir' ? cache : word));
  return pinned({ ...command, argv: [argv[0]!, ...argv.slice(1)] });
}

/** On a machine with more cores than that, by util-linux' taskset. */
function pinned(command: BenchCommand): BenchCommand {
  if (cpus().length <= CORES || spawnSync('taskset', ['-V']).status !== 0) return command;
  return { ...command, argv: ['taskset', '-c', `0-${CORES - 1}`, ...command.argv] };
}

async function inARow(commands: readonly BenchCommand[]): Promise<number> {
  const begun = performance.now();
  for (const command of commands) await measureTimes(command);
  return (performance.now() - begun) / 1000;
}

async function atOnce(commands: readonly BenchCommand[]): Promise<number> {
  const begun = performance.now();
  await Promise.all(commands.map((command) => measureTimes(command)));
  return (performance.now() - begun) / 1000;
}
