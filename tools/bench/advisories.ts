/**
 * Compiles real feeds, each in a process of its own, then those of all distributions together, and looks packages up in the
 * result: records a second, peak memory, sizes of the shards, milliseconds for 2,000 look-ups and for 600 packages of Debian
 * that are looked up and matched. Left out: downloading.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { feeds } from '../../src/advisory/list.ts';
import type { CompileFigures } from './advisories-child.ts';
import { copyDistributionFeeds } from './distribution-feeds.ts';
import type { MatchFigures } from './match-child.ts';
import { medianOf } from './statistics.ts';
import { toMegabytes, toSeconds, toTable } from './text-table.ts';

/** Feeds of languages, below the folder of feeds. */
const LANGUAGES: readonly string[] = ['PyPI', 'Go', 'Maven', 'npm'];

/** Prints two tables. Feeds of which there are no files are said and skipped. */
export async function run(
  feedsFolder: string,
  print: (line: string) => void = (line) => process.stdout.write(`${line}\n`),
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-bench-advisories-'));
  try {
    const distributions = join(folder, 'distributions');
    const database = join(folder, 'database');
    copyDistributionFeeds(feedsFolder, distributions);
    const rows: string[][] = [];
    const add = (name: string, source: string, feedId?: string): void => {
      const figures = existsSync(source) ? measure(source, database, feedId) : null;
      if (figures === null) print(`${name}: no files of it`);
      else rows.push(toRow(name, figures));
    };
    for (const name of LANGUAGES) add(`OSV, ${name}`, join(feedsFolder, 'osv', name, 'all.zip'));
    for (const { id } of feeds) add(id, id === 'osv' ? join(distributions, id) : distributions, id);
    add('all distributions', distributions);
    for (const line of toTable(HEAD, rows)) print(line);
    print('');
    for (const age of ['old', 'new'])
      print(matchText(age, runChild<MatchFigures>('match-child.ts', database, age)));
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

/** Null if none of the files is the feed's. */
function measure(source: string, database: string, feedId: string | undefined): CompileFigures | null {
  rmSync(database, { recursive: true, force: true });
  const args = feedId === undefined ? [source, database] : [source, database, feedId];
  return runChild<CompileFigures | null>('advisories-child.ts', ...args);
}

function runChild<T>(name: string, ...args: readonly string[]): T {
  const child = spawnSync(process.execPath, [join(import.meta.dirname, name), ...args], { encoding: 'utf8' });
  if (child.status !== 0) throw new Error(`${name} ${args.join(' ')}: ${child.stderr.trim().slice(-1000)}`);
  return JSON.parse(child.stdout) as T;
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

function matchText(age: string, { namespace, findings, milliseconds }: MatchFigures): string {
  const [first = 0, ...others] = milliseconds;
  return `600 packages of ${namespace}, ${age}, ${findings} findings: opened, looked up and matched in ${first.toFixed(0)} ms, then ${medianOf(others).toFixed(0)} ms`;
}
