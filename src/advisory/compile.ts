/** Runs files of a feed through its parser into a stage. What is damaged is counted and named; the rest goes on. */
import { messageOf } from '../base/errors.ts';
import { takeTurns } from '../base/turns.ts';
import type { Scheme } from '../version/scheme.ts';
import type { Doc, Feed, ParseContext, Parsed } from './feed.ts';
import type { Stage } from './stage.ts';

/** What came of a feed's files. */
export interface FeedCount {
  /** Documents that could be read, those without advisories included. */
  readonly records: number;
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
  readonly feed: Feed;
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
      const parsed = parseDoc(doc, file, input, stage);
      if (typeof parsed === 'string') {
        tally.damaged += 1;
        if (tally.damage.length < MAX_NAMED)
          tally.damage.push(`${printable(doc.place)}: ${printable(parsed)}`);
        continue;
      }
      tally.records += 1;
      tally.advisories += parsed.advisories.length;
      if (parsed.modifiedAt > tally.modifiedAt) tally.modifiedAt = parsed.modifiedAt;
      for (const reason of parsed.skipped) countReason(skipped, reason);
      if (tally.records % 1000 === 0) input.onProgress?.(tally.records);
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

/** Parses and stages one document; the reason where it is damaged. */
function parseDoc(doc: Doc, file: string, input: CompileInput, stage: Stage): Parsed | string {
  let parsed: Parsed;
  try {
    if (doc.damage !== '') return doc.damage;
    parsed = input.feed.parse(doc, input.context);
  } catch (thrown) {
    return messageOf(thrown);
  }
  const wanted = parsed.advisories.filter(
    ({ key }) => input.wants(key.namespace) && input.feed.speaksFor(file, key.namespace),
  );
  for (const advisory of wanted) stage.add(advisory);
  if (parsed.detail !== null) {
    for (const namespace of new Set(wanted.map((a) => a.key.namespace)))
      stage.addDetail(namespace, parsed.detail);
  }
  return { ...parsed, advisories: wanted };
}

/** Names come from archives of others: no control characters on a terminal. */
function printable(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '?').slice(0, 300);
}
