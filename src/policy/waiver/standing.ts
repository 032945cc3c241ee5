/** Whether a waiver may count at all, whatever it speaks of: it has not ended, says what is demanded, and is not too wide. */
import { daysBetween, isDay } from '../../base/days.ts';
import { isAnything } from '../../base/glob.ts';
import type { JudgedWaiver } from '../../model/gate.ts';
import type { WaiverField, WaiverRules } from '../../model/policy.ts';
import type { Waiver, WaiverScope } from '../../model/waiver.ts';

export interface Fault {
  readonly outcome: Extract<JudgedWaiver['outcome'], 'expired' | 'incomplete' | 'too-wide'>;
  readonly because: string;
}

/** What keeps it from counting on this day (`YYYY-MM-DD`); null = nothing. */
export function findFault(waiver: Waiver, rules: WaiverRules, today: string): Fault | null {
  if (isOver(waiver, today)) return { outcome: 'expired', because: `it ended on ${waiver.expires}` };
  const lacks = missingFields(waiver, rules.demand);
  if (lacks.length > 0) return { outcome: 'incomplete', because: `it lacks ${lacks.join(', ')}` };
  const because = widthOf(waiver.scope) ?? tooLong(waiver, rules.maxDays, today);
  return because === null ? null : { outcome: 'too-wide', because };
}

/** The last day counts in full (UTC). */
export function isOver({ expires }: Pick<Waiver, 'expires'>, today: string): boolean {
  return today > expires && isDay(expires);
}

/** What is demanded and not said, in the order of the demands. */
export function missingFields(
  waiver: Pick<Waiver, WaiverField>,
  demand: readonly WaiverField[],
): readonly WaiverField[] {
  return demand.filter((field) =>
    field === 'expires' ? !isDay(waiver.expires) : waiver[field].trim() === '',
  );
}

/** Why the scope holds too much; null = it is narrow enough. */
export function widthOf({
  advisory,
  check,
  fingerprint,
  package: packages,
  image,
}: WaiverScope): string | null {
  if ([advisory, check, fingerprint].some((text) => text !== '' && !isAnything(text))) return null;
  const namesPackage = packages !== '' && !isAnything(packages.replace(/^pkg:[^/*]*/, ''));
  if (namesPackage && image !== '' && !isAnything(image)) return null;
  return 'it names no advisory, check or fingerprint, nor a package together with an image';
}

function tooLong({ expires }: Waiver, maxDays: number, today: string): string | null {
  if (maxDays === 0) return null;
  if (!isDay(expires)) return `it has no end, and may run for ${maxDays} days at most`;
  const days = daysBetween(today, expires);
  return days <= maxDays
    ? null
    : `it runs for ${days} more days, until ${expires}, and may for ${maxDays} at most`;
}
