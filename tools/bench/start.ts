/** What starting costs: `plimsoll --version` under this Node beside a program that does nothing. */
import type { BenchSettings } from './bench.ts';
import { measureInTurn } from './measure.ts';
import { startCommands } from './scan-command.ts';
import { medianOf, medianRatio } from './statistics.ts';
import { toSeconds, toTable } from './text-table.ts';

export async function benchStart({ program, runs, print }: BenchSettings): Promise<void> {
  if (runs === 0) return;
  const rounds = Math.max(runs, 11);
  const times = await measureInTurn(startCommands(program), rounds);
  const [version = [], nothing = []] = times.map((list) => list.map(({ wallSeconds }) => wallSeconds));
  const rows = [
    ['--version', toSeconds(medianOf(version)), medianRatio(version, nothing).toFixed(2)],
    ['node -e 0', toSeconds(medianOf(nothing)), '1.00'],
  ];
  print('');
  print(`Start, medians of ${rounds} rounds in turn`);
  for (const line of toTable(['command', 'wall s', 'x'], rows)) print(line);
}
