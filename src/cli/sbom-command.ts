/** `plimsoll sbom`: the inventory alone, without any judgement. */
import { UsageError } from '../base/errors.ts';
import { reportInventory } from '../scan/judge.ts';
import type { Io } from './io.ts';
import { targetsOf, writeReports } from './outputs.ts';
import { createProgress } from './progress.ts';
import type { Run } from './run.ts';
import { takeInventoryOf } from './take-inventory.ts';
import type { OutputTarget } from './values.ts';
import { createWorkbench, type ImageOptions } from './workbench.ts';

export function runSbom(io: Io, version: string): Run {
  return async (command, [reference = '']) => {
    const targets = targetsOf(command, 'table');
    refuseFindingsOnly(targets);
    refuseAllPlatforms(command.opts<ImageOptions>());
    const progress = createProgress(io, command.opts<{ quiet?: boolean }>().quiet === true);
    const workbench = await createWorkbench(io, version, command);
    try {
      const { inventory, notes } = await takeInventoryOf(reference, {
        io,
        command,
        workbench,
        progress,
        secrets: null,
      });
      progress.end();
      const report = reportInventory(inventory, { name: 'plimsoll', version }, notes);
      await writeReports(io, [report], targets);
      return report.exit.code;
    } finally {
      progress.end();
      await workbench.close();
    }
  };
}

/** One document is of one image; the one of the host would look like all of them. */
function refuseAllPlatforms({ platform }: ImageOptions): void {
  if (platform !== 'all') return;
  throw new UsageError('one-platform', {
    what: 'an inventory is of one platform',
    where: '--platform all',
    wayOut: 'name one, such as --platform linux/arm64, and write one inventory for each',
  });
}

/** A SARIF file without results tells its reader that nothing is wrong any more: alerts would be closed. */
function refuseFindingsOnly(targets: readonly OutputTarget[]): void {
  if (targets.every(({ format }) => format !== 'sarif')) return;
  throw new UsageError('format-has-no-inventory', {
    what: 'SARIF holds findings, and an inventory has none',
    where: 'sarif',
    wayOut: 'use cyclonedx or json for the inventory, or `plimsoll scan` for findings',
  });
}
