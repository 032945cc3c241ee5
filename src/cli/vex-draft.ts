/** `plimsoll vex draft`: statements about an image, an SBOM or a stored report, drafted from evidence. */
import { ecosystems } from '../ecosystem/list.ts';
import type { ScanReport } from '../model/report.ts';
import { writeCsaf } from '../report/csaf/write.ts';
import { writeOpenvex } from '../report/openvex/write.ts';
import { draftVex } from '../report/vex-draft.ts';
import { readReportsIfSome } from './documents.ts';
import { writePieces } from './io.ts';
import { judgeReference } from './judge-reference.ts';
import { reporterOptions } from './outputs.ts';
import { createProgress } from './progress.ts';
import type { VexCall } from './vex-call.ts';
import type { DRAFT_FORMATS } from './vex-command-options.ts';
import { createWorkbench } from './workbench.ts';

interface DraftCommandOptions {
  readonly format?: (typeof DRAFT_FORMATS)[number];
  readonly author?: string;
  readonly advisory?: readonly string[];
  readonly package?: readonly string[];
  readonly quiet?: boolean;
}

const WRITERS = { csaf: writeCsaf, openvex: writeOpenvex } as const;

/** The exit code is 0 whatever is drafted. */
export async function draftVexOf(word: string, call: VexCall): Promise<number> {
  const { io, command } = call;
  const options = command.opts<DraftCommandOptions>();
  const reports = (await readReportsIfSome(word)) ?? (await scan(word, call));
  const document = draftVex(reports, {
    author: options.author ?? '',
    timestamp: reporterOptions(io, true).timestamp,
    advisories: options.advisory ?? [],
    packages: options.package ?? [],
    // Of type generic can be anything: that it was not found says nothing.
    purlTypes: new Set(ecosystems.map(({ purlType }) => purlType).filter((type) => type !== 'generic')),
  });
  await writePieces(io.stdout, WRITERS[options.format ?? 'openvex'](document));
  return 0;
}

async function scan(word: string, call: VexCall): Promise<readonly ScanReport[]> {
  const { io, version, command } = call;
  // VEX has nothing to say of secrets.
  command.setOptionValue('scanners', ['vuln']);
  const progress = createProgress(io, command.opts<DraftCommandOptions>().quiet === true);
  const workbench = await createWorkbench(io, version, command);
  try {
    const ask = async () => ({ asking: { kind: 'none' } as const, notes: [] });
    return await judgeReference(word, { ...call, workbench, progress, wantsAttached: false, ask });
  } finally {
    progress.end();
    await workbench.close();
  }
}
