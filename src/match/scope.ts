/**
 * Which statements of a namespace are for a package: by architecture, rpm module, and the streams that the image takes
 * part in. A fix in another stream (a subscription, a longer support) is no fix here, but it is worth telling.
 */
import type { Advisory, AdvisoryScope } from '../model/advisory.ts';
import type { Package } from '../model/package.ts';
import { idsOf } from './flaws.ts';

/** What of a package decides. */
export interface PackageScope {
  /** Empty = not known: fits all. */
  readonly architecture: string;
  /** Empty = it is no part of a module. */
  readonly moduleStream: string;
  readonly streams: readonly string[];
}

export function scopeOf({ architecture, moduleStream, distro, version }: Package): PackageScope {
  const streams = distro?.streams ?? [];
  return { architecture, moduleStream, streams: ESM_VERSION.test(version) ? [...streams, ...ESM] : streams };
}

/** A package that was built for Ubuntu's longer support says so, whatever is left of the subscription in the image. */
const ESM_VERSION = /[+~]esm\d*$/;
const ESM = ['esm-apps', 'esm-infra'];

/** Equal scopes have equal texts. */
export function scopeText({ architecture, moduleStream, streams }: PackageScope): string {
  return [architecture, moduleStream, ...streams].join('\t');
}

export function withinScope(all: readonly Advisory[], scope: PackageScope): readonly Advisory[] {
  if (all.every(({ scope: s }) => isEverywhere(s))) return all;
  const mine = all.filter(({ scope: s }) => fitsPart(s, scope));
  const ordinary = mine.filter(({ scope: s }) => s.stream === '' || scope.streams.includes(s.stream));
  const isFixed = (a: Advisory): boolean => a.state === 'fixed' && a.scope.stream !== '';
  const ownFixes = new Set(ordinary.filter(isFixed).flatMap(idsOf));
  const foreignFixes = new Set(mine.filter((a) => isFixed(a) && !ordinary.includes(a)).flatMap(idsOf));
  return ordinary.filter((a) => !isOpen(a, ownFixes)).map((a) => withForeignFix(a, foreignFixes));
}

function isEverywhere({ arches, moduleStream, stream }: AdvisoryScope): boolean {
  return arches.length === 0 && moduleStream === null && stream === '';
}

/** Packages that are the same for all architectures. */
const FOR_ALL = ['', 'all', 'any', 'noarch'];

function fitsPart({ arches, moduleStream }: AdvisoryScope, scope: PackageScope): boolean {
  const { architecture } = scope;
  const fits = arches.length === 0 || FOR_ALL.includes(architecture) || arches.includes(architecture);
  return fits && (moduleStream === null || moduleStream === scope.moduleStream);
}

/** States in which the ordinary stream has no fix. */
const UNFIXED: readonly Advisory['state'][] = ['affected', 'will-not-fix', 'fix-deferred', 'end-of-life'];

/** What the ordinary stream leaves open, and one of these fixes closes: the stream with the fix has the say. */
function isOpen(advisory: Advisory, fixes: ReadonlySet<string>): boolean {
  const { state, scope } = advisory;
  return scope.stream === '' && UNFIXED.includes(state) && idsOf(advisory).some((id) => fixes.has(id));
}

function withForeignFix(advisory: Advisory, fixes: ReadonlySet<string>): Advisory {
  return isOpen(advisory, fixes) ? { ...advisory, state: 'fixed-with-subscription' } : advisory;
}
