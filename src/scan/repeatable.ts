/** What may be kept of what was read: only what the same bytes give the next time, too. */
import { UNREPEATABLE_CODES } from '../base/limits.ts';
import type { Problem } from '../model/problem.ts';

/**
 * Reading ended before all was hashed that the diff id speaks of. Anybody can write such a layer and give it the diff
 * id of another image's: kept under that, it would hide what the other image holds.
 */
const UNHASHED_CODES: ReadonlySet<string> = new Set([
  'unknown-compression',
  'layer-ratio-limit',
  'layer-too-large',
]);

export function isRepeatable(problems: readonly Problem[]): boolean {
  return problems.every(({ code }) => !UNREPEATABLE_CODES.has(code) && !UNHASHED_CODES.has(code));
}
