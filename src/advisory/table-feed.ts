/** Feeds of tables: the few things that differ between them, and what is the same for all. */
import { type TableName, tableNamespace } from '../model/table.ts';
import type { Doc, FileHead, ParsedRows, TableFeed } from './feed.ts';

/** A table's own part. */
export interface TableSource {
  /** Unique among all feeds, lower case: `kev`. */
  readonly id: string;
  readonly table: TableName;
  /** As in a feed. */
  readonly licence: string;
  /** The one download. */
  readonly url: string;
  /** What it is called on a mirror, below its base URL. */
  readonly mirrorPath: string;
  recognises(file: FileHead): boolean;
  documents(path: string): AsyncIterable<Doc>;
  /** Pure. Throws on a document that is damaged as a whole. */
  parse(text: string): ParsedRows;
}

export function toTableFeed(source: TableSource): TableFeed {
  const { id, table, licence, url, mirrorPath } = source;
  return {
    id,
    table,
    licence,
    fills: (namespace) => namespace === tableNamespace(table),
    parts: (namespaces, mirror) => [{ url: mirror === null ? url : `${mirror}${mirrorPath}`, namespaces }],
    recognises: (file) => source.recognises(file),
    speaksFor: (_path, namespace) => namespace === tableNamespace(table),
    documents: (path) => source.documents(path),
    parse: (doc) => source.parse(doc.text),
  };
}
