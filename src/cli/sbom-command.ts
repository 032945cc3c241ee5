/** `plimsoll sbom`: the inventory alone, without any judgement. */
import { reportInventory } from '../scan/judge.ts';
import type { Io } from './io.ts';
import { targetsOf, writeReports } from './outputs.ts';
import { createProgress } from './progress.ts';
import type { Run } from './run.ts';
import { takeInventoryOf } from './take-inventory.ts';
import { createWorkbench } from './workbench.ts';

export function runSbom(io: Io, version: string): Run {
  return async (command, [reference = '']) => {
    const targets = targetsOf(command);
    const progress = createProgress(io, command.opts<{ quiet?: boolean }>().quiet === true);
    const workbench = createWorkbench(io, version, command);
    try {
      const { inventory, notes } = await takeInventoryOf(reference, { io, command, workbench, progress });
      progress.end();
      const report = reportInventory(inventory, { name: 'plimsoll', version }, notes);
      await writeReports(io, report, targets);
      return report.exit.code;
    } finally {
      progress.end();
      await workbench.close();
    }
  };
}
