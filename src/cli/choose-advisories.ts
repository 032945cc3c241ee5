/**
 * Which advisories a scan is judged with: what --advisories names, else the database, else the starter data. With
 * `--update auto` the namespaces that the image needs and the database lacks are fetched first, at a cost that is
 * said; a failed update falls back to what is there, and the report says so. Each way is loaded when it is taken.
 */
import {
  type Advisories,
  defaultDatabaseFolder,
  getManifest,
  openDatabase,
  readManifest,
} from '../advisory/database.ts';
import { openStarter } from '../advisory/starter.ts';
import { orStarterTables } from '../advisory/starter-tables.ts';
import type { Problem } from '../model/problem.ts';
import type { ChooseInput } from './choose-input.ts';
import { cacheFolder } from './folders.ts';
import type { Io } from './io.ts';

interface AdvisoryOptions {
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

export async function chooseAdvisories(input: ChooseInput): Promise<ChosenAdvisories> {
  const { advisories, notes } = await openChosen(input);
  return { advisories: { ...advisories, tables: orStarterTables(advisories.tables) }, notes };
}

async function openChosen(input: ChooseInput): Promise<ChosenAdvisories> {
  const { io, command, progress } = input;
  const options = command.opts<AdvisoryOptions>();
  if (options.advisories !== undefined) {
    progress.stage('advisories: reading');
    const folder = options.cache === false ? null : cacheFolder(io, options.cacheDir);
    const { readAdvisories } = await import('./read-advisories.ts');
    return { advisories: await readAdvisories(options.advisories, folder, io.signal), notes: [] };
  }
  const folder = databaseFolder(io, options.database);
  const notes = await updateIfAsked(input, folder);
  const found = readManifest(folder);
  if (found === null && options.database !== undefined) getManifest(folder);
  return { advisories: found === null ? openStarter() : openDatabase(folder), notes };
}

async function updateIfAsked(input: ChooseInput, folder: string): Promise<readonly Problem[]> {
  const { update = 'never' } = input.command.opts<AdvisoryOptions>();
  if (update === 'never') return [];
  return (await import('./update-advisories.ts')).updateAdvisories(input, folder, update);
}

export function databaseFolder(io: Io, told: string | undefined): string {
  return told ?? defaultDatabaseFolder(io.env, io.home);
}
