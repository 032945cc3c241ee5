/**
 * Feeds: where advisories and tables come from. A feed says which URLs fill a namespace, splits a file into documents and
 * parses one document. Parsing is pure, so every feed can be tested from text; downloading, conditions, temporary
 * files and counting are the same for all and lie in download.ts and compile.ts.
 */
import type { Advisory, SchemeId } from '../model/advisory.ts';
import type { TableName } from '../model/table.ts';

/** A feed of advisories. */
export type Feed = FeedOf<Parsed>;

/** A feed that fills a table: made by `toTableFeed` (table-feed.ts). */
export interface TableFeed extends FeedOf<ParsedRows> {
  readonly table: TableName;
}

/** Fetching and building are the same for both kinds. */
export type AnyFeed = Feed | TableFeed;

interface FeedOf<P> {
  /** Unique, lower case: `osv`. */
  readonly id: string;
  /** Terms of the data, with the source's name: shown in `db status` and kept in the database. */
  readonly licence: string;
  /** False where the terms forbid handing the data on: everyone fetches their own, and no database with them is given away. */
  readonly redistribution?: false;
  /** True if the feed has a source for this namespace. The first feed of the list that says so fills it. */
  fills(namespace: string): boolean;
  /** What to download to fill these namespaces (each of which the feed `fills`). */
  parts(namespaces: readonly string[], mirror: string | null): readonly FeedPart[];
  /** True for a local file in the feed's form; told by its name and first bytes. */
  recognises(file: FileHead): boolean;
  /**
   * False where a file of this name is not the whole word on a namespace: the ZIP of one ecosystem also has records
   * that name packages of others in passing.
   */
  speaksFor(path: string, namespace: string): boolean;
  /** The file's documents, in a fixed order. A damaged document is yielded with its error. */
  documents(path: string): AsyncIterable<Doc>;
  /** Pure. Throws on a document that is damaged as a whole. */
  parse(doc: Doc, context: ParseContext): P;
}

/** One download. */
export interface FeedPart {
  readonly url: string;
  /** What it fills; several parts may fill one namespace together. */
  readonly namespaces: readonly string[];
  /** True where the other parts are worth having alone: the update goes on, and names it, if it cannot be had. */
  readonly optional?: true;
  /**
   * Where the file only says what to download: turns its text into these parts, for the same namespaces. They may lead
   * on in turn. Pure; throws on text that is not of the form.
   */
  readonly follow?: (text: string, url: string) => readonly FeedPart[];
}

export interface FileHead {
  /** Path or URL. */
  readonly path: string;
  /** The first 4096 bytes of the content (of a gzip file: of what is inside), as Latin-1 text. */
  readonly head: string;
}

/** One record as it was found. */
export interface Doc {
  /** Where it was: `all.zip!GHSA-….json`. */
  readonly place: string;
  readonly text: string;
  /** Why the text could not be had; empty where it could. */
  readonly damage: string;
}

/** What parsing needs from outside: version orders, for sorting a range's events. */
export interface ParseContext {
  /** Null where no order is known. The comparison may throw on text that is no version. */
  order(scheme: SchemeId): Compare | null;
}

export type Compare = (a: string, b: string) => number;

export interface Parsed {
  readonly advisories: readonly Advisory[];
  /** Long texts; null where the source has none worth keeping. */
  readonly detail: AdvisoryDetail | null;
  /** Kebab-case words for what was left out on purpose: `withdrawn`, `unknown-ecosystem:GSD`. They are counted. */
  readonly skipped: readonly string[];
  /** When the source last changed this record, UTC ISO 8601, or empty. */
  readonly modifiedAt: string;
}

/** What a document says for a table. */
export interface ParsedRows {
  readonly rows: readonly TableRow[];
  /** As in Parsed. */
  readonly skipped: readonly string[];
  /** The source's own date of the table, UTC ISO 8601, or empty where this document does not tell. */
  readonly modifiedAt: string;
}

export interface TableRow {
  /** Text that can be a key (fields.ts, isName). */
  readonly key: string;
  /** Plain JSON. */
  readonly value: unknown;
}

export interface AdvisoryDetail {
  readonly id: string;
  readonly description: string;
  readonly references: readonly string[];
}

/** Longest title that an advisory carries, in UTF-16 code units. */
const TITLE_LENGTH = 200;

/** A title on one line, cut at a word. */
export function toTitle(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= TITLE_LENGTH) return line;
  const cut = line.slice(0, TITLE_LENGTH - 1).toWellFormed();
  const space = cut.lastIndexOf(' ');
  return `${space > TITLE_LENGTH / 2 ? cut.slice(0, space) : cut.replace('\ufffd', '')}…`;
}

/** An ISO 8601 time in UTC, to the second; empty for anything else. */
export function toTime(value: unknown): string {
  const match =
    typeof value === 'string'
      ? /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?(?:Z|\+00:?00)$/.exec(value)
      : null;
  return match === null ? '' : `${match[1]}Z`;
}
