/** Holds detectors of the user's against their tests, through the engine that a scan uses; a test has no path. */
import { createScanner } from '../engine/scanner.ts';
import { isFalseAlarm } from '../filter/false-alarm.ts';
import { toDetector } from './row.ts';
import type { Rules } from './rules.ts';

export interface RuleResult {
  readonly detector: string;
  /** One sentence for each test that failed, with the text it is about. */
  readonly failures: readonly string[];
  readonly tests: number;
}

export function testRules({ detectors }: Rules): readonly RuleResult[] {
  return detectors.map(({ row, matches, misses }) => {
    const find = finderOf(toDetector({ ...row, path: '' }));
    const missed = matches
      .filter((text) => find(text) !== 1)
      .map((text) => `finds ${find(text)} secrets, not one, in: ${text}`);
    const invented = misses.filter((text) => find(text) > 0).map((text) => `must find nothing in: ${text}`);
    return { detector: row.id, failures: [...missed, ...invented], tests: matches.length + misses.length };
  });
}

function finderOf(detector: ReturnType<typeof toDetector>): (text: string) => number {
  const scanner = createScanner([detector], isFalseAlarm);
  return (text) => {
    let found = 0;
    const bytes = Buffer.from(text);
    const stream = scanner.open('test', bytes, () => found++);
    stream.push(bytes);
    stream.end();
    return found;
  };
}
