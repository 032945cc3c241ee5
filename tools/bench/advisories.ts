/**
 * Compiles real feeds, each in a process of its own, and looks packages up in the result: records a second, peak
 * memory, sizes of the shards, milliseconds for 2,000 look-ups. Left out: downloading.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CompileFigures } from './advisories-child.ts';
import { toMegabytes, toSeconds, toTable } from './text-table.ts';

/** What is compiled, below the folder of feeds: one file, or a folder. */
const SOURCES: readonly (readonly [name: string, path: string])[] = [
  ['Ubuntu, OSV', 'ubuntu/osv/osv-all.tar.xz'],
  ['AlmaLinux, OSV', 'osv/AlmaLinux/all.zip'],
  ['Debian, OSV', 'osv/Debian/all.zip'],
  ['Debian, tracker', 'debian/tracker-json/derived-dsa-dla.json.gz'],
  ['Alpine, secdb', 'alpine'],
  ['PyPI, OSV', 'osv/PyPI/all.zip'],
  ['Go, OSV', 'osv/Go/all.zip'],
  ['Maven, OSV', 'osv/Maven/all.zip'],
  ['npm, OSV', 'osv/npm/all.zip'],
];

/** Prints a table. Feeds that are not there, or cannot be unpacked here, are said and skipped. */
export async function run(
  feedsFolder: string,
  print: (line: string) => void = (line) => process.stdout.write(`${line}\n`),
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-bench-advisories-'));
  try {
    const rows: string[][] = [];
    for (const [name, path] of SOURCES) {
      const source = prepare(join(feedsFolder, path), folder);
      if (source === null) print(`${name}: not there, or no xz to unpack it; skipped`);
      else rows.push(toRow(name, measure(source, join(folder, 'database'))));
    }
    for (const line of toTable(HEAD, rows)) print(line);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const HEAD = [
  'feed',
  'records',
  'advisories',
  's',
  'records/s',
  'peak MB',
  'shards',
  'MB',
  'largest',
  'MB',
  '2,000 look-ups ms',
];

/** The path to compile; archives that the feeds do not read themselves are unpacked. Null if that cannot be done. */
function prepare(path: string, folder: string): string | null {
  if (!existsSync(path)) return null;
  if (!path.endsWith('.tar.xz')) return path;
  const unpacked = join(folder, 'unpacked');
  mkdirSync(unpacked);
  return spawnSync('tar', ['-xJf', path, '-C', unpacked]).status === 0 ? unpacked : null;
}

function measure(source: string, database: string): CompileFigures {
  rmSync(database, { recursive: true, force: true });
  const child = join(import.meta.dirname, 'advisories-child.ts');
  const { status, stdout, stderr } = spawnSync(process.execPath, [child, source, database], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${source}: ${stderr.trim().slice(-1000)}`);
  return JSON.parse(stdout) as CompileFigures;
}

function toRow(name: string, figures: CompileFigures): string[] {
  const largest = figures.shards.reduce((a, b) => (a.bytes >= b.bytes ? a : b));
  return [
    name,
    String(figures.records),
    String(figures.advisories),
    toSeconds(figures.seconds),
    (figures.records / figures.seconds).toFixed(0),
    toMegabytes(figures.peakBytes),
    String(figures.shards.length),
    toMegabytes(figures.shards.reduce((sum, shard) => sum + shard.bytes, 0)),
    largest.namespace,
    toMegabytes(largest.bytes),
    figures.lookupMs.toFixed(1),
  ];
}
