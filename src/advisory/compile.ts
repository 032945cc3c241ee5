/** Runs files of a feed through its parser into a stage. What is damaged is counted and named; the rest goes on. */
import { messageOf } from '../base/errors.ts';
import { takeTurns } from '../base/turns.ts';
import { tableNamespace } from '../model/table.ts';
import type { Scheme } from '../version/scheme.ts';
import type { AnyFeed, Doc, ParseContext, Parsed, ParsedRows } from './feed.ts';
import type { Stage } from './stage.ts';
import { toAbout } from './table-rows.ts';

/** What came of a feed's files. */
export interface FeedCount {
  /** Documents that could be read, those without advisories included; of a table its rows. */
  readonly records: number;
  /** Of a table its rows. */
  readonly advisories: number;
  readonly damaged: number;
  /** The first few damaged documents: `place: why`. */
  readonly damage: readonly string[];
  /** What was left out on purpose, by reason. */
  readonly skipped: ReadonlyMap<string, number>;
  /** Newest change of a record, UTC ISO 8601, or empty. */
  readonly modifiedAt: string;
}

export interface CompileInput {
  readonly feed: AnyFeed;
  readonly files: readonly string[];
  readonly wants: (namespace: string) => boolean;
  readonly context: ParseContext;
  readonly signal: AbortSignal;
  /** Called now and then with the number of documents so far. */
  readonly onProgress?: (records: number) => void;
}

/** Throws the signal's reason. */
export async function compileInto(stage: Stage, input: CompileInput): Promise<FeedCount> {
  const tally = { records: 0, advisories: 0, damaged: 0, damage: [] as string[], modifiedAt: '' };
  const skipped = new Map<string, number>();
  const turn = takeTurns(input.signal);
  for (const file of input.files) {
    for await (const doc of input.feed.documents(file)) {
      await turn();
      const staged = stageDoc(doc, file, input, stage);
      if (typeof staged === 'string') {
        tally.damaged += 1;
        if (tally.damage.length < MAX_NAMED)
          tally.damage.push(`${printable(doc.place)}: ${printable(staged)}`);
        continue;
      }
      const before = tally.records;
      tally.records += staged.records;
      tally.advisories += staged.advisories;
      if (staged.modifiedAt > tally.modifiedAt) tally.modifiedAt = staged.modifiedAt;
      for (const reason of staged.skipped) countReason(skipped, reason);
      if (Math.floor(tally.records / 1000) > Math.floor(before / 1000)) input.onProgress?.(tally.records);
    }
  }
  return { ...tally, skipped };
}

/** Version orders by scheme, for parsers. */
export function toContext(schemes: readonly Scheme[]): ParseContext {
  const orders = new Map(schemes.map((scheme) => [scheme.id, scheme.compare.bind(scheme)]));
  return { order: (scheme) => orders.get(scheme) ?? null };
}

const MAX_NAMED = 10;
/** Reasons name ecosystems, which are whatever a record says. */
const MAX_REASONS = 200;

function countReason(counts: Map<string, number>, reason: string): void {
  const key = counts.has(reason) || counts.size < MAX_REASONS ? reason : 'other';
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** What one document gave. */
interface Staged extends Pick<FeedCount, 'records' | 'advisories' | 'modifiedAt'> {
  readonly skipped: readonly string[];
}

/** Parses and stages one document; the reason where it is damaged. What staging throws is no matter of the document. */
function stageDoc(doc: Doc, file: string, input: CompileInput, stage: Stage): Staged | string {
  const { feed } = input;
  if (doc.damage !== '') return doc.damage;
  if ('table' in feed) {
    const parsed = orReason(() => feed.parse(doc, input.context));
    return typeof parsed === 'string' ? parsed : stageRows(parsed, tableNamespace(feed.table), input, stage);
  }
  const parsed = orReason(() => feed.parse(doc, input.context));
  return typeof parsed === 'string' ? parsed : stageAdvisories(parsed, file, { ...input, feed }, stage);
}

function orReason<T>(parse: () => T): T | string {
  try {
    return parse();
  } catch (thrown) {
    return messageOf(thrown);
  }
}

function stageAdvisories(
  { advisories, detail, skipped, modifiedAt }: Parsed,
  file: string,
  { feed, wants }: CompileInput,
  stage: Stage,
): Staged {
  const wanted = advisories.filter(({ key }) => wants(key.namespace) && feed.speaksFor(file, key.namespace));
  for (const advisory of wanted) stage.add(advisory);
  if (detail !== null) {
    for (const namespace of new Set(wanted.map((a) => a.key.namespace))) stage.addDetail(namespace, detail);
  }
  return { records: 1, advisories: wanted.length, skipped, modifiedAt };
}

function stageRows(
  { rows, skipped, modifiedAt }: ParsedRows,
  namespace: string,
  { wants }: CompileInput,
  stage: Stage,
): Staged {
  const wanted = wants(namespace) ? rows : [];
  for (const row of wanted) stage.addTableRow(namespace, row);
  if (wanted.length > 0 && modifiedAt !== '') stage.addDetail(namespace, toAbout(modifiedAt));
  return { records: wanted.length, advisories: wanted.length, skipped, modifiedAt };
}

/** Names come from archives of others: no control characters on a terminal. */
function printable(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '?').slice(0, 300);
}
