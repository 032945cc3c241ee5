/** How the fields of fields.ts are taken from a finding, a gap or an image: one line a field. */
import { daysBetween, findDay, isDay } from '../base/days.ts';
import type { Finding, SecretFinding, VulnerabilityFinding, WaiverFinding } from '../model/finding.ts';
import { vulnerabilityFingerprint } from '../model/fingerprint.ts';
import type { Change } from '../model/gate.ts';
import type { Owner } from '../model/image.ts';
import { formatPlatform } from '../model/platform.ts';
import type { Problem } from '../model/problem.ts';
import type { RankedFinding } from '../model/report.ts';
import { type Before, type Context, purlWithVersion } from './context.ts';
import { disclosedOn, hasFix, isFixUnclear } from './fixes.ts';
import { historyOf } from './history.ts';
import { imageNames } from './waiver/image-names.ts';

/**
 * Several texts: it is all of them (ids, paths); none: it is known to have none. Null = unknown: there is no data.
 * Undefined = what is asked about has no such property: a secret has no package.
 */
export type FieldValue = string | number | readonly string[] | null | undefined;

export type FindingGetter = (ranked: RankedFinding, context: Context) => FieldValue;
export type GapGetter = (problem: Problem, context: Context) => FieldValue;
export type ImageGetter = (context: Context) => FieldValue;

/** By name of the field. */
export const FINDING_VALUES: ReadonlyMap<string, FindingGetter> = new Map<string, FindingGetter>([
  ['kind', ({ finding }) => finding.kind],
  ['severity', ({ finding }) => (finding.severity === 'unknown' ? null : finding.severity)],
  ['score', ofFlaw(({ score }) => score)],
  ['rank', ({ tier }) => tier],
  ['id', ({ finding }) => (finding.kind === 'vulnerability' ? [finding.id, ...finding.aliases] : finding.id)],
  ['known-exploited', ofFlaw(({ knownExploited }) => String(knownExploited))],
  ['epss', ofFlaw(({ epss }) => epss?.score ?? null)],
  ['fix', ofFlaw((flaw) => (hasFix(flaw) ? 'available' : isFixUnclear(flaw) ? null : 'none'))],
  ['vendor-state', ofFlaw(({ state }) => state)],
  ['secret-state', ofSecret(({ places }) => distinct(places.map(({ state }) => state)))],
  ['standing', ({ finding }) => finding.standing],
  ['age', ofFlaw((flaw, context) => daysSince(disclosedOn(flaw), context))],
  ['first-seen', ({ finding }, context) => daysSince(firstSeenOn(finding, context), context)],
  ['owner', ({ finding }, context) => ownerOfFinding(finding, context)],
  ['reach', ofFlaw(() => null)],
  ['package', ofFlaw(packagesOf)],
  ['ecosystem', ofFlaw(({ ecosystem }) => ecosystem)],
  ['licence', ofFlaw((flaw, context) => licencesOf(flaw, context))],
  ['check', ofSecret(({ id }) => id)],
  ['path', ({ finding }) => pathsOf(finding)],
  ['expired', ({ finding }, context) => isExpired(finding, context)],
  ['change', ({ finding }, context) => changeOf(finding, context.before)],
  ['waiver-problem', ofWaiver(({ id }) => id.slice('waiver-'.length))],
]);

export const GAP_VALUES: ReadonlyMap<string, GapGetter> = new Map<string, GapGetter>([
  ['problem', ({ code }) => code],
  ['layer', ({ layerIndex }) => layerIndex],
  ['owner', ({ layerIndex }, context) => toKnown(context.ownerOf(layerIndex))],
  ['path', ({ path }) => (path === '' ? null : path)],
]);

export const IMAGE_VALUES: ReadonlyMap<string, ImageGetter> = new Map<string, ImageGetter>([
  ['coverage', ({ subject }) => subject.coverage.state],
  ['database-age', (context) => daysSince(findDay(context.subject.advisories?.oldestAt ?? ''), context)],
  ['end-of-life', (context) => daysToEnd(context)],
  ['image', ({ subject }) => orUnknown(imageNames(subject.image))],
  ['repository', ({ subject }) => orUnknown(imageNames(subject.image).filter(isRepository))],
  ['label', ({ subject }) => labelsOf(subject.image.config.labels)],
  ['platform', ({ subject }) => formatPlatform(subject.image.platform)],
  ['user', ({ subject }) => usersOf(subject.image.config.user)],
  ['base', () => null],
  ['base-approved', () => null],
  ['base-age', () => null],
  ['signed-by', () => null],
  ['stage', ({ stage }) => stage],
  ['scanner', ({ subject }) => orUnknown(subject.scanners)],
]);

/** Of the release that ends first, as far as it is known; null where none is, undefined where no release can end. */
function daysToEnd({ subject, today }: Context): FieldValue {
  const days = subject.support.flatMap(({ state, endsAt }) => {
    if (state === 'ended') return [LONG_OVER];
    return isDay(endsAt) ? [daysBetween(today, endsAt)] : [];
  });
  if (days.length > 0) return Math.min(...days);
  return subject.scanners.includes('vuln') && subject.support.every(({ state }) => state === 'open')
    ? undefined
    : null;
}

/** Days to an end that is past, on a day that the source does not tell. */
const LONG_OVER = -1;

/** Where a finding is: base only where all of its places are; unknown where that cannot be told. */
export function ownerOfFinding(finding: Finding, context: Context): 'base' | 'own' | null | undefined {
  if (finding.kind === 'waiver') return undefined;
  const indices =
    finding.kind === 'secret'
      ? finding.places.map(({ layerIndex }) => layerIndex)
      : finding.instances.map(({ foundAt }) => foundAt.layerIndex);
  const parts = indices.map(context.ownerOf);
  if (parts.includes('own')) return 'own';
  return parts.length === 0 || parts.includes('unknown') ? null : 'base';
}

/** By the state; what it does not know of was first seen today. Null without one. */
export function firstSeenOn(finding: Finding, { history, today }: Context): string | null | undefined {
  if (finding.kind === 'waiver') return undefined;
  if (history === null) return null;
  const day = historyOf(history, finding)?.firstSeen || today;
  return findDay(day);
}

/** Against the baseline; null without one, and where it was not judged and could have had the finding. */
export function changeOf(finding: Finding, before: Before | null): Change | null | undefined {
  if (finding.kind === 'waiver') return undefined;
  if (before === null) return null;
  const isNew = finding.kind === 'vulnerability' && !finding.instances.every((i) => wasThere(i.purl, before));
  if (isNew) return 'added';
  if (before.findings === null) return null;
  if (keysOf(finding).some((key) => before.findings?.has(key))) return 'unchanged';
  return finding.kind === 'secret' ? 'added' : 'newly-disclosed';
}

function ofFlaw(get: (finding: VulnerabilityFinding, context: Context) => FieldValue): FindingGetter {
  return ({ finding }, context) => (finding.kind === 'vulnerability' ? get(finding, context) : undefined);
}

function ofSecret(get: (finding: SecretFinding, context: Context) => FieldValue): FindingGetter {
  return ({ finding }, context) => (finding.kind === 'secret' ? get(finding, context) : undefined);
}

function ofWaiver(get: (finding: WaiverFinding) => FieldValue): FindingGetter {
  return ({ finding }) => (finding.kind === 'waiver' ? get(finding) : undefined);
}

function daysSince(day: string | null | undefined, { today }: Context): FieldValue {
  return typeof day === 'string' ? Math.max(0, daysBetween(day, today)) : day;
}

function packagesOf({ packagePurl, instances }: VulnerabilityFinding): readonly string[] {
  return distinct([packagePurl, ...instances.map(({ purl }) => purlWithVersion(purl))]);
}

function licencesOf({ instances }: VulnerabilityFinding, context: Context): FieldValue {
  return orUnknown(distinct(instances.flatMap(({ purl }) => context.findPackage(purl)?.licences ?? [])));
}

function pathsOf(finding: Finding): FieldValue {
  if (finding.kind === 'waiver') return undefined;
  const paths =
    finding.kind === 'secret'
      ? finding.places.map(({ path }) => path)
      : finding.instances.map(({ foundAt }) => foundAt.path);
  return orUnknown(distinct(paths.filter((path) => path !== '')));
}

function isExpired(finding: Finding, { now }: Context): FieldValue {
  if (finding.kind === 'waiver') return String(finding.id === 'waiver-expired');
  if (finding.kind !== 'secret') return undefined;
  return finding.expiresAt === '' ? null : String(finding.expiresAt <= now);
}

function wasThere(purl: string, { packages }: Before): boolean {
  return packages.has(purlWithVersion(purl));
}

function keysOf(finding: VulnerabilityFinding | SecretFinding): readonly string[] {
  if (finding.kind === 'secret') return [finding.fingerprint];
  const others = finding.aliases.map((alias) => vulnerabilityFingerprint(alias, finding.packagePurl));
  return [finding.fingerprint, ...others];
}

function toKnown(part: Owner['part']): FieldValue {
  return part === 'unknown' ? null : part;
}

function isRepository(name: string): boolean {
  return !/@|:[^/]*$/.test(name);
}

function labelsOf(labels: Readonly<Record<string, string>>): FieldValue {
  return Object.entries(labels).map(([name, value]) => `${name}=${value}`);
}

function usersOf(user: string): readonly string[] {
  const name = user.split(':')[0]!;
  return ['', '0', 'root'].includes(name) ? distinct(['root', ...(user === '' ? [] : [user])]) : [user];
}

function orUnknown(texts: readonly string[]): FieldValue {
  return texts.length === 0 ? null : texts;
}

function distinct(texts: readonly string[]): readonly string[] {
  if (texts.length > 8) return [...new Set(texts)];
  return texts.length < 2 ? texts : texts.filter((text, place) => texts.indexOf(text) === place);
}
