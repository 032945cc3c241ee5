/** Words and colours of texts made to be read. */
import type { Style } from '../base/terminal.ts';
import type { AdvisoryState } from '../model/advisory.ts';
import type { VulnerabilityFinding } from '../model/finding.ts';
import type { Judgement } from '../model/report.ts';
import type { Severity } from '../model/severity.ts';
import type { StandingCount } from './summary.ts';

export const SEVERITY_STYLES: Readonly<Record<Severity, readonly Style[]>> = {
  critical: ['red', 'bold'],
  high: ['red'],
  medium: ['yellow'],
  low: ['cyan'],
  negligible: ['dim'],
  unknown: ['magenta'],
};

export const STANDING_WORDS: Readonly<Record<StandingCount['standing'], string>> = {
  informational: 'informational',
  'vendor-not-affected': 'not affected according to the vendor',
  'vendor-status-unknown': 'without a word from the vendor',
  'shipped-by-package': 'shipped by the distribution itself',
  'published-example': 'published as an example',
  'shared-default-key': 'known to everyone from a package',
  allowed: 'allowed',
};

/** What stands where a fixed version would. */
const NO_FIX_WORDS: Readonly<Record<AdvisoryState, string>> = {
  fixed: 'no fix here',
  affected: 'no fix yet',
  'fixed-with-subscription': 'fixed only with a subscription',
  'will-not-fix': 'will not be fixed',
  'fix-deferred': 'fix deferred',
  'end-of-life': 'end of life',
  'under-investigation': 'being looked at',
  'not-affected': 'not affected',
};

/** With the version, where a subscription brings one. */
export function noFixText({ state, instances }: VulnerabilityFinding): string {
  const evidence = instances.flatMap((instance) => instance.evidence);
  const fixes = evidence.flatMap((one) =>
    one.state === 'fixed-with-subscription' ? (one.range?.fixed ?? []) : [],
  );
  const [fix, ...others] = new Set(state === 'fixed-with-subscription' ? fixes : []);
  return `${NO_FIX_WORDS[state]}${fix === undefined || others.length > 0 ? '' : ` (${fix})`}`;
}

/** `1 finding`, `2 findings`. */
export function countOf(total: number, noun: string): string {
  return `${total} ${noun}${total === 1 ? '' : 's'}`;
}

/** What became of a finding, in one column. */
export function markOf({ outcome, by }: Judgement): string {
  if (outcome === 'block') return 'x';
  if (outcome === 'warn') return 'w';
  return by.kind === 'waiver' || by.kind === 'vex' ? '-' : ' ';
}
