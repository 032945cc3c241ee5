/** The finding of an example, at one place in an image. */
import { addDays } from '../../base/days.ts';
import type { AdvisoryState } from '../../model/advisory.ts';
import type { EpssScore, KnownExploited } from '../../model/exploitation.ts';
import type { Finding, SecretFinding, VulnerabilityFinding } from '../../model/finding.ts';
import { secretFingerprint, vulnerabilityFingerprint } from '../../model/fingerprint.ts';
import { SEVERITIES, type Severity } from '../../model/severity.ts';
import { ecosystemOf, kindOf, layerOf, PURL, text } from './given.ts';
import type { Example, Given } from './parse-examples.ts';

/** What the finding is; null where the example is about something else, or about a waiver. */
export function toFinding({ about, given, now }: Example): Finding | null {
  if (about !== 'finding' || kindOf(given) === 'waiver') return null;
  return kindOf(given) === 'secret' ? toSecret(given, now) : toFlaw(given, now);
}

function severityOf(given: Given): Severity {
  return SEVERITIES.find((word) => word === text(given, 'severity')) ?? 'unknown';
}

function toFlaw(given: Given, now: string): VulnerabilityFinding {
  const id = text(given, 'id') || 'CVE-0000-0000';
  const purl = text(given, 'package') || PURL;
  const packagePurl = purl.replace(/@[^/]*$/, '');
  const isFixed = text(given, 'fix') === 'available';
  const score = text(given, 'score');
  const severity = severityOf(given);
  return {
    kind: 'vulnerability',
    fingerprint: vulnerabilityFingerprint(id, packagePurl),
    id,
    aliases: given.get('aliases') ?? [],
    title: id,
    packagePurl,
    packageName: packagePurl.slice(packagePurl.lastIndexOf('/') + 1),
    ecosystem: ecosystemOf(purl),
    standing: 'counted',
    standingReason: '',
    severity,
    severitySource: severity === 'unknown' ? '' : 'example',
    score: score === '' ? null : Number(score),
    opinions: [],
    knownExploited: text(given, 'known-exploited') === 'true' || given.has('cisa-due'),
    listing: toListing(given, id),
    epss: toScore(given, id),
    state: (text(given, 'vendor-state') || (isFixed ? 'fixed' : 'affected')) as AdvisoryState,
    instances: [toInstance(given, { now, purl, id, isFixed })],
    setAside: [],
  };
}

function toListing(given: Given, id: string): KnownExploited | null {
  const dueAt = text(given, 'cisa-due');
  return dueAt === '' ? null : { id, addedAt: '', dueAt, ransomware: false, feed: 'example', dataAt: '' };
}

function toScore(given: Given, id: string): EpssScore | null {
  const score = Number(text(given, 'epss') || Number.NaN);
  return Number.isNaN(score) ? null : { id, score, percentile: null, feed: 'example', dataAt: '' };
}

interface Flaw {
  readonly now: string;
  readonly purl: string;
  readonly id: string;
  readonly isFixed: boolean;
}

function toInstance(
  given: Given,
  { now, purl, id, isFixed }: Flaw,
): VulnerabilityFinding['instances'][number] {
  const version = /@([^/@?#]*)(?:[?#].*)?$/.exec(purl)?.[1] ?? '1';
  const fixedVersion = isFixed ? 'a later one' : '';
  const evidence = {
    advisoryId: id,
    feed: 'example',
    key: { namespace: 'example', name: 'example' },
    state: 'affected' as const,
    comparedVersion: version,
    range: null,
    listed: false,
    fixedVersion,
    publishedAt: dayBefore(now, text(given, 'age')),
    fixedAt: dayBefore(now, text(given, 'fix-age')),
    url: '',
  };
  return {
    purl,
    version,
    foundAt: { path: text(given, 'path'), layerIndex: layerOf(given) },
    ownedBy: null,
    fixedVersion,
    evidence: [evidence],
  };
}

function dayBefore(now: string, days: string): string {
  return days === '' ? '' : `${addDays(now, -Number(days))}T00:00:00Z`;
}

function toSecret(given: Given, now: string): SecretFinding {
  const id = text(given, 'check') || text(given, 'id') || 'example';
  const path = text(given, 'path') || 'app/example';
  const expired = text(given, 'expired');
  const state = (text(given, 'secret-state') || 'visible') as SecretFinding['places'][number]['state'];
  const place = { state, layerIndex: layerOf(given), goneInLayer: null, path, line: 1, column: 1, offset: 0 };
  return {
    kind: 'secret',
    fingerprint: secretFingerprint(id, path, 0),
    id,
    title: id,
    provider: 'example',
    severity: severityOf(given),
    standing: 'counted',
    standingReason: '',
    masked: '',
    secretId: '',
    expiresAt: expired === '' ? '' : `${addDays(now, expired === 'true' ? -1 : 1)}T00:00:00Z`,
    notes: [],
    revoke: '',
    places: [{ ...place, encodings: [], excerpt: '' }],
  };
}
