/**
 * Images of a size that hurts, made on the fly and removed: many entries, one large file, many layers, and all of it
 * at once. How long a scan takes, and the highest memory of its whole process tree.
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
  sourceFiles,
  together,
} from './made-content.ts';
import { describeImage, type FillLayer, makeImage } from './made-image.ts';
import { measurePeakMemory, measureTimes } from './measure.ts';
import { readReport, scanCommand } from './scan-command.ts';
import { toMegabytes, toSeconds, toTable } from './text-table.ts';

/** By the name that `--only` takes; the largest needs 4 GB below the temporary folder. */
export const SIZES: Readonly<Record<string, () => readonly FillLayer[]>> = {
  '3m-files': () => [emptyFiles(3_000_000)],
  '3gb-file': () => [largeFile('data/model.bin', 3000)],
  '80-layers': () =>
    Array.from({ length: 80 }, (_, i) =>
      together(
        debianPackages(80 + i),
        npmPackages(50, `app${i}`),
        sourceFiles(200, `src${i}`),
        largeFile(`b${i}`, 5),
      ),
    ),
  monster: () => [
    together(debianPackages(420), sourceFiles(20_000, 'usr/share')),
    ...[0, 1].map((i) => together(pythonPackages(80, `srv/py${i}`), sourceFiles(40_000, `srv/py${i}`))),
    ...[0, 1, 2, 3, 4].map((i) =>
      together(npmPackages(1450, `srv/node${i}`), sourceFiles(38_000, `srv/node${i}`)),
    ),
    largeFile('srv/blob0', 700),
    largeFile('srv/blob1', 700),
  ],
};

/** Only where it is asked for: it takes minutes and gigabytes. */
export async function benchSizes(settings: BenchSettings, folder: string): Promise<void> {
  const { only, print } = settings;
  const names = Object.keys(SIZES).filter((name) => only.has('sizes') || only.has(name));
  const rows: (readonly string[])[] = [];
  for (const name of names) {
    const work = join(folder, name);
    mkdirSync(work);
    try {
      print(`${name}: making …`);
      rows.push([name, ...(await benchSize(SIZES[name]!(), work, settings))]);
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  }
  if (rows.length === 0) return;
  print('');
  print('Sizes');
  const head = [
    'image',
    'layers',
    'entries',
    'plain MB',
    'stored MB',
    'wall s',
    'CPU s',
    'peak MB',
    'packages',
  ];
  for (const line of toTable(head, rows)) print(line);
}

async function benchSize(
  fills: readonly FillLayer[],
  work: string,
  settings: BenchSettings,
): Promise<readonly string[]> {
  const image = makeImage(join(work, 'image'), fills);
  settings.print('  measuring …');
  const scan = scanCommand(settings, image.reference, work, 'no-cache');
  const peakBytes = await measurePeakMemory(scan);
  const { packages, coverage } = readReport(scan.output);
  const { wallSeconds, cpuSeconds } = await measureTimes(scan);
  return [
    ...describeImage(image),
    toSeconds(wallSeconds),
    toSeconds(cpuSeconds),
    toMegabytes(peakBytes),
    `${packages.length}${coverage.state === 'not-checkable' ? ' (not checkable)' : ''}`,
  ];
}
