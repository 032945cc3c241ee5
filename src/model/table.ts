/** Tables: facts besides advisories that judging needs, by key: days on which support ends, what is exploited, how likely. */

export const TABLES = ['end-of-life', 'epss', 'known-exploited'] as const;
export type TableName = (typeof TABLES)[number];

/** Where a table comes from. A conclusion drawn from it names both. */
export interface TableOrigin {
  /** Feed id: `endoflife`, `kev`, `epss`, `starter`. */
  readonly feed: string;
  /** The source's own date of these data, or where it gives none, when they were fetched; UTC ISO 8601. */
  readonly dataAt: string;
}

/** The look-up that judging gets as an argument, beside the one of advisories. */
export interface TableLookup {
  /** The values under a key, plain JSON in a fixed order, of a shape that nobody has checked; empty if there are none. */
  find(table: TableName, key: string): readonly unknown[];
  /** Null if the table is not loaded: without, the absence of a value means nothing. */
  origin(table: TableName): TableOrigin | null;
}

/** No table is loaded. */
export const NO_TABLES: TableLookup = { find: () => [], origin: () => null };

/** What a table is called among the namespaces of a database. */
export function tableNamespace(table: TableName): string {
  return `${PREFIX}${table}`;
}

/** True for the namespace of a table, also of one that this version does not know. */
export function isTableNamespace(namespace: string): boolean {
  return namespace.startsWith(PREFIX);
}

const PREFIX = 'table:';
