/** What a flaw's entry says beside the bare status, by product: remediations, severity, score. */
import type { AdvisoryState } from '../../../model/advisory.ts';
import { type SeverityOpinion, severityOfScore, severityOfWord } from '../../../model/severity.ts';
import { toTime } from '../../feed.ts';
import { type Fields, fieldsOf, listOf, textOf } from '../../fields.ts';

export interface Fix {
  /** `RHSA-2024:5079`; empty where none is named. */
  readonly notice: string;
  /** When it was out, UTC ISO 8601, or empty. */
  readonly at: string;
}

export interface Remarks {
  fixOf(product: string): Fix;
  /** Why a product that is affected has no fix. */
  openStateOf(product: string): AdvisoryState;
  severitiesOf(product: string): readonly SeverityOpinion[];
  /** Neither a severity, nor a score above 0: said of products in which there is no flaw after all. */
  isDismissed(product: string): boolean;
}

export const NO_FIX: Fix = { notice: '', at: '' };

/** `general` is the severity of the flaw as a whole. */
export function readRemarks(flaw: Fields, general: string): Remarks {
  const fixes = new Map<string, Fix>();
  const states = new Map<string, AdvisoryState>();
  for (const remedy of listOf(flaw['remediations']).map(fieldsOf)) {
    const state = stateOf(remedy);
    const fix = remedy['category'] === 'vendor_fix' ? toFix(remedy) : null;
    for (const product of listOf(remedy['product_ids']).map(textOf)) {
      if (fix !== null) fixes.set(product, earlier(fixes.get(product) ?? fix, fix));
      if (state !== null) states.set(product, state);
    }
  }
  const words = readWords(flaw);
  const scores = readScores(flaw);
  const opinionsOf = memoized((word: string, score: Score | null) => toOpinions(word, score));
  return {
    fixOf: (product) => fixes.get(product) ?? NO_FIX,
    openStateOf: (product) => states.get(product) ?? 'affected',
    severitiesOf: (product) => opinionsOf(words.get(product) ?? general, scores.get(product) ?? null),
    isDismissed: (product) => !words.has(product) && scores.get(product)?.score === 0,
  };
}

/** `2024-08-07T11:17:09+00:00`. */
export function utcTime(value: unknown): string {
  return toTime(textOf(value).replace(/\+00:00$/, 'Z'));
}

/** Null for a remedy that says nothing of the state: fixes, workarounds. */
function stateOf(remedy: Fields): AdvisoryState | null {
  const details = textOf(remedy['details']).toLowerCase();
  if (remedy['category'] === 'no_fix_planned')
    return details.includes('out of support') ? 'end-of-life' : 'will-not-fix';
  if (remedy['category'] !== 'none_available') return null;
  if (details.includes('deferred')) return 'fix-deferred';
  return details.includes('investigation') ? 'under-investigation' : 'affected';
}

function toFix(remedy: Fields): Fix {
  const notice = /\/errata\/(RH[SBE]A-\d{4}:\d{1,6})$/.exec(textOf(remedy['url']))?.[1] ?? '';
  return { notice, at: utcTime(remedy['date']) };
}

function earlier(a: Fix, b: Fix): Fix {
  return b.at !== '' && (a.at === '' || b.at < a.at) ? b : a;
}

function readWords(flaw: Fields): ReadonlyMap<string, string> {
  const words = new Map<string, string>();
  for (const threat of listOf(flaw['threats']).map(fieldsOf)) {
    if (threat['category'] !== 'impact') continue;
    for (const product of listOf(threat['product_ids']).map(textOf))
      words.set(product, textOf(threat['details']));
  }
  return words;
}

interface Score {
  readonly score: number;
  readonly vector: string;
}

function readScores(flaw: Fields): ReadonlyMap<string, Score> {
  const scores = new Map<string, Score>();
  for (const entry of listOf(flaw['scores']).map(fieldsOf)) {
    const cvss = fieldsOf(entry['cvss_v4'] ?? entry['cvss_v3'] ?? entry['cvss_v2']);
    const score = cvss['baseScore'];
    if (typeof score !== 'number' || !(score >= 0 && score <= 10)) continue;
    const vector = textOf(cvss['vectorString']);
    const known = { score, vector: /^[A-Za-z0-9:./]{1,200}$/.test(vector) ? vector : '' };
    for (const product of listOf(entry['products']).map(textOf)) scores.set(product, known);
  }
  return scores;
}

/** Red Hat's word weighs its own builds; the score is the same for all who run the code. */
function toOpinions(word: string, score: Score | null): readonly SeverityOpinion[] {
  const opinions: SeverityOpinion[] = [];
  const severity = severityOfWord(word);
  if (severity !== null) opinions.push({ source: 'Red Hat', severity, score: null, vector: '' });
  if (score !== null) opinions.push({ source: 'Red Hat', severity: severityOfScore(score.score), ...score });
  return opinions;
}

/** The same list for the same words: rows of one flaw share it. */
function memoized(
  make: (word: string, score: Score | null) => readonly SeverityOpinion[],
): (word: string, score: Score | null) => readonly SeverityOpinion[] {
  const known = new Map<string, readonly SeverityOpinion[]>();
  return (word, score) => {
    const key = `${word}\n${score?.score}\n${score?.vector}`;
    const before = known.get(key) ?? make(word, score);
    known.set(key, before);
    return before;
  };
}
