/** `plimsoll scan`: from a reference to a verdict. */
import type { Command } from 'commander';
import { UsageError } from '../base/errors.ts';
import { ecosystems } from '../ecosystem/list.ts';
import type { Severity } from '../model/severity.ts';
import { judgeInventory, neededNamespaces } from '../scan/judge.ts';
import { chooseAdvisories } from './choose-advisories.ts';
import type { Io } from './io.ts';
import { targetsOf, writeReports } from './outputs.ts';
import { createProgress } from './progress.ts';
import type { Run } from './run.ts';
import { takeInventoryOf } from './take-inventory.ts';
import type { ScannerName } from './values.ts';
import { createWorkbench, type ImageOptions, limitsOf } from './workbench.ts';

interface ScanOptions {
  readonly scanners?: readonly ScannerName[];
  readonly failOn?: Severity;
  readonly strict?: boolean;
  readonly maxAge?: number;
  readonly quiet?: boolean;
}

/** `isLate`: whether the time that the scan may take is over. */
export function runScan(io: Io, version: string, isLate: () => boolean): Run {
  return async (command, [reference = '']) => {
    const options = command.opts<ScanOptions>();
    refuseUnbuiltScanners(options.scanners ?? []);
    const targets = targetsOf(command);
    const progress = createProgress(io, options.quiet === true);
    const workbench = await createWorkbench(io, version, command);
    try {
      const { inventory, notes } = await takeInventoryOf(reference, { io, command, workbench, progress });
      const namespaces = neededNamespaces(inventory, ecosystems);
      const chosen = await chooseAdvisories({ io, command, http: workbench.http, progress, namespaces });
      try {
        progress.stage('judging');
        const report = judgeInventory(inventory, {
          tool: { name: 'plimsoll', version },
          ecosystems,
          advisories: chosen.advisories,
          failOn: options.failOn ?? null,
          strict: options.strict === true,
          oldestAllowed: oldestAllowed(io, command),
          bounds: { limits: limitsOf(command.opts<ImageOptions>()), isLate },
          notes: [...notes, ...chosen.notes],
        });
        progress.end();
        await writeReports(io, report, targets);
        return report.exit.code;
      } finally {
        chosen.advisories.close();
      }
    } finally {
      progress.end();
      await workbench.close();
    }
  };
}

/** A scanner that is not there must never look like one that found nothing. */
function refuseUnbuiltScanners(scanners: readonly ScannerName[]): void {
  const unbuilt = scanners.filter((name) => name !== 'vuln');
  if (unbuilt.length === 0) return;
  throw new UsageError('scanner-not-built', {
    what: `not built yet: ${unbuilt.join(', ')}`,
    where: '--scanners',
    wayOut: 'leave the option out, or use `--scanners vuln`',
  });
}

function oldestAllowed(io: Io, command: Command): string | null {
  const { maxAge } = command.opts<ScanOptions>();
  return maxAge === undefined ? null : new Date(io.now - maxAge).toISOString();
}
