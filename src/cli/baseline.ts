/** What `--baseline` names: a stored report, an SBOM or an image, which is judged as the image itself is. */
import type { Command } from 'commander';
import { UsageError } from '../base/errors.ts';
import { toBaseline } from '../gate/baseline.ts';
import type { Baseline } from '../model/gate.ts';
import type { ScanReport } from '../model/report.ts';
import { readReportsIfSome } from './documents.ts';
import type { Io } from './io.ts';
import { judgeReference } from './judge-reference.ts';
import type { Progress } from './progress.ts';
import type { Workbench } from './workbench.ts';

export interface ReadContext {
  readonly io: Io;
  readonly version: string;
  readonly command: Command;
  readonly workbench: Workbench;
  readonly progress: Progress;
  isLate(): boolean;
}

export async function readBaseline(reference: string, context: ReadContext): Promise<Baseline> {
  return toBaseline(await readOne(reference, context, '--baseline'), reference);
}

/** One report: as it is stored, or made now without any verdict. */
export async function readOne(reference: string, context: ReadContext, where: string): Promise<ScanReport> {
  const ask = async () => ({ asking: { kind: 'none' } as const, notes: [] });
  const reports =
    (await readReportsIfSome(reference)) ??
    (await judgeReference(reference, { ...context, ask, wantsAttached: false }));
  if (reports.length === 1) return reports[0]!;
  throw new UsageError('several-reports', {
    what: `there are ${reports.length} reports in it`,
    where: `${where} ${reference}`,
    wayOut: 'name one platform, or the report of one image',
  });
}
