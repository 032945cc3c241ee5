/**
 * The same kind of layer at 1, 2, 4 and 8 times the size: bytes, entries, packages. What a scan of nothing costs is
 * taken off; CPU that grows with the size gives the same figure for each unit.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchSettings } from './bench.ts';
import {
  debianPackages,
  emptyFiles,
  largeFile,
  npmPackages,
  pythonPackages,
  together,
} from './made-content.ts';
import { type FillLayer, makeImage } from './made-image.ts';
import { measureInTurn, measurePeakMemory } from './measure.ts';
import { scanCommand } from './scan-command.ts';
import { medianOf, slopeOf } from './statistics.ts';
import { toMegabytes, toSeconds, toTable } from './text-table.ts';

interface Series {
  /** One unit of it. */
  readonly unit: string;
  fill(times: number): FillLayer;
}

const TIMES = [1, 2, 4, 8];

const SERIES: Readonly<Record<string, Series>> = {
  bytes: { unit: '100 MiB in one file', fill: (times) => largeFile('data', 100 * times) },
  entries: { unit: '150,000 empty files', fill: (times) => emptyFiles(150_000 * times) },
  packages: {
    unit: '1,500 npm, 1,000 Debian and 500 Python packages',
    fill: (times) =>
      together(
        debianPackages(1000 * times),
        npmPackages(1500 * times, 'app'),
        pythonPackages(500 * times, 'usr/lib/python3/dist-packages'),
      ),
  },
};

export async function benchGrowth(settings: BenchSettings, folder: string): Promise<void> {
  for (const [title, series] of Object.entries(SERIES)) {
    const work = join(folder, `growth-${title}`);
    try {
      await benchSeries(title, series, work, settings);
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  }
}

async function benchSeries(
  title: string,
  series: Series,
  work: string,
  settings: BenchSettings,
): Promise<void> {
  const { print, runs } = settings;
  const commands = [0, ...TIMES].map((times) => {
    const folder = join(work, String(times));
    mkdirSync(folder, { recursive: true });
    const fills = times === 0 ? [emptyFiles(1)] : [series.fill(times)];
    return scanCommand(settings, makeImage(join(folder, 'image'), fills).reference, folder, 'no-cache');
  });
  const peaks: number[] = [];
  for (const command of commands) peaks.push(await measurePeakMemory(command));
  const times = await measureInTurn(commands, Math.max(1, Math.min(runs, 3)));
  const cpu = times.map((list) => medianOf(list.map(({ cpuSeconds }) => cpuSeconds)));
  const perUnit = TIMES.map((count, i) => (cpu[i + 1]! - cpu[0]!) / count);
  const rows = [0, ...TIMES].map((count, i) => [
    count === 0 ? 'nothing' : `${count} x`,
    toSeconds(cpu[i]!),
    count === 0 ? '' : toSeconds(perUnit[i - 1]!),
    toMegabytes(peaks[i]!),
  ]);
  print('');
  print(`Growth by ${title}: 1 x is ${series.unit}`);
  for (const line of toTable(['size', 'CPU s', 'CPU s each', 'peak MB'], rows)) print(line);
  const [first, last] = [perUnit[0]!, perUnit.at(-1)!];
  const megabytesEach = slopeOf(TIMES, peaks.slice(1)) / 1e6;
  print(
    `8 x over 1 x, each: ${(last / first).toFixed(2)}; fitted: ${toSeconds(slopeOf([0, ...TIMES], cpu))} s and ${megabytesEach.toFixed(1)} MB each`,
  );
}
