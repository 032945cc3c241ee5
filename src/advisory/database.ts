/**
 * An advisory database on disk, read-only:
 *
 *     manifest.json            which shards there are; its SHA-256 is the advisory digest
 *     manifest.previous.json   the one before, still usable: its shards are kept
 *     shards/<hex>.sqlite      immutable, named by the digest of their rows
 *     tmp/                     unfinished work of a process; swept when old
 *
 * A look-up opens the shard of its namespace at the first question, and no other.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError, messageOf, NotCheckableError, systemCode } from '../base/errors.ts';
import type { AdvisoryBuild, AdvisoryKey, AdvisoryLookup } from '../model/advisory.ts';
import { type Digest, sha256 } from '../model/digest.ts';
import type { TableLookup } from '../model/table.ts';
import type { AdvisoryDetail } from './feed.ts';
import {
  MANIFEST_SCHEMA,
  type Manifest,
  namespacesOf,
  parseManifest,
  type Shard,
  schemaOf,
} from './manifest.ts';
import { parseRows } from './row.ts';
import { openShard, type ShardReader, shardFileName } from './shard.ts';
import { toTableLookup } from './table-rows.ts';

/** Advisories ready for look-ups, wherever they come from. */
export interface Advisories {
  readonly lookup: AdvisoryLookup;
  /** Facts besides advisories that were fetched with them. */
  readonly tables: TableLookup;
  /** What a report says of them. The age is that of these namespaces; without any, of those looked up so far. */
  build(namespaces?: readonly string[]): AdvisoryBuild;
  /** Description and references; null if none are kept. */
  findDetail(namespace: string, id: string): AdvisoryDetail | null;
  /** Closes files; a temporary database is removed. */
  close(): void;
}

export interface DatabaseFiles {
  readonly manifest: Manifest;
  /** The manifest's own bytes. */
  readonly text: string;
  readonly digest: Digest;
}

/** The path where `plimsoll` keeps its database if nothing else is said. */
export function defaultDatabaseFolder(
  env: Readonly<Record<string, string | undefined>>,
  homeFolder: string,
): string {
  const data = env['XDG_DATA_HOME'] || join(homeFolder, '.local', 'share');
  return join(data, 'plimsoll', 'advisories');
}

/**
 * Opens the database of a folder. Throws NotCheckableError `no-advisory-database` where there is none,
 * InputError `advisory-database-damaged` or `advisory-database-schema`. Damage of a shard shows at its first look-up.
 */
export function openDatabase(folder: string): Advisories {
  return toAdvisories(folder, getManifest(folder));
}

/** As readManifest; throws NotCheckableError `no-advisory-database` where there is none. */
export function getManifest(folder: string): DatabaseFiles {
  const files = readManifest(folder);
  if (files === null) throw noDatabase(folder);
  return files;
}

/** The manifest of a database folder; null where there is none. Throws as openDatabase does. */
export function readManifest(folder: string): DatabaseFiles | null {
  const path = manifestPath(folder);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT' || systemCode(cause) === 'ENOTDIR') return null;
    throw damagedDatabase(path, messageOf(cause), cause);
  }
  return toFiles(text, path);
}

/** What an update starts from. */
export interface UpdateStart {
  /** Null where there is none, or one of an older schema: then everything is built anew. */
  readonly manifest: Manifest | null;
  /** That the database has, of an older schema too. */
  readonly namespaces: readonly string[];
}

/** As readManifest; of an older schema the names of the namespaces are taken over. */
export function readUpdateStart(folder: string): UpdateStart {
  try {
    const manifest = readManifest(folder)?.manifest ?? null;
    return { manifest, namespaces: manifest?.shards.map((shard) => shard.namespace) ?? [] };
  } catch (thrown) {
    const text = isOtherSchema(thrown) ? readFileSync(manifestPath(folder), 'utf8') : '';
    if ((schemaOf(text) ?? Number.POSITIVE_INFINITY) > MANIFEST_SCHEMA) throw thrown;
    return { manifest: null, namespaces: namespacesOf(text) };
  }
}

/** Parses a manifest's text. Throws InputError for another schema, and for damage. `path` is for messages. */
export function toFiles(text: string, path: string): DatabaseFiles {
  const schema = schemaOf(text);
  if (schema !== null && schema !== MANIFEST_SCHEMA) throw otherSchema(path, schema);
  try {
    return { manifest: parseManifest(text), text, digest: sha256(text) };
  } catch (cause) {
    throw damagedDatabase(path, messageOf(cause), cause);
  }
}

export function manifestPath(folder: string): string {
  return join(folder, 'manifest.json');
}

export function previousManifestPath(folder: string): string {
  return join(folder, 'manifest.previous.json');
}

export function shardPath(folder: string, digest: Digest): string {
  return join(folder, 'shards', shardFileName(digest));
}

export function damagedDatabase(path: string, why: string, cause?: unknown): InputError {
  return new InputError('advisory-database-damaged', {
    what: `The advisory database is damaged: ${why}.`,
    where: path,
    wayOut:
      'Run `plimsoll db update` (or `plimsoll db import FILE`), which replaces missing and damaged files. If manifest.json is damaged, remove it first.',
    cause,
  });
}

function noDatabase(folder: string): NotCheckableError {
  return new NotCheckableError('no-advisory-database', {
    what: 'There is no advisory database yet.',
    where: folder,
    wayOut:
      'Run `plimsoll db update` to fetch the advisories; without a network, `plimsoll db import FILE` takes a file that `plimsoll db export` wrote elsewhere.',
  });
}

function isOtherSchema(thrown: unknown): boolean {
  return thrown instanceof InputError && thrown.code === 'advisory-database-schema';
}

function otherSchema(path: string, schema: number): InputError {
  const isNewer = schema > MANIFEST_SCHEMA;
  return new InputError('advisory-database-schema', {
    what: `The advisory database has schema ${schema}; this version of plimsoll reads schema ${MANIFEST_SCHEMA}.`,
    where: path,
    wayOut: isNewer
      ? 'Update plimsoll, or make the database with this version.'
      : 'Make the database anew with this version: `plimsoll db update`.',
  });
}

function toAdvisories(folder: string, files: DatabaseFiles): Advisories {
  const shards = new Map(files.manifest.shards.map((shard) => [shard.namespace, shard]));
  const open = new Map<string, ShardReader>();
  const asked = new Set<string>();
  const readerOf = (shard: Shard): ShardReader => {
    const reader = open.get(shard.namespace) ?? openShard(shardPath(folder, shard.digest));
    open.set(shard.namespace, reader);
    return reader;
  };
  const ask = <T>(namespace: string, question: (reader: ShardReader) => T, nothing: T): T => {
    const shard = shards.get(namespace);
    if (shard === undefined) return nothing;
    try {
      return question(readerOf(shard));
    } catch (cause) {
      throw damagedDatabase(shardPath(folder, shard.digest), `${namespace}: ${messageOf(cause)}`, cause);
    }
  };
  return {
    lookup: {
      find: (key) => {
        asked.add(key.namespace);
        return ask(key.namespace, (reader) => findIn(reader, key), []);
      },
      has: (namespace) => {
        asked.add(namespace);
        return shards.has(namespace);
      },
    },
    tables: toTableLookup(ask, files.manifest.snapshots),
    build: (namespaces) => toBuild(files, namespaces ?? [...asked]),
    findDetail: (namespace, id) => ask(namespace, (reader) => reader.findDetail(id), null),
    close: () => {
      for (const reader of open.values()) reader.close();
      open.clear();
    },
  };
}

function findIn(reader: ShardReader, key: AdvisoryKey): ReturnType<AdvisoryLookup['find']> {
  const rows = reader.findRows(key.name);
  return rows === null ? [] : parseRows(rows, key);
}

/** Snapshots of all namespaces are listed; the age is that of the used ones. */
function toBuild({ manifest, digest }: DatabaseFiles, used: readonly string[]): AdvisoryBuild {
  const times = manifest.snapshots
    .filter((snapshot) => snapshot.namespaces.some((namespace) => used.includes(namespace)))
    .map((snapshot) => snapshot.fetchedAt)
    .sort();
  return {
    digest,
    starter: false,
    oldestAt: times[0] ?? '',
    snapshots: manifest.snapshots.map(({ feed, namespaces, fetchedAt, records, licence }) => ({
      feed,
      namespaces,
      fetchedAt,
      records,
      licence,
    })),
  };
}
