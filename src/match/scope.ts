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
  const isMixed = streams.some((stream) => stream.startsWith('enterprise_linux:'));
  const own = streams.filter((stream) => !isLongerSupport(stream) || isBuiltFor(version, stream, isMixed));
  const told = BUILDS.flatMap(([mark, services]) => (mark.test(version) ? services : []));
  return { architecture, moduleStream, streams: [...new Set([...own, ...told])] };
}

/**
 * A build says for which minor release it is: `1.2-3.el9_2.1` for `rhel_eus:9.2`. Where packages of RHEL itself may lie beside
 * those of a longer support, that must be said; elsewhere a build of a later minor release is none of it.
 */
function isBuiltFor(version: string, stream: string, isMixed: boolean): boolean {
  const line = /:(\d+)\.(\d+)$/.exec(stream);
  // What goes on after the last minor release is for all of its packages.
  if (line === null) return true;
  const build = /\.(?:module\+)?el(\d+)[_.](\d+)/.exec(version);
  if (build === null) return !isMixed;
  return build[1] === line[1] && (isMixed ? build[2] === line[2] : Number(build[2]) <= Number(line[2]));
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
  const foreignFixes = new Map(
    mine
      .filter((a) => isFixed(a) && !ordinary.includes(a) && !OTHER_PRODUCT.test(a.scope.stream))
      .flatMap((fix) => idsOf(fix).map((id) => [id, fix] as const)),
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
function isOpen(advisory: Advisory, fixes: { has(id: string): boolean }): boolean {
  const { state, scope } = advisory;
  return scope.stream === '' && UNFIXED.includes(state) && idsOf(advisory).some((id) => fixes.has(id));
}

/** Ubuntu's longer support builds upon the ordinary version: its fix can be named. Elsewhere the numbers are another line's. */
function withForeignFix(advisory: Advisory, fixes: ReadonlyMap<string, Advisory>): Advisory {
  if (!isOpen(advisory, fixes)) return advisory;
  const found = idsOf(advisory).flatMap((id) => fixes.get(id) ?? []);
  const esm = found.find(({ scope }) => scope.stream.startsWith('esm-'));
  return { ...advisory, state: 'fixed-with-subscription', ranges: esm?.ranges ?? advisory.ranges };
}
