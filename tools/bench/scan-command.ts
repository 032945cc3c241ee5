/** The scan that is measured, as a command line. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchSettings } from './bench.ts';
import type { BenchCommand } from './measure.ts';
import type { ReportedPackage } from './package-kinds.ts';

/**
 * A scan of an archive (or whatever the reference names) into `report.json` of the folder, with nothing of the user's own settings, caches and data.
 * `cached` keeps results of layers in the folder, so that a second run finds them.
 */
export function scanCommand(
  { program, database }: BenchSettings,
  reference: string,
  folder: string,
  keep: 'cached' | 'no-cache',
  scanners: 'vuln' | 'secret' = 'vuln',
): BenchCommand {
  const home = join(folder, 'home');
  mkdirSync(home, { recursive: true });
  const cache = keep === 'cached' ? ['--cache-dir', join(folder, 'cache')] : ['--no-cache'];
  return {
    argv: [
      process.execPath,
      program,
      'scan',
      reference,
      ...cache,
      ...['--format', 'json', '--quiet', '--scanners', scanners],
      ...(database === null ? [] : ['--database', database]),
    ],
    env: { HOME: home, PATH: process.env['PATH'] ?? '', LANG: 'C' },
    output: join(folder, 'report.json'),
    // 3: a scan that could not judge everything is a scan all the same.
    allowed: [0, 3],
  };
}

export interface ScannedReport {
  readonly packages: readonly ReportedPackage[];
  readonly findings: readonly unknown[];
  readonly coverage: { readonly state: string };
  readonly problems: readonly {
    readonly code: string;
    readonly effect: string;
    readonly message: string;
    readonly path: string;
  }[];
}

/** What the scan wrote. It is our own program's, so its form is trusted. */
export function readReport(path: string): ScannedReport {
  const document: { readonly reports: readonly ScannedReport[] } = JSON.parse(readFileSync(path, 'utf8'));
  return document.reports[0]!;
}

/** Prints the version, beside a program that does nothing: what starting costs. */
export function startCommands(program: string): readonly [BenchCommand, BenchCommand] {
  const rest = { env: { PATH: process.env['PATH'] ?? '' }, output: '/dev/null', allowed: [0] };
  return [
    { argv: [process.execPath, program, '--version'], ...rest },
    { argv: [process.execPath, '-e', '0'], ...rest },
  ];
}
