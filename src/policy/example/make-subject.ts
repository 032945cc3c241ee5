/** What judging gets besides the finding of an example: an image with one layer of its base and one of its own. */
import { addDays } from '../../base/days.ts';
import { sha256 } from '../../model/digest.ts';
import type { Finding } from '../../model/finding.ts';
import type { Baseline, History } from '../../model/gate.ts';
import type { ImageInfo } from '../../model/image.ts';
import type { ReleaseSupport } from '../../model/lifecycle.ts';
import type { Package } from '../../model/package.ts';
import { parsePlatform } from '../../model/platform.ts';
import type { Problem } from '../../model/problem.ts';
import type { CoverageState, LayerSummary, Scanner } from '../../model/report.ts';
import type { Waiver } from '../../model/waiver.ts';
import type { Subject } from '../asked.ts';
import { ecosystemOf, kindOf, LAYER_OF, layerOf, PURL, text } from './given.ts';
import type { Example, Given } from './parse-examples.ts';

const LAYERS: readonly LayerSummary[] = [...LAYER_OF].map(([part, index]) => ({
  index,
  owner: { part: part === 'base' ? 'base' : 'own', basis: 'told' },
  entries: 1,
  plainBytes: 1,
  rereads: 0,
}));

/** The image, with the gap in its coverage. */
export function toSubject(example: Example): Subject {
  const { image, now, about, given } = example;
  const reasons = about === 'gap' ? [toProblem(given)] : [];
  const age = text(image, 'database-age');
  const oldestAt = age === '' ? '' : `${addDays(now, -Number(age))}T00:00:00Z`;
  return {
    image: toImage(image),
    layers: LAYERS,
    support: supportOf(image, now),
    packages: about === 'finding' ? packagesOf(given) : [],
    coverage: { state: stateOf(image, reasons), reasons, unidentifiedExecutables: 0 },
    advisories: { digest: '', starter: false, oldestAt, snapshots: [] },
    scanners: (image.get('scanner') ?? ['vuln', 'secret']) as readonly Scanner[],
  };
}

/** One release that ends then; none where the example does not say. */
function supportOf(image: Given, now: string): readonly ReleaseSupport[] {
  const days = text(image, 'end-of-life');
  if (days === '') return [];
  const endsAt = addDays(now, Number(days));
  return [
    {
      id: 'example',
      versionId: '',
      label: '',
      state: 'dated',
      endsAt,
      daysLeft: Number(days),
      toldUntil: endsAt,
      extendedUntil: '',
      feed: 'example',
      dataAt: '',
    },
  ];
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
      scope: 'unknown',
      ownedBy: null,
    },
  ];
}
