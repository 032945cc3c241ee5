/**
 * Which statements of a namespace are for a package: by architecture, rpm module, and the streams that the image takes
 * part in. A fix in another stream (a subscription, a longer support) is no fix here, but it is worth telling. Where RHEL is
 * supported for longer at a minor release, the same flaw has other numbers there than in the releases that follow: an image of
 * such a release is judged by these alone.
 */
import { isLongerSupport } from '../base/redhat-cpe.ts';
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
  const own = isMixed(streams) ? streams.filter((stream) => isBuiltFor(version, stream)) : streams;
  const told = BUILDS.flatMap(([mark, services]) => (mark.test(version) ? services : []));
  return { architecture, moduleStream, streams: [...new Set([...own, ...told])] };
}

/** True where packages of RHEL itself and of a longer support for an older minor release may lie beside each other. */
function isMixed(streams: readonly string[]): boolean {
  return streams.some((stream) => stream.startsWith('enterprise_linux:')) && streams.some(isLongerSupport);
}

/** A build for a minor release says so: `1.2-3.el9_2.1` is for `rhel_eus:9.2`. */
function isBuiltFor(version: string, stream: string): boolean {
  if (!isLongerSupport(stream)) return true;
  const minor = /\.(?:module\+)?el(\d+)[_.](\d+)/.exec(version);
  return minor !== null && stream.endsWith(`:${minor[1]}.${minor[2]}`);
}

/** What was built for Ubuntu's longer support, for FIPS or by RapidFort says so, whatever is left of the subscription in the image. */
const BUILDS: readonly (readonly [mark: RegExp, streams: readonly string[]])[] = [
  [/[+~]esm\d*$/, ['esm-apps', 'esm-infra']],
  [/ubuntu.*[+.]fips/i, ['fips-updates']],
  [/\drf[a-z]{3}$/, ['rapidfort-build']],
];

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
  const foreignFixes = new Set(
    mine
      .filter((a) => isFixed(a) && !ordinary.includes(a) && !OTHER_PRODUCT.test(a.scope.stream))
      .flatMap(idsOf),
  );
  const replaced = new Set(ordinary.filter((a) => isLongerSupport(a.scope.stream)).flatMap(flawsIn));
  return ordinary
    .filter(
      (a) => !isOpen(a, ownFixes) && !(a.scope.stream === '' && flawsIn(a).some((id) => replaced.has(id))),
    )
    .map((a) => withForeignFix(a, foreignFixes));
}

/** A notice has many flaws, and may be for several lines. */
function flawsIn(advisory: Advisory): readonly string[] {
  return idsOf(advisory).filter((id) => id.startsWith('CVE-'));
}

/** `openshift:4.12::el8`: the package of another product, which no subscription puts in the place of this one. */
const OTHER_PRODUCT = /::?el\d+/;

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
