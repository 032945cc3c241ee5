/**
 * Which advisories a scan is judged with: what --advisories names, else the database, else the starter data. With
 * `--update auto` the namespaces that the image needs and the database lacks are fetched first, at a cost that is
 * said; a failed update falls back to what is there, and the report says so.
 */
import type { Command } from 'commander';
import {
  type Advisories,
  defaultDatabaseFolder,
  getManifest,
  openDatabase,
  readManifest,
} from '../advisory/database.ts';
import { type DownloadEstimate, estimateUpdate } from '../advisory/estimate.ts';
import { feeds } from '../advisory/list.ts';
import { openAdvisories } from '../advisory/open-advisories.ts';
import { openStarter } from '../advisory/starter.ts';
import { updateDatabase } from '../advisory/update.ts';
import { messageOf, PlimsollError } from '../base/errors.ts';
import type { Http } from '../base/http/http.ts';
import type { Problem } from '../model/problem.ts';
import { schemes } from '../version/list.ts';
import { cacheFolder } from './folders.ts';
import type { Io } from './io.ts';
import type { Progress } from './progress.ts';

export interface AdvisoryOptions {
  readonly update?: 'never' | 'auto' | 'always';
  readonly advisories?: string;
  readonly database?: string;
  readonly cache?: boolean;
  readonly cacheDir?: string;
}

export interface ChosenAdvisories {
  readonly advisories: Advisories;
  readonly notes: readonly Problem[];
}

/** `--update auto` fetches no namespace larger than this: the user runs `db update` for it, knowingly. */
const AUTO_LIMIT_BYTES = 100 * 1024 * 1024;
const MIB = 1024 * 1024;

export interface ChooseInput {
  readonly io: Io;
  readonly command: Command;
  readonly http: Http;
  readonly progress: Progress;
  /** What the image's packages are looked up in. */
  readonly namespaces: readonly string[];
}

export async function chooseAdvisories(input: ChooseInput): Promise<ChosenAdvisories> {
  const { io, command, progress } = input;
  const options = command.opts<AdvisoryOptions>();
  if (options.advisories !== undefined) {
    progress.stage('advisories: reading');
    const kept = options.cache === false ? null : cacheFolder(io, options.cacheDir);
    const opened = await openAdvisories(options.advisories, {
      feeds,
      schemes,
      cacheFolder: kept,
      signal: io.signal,
      onProgress: () => undefined,
    });
    return { advisories: opened, notes: [] };
  }
  const folder = databaseFolder(io, options.database);
  const notes = await updateIfAsked(input, folder, options.update ?? 'never');
  const found = readManifest(folder);
  if (found === null && options.database !== undefined) getManifest(folder);
  return { advisories: found === null ? openStarter() : openDatabase(folder), notes };
}

export function databaseFolder(io: Io, told: string | undefined): string {
  return told ?? defaultDatabaseFolder(io.env, io.home);
}

async function updateIfAsked(
  input: ChooseInput,
  folder: string,
  when: 'never' | 'auto' | 'always',
): Promise<readonly Problem[]> {
  if (when === 'never') return [];
  const held = new Set(readManifest(folder)?.manifest.shards.map((s) => s.namespace) ?? []);
  const wanted = input.namespaces.filter((n) => when === 'always' || !held.has(n));
  const namespaces = wanted.filter((n) => feeds.some((feed) => feed.fills(n)));
  if (namespaces.length === 0) return [];
  try {
    const allowed = when === 'always' ? namespaces : await allowedNamespaces(input, namespaces);
    return allowed.length === 0 ? [] : await update(input, folder, allowed);
  } catch (thrown) {
    input.io.signal.throwIfAborted();
    if (!(thrown instanceof PlimsollError)) throw thrown;
    return [updateFailed(messageOf(thrown), thrown.wayOut)];
  }
}

/** Says what the download costs, and leaves out what is too large to be fetched without being asked for. */
async function allowedNamespaces(
  { io, command, http }: ChooseInput,
  namespaces: readonly string[],
): Promise<readonly string[]> {
  const estimates = await estimateUpdate(namespaces, feeds, null, http);
  const tooLarge = new Set(
    estimates.filter((e) => (e.sizeBytes ?? 0) > AUTO_LIMIT_BYTES).flatMap((e) => e.namespaces),
  );
  if (command.opts<{ quiet?: boolean }>().quiet !== true) {
    for (const line of costLines(estimates)) io.stderr.write(`${line}\n`);
  }
  return namespaces.filter((n) => !tooLarge.has(n));
}

function costLines(estimates: readonly DownloadEstimate[]): string[] {
  return estimates.map(({ namespaces, sizeBytes }) => {
    const size = sizeBytes === null ? 'an unknown number of' : (sizeBytes / MIB).toFixed(1);
    const refused =
      (sizeBytes ?? 0) > AUTO_LIMIT_BYTES ? ': too much for --update auto, run `plimsoll db update`' : '';
    return `plimsoll: advisories for ${namespaces.join(', ')}: ${size} MiB to download${refused}`;
  });
}

async function update(
  { io, http, progress }: ChooseInput,
  folder: string,
  namespaces: readonly string[],
): Promise<readonly Problem[]> {
  const result = await updateDatabase({
    folder,
    feeds,
    schemes,
    namespaces,
    from: { kind: 'feeds' },
    force: false,
    now: new Date(io.now).toISOString(),
    http,
    maxDownloadBytes: null,
    signal: io.signal,
    onProgress: ({ stage, what }) => progress.stage(`advisories: ${stage} ${what}`),
  });
  return result.outcomes.flatMap(({ error, namespaces: failed }) =>
    error === null ? [] : [updateFailed(`${failed.join(', ')}: ${error.message}`, error.wayOut)],
  );
}

/** Only told: what is missing or old for it is a reason of its own. */
function updateFailed(message: string, wayOut: string): Problem {
  return {
    code: 'advisory-update-failed',
    effect: 'note',
    message: `the advisories could not be updated: ${message}`,
    layerIndex: null,
    path: '',
    wayOut,
  };
}
