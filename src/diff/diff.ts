/**
 * What changed between two judged images: findings and packages. A flaw that is new in a package which was there
 * already, in the same version, was disclosed in between: nobody who built the second image brought it in.
 */
import type { Finding, VulnerabilityFinding } from '../model/finding.ts';
import { vulnerabilityFingerprint } from '../model/fingerprint.ts';
import type { Package } from '../model/package.ts';
import { compareText } from '../model/problem.ts';
import { purlWithoutVersion } from '../model/purl.ts';
import type { Judgement, ScanReport } from '../model/report.ts';

export type FindingChange = 'added' | 'removed' | 'newly-disclosed' | 'changed' | 'unchanged';

export interface ChangedFinding {
  readonly change: FindingChange;
  /** As it is in the second image; for `removed` as it was in the first. */
  readonly judgement: Judgement;
  /** As it was in the first; null where it was not there. */
  readonly before: Judgement | null;
  /** What changed, in words: `severity high -> critical`, `fixed in 1.2.4`, `lodash 4.17.20 is gone`. */
  readonly reasons: readonly string[];
}

export interface ChangedPackage {
  readonly change: 'added' | 'removed' | 'changed';
  /** Package URL without version and qualifiers. */
  readonly purl: string;
  /** Versions, sorted; empty where it is not there. */
  readonly before: readonly string[];
  readonly after: readonly string[];
}

export interface Difference {
  readonly before: ScanReport;
  readonly after: ScanReport;
  /** Those of the second report in its order, then the removed ones in the order of the first. */
  readonly findings: readonly ChangedFinding[];
  /** Sorted by package URL. */
  readonly packages: readonly ChangedPackage[];
}

export function diffReports(before: ScanReport, after: ScanReport): Difference {
  return { before, after, findings: diffFindings(before, after), packages: diffPackages(before, after) };
}

function diffFindings(before: ScanReport, after: ScanReport): ChangedFinding[] {
  const old = byFingerprint(before);
  const present = byFingerprint(after);
  const [hadPackages, hasPackages] = [purlsOf(before), purlsOf(after)];
  const current = after.decision.judgements.map((judgement) => {
    const earlier = findUnderAnyName(old, judgement);
    return earlier === null ? toNew(judgement, hadPackages) : toKept(earlier, judgement);
  });
  const gone = before.decision.judgements
    .filter((judgement) => findUnderAnyName(present, judgement) === null)
    .map((judgement) => toRemoved(judgement, hasPackages, after.packages));
  return [...current, ...gone];
}

function toNew(judgement: Judgement, hadPackages: ReadonlySet<string>): ChangedFinding {
  const { finding } = judgement.ranked;
  const found = { judgement, before: null };
  if (finding.kind !== 'vulnerability') return { change: 'added', ...found, reasons: [] };
  const came = finding.instances.filter(({ purl }) => !hadPackages.has(purl));
  if (came.length === 0) {
    return { change: 'newly-disclosed', ...found, reasons: ['the package was there in this version'] };
  }
  return { change: 'added', ...found, reasons: came.map(({ purl }) => `${purl} was not there`).sort() };
}

function toKept(before: Judgement, judgement: Judgement): ChangedFinding {
  const reasons = changesOf(before.ranked.finding, judgement.ranked.finding);
  return { change: reasons.length === 0 ? 'unchanged' : 'changed', judgement, before, reasons };
}

function toRemoved(
  judgement: Judgement,
  hasPackages: ReadonlySet<string>,
  packages: readonly Package[],
): ChangedFinding {
  const { finding } = judgement.ranked;
  const reasons = finding.kind === 'vulnerability' ? whyGone(finding, hasPackages, packages) : [];
  return { change: 'removed', judgement, before: judgement, reasons };
}

function whyGone(
  finding: VulnerabilityFinding,
  hasPackages: ReadonlySet<string>,
  packages: readonly Package[],
): readonly string[] {
  if (finding.instances.some(({ purl }) => hasPackages.has(purl))) {
    return ['the package is still there in this version: the advisories say it is not affected any more'];
  }
  const now = versionsOf(packages.filter(({ purl }) => purlWithoutVersion(purl) === finding.packagePurl));
  return [now.length === 0 ? 'the package is gone' : `the package is now ${now.join(', ')}`];
}

/** What a reader of both reports would call a change. */
function changesOf(before: Finding, after: Finding): string[] {
  const said = (name: string, old: string, now: string): string[] =>
    old === now ? [] : [`${name} ${old || 'none'} -> ${now || 'none'}`];
  const shared = [
    ...said('severity', before.severity, after.severity),
    ...said('standing', before.standing, after.standing),
  ];
  if (before.kind === 'secret' && after.kind === 'secret') {
    return [...shared, ...said('state', statesOf(before), statesOf(after))];
  }
  if (before.kind !== 'vulnerability' || after.kind !== 'vulnerability') return shared;
  return [
    ...shared,
    ...said('vendor state', before.state, after.state),
    ...said('exploited', String(before.knownExploited), String(after.knownExploited)),
    ...said('fixed in', fixesOf(before), fixesOf(after)),
    ...said('version', affectedOf(before), affectedOf(after)),
  ];
}

function statesOf({ places }: Extract<Finding, { kind: 'secret' }>): string {
  return unique(places.map(({ state }) => state)).join(', ');
}

function fixesOf({ instances }: VulnerabilityFinding): string {
  return unique(instances.map(({ fixedVersion }) => fixedVersion).filter((v) => v !== '')).join(', ');
}

function affectedOf({ instances }: VulnerabilityFinding): string {
  return unique(instances.map(({ version }) => version)).join(', ');
}

function diffPackages(before: ScanReport, after: ScanReport): ChangedPackage[] {
  const [old, now] = [byBase(before.packages), byBase(after.packages)];
  return unique([...old.keys(), ...now.keys()]).flatMap((purl) => {
    const [was, is] = [versionsOf(old.get(purl) ?? []), versionsOf(now.get(purl) ?? [])];
    if (was.join('\n') === is.join('\n')) return [];
    const change = was.length === 0 ? 'added' : is.length === 0 ? 'removed' : 'changed';
    return [{ change, purl, before: was, after: is }];
  });
}

/** A flaw that has got a CVE in between is the same flaw: it is found under each of its names. */
function byFingerprint({ decision }: ScanReport): ReadonlyMap<string, Judgement> {
  return new Map(
    decision.judgements.flatMap((judgement) =>
      namesOf(judgement.ranked.finding).map((name) => [name, judgement] as const),
    ),
  );
}

function namesOf(finding: Finding): readonly string[] {
  if (finding.kind !== 'vulnerability') return [finding.fingerprint];
  const { fingerprint, aliases, packagePurl } = finding;
  return [fingerprint, ...aliases.map((alias) => vulnerabilityFingerprint(alias, packagePurl))];
}

function findUnderAnyName(all: ReadonlyMap<string, Judgement>, { ranked }: Judgement): Judgement | null {
  for (const name of namesOf(ranked.finding)) {
    const found = all.get(name);
    if (found !== undefined) return found;
  }
  return null;
}

function purlsOf({ packages }: ScanReport): ReadonlySet<string> {
  return new Set(packages.map(({ purl }) => purl));
}

function byBase(packages: readonly Package[]): Map<string, Package[]> {
  const groups = new Map<string, Package[]>();
  for (const pkg of packages) {
    const base = purlWithoutVersion(pkg.purl);
    const group = groups.get(base);
    if (group === undefined) groups.set(base, [pkg]);
    else group.push(pkg);
  }
  return groups;
}

function versionsOf(packages: readonly Package[]): string[] {
  return unique(packages.map(({ version }) => version));
}

function unique<T extends string>(texts: readonly T[]): T[] {
  return [...new Set(texts)].sort(compareText);
}
