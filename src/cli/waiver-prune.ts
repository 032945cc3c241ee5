/** `plimsoll waiver prune`: waivers that have ended, or that a report shows to be of no use, are taken out of their file. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { InputError, messageOf, UsageError } from '../base/errors.ts';
import type { ScanReport } from '../model/report.ts';
import type { Waiver } from '../model/waiver.ts';
import { removeWaivers } from '../policy/waiver/edit-waivers.ts';
import { scopeText } from '../policy/waiver/scope-text.ts';
import { isOver } from '../policy/waiver/standing.ts';
import type { Io } from './io.ts';
import type { WaiverCall } from './waiver-call.ts';
import { neededTextFile, todayOf, waiversIn } from './waiver-files.ts';
import { writeFileWhole } from './write-file.ts';

interface PruneOptions {
  readonly report?: string;
  readonly dryRun?: boolean;
}

/** Lines to print. */
export async function pruneWaivers({ io, command, file }: WaiverCall): Promise<readonly string[]> {
  const { report, dryRun } = command.opts<PruneOptions>();
  const today = todayOf(io, command);
  const text = neededTextFile(io, file);
  const waivers = waiversIn(text, file);
  const unused = report === undefined ? new Set<string>() : await unusedIn(io, report);
  const reasons = waivers.map((waiver) => {
    if (isOver(waiver, today)) return `it ended on ${waiver.expires}`;
    return unused.has(contentOf(waiver)) ? `${report} shows no use of it` : '';
  });
  const gone = new Set(reasons.flatMap((reason, at) => (reason === '' ? [] : [at])));
  const pruned = removeWaivers(text, gone, file);
  if (dryRun !== true && gone.size > 0) writeFileWhole(resolve(io.cwd, file), [pruned]);
  const verb = dryRun === true ? 'would remove' : 'removed';
  return [
    ...[...gone].map((at) => lineOf(waivers[at]!, verb, reasons[at]!)),
    `${verb} ${gone.size} of ${waivers.length} waivers`,
  ];
}

function lineOf({ id, owner, scope, source }: Waiver, verb: string, reason: string): string {
  const { document, line } = source;
  return `${document.reference}:${line}: ${verb} ${id} of ${owner || 'nobody'} (${scopeText(scope)}): ${reason}`;
}

/** What is the same of a waiver wherever it is written: lines and numbers change when others are removed. */
function contentOf({ scope, reason, owner, approver, expires }: Waiver): string {
  const { advisory, check, package: packages, versions, image, owner: layer, path, fingerprint } = scope;
  const held = [advisory, check, packages, versions, image, layer, path, fingerprint];
  return JSON.stringify([...held, reason, owner, approver, expires]);
}

/** Waivers that no image of the report has a use for. One for another image is none of these. */
async function unusedIn(io: Io, file: string): Promise<ReadonlySet<string>> {
  const { readReports } = await import('../report/json/read/read-report.ts');
  const judged = readReports(readReport(io, file), file).flatMap((report) => waiversOf(report, file));
  const unused = judged.filter(({ outcome }) => outcome === 'unused').map(({ waiver }) => contentOf(waiver));
  const other = new Set(
    judged.filter(({ outcome }) => outcome !== 'unused').map(({ waiver }) => contentOf(waiver)),
  );
  return new Set(unused.filter((content) => !other.has(content)));
}

function waiversOf({ decision: { basis } }: ScanReport, where: string) {
  if (basis.kind === 'policy') return basis.gate.waivers;
  throw new UsageError('no-waivers-in-report', {
    what: 'no policy judged this report, so it knows of no waivers',
    where,
    wayOut: 'make one with `plimsoll gate IMAGE --output json=FILE`',
  });
}

function readReport(io: Io, file: string): Uint8Array {
  try {
    return readFileSync(resolve(io.cwd, file));
  } catch (cause) {
    throw new InputError('document-unreadable', {
      what: `The report cannot be read: ${messageOf(cause)}.`,
      where: file,
      wayOut: 'Name a JSON report.',
      cause,
    });
  }
}
