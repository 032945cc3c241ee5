/** Examples as what judging gets: an image with one layer of its base and one of its own, and one finding or gap in it. */
import { addDays } from '../../base/days.ts';
import type { AdvisoryState } from '../../model/advisory.ts';
import { sha256 } from '../../model/digest.ts';
import type { Finding, SecretFinding, VulnerabilityFinding } from '../../model/finding.ts';
import { secretFingerprint, vulnerabilityFingerprint } from '../../model/fingerprint.ts';
import type { Baseline, History } from '../../model/gate.ts';
import type { ImageInfo } from '../../model/image.ts';
import type { Package } from '../../model/package.ts';
import { parsePlatform } from '../../model/platform.ts';
import type { Problem } from '../../model/problem.ts';
import type { CoverageState, LayerSummary, Scanner } from '../../model/report.ts';
import { SEVERITIES, type Severity } from '../../model/severity.ts';
import type { Waiver } from '../../model/waiver.ts';
import type { Subject } from '../asked.ts';
import type { Example, Given } from './parse-examples.ts';

/** The index of the layer of each owner. */
const LAYER_OF: ReadonlyMap<string, number> = new Map([
  ['base', 0],
  ['own', 1],
]);

const LAYERS: readonly LayerSummary[] = [...LAYER_OF].map(([part, index]) => ({
  index,
  owner: { part: part === 'base' ? 'base' : 'own', basis: 'told' },
  entries: 1,
  plainBytes: 1,
  rereads: 0,
}));

/** What the finding is; null where the example is about something else, or about a waiver. */
export function toFinding({ about, given, now }: Example): Finding | null {
  if (about !== 'finding' || kindOf(given) === 'waiver') return null;
  return kindOf(given) === 'secret' ? toSecret(given, now) : toFlaw(given, now);
}

/** The image, with the gap in its coverage. */
export function toSubject(example: Example): Subject {
  const { image, now, about, given } = example;
  const reasons = about === 'gap' ? [toProblem(given)] : [];
  const age = text(image, 'database-age');
  const oldestAt = age === '' ? '' : `${addDays(now, -Number(age))}T00:00:00Z`;
  return {
    image: toImage(image),
    layers: LAYERS,
    packages: about === 'finding' ? packagesOf(given) : [],
    coverage: { state: stateOf(image, reasons), reasons, unidentifiedExecutables: 0 },
    advisories: { digest: '', starter: false, oldestAt, snapshots: [] },
    scanners: (image.get('scanner') ?? ['vuln', 'secret']) as readonly Scanner[],
  };
}

/** When the finding was first seen; null where the example does not say. */
export function toHistory({ given, now }: Example, finding: Finding | null): History | null {
  const days = text(given, 'first-seen');
  if (finding === null || days === '') return null;
  const firstSeen = addDays(now, -Number(days));
  const entry = { key: finding.fingerprint, firstSeen, fixSeen: '', severity: finding.severity };
  return { reference: 'example', entries: [{ ...entry, severitySince: firstSeen }] };
}

/** What there was before the change; null where the example does not speak of one. */
export function toBaseline({ given }: Example, finding: Finding | null): Baseline | null {
  const change = text(given, 'change');
  if (finding === null || change === '') return null;
  const packages = change === 'added' || finding.kind !== 'vulnerability' ? [] : [finding.instances[0]!.purl];
  const findings = change === 'unchanged' ? [finding.fingerprint] : [];
  return { reference: 'example', digest: '', findings, packages };
}

/** A waiver with what is wrong with it. */
export function toWaivers({ about, given, now }: Example): readonly Waiver[] {
  if (about !== 'finding' || kindOf(given) !== 'waiver') return [];
  const problem = text(given, 'waiver-problem') || 'expired';
  const isWide = problem === 'too-wide';
  const scope = {
    advisory: isWide ? '' : 'CVE-0000-0000',
    check: '',
    package: isWide ? '*' : '',
    versions: '',
  };
  return [
    {
      id: 'example',
      scope: { ...scope, image: '', owner: '', path: '', fingerprint: '' },
      reason: problem === 'incomplete' ? '' : 'example',
      owner: 'example',
      approver: 'example',
      isApprovalSigned: false,
      expires: addDays(now, problem === 'expired' ? -1 : 1),
      source: { document: { reference: 'example', digest: sha256('') }, policyDocument: 0, line: 0 },
    },
  ];
}

function kindOf(given: Given): string {
  return (
    text(given, 'kind') ||
    (given.has('check') ? 'secret' : given.has('waiver-problem') ? 'waiver' : 'vulnerability')
  );
}

/** The first value of a field; empty where the example does not give it. */
function text(given: Given, name: string): string {
  return given.get(name)?.[0] ?? '';
}

function severityOf(given: Given): Severity {
  return SEVERITIES.find((word) => word === text(given, 'severity')) ?? 'unknown';
}

function layerOf(given: Given): number {
  return LAYER_OF.get(text(given, 'owner')) ?? 1;
}

const PURL = 'pkg:generic/example@1';

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
    knownExploited: text(given, 'known-exploited') === 'true',
    state: (text(given, 'vendor-state') || (isFixed ? 'fixed' : 'affected')) as AdvisoryState,
    instances: [toInstance(given, { now, purl, id, isFixed })],
    setAside: [],
  };
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

/** Of types of package URLs that are called otherwise. */
const ECOSYSTEMS: ReadonlyMap<string, string> = new Map([['deb', 'dpkg']]);

function ecosystemOf(purl: string): string {
  const type = /^pkg:([^/]+)\//.exec(purl)?.[1] ?? '';
  return ECOSYSTEMS.get(type) ?? type;
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

function toProblem(given: Given): Problem {
  const layer = text(given, 'layer');
  const layerIndex = layer !== '' ? Number(layer) : (LAYER_OF.get(text(given, 'owner')) ?? null);
  const code = text(given, 'problem') || 'example';
  return { code, effect: 'incomplete', message: '', layerIndex, path: text(given, 'path'), wayOut: '' };
}

function stateOf(image: Given, reasons: readonly Problem[]): CoverageState {
  const told = text(image, 'coverage');
  return told === '' ? (reasons.length > 0 ? 'partial' : 'complete') : (told as CoverageState);
}

function toImage(image: Given): ImageInfo {
  const reference = text(image, 'image') || 'example';
  const labels = (image.get('label') ?? []).map((label) => {
    const at = label.indexOf('=');
    return at < 0 ? ([label, ''] as const) : ([label.slice(0, at), label.slice(at + 1)] as const);
  });
  return {
    reference,
    source: 'registry',
    names: [],
    id: null,
    manifestDigest: null,
    indexDigest: null,
    platform: parsePlatform(text(image, 'platform')) ?? { os: 'linux', architecture: 'amd64', variant: '' },
    config: {
      env: [],
      entrypoint: [],
      cmd: [],
      user: text(image, 'user'),
      labels: Object.fromEntries(labels),
      exposedPorts: [],
      healthcheck: [],
      history: [],
    },
    layers: [],
    annotations: {},
  };
}

function packagesOf(given: Given): readonly Package[] {
  const licences = given.get('licence') ?? [];
  const purl = text(given, 'package') || PURL;
  if (licences.length === 0) return [];
  const name = purl.replace(/@[^/]*$/, '').replace(/^.*\//, '');
  return [
    {
      purl,
      ecosystem: ecosystemOf(purl),
      name,
      version: '',
      architecture: '',
      source: { name, version: '' },
      distro: null,
      confidence: 'installed',
      evidence: 'example',
      foundAt: { path: text(given, 'path'), layerIndex: layerOf(given) },
      licences,
      vendor: '',
      moduleStream: '',
      ownedBy: null,
    },
  ];
}
