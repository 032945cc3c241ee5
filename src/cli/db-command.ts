/** `plimsoll db`: update, status, import, export of the advisory database. */
import type { Command } from 'commander';
import { exportDatabase, type Transfer } from '../advisory/export.ts';
import { importDatabase } from '../advisory/import.ts';
import { type DatabaseStatus, databaseStatus, verifyDatabase } from '../advisory/status.ts';
import { updateDatabase } from '../advisory/update.ts';
import { type Outcome, toUpdateSource, type UpdateProgress } from '../advisory/update-options.ts';
import { InputError } from '../base/errors.ts';
import { sanitize } from '../base/terminal.ts';
import { schemes } from '../version/list.ts';
import { allFeeds } from './all-feeds.ts';
import { databaseFolder } from './choose-advisories.ts';
import type { Io } from './io.ts';
import { createHttpClient, type NetworkOptions } from './network.ts';
import { createProgress } from './progress.ts';
import type { Run } from './run.ts';

interface UpdateCommandOptions extends NetworkOptions {
  readonly only?: readonly string[];
  readonly from?: string;
  readonly force?: boolean;
  readonly quiet?: boolean;
}

export function runDb(io: Io, version: string, name: string): Run {
  return async (command, [file = '']) => {
    const folder = databaseFolder(io, command.opts<{ database?: string }>().database);
    if (name === 'update') return runUpdate(io, version, command, folder);
    if (name === 'status') return say(io, statusLines(databaseStatus(folder), io.now));
    if (name === 'verify') return runVerify(io, folder);
    if (name === 'import')
      return say(
        io,
        transferLines(
          `imported into ${folder}`,
          await importDatabase(file, folder, { nowMs: io.now, signal: io.signal }),
        ),
      );
    return say(io, transferLines(`exported to ${file}`, await exportDatabase(folder, file, io.signal)));
  };
}

async function runUpdate(io: Io, version: string, command: Command, folder: string): Promise<number> {
  const options = command.opts<UpdateCommandOptions>();
  const progress = createProgress(io, options.quiet === true);
  const http = createHttpClient(io, version, options, options.from);
  try {
    const result = await updateDatabase({
      folder,
      feeds: allFeeds,
      schemes,
      namespaces: options.only ?? null,
      from: toUpdateSource(options.from ?? null),
      force: options.force === true,
      now: new Date(io.now).toISOString(),
      http,
      maxDownloadBytes: null,
      signal: io.signal,
      onProgress: (p) => progress.stage(progressText(p)),
    });
    progress.end();
    say(io, [
      ...result.outcomes.flatMap(outcomeLines),
      `advisory digest: ${result.digest ?? 'none, there is no database'}`,
    ]);
    return failIfNothing(result.outcomes);
  } finally {
    progress.end();
    await http.close();
  }
}

const MIB = 1024 * 1024;

function progressText(progress: UpdateProgress): string {
  if (progress.stage === 'parse') return `${progress.what}: ${progress.records} records`;
  const total = progress.totalBytes === null ? '' : ` of ${(progress.totalBytes / MIB).toFixed(1)}`;
  return `${progress.what}: ${(progress.doneBytes / MIB).toFixed(1)}${total} MiB`;
}

/** What came of a feed, then the places of what was damaged in it, and what was left out on purpose. */
function outcomeLines(outcome: Outcome): string[] {
  const { count } = outcome;
  const damage = (count?.damage ?? []).map((text) => `  damaged  ${text}`);
  const skipped = [...(count?.skipped ?? [])].map(
    ([reason, number]) => `  left out ${number} records: ${reason}`,
  );
  return [outcomeLine(outcome), ...damage, ...skipped.sort()];
}

function outcomeLine({ feed, namespaces, kind, error, count, missing }: Outcome): string {
  const names = namespaces.join(', ');
  if (error !== null)
    return `failed     ${feed}: ${names}: ${error.message} (${error.where}) ${error.wayOut}`;
  const records = count === null ? '' : `: ${count.records} records`;
  const damaged = count === null || count.damaged === 0 ? '' : `, ${count.damaged} damaged ones left out`;
  const without = missing.length === 0 ? '' : `; no data for ${missing.join(', ')}`;
  return `${kind.padEnd(10)} ${feed}: ${names}${records}${damaged}${without}`;
}

/** One broken feed keeps its last good state and is told; the command fails for it, so that nobody overlooks it. */
function failIfNothing(outcomes: readonly Outcome[]): number {
  const failed = outcomes.filter((o) => o.kind === 'failed');
  if (failed.length === 0) return 0;
  throw new InputError('update-incomplete', {
    what: `${failed.length} of ${outcomes.length} feeds could not be updated; what was there before is kept`,
    where: failed.map((o) => o.feed).join(', '),
    wayOut: 'see the lines above; try again, or use --from with a mirror or a folder',
  });
}

async function runVerify(io: Io, folder: string): Promise<number> {
  const damages = await verifyDatabase(folder, io.signal);
  if (damages.length === 0) return say(io, ['every record is as its digest says']);
  say(
    io,
    damages.map((d) => `damaged  ${d.namespace}: ${d.path}: ${d.why}`),
  );
  throw new InputError('advisory-database-damaged', {
    what: `${damages.length} shards are damaged`,
    where: folder,
    wayOut: 'run `plimsoll db update --force`, or import the database again',
  });
}

function statusLines(status: DatabaseStatus, now: number): string[] {
  return [
    `folder:          ${status.folder}`,
    `advisory digest: ${status.digest}`,
    `on disk:         ${(status.diskBytes / MIB).toFixed(1)} MiB`,
    '',
    `${'namespace'.padEnd(20)} ${'records'.padStart(9)} ${'names'.padStart(8)} ${'MiB'.padStart(8)}  age     feeds`,
    ...status.namespaces.map((n) =>
      [
        n.namespace.padEnd(20),
        String(n.rows).padStart(9),
        String(n.names).padStart(8),
        (n.diskBytes / MIB).toFixed(1).padStart(8),
        ` ${ageText(n.fetchedAt, now).padEnd(7)}`,
        n.feeds.join(', '),
      ].join(' '),
    ),
  ];
}

const HOUR_MS = 3_600_000;

function ageText(fetchedAt: string, now: number): string {
  const hours = Math.max(0, Math.floor((now - Date.parse(fetchedAt)) / HOUR_MS));
  if (Number.isNaN(hours)) return '?';
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} d`;
}

function transferLines(what: string, transfer: Transfer): string[] {
  return [
    `${what}: ${transfer.namespaces.length} namespaces, ${transfer.sizeBytes} bytes`,
    `advisory digest: ${transfer.digest}`,
  ];
}

function say(io: Io, lines: readonly string[]): number {
  for (const line of lines) io.stdout.write(`${sanitize(line)}\n`);
  return 0;
}
