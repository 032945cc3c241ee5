/** Severity words, and opinions about a flaw with the source that holds them. */

/** From worst to least; `unknown` = no source gives a word or a score. */
export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'negligible', 'unknown'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** One source's opinion. `score` is the CVSS base score 0 to 10, null where the source gives only a word. */
export interface SeverityOpinion {
  readonly source: string;
  readonly severity: Severity;
  readonly score: number | null;
  /** CVSS vector in full, or empty. */
  readonly vector: string;
}

/** Negative if `a` is worse than `b`. */
export function compareSeverity(a: Severity, b: Severity): number {
  return SEVERITIES.indexOf(a) - SEVERITIES.indexOf(b);
}

/** CVSS v3.1 specification, section 5 (qualitative scale); used for every CVSS version alike. */
export function severityOfScore(score: number): Severity {
  if (score >= 9) return 'critical';
  if (score >= 7) return 'high';
  if (score >= 4) return 'medium';
  return score > 0 ? 'low' : 'negligible';
}

const WORDS: Readonly<Record<string, Severity>> = {
  critical: 'critical',
  high: 'high',
  important: 'high',
  medium: 'medium',
  moderate: 'medium',
  low: 'low',
  negligible: 'negligible',
  unimportant: 'negligible',
  none: 'negligible',
};

/** Folds the words of the feeds into ours; null for a word that says nothing ("not yet assigned"). */
export function severityOfWord(word: string): Severity | null {
  return WORDS[word.toLowerCase().replaceAll('*', '').trim()] ?? null;
}
