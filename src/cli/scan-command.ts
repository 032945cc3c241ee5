/** `plimsoll scan`: from a reference to findings, and to a verdict by severity. */
import type { Severity } from '../model/severity.ts';
import { worstExit } from '../scan/exit.ts';
import type { Io } from './io.ts';
import { judgeReference } from './judge-reference.ts';
import { targetsOf, writeReports } from './outputs.ts';
import { createProgress } from './progress.ts';
import type { Run } from './run.ts';
import { createWorkbench } from './workbench.ts';

interface ScanOptions {
  readonly failOn?: Severity;
  readonly quiet?: boolean;
}

/** `isLate`: whether the time that the scan may take is over. */
export function runScan(io: Io, version: string, isLate: () => boolean): Run {
  return async (command, [reference = '']) => {
    const { failOn, quiet } = command.opts<ScanOptions>();
    const targets = targetsOf(command, 'table');
    const asking =
      failOn === undefined ? ({ kind: 'none' } as const) : ({ kind: 'fail-on', severity: failOn } as const);
    const progress = createProgress(io, quiet === true);
    const workbench = await createWorkbench(io, version, command);
    try {
      const ask = async () => ({ asking, notes: [] });
      const reports = await judgeReference(reference, {
        io,
        version,
        command,
        workbench,
        progress,
        isLate,
        ask,
        wantsAttached: false,
      });
      progress.end();
      await writeReports(io, reports, targets);
      return worstExit(reports.map(({ exit }) => exit.code));
    } finally {
      progress.end();
      await workbench.close();
    }
  };
}
