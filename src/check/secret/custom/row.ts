/** A detector of the user's as plain data: it goes to another process, and into the name of what is kept. */
import type { Severity } from '../../../model/severity.ts';
import { type Candidate, CONFIRMED, type Detector } from '../detector.ts';

export interface DetectorRow {
  readonly id: string;
  readonly title: string;
  readonly provider: string;
  readonly severity: Severity;
  readonly keywords: readonly string[];
  /** Source of a regular expression of JavaScript, and `i` or nothing. */
  readonly pattern: string;
  readonly flags: string;
  /** Which group is the secret; 0 = the first that takes part, or the whole match where there is none. */
  readonly group: number;
  readonly maxLength: number;
  readonly entropy: number;
  readonly revoke: string;
  readonly source: string;
  /** Only in paths that this matches; empty = everywhere. */
  readonly path: string;
  readonly except: readonly Exception[];
}

/** What makes a match none: all that is given has to hold where `all` is true, else any. */
export interface Exception {
  readonly all: boolean;
  /** Patterns over the path of the file. */
  readonly paths: readonly string[];
  /** Patterns over the secret, the match, or the line around it. */
  readonly patterns: readonly string[];
  readonly target: 'secret' | 'match' | 'line';
  /** Texts in the secret, in whatever case. */
  readonly stopWords: readonly string[];
}

/** Throws SyntaxError for patterns that are none. */
export function toDetector(row: DetectorRow): Detector {
  const { flags, group, path, except, pattern, ...rest } = row;
  const inPath = path === '' ? null : compile(path);
  const exceptions = except.map(toTest);
  return {
    ...rest,
    kind: 'token',
    pattern: new RegExp(group === 0 ? pattern : onlyGroup(pattern, group), `g${flags}`),
    examine: (candidate) => {
      if (inPath !== null && !inPath.test(candidate.path)) return null;
      return exceptions.some((holds) => holds(candidate)) ? null : CONFIRMED;
    },
  };
}

/** The engine takes the first group that takes part: those before it are made to be none. */
function onlyGroup(pattern: string, group: number): string {
  let count = 0;
  return pattern.replace(/\\.|\[(?:\\.|[^\]\\])*\]|\((?!\?)|\(\?<(?![=!])[^>]*>/g, (part) => {
    if (!part.startsWith('(')) return part;
    count++;
    return count === group ? '(' : '(?:';
  });
}

function compile(source: string): RegExp {
  const { pattern, flags } = patternOf(source);
  return new RegExp(pattern, flags);
}

function toTest({ all, paths, patterns, target, stopWords }: Exception): (candidate: Candidate) => boolean {
  const inPaths = paths.map(compile);
  const inTexts = patterns.map(compile);
  return (candidate) => {
    const text = textOf(candidate, target);
    const secret = candidate.secret.toLowerCase();
    const parts = [
      inPaths.length === 0 ? null : inPaths.some((pattern) => pattern.test(candidate.path)),
      inTexts.length === 0 ? null : inTexts.some((pattern) => pattern.test(text)),
      stopWords.length === 0 ? null : stopWords.some((word) => secret.includes(word.toLowerCase())),
    ].filter((part) => part !== null);
    return parts.length > 0 && (all ? parts.every(Boolean) : parts.some(Boolean));
  };
}

function textOf({ secret, match, before, after }: Candidate, target: Exception['target']): string {
  if (target === 'line') return `${before}${match}${after}`;
  return target === 'match' ? match : secret;
}

/** `(?i)` in front means the whole. */
export function patternOf(source: string): { readonly pattern: string; readonly flags: string } {
  return source.startsWith('(?i)')
    ? { pattern: source.slice(4), flags: 'i' }
    : { pattern: source, flags: '' };
}
