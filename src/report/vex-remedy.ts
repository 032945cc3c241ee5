/** What to do about a flaw, in words: an upgrade where there is one, else what the vendor means to do. */
import type { AdvisoryState } from '../model/advisory.ts';
import type { VulnerabilityFinding } from '../model/finding.ts';
import type { VexClaim } from './vex-document.ts';

export type Remedy = Pick<VexClaim, 'text' | 'remedy'>;

export function toRemedy({ packageName, instances, state }: VulnerabilityFinding): Remedy {
  const upgrades = instances
    .filter(({ fixedVersion }) => fixedVersion !== '')
    .map(({ version, fixedVersion }) => `Upgrade ${packageName} ${version} to ${fixedVersion}.`);
  const steps = [...new Set(upgrades)].join(' ');
  const isAll = instances.length > 0 && upgrades.length === instances.length;
  if (isAll) return { text: steps, remedy: 'upgrade' };
  const words = `${WITHOUT_FIX[state]} Remove ${packageName}, replace it, or keep the flaw out of reach.`;
  const remedy = NO_FIX_PLANNED.has(state) ? 'no fix planned' : 'no fix yet';
  return steps === '' ? { text: words, remedy } : { text: `${steps} Elsewhere: ${words}`, remedy: 'upgrade' };
}

const NO_FIX_PLANNED: ReadonlySet<AdvisoryState> = new Set(['will-not-fix', 'end-of-life']);

const WITHOUT_FIX: Readonly<Record<AdvisoryState, string>> = {
  fixed: 'There is no fix for this version.',
  affected: 'There is no fix yet.',
  'fixed-with-subscription': 'There is a fix with a subscription only.',
  'will-not-fix': 'The vendor will not fix it.',
  'fix-deferred': 'The vendor has put off a fix.',
  'end-of-life': 'It has reached its end of life and gets no fixes.',
  'under-investigation': 'The vendor is looking into it.',
  'not-affected': 'There is no fix.',
};
