/** `plimsoll cache`: what the cache holds, and removing what is old or too much. */
import type { Command } from 'commander';
import { sanitize } from '../base/terminal.ts';
import { CACHE_KINDS, type CacheItem, listCache, pruneCache } from '../scan/cache-folder.ts';
import { cacheFolder } from './folders.ts';
import type { Io } from './io.ts';
import type { Run } from './run.ts';

interface CacheOptions {
  readonly cacheDir?: string;
  readonly format?: 'table' | 'json';
  readonly olderThan?: number;
  readonly maxSize?: number;
  readonly all?: boolean;
}

export function runCache(io: Io, name: 'stats' | 'prune'): Run {
  return async (command) => {
    const options = command.opts<CacheOptions>();
    const folder = cacheFolder(io, options.cacheDir);
    const text = name === 'stats' ? stats(io, folder, options) : prune(io, folder, command);
    io.stdout.write(text);
    return 0;
  };
}

function stats(io: Io, folder: string, { format }: CacheOptions): string {
  const counted = countCache(folder);
  if (format === 'json') return `${JSON.stringify(counted, null, 2)}\n`;
  const rows = [...counted.kinds, { ...counted.total, kind: 'total' }];
  const lines = [
    `folder: ${folder}`,
    '',
    'kind          files        MiB  newest use  oldest use',
    ...rows.map(({ kind, files, bytes, newestUse, oldestUse }) =>
      [
        kind.padEnd(12),
        String(files).padStart(6),
        toMib(bytes).padStart(10),
        ` ${ageText(newestUse, io.now)}`.padEnd(11),
        ` ${ageText(oldestUse, io.now)}`,
      ]
        .join(' ')
        .trimEnd(),
    ),
  ];
  return lines.map((line) => `${sanitize(line)}\n`).join('');
}

interface Counted {
  readonly kind: string;
  readonly files: number;
  readonly bytes: number;
  /** ISO 8601, UTC; null where there is nothing. */
  readonly newestUse: string | null;
  readonly oldestUse: string | null;
}

function countCache(folder: string): {
  folder: string;
  kinds: readonly Counted[];
  total: Omit<Counted, 'kind'>;
} {
  const items = listCache(folder);
  const kinds = CACHE_KINDS.map((kind) => ({ kind, ...count(items.filter((item) => item.kind === kind)) }));
  return { folder, kinds, total: count(items) };
}

/** Of items with those used last first. */
function count(items: readonly CacheItem[]): Omit<Counted, 'kind'> {
  return {
    files: items.reduce((sum, { files }) => sum + files, 0),
    bytes: items.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    newestUse: toTime(items[0]),
    oldestUse: toTime(items.at(-1)),
  };
}

function toTime(item: CacheItem | undefined): string | null {
  return item === undefined ? null : new Date(Math.trunc(item.usedAtMs)).toISOString();
}

const DAY_MS = 86_400_000;
/** What nobody used for a month, unless told otherwise. */
const DEFAULT_AGE_MS = 30 * DAY_MS;

function prune(io: Io, folder: string, command: Command): string {
  const { olderThan, maxSize, all } = command.opts<CacheOptions>();
  const ageMs = olderThan ?? (maxSize === undefined && all !== true ? DEFAULT_AGE_MS : null);
  const gone = count(
    pruneCache(folder, {
      usedBeforeMs: ageMs === null ? null : io.now - ageMs,
      maxBytes: maxSize ?? null,
      all: all === true,
      nowMs: io.now,
    }),
  );
  const left = countCache(folder).total;
  return `removed ${filesText(gone)}; left are ${filesText(left)}\n`;
}

function filesText({ files, bytes }: Pick<Counted, 'files' | 'bytes'>): string {
  return `${files} file${files === 1 ? '' : 's'}, ${toMib(bytes)} MiB`;
}

function toMib(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(1);
}

const HOUR_MS = 3_600_000;

function ageText(time: string | null, now: number): string {
  if (time === null) return '-';
  const hours = Math.max(0, Math.floor((now - Date.parse(time)) / HOUR_MS));
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} d`;
}
