/** Whether a finding is all of what a waiver says. The image is asked before; what is not said holds for everything. */
import { matchesName, matchesPath } from '../../base/glob.ts';
import type { Finding, SecretFinding, VulnerabilityFinding } from '../../model/finding.ts';
import { vulnerabilityFingerprint } from '../../model/fingerprint.ts';
import type { LayerSummary } from '../../model/report.ts';
import type { WaiverScope } from '../../model/waiver.ts';
import { findSchemeOf } from '../../version/of-ecosystem.ts';
import { judgeRange, type VersionRange } from './version-range.ts';

export interface Scope extends WaiverScope {
  /** Null where `versions` is no range. */
  readonly range: VersionRange | null;
}

/**
 * Null where the scope holds all of the finding; else the first thing that keeps it from doing so, in words; empty where it
 * speaks of something else altogether.
 */
export function findMisfit(scope: Scope, finding: Finding, layers: readonly LayerSummary[]): string | null {
  if (finding.kind === 'waiver') return '';
  if (finding.kind === 'secret') return secretMisfit(scope, finding, layers);
  return vulnerabilityMisfit(scope, finding, layers);
}

/** The fingerprints under which a waiver may speak of it: of a flaw, also those that it would have under another id. */
export function fingerprintsOf(finding: VulnerabilityFinding | SecretFinding): readonly string[] {
  if (finding.kind === 'secret') return [finding.fingerprint, finding.secretId].filter((text) => text !== '');
  const others = finding.aliases.map((alias) => vulnerabilityFingerprint(alias, finding.packagePurl));
  return [finding.fingerprint, ...others];
}

/** The ids of a flaw, in one spelling. */
export function flawIdsOf({ id, aliases }: VulnerabilityFinding): readonly string[] {
  return [id, ...aliases].map(toFlawId);
}

export function toFlawId(text: string): string {
  return text.toUpperCase();
}

function secretMisfit(scope: Scope, finding: SecretFinding, layers: readonly LayerSummary[]): string | null {
  const { advisory, check, package: packages, versions } = scope;
  if (advisory !== '' || packages !== '' || versions !== '') return '';
  if ((check !== '' && check !== finding.id) || !hasFingerprint(scope, finding)) return '';
  for (const { path, layerIndex } of finding.places) {
    const misfit = placeMisfit(scope, path, layerIndex, layers);
    if (misfit !== null) return misfit;
  }
  return null;
}

/** Every place must be covered: what is accepted of one version must not hide another one. */
function vulnerabilityMisfit(
  scope: Scope,
  finding: VulnerabilityFinding,
  layers: readonly LayerSummary[],
): string | null {
  if (!namesFlaw(scope, finding)) return '';
  const { packagePurl, ecosystem, instances } = finding;
  if (scope.package !== '' && !matchesName(packagePurl, scope.package))
    return scope.advisory === ''
      ? ''
      : `${scope.advisory} is there, of ${packagePurl}, not of ${scope.package}`;
  if (scope.range === null) return `\`${scope.versions}\` is no range of versions`;
  const scheme = findSchemeOf(ecosystem);
  for (const { version, foundAt } of instances) {
    const place = judgeRange(version, scope.range, scheme);
    const what = `version ${version} of ${packagePurl} (${foundAt.path})`;
    if (place === 'out') return `${what} is not in \`${scope.versions}\``;
    if (place === 'unsure') return `${what} cannot be compared with \`${scope.versions}\``;
    const misfit = placeMisfit(scope, foundAt.path, foundAt.layerIndex, layers);
    if (misfit !== null) return misfit;
  }
  return null;
}

function namesFlaw(scope: Scope, finding: VulnerabilityFinding): boolean {
  const { advisory, check } = scope;
  if (check !== '' || (advisory !== '' && !flawIdsOf(finding).includes(toFlawId(advisory)))) return false;
  return hasFingerprint(scope, finding);
}

function hasFingerprint({ fingerprint }: Scope, finding: VulnerabilityFinding | SecretFinding): boolean {
  return fingerprint === '' || fingerprintsOf(finding).includes(fingerprint);
}

function placeMisfit(
  { path: glob, owner }: Scope,
  path: string,
  layerIndex: number | null,
  layers: readonly LayerSummary[],
): string | null {
  if (glob !== '' && !glob.split('||').some((one) => matchesPath(path, one.trim())))
    return `${path} is not in \`${glob}\``;
  if (owner === '') return null;
  const part = layers.find(({ index }) => index === layerIndex)?.owner.part ?? 'unknown';
  return part === owner ? null : `${path} is in a layer whose owner is ${part}, not ${owner}`;
}
