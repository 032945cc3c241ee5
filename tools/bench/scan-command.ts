/** The scan that is measured, as a command line. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BenchCommand } from './measure.ts';
import type { ReportedPackage } from './package-kinds.ts';

/** A scan of an archive into `report.json` of the folder, with nothing of the user's own settings, caches and data. */
export function scanCommand(archive: string, folder: string, database: string | null): BenchCommand {
  const home = join(folder, 'home');
  mkdirSync(home, { recursive: true });
  const options = ['--no-cache', '--format', 'json', '--quiet'];
  return {
    argv: [
      process.execPath,
      PROGRAM,
      'scan',
      archive,
      ...options,
      '--database',
      database ?? join(home, 'no-database'),
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
}

/** What the scan wrote. It is our own program's, so its form is trusted. */
export function readReport(path: string): ScannedReport {
  const document: { readonly reports: readonly ScannedReport[] } = JSON.parse(readFileSync(path, 'utf8'));
  return document.reports[0]!;
}

const PROGRAM = fileURLToPath(new URL('../../bin/plimsoll.mjs', import.meta.url));
