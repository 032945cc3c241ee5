/** What the sandboxed process costs: the same scan with it and without, in turn. */
import { join } from 'node:path';
import type { BenchSettings } from './bench.ts';
import { debianPackages, largeFile, npmPackages, sourceFiles, together } from './made-content.ts';
import { type FillLayer, makeImage } from './made-image.ts';
import { type BenchCommand, measureInTurn, measurePeakMemory } from './measure.ts';
import { scanCommand } from './scan-command.ts';
import { medianOf } from './statistics.ts';
import { toMegabytes, toSeconds, toTable } from './text-table.ts';

const IMAGES: Readonly<Record<string, readonly FillLayer[]>> = {
  tiny: [debianPackages(10)],
  small: [together(debianPackages(90), sourceFiles(4000, 'usr'), largeFile('usr/lib/x', 20))],
  large: [
    together(debianPackages(120), largeFile('usr/lib/x', 100)),
    together(npmPackages(1400, 'app'), sourceFiles(20_000, 'app')),
  ],
};

export async function benchSandbox(settings: BenchSettings, folder: string): Promise<void> {
  const { print, runs } = settings;
  if (runs === 0) return;
  const rows: string[][] = [];
  for (const [name, fills] of Object.entries(IMAGES)) {
    const { reference } = makeImage(join(folder, `sandbox-${name}`), fills);
    const boxed = scanCommand(settings, reference, folder, 'no-cache');
    const bare: BenchCommand = { ...boxed, argv: [...boxed.argv, '--no-sandbox'] };
    const peaks = [await measurePeakMemory(boxed), await measurePeakMemory(bare)];
    const times = await measureInTurn([boxed, bare], runs);
    const [wall, cpu] = (['wallSeconds', 'cpuSeconds'] as const).map((kind) =>
      times.map((list) => medianOf(list.map((t) => t[kind]))),
    );
    rows.push([name, ...[wall!, cpu!].flatMap(compare), ...peaks.map(toMegabytes)]);
  }
  print('');
  print('Sandbox: with it, without it, more in ms');
  const head = ['image', 'wall s', 'without', '+ms', 'CPU s', 'without', '+ms', 'peak MB', 'without'];
  for (const line of toTable(head, rows)) print(line);
}

function compare([boxed, bare]: readonly number[]): string[] {
  return [toSeconds(boxed!), toSeconds(bare!), ((boxed! - bare!) * 1000).toFixed(0)];
}
