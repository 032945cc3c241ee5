/**
 * Rows of tables as text: canonical JSON, one line each, under the same keys as a package's advisories have its name. The
 * source's own date of a table is kept as the detail `about` of its shard, so that it is covered by the digest, too.
 */
import { canonicalJson } from '../base/canonical-json.ts';
import { parseJsonText } from '../base/json.ts';
import { TABLES, type TableLookup, tableNamespace } from '../model/table.ts';
import type { AdvisoryDetail } from './feed.ts';
import type { Snapshot } from './manifest.ts';
import type { ShardReader } from './shard.ts';

/** Longest value as text, in UTF-16 code units. */
const MOST_LENGTH = 64 * 1024;

/** Throws on a value that is too large, or that JSON has no word for. */
export function toTableText(value: unknown): string {
  const text = canonicalJson(value);
  if (text.length > MOST_LENGTH) throw new Error('a value is too large');
  return text;
}

/** Throws on text that is no row of a table. */
export function parseTableText(text: string): unknown {
  if (text.length > MOST_LENGTH) throw new Error('a value is too large');
  return parseJsonText(text);
}

const ABOUT = 'about';

export function toAbout(modifiedAt: string): AdvisoryDetail {
  return { id: ABOUT, description: modifiedAt, references: [] };
}

/** Puts a question to the shard of a namespace; the last argument is the answer where there is none. */
export type Ask = <T>(namespace: string, question: (reader: ShardReader) => T, nothing: T) => T;

/** The tables of a database. Damage shows at the first question. */
export function toTableLookup(ask: Ask, snapshots: readonly Snapshot[]): TableLookup {
  const origins = new Map(
    TABLES.map((table) => [tableNamespace(table), findSnapshot(tableNamespace(table), snapshots)]),
  );
  return {
    find: (table, key) => ask(tableNamespace(table), (reader) => valuesOf(reader.findRows(key)), []),
    origin(table) {
      const snapshot = origins.get(tableNamespace(table)) ?? null;
      if (snapshot === null) return null;
      const about = ask(tableNamespace(table), (reader) => reader.findDetail(ABOUT), null);
      return { feed: snapshot.feed, dataAt: about?.description || snapshot.fetchedAt };
    },
  };
}

function findSnapshot(namespace: string, snapshots: readonly Snapshot[]): Snapshot | null {
  return snapshots.find(({ namespaces }) => namespaces.includes(namespace)) ?? null;
}

function valuesOf(lines: string | null): readonly unknown[] {
  return lines === null ? [] : lines.split('\n').map(parseTableText);
}
