/** Where reports go: standard output and files. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { ecosystems } from '../ecosystem/list.ts';
import type { ScanReport } from '../model/report.ts';
import { reporters } from '../report/list.ts';
import type { ReporterOptions } from '../report/reporter.ts';
import { getScheme } from '../version/list.ts';
import { type Io, writePieces } from './io.ts';
import type { OutputTarget } from './values.ts';
import { writeFileWhole } from './write-file.ts';

const STDOUT = '-';

/** The targets that the options ask for; `standard` on standard output if they ask for none. */
export function targetsOf(command: Command, standard: string): readonly OutputTarget[] {
  const { format, output } = command.opts<{ format?: string; output?: readonly OutputTarget[] }>();
  const files = output ?? [];
  if (format === undefined && files.length > 0) return files;
  return [...files, { format: format ?? standard, file: STDOUT }];
}

/** Writes reports to all targets. Throws InputError on the first that fails; files written before stay whole. */
export async function writeReports(
  io: Io,
  reports: readonly ScanReport[],
  targets: readonly OutputTarget[],
): Promise<void> {
  for (const target of targets) {
    const toStdout = target.file === STDOUT;
    const pieces = reporters
      .find((r) => r.id === target.format)!
      .write(reports, reporterOptions(io, toStdout));
    if (toStdout) await writePieces(io.stdout, pieces);
    else writeFileWhole(resolve(io.cwd, target.file), pieces);
  }
}

function compareVersions(ecosystem: string, a: string, b: string): number {
  const { scheme } = ecosystems.find((e) => e.id === ecosystem)!;
  return getScheme(scheme).compare(a, b);
}

const DEFAULT_WIDTH = 100;

/** `toStdout`: on standard output; else for a file, whose reader is not known. */
export function reporterOptions(io: Io, toStdout: boolean): ReporterOptions {
  const terminal = toStdout ? terminalOf(io) : { colour: false, width: DEFAULT_WIDTH };
  return { timestamp: timestampOf(io), terminal, compareVersions };
}

/** What standard output can show. */
export function terminalOf(io: Io): ReporterOptions['terminal'] {
  const isTerminal = io.stdout.isTTY === true;
  const colour = isTerminal && (io.env['NO_COLOR'] ?? '') === '' && io.env['TERM'] !== 'dumb';
  return { colour, width: (isTerminal && io.stdout.columns) || DEFAULT_WIDTH };
}

/** SOURCE_DATE_EPOCH (reproducible-builds.org), else now; whole seconds, UTC. */
function timestampOf(io: Io): string {
  const epoch = io.env['SOURCE_DATE_EPOCH'] ?? '';
  const ms = /^\d{1,11}$/.test(epoch) ? Number(epoch) * 1000 : io.now;
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}
