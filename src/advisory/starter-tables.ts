/**
 * The tables that come with the program, in data/tables: a few facts that a first scan needs, each file
 * `{table, checked, rows: [[key, value]]}`. They stand in where a database has no such table.
 */
import { readFileSync } from 'node:fs';
import { PACKAGE_ROOT } from '../base/package-root.ts';
import type { TableLookup, TableName } from '../model/table.ts';
import { listOf, parseObject, textOf } from './fields.ts';
import { starterDamaged } from './starter-damaged.ts';

/** What a database lacks, answered by the tables of the program. Throws InputError `starter-damaged` at a question. */
export function orStarterTables(tables: TableLookup): TableLookup {
  const sources = new Map<TableName, TableLookup>();
  const chosen = (table: TableName): TableLookup => {
    const known = sources.get(table);
    if (known !== undefined) return known;
    const isMissing = SHIPPED.includes(table) && tables.origin(table) === null;
    const source = isMissing ? readTables() : tables;
    sources.set(table, source);
    return source;
  };
  return {
    find: (table, key) => chosen(table).find(table, key),
    origin: (table) => chosen(table).origin(table),
  };
}

const SHIPPED: readonly TableName[] = ['end-of-life'];

function readTables(): TableLookup {
  const read = new Map(SHIPPED.map((table) => [table, readTable(table)]));
  return {
    find: (table, key) => read.get(table)?.rows.get(key) ?? [],
    origin: (table) => {
      const found = read.get(table);
      return found === undefined ? null : { feed: 'starter', dataAt: found.dataAt };
    },
  };
}

interface StarterTable {
  readonly dataAt: string;
  readonly rows: ReadonlyMap<string, readonly unknown[]>;
}

function readTable(table: TableName): StarterTable {
  const url = new URL(`data/tables/${table}.json`, PACKAGE_ROOT);
  try {
    const file = parseObject(readFileSync(url, 'utf8'));
    const rows = new Map<string, readonly unknown[]>();
    for (const row of listOf(file['rows'])) {
      const [key, value] = listOf(row);
      rows.set(textOf(key), [value]);
    }
    return { dataAt: `${textOf(file['checked'])}T00:00:00Z`, rows };
  } catch (cause) {
    throw starterDamaged(url.pathname, cause);
  }
}
