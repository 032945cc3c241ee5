/** `plimsoll diff A B`: images, stored reports or SBOMs; what is judged now is judged with the same advisories. */
import { diffReports } from '../diff/diff.ts';
import { writeDifferenceJson } from '../diff/json.ts';
import { writeDifferenceText } from '../diff/text.ts';
import { readOne } from './baseline.ts';
import { type Io, writePieces } from './io.ts';
import { createProgress } from './progress.ts';
import type { Run } from './run.ts';
import { createWorkbench } from './workbench.ts';

interface DiffOptions {
  readonly format?: 'table' | 'json';
  readonly all?: boolean;
  readonly quiet?: boolean;
}

const SOMETHING_UNCHECKED = 3;

export function runDiff(io: Io, version: string, isLate: () => boolean): Run {
  return async (command, [a = '', b = '']) => {
    const { format, all, quiet } = command.opts<DiffOptions>();
    const progress = createProgress(io, quiet === true);
    const workbench = await createWorkbench(io, version, command);
    try {
      const context = { io, version, command, workbench, progress, isLate };
      const before = await readOne(a, context, 'A');
      const after = await readOne(b, context, 'B');
      progress.end();
      const difference = diffReports(before, after);
      const pieces =
        format === 'json' ? [writeDifferenceJson(difference)] : writeDifferenceText(difference, all === true);
      await writePieces(io.stdout, pieces);
      const unchecked = [before, after].some(({ coverage }) => coverage.state === 'not-checkable');
      return unchecked ? SOMETHING_UNCHECKED : 0;
    } finally {
      progress.end();
      await workbench.close();
    }
  };
}
