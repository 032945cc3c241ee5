/** Keywords in a stretch of memory, and the patterns of their detectors around them. */

import { toConditions } from './conditions.ts';
import { BESIDE } from './inspect.ts';
import { COST, NEXT, PLACE } from './kernel.ts';
import { type ByteSet, MOST_PLACES } from './lead.ts';
import type { Compiled, Pattern, Use } from './plan.ts';
import { hasRun } from './run.ts';
import type { Engine, Found, Stream, Stretch } from './state.ts';

/** To be called when the memory holds other texts. */
export function startTexts({ text, covered }: Engine): void {
  text.from = 0;
  text.to = 0;
  covered.fill(0);
}

/** Called with a keyword and its address. */
export type VisitKeyword = (keyword: number, at: number) => void;

/** Keywords whose telling bytes begin in [from, to), in order of these, where something may be found; some of their bytes may lie outside. */
export function findKeywords(
  engine: Engine,
  stream: Stream,
  [from, to, most]: readonly [from: number, to: number, most: number],
  visit: VisitKeyword,
): void {
  const { kernel, fresh } = engine;
  const { hits, words } = kernel;
  engine.most = most;
  for (let start = from; start < to; start = words[NEXT]!) {
    const places = kernel.find(start, to);
    for (let place = 0; place < places; place = words[PLACE]!) {
      fresh.clear();
      words[COST] = 0;
      const count = kernel.verify(place, places, to, most);
      stream.spent += words[COST]!;
      for (let index = 0; index < 2 * count; index += 2) visit(hits[index + 1]!, hits[index]!);
    }
  }
}

/** Units of cost: a byte that a pattern may look at, a place where one is tried, a keyword's detector. */
const TRY_COST = 64;
const USE_COST = 2;

/** What is found where a keyword stands. Nothing once the stream has cost more than it may. */
export function lookAround(
  engine: Engine,
  stream: Stream,
  stretch: Stretch,
  hit: { readonly keyword: number; readonly at: number; readonly onFound: (found: Found) => void },
): void {
  const { length } = engine.plan.tables.keywords[hit.keyword]!.text;
  if (hit.at < stretch.from || hit.at + length > stretch.to) return;
  for (const use of usesAt(engine, stream, hit.keyword, hit.at)) {
    stream.spent += USE_COST;
    if (stream.spent > stream.allowed) {
      cap(stream);
      return;
    }
    if (use.at < 0)
      search(engine, stream, stretch, { use, from: hit.at, to: hit.at + length, onFound: hit.onFound });
    else if (fits(engine.kernel.bytes, stretch, use, hit.at - use.at)) {
      const found = findAt(engine, stream, stretch, { compiled: use.compiled, at: hit.at - use.at });
      if (found !== null) hit.onFound(found);
    }
  }
}

const NO_USES: readonly Use[] = [];

/** What to try, none where it cannot be there. The kernel does not know a keyword's conditions before it has been seen. */
function usesAt(engine: Engine, stream: Stream, keyword: number, at: number): readonly Use[] {
  const { kernel, plan, fresh, uses } = engine;
  let known = uses[keyword];
  if (known === undefined) {
    known = plan.usesOf(keyword);
    uses[keyword] = known;
    kernel.setConditions(keyword, toConditions(plan.tables.keywords[keyword]!.text, known, kernel.classOf));
    fresh.add(keyword);
  }
  if (fresh.size === 0 || !fresh.has(keyword)) return known;
  kernel.words[COST] = 0;
  const mayStand = kernel.mayStand(keyword, at, engine.most);
  stream.spent += kernel.words[COST]!;
  return mayStand ? known : NO_USES;
}

function cap(stream: Stream): void {
  if (stream.isCapped) return;
  stream.isCapped = true;
  stream.onCapped();
}

function fits(bytes: Uint8Array, stretch: Stretch, { leads }: Use, at: number): boolean {
  if (at < stretch.from) return false;
  return leads.some(({ sets }) => at + sets.length <= stretch.to && areIn(bytes, sets, at));
}

function areIn(bytes: Uint8Array, sets: readonly ByteSet[], at: number): boolean {
  for (let index = 0; index < sets.length; index += 1) {
    if (sets[index]!.has[bytes[at + index]!] === 0) return false;
  }
  return true;
}

function findAt(
  engine: Engine,
  stream: Stream,
  stretch: Stretch,
  { compiled, at }: { readonly compiled: Compiled; readonly at: number },
): Found | null {
  const { maxLength } = compiled.detector;
  if (!mayMatch(engine, stream, compiled, [at, Math.min(stretch.to, at + maxLength)])) return null;
  const from = Math.max(stretch.from, at - BESIDE);
  const to = Math.min(stretch.to, at + maxLength + BESIDE);
  const text = textOf(engine, stretch, from, to);
  stream.spent += to - from + TRY_COST;
  for (const each of patternsOf(stream, compiled)) {
    const pattern = each.sticky();
    pattern.lastIndex = at - from;
    const groups = pattern.exec(text);
    if (groups !== null) return { compiled, pattern, groups, from };
  }
  return null;
}

interface SearchTask {
  readonly use: Use;
  /** Of the keyword. */
  readonly from: number;
  readonly to: number;
  readonly onFound: (found: Found) => void;
}

/** All matches that begin where one can that touches the keyword; where it was searched before, not again. */
function search(engine: Engine, stream: Stream, stretch: Stretch, task: SearchTask): void {
  const { compiled } = task.use;
  const { maxLength } = compiled.detector;
  const start = Math.max(stretch.from, task.from - maxLength, engine.covered[compiled.index]!);
  if (start > task.to) return;
  engine.covered[compiled.index] = task.to + 1;
  const { needs } = task.use;
  const near = Math.min(stretch.to, task.to + MOST_PLACES);
  if (needs !== null && !hasRun(engine.kernel.bytes, needs, start, near)) return;
  if (!mayMatch(engine, stream, compiled, [start, Math.min(stretch.to, task.to + maxLength)])) return;
  const from = Math.max(stretch.from, start - BESIDE);
  const to = Math.min(stretch.to, task.to + maxLength + BESIDE);
  const text = textOf(engine, stretch, from, to);
  stream.spent += to - from + TRY_COST;
  for (const each of patternsOf(stream, compiled)) {
    const pattern = each.search();
    pattern.lastIndex = start - from;
    let count = 0;
    for (let groups = pattern.exec(text); groups !== null; groups = pattern.exec(text)) {
      if (from + groups.index > task.to) break;
      count += 1;
      task.onFound({ compiled, pattern, groups, from });
      if (groups[0] === '') pattern.lastIndex += 1;
      engine.covered[compiled.index] = Math.max(task.to + 1, from + pattern.lastIndex);
    }
    if (count > 0) break;
  }
}

/** Bytes of runs that are looked at in the time that a pattern takes for one. */
const RUN_BYTES = 4;

/** False where matches have bytes in a row that do not stand in [from, to): most keywords are of some other text. */
function mayMatch(
  { kernel }: Engine,
  stream: Stream,
  compiled: Compiled,
  [from, to]: readonly [number, number],
): boolean {
  const run = compiled.run();
  if (run === null) return true;
  stream.spent += (to - from) / RUN_BYTES;
  return hasRun(kernel.bytes, run, from, to);
}

function patternsOf({ isBinary }: Stream, { strict, relaxed }: Compiled): readonly Pattern[] {
  return isBinary && relaxed !== null ? [strict, relaxed] : [strict];
}

/** Strings are made a little longer, because keywords come together. */
const TEXT_BYTES = 1024;

function textOf({ kernel, text }: Engine, stretch: Stretch, from: number, to: number): string {
  if (from < text.from || to > text.to) {
    text.from = from;
    text.to = Math.min(stretch.to, Math.max(to, from + TEXT_BYTES));
    text.value = kernel.bytes.toString('latin1', text.from, text.to);
  }
  return text.value.slice(from - text.from, to - text.from);
}
