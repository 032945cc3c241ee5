/** Waivers made by hand, and what they are held against, for tests. */
import type { SecretFinding, VulnerabilityFinding, VulnerabilityInstance } from '../src/model/finding.ts';
import type { ImageInfo } from '../src/model/image.ts';
import type { WaiverRules } from '../src/model/policy.ts';
import type { LayerSummary } from '../src/model/report.ts';
import type { Waiver, WaiverScope } from '../src/model/waiver.ts';
import type { WaiverContext } from '../src/policy/waiver/waivers.ts';
import { finding } from './findings.ts';
import { imageInfo } from './image-info.ts';

const EMPTY_SCOPE: WaiverScope = {
  advisory: '',
  check: '',
  package: '',
  versions: '',
  image: '',
  owner: '',
  path: '',
  fingerprint: '',
};

export const TODAY = '2026-11-24';

/** One that lacks nothing and holds until the end of the year. */
export function waiver(
  scope: Partial<WaiverScope>,
  parts: Partial<Omit<Waiver, 'scope' | 'source'>> & {
    readonly document?: number;
    readonly line?: number;
  } = {},
): Waiver {
  const { document = 0, line = 7, ...rest } = parts;
  return {
    id: 'w',
    reason: 'not reachable',
    owner: 'team-pay',
    approver: 'kim',
    isApprovalSigned: false,
    expires: '2026-12-31',
    ...rest,
    scope: { ...EMPTY_SCOPE, ...scope },
    source: {
      document: { reference: 'waivers.yaml', digest: `sha256:${'0'.repeat(64)}` },
      policyDocument: document,
      line,
    },
  };
}

/** Versions of `pkg:npm/lib` at `app/0`, `app/1`, …, all in the layer given. */
export function flaw(
  versions: readonly string[],
  parts: Partial<VulnerabilityFinding> & { readonly layerIndex?: number } = {},
): VulnerabilityFinding {
  const { layerIndex = 1, ...rest } = parts;
  const purl = rest.packagePurl ?? 'pkg:npm/lib';
  const instances = versions.map(
    (version, at): VulnerabilityInstance => ({
      purl: `${purl}@${version}`,
      version,
      foundAt: { path: `app/${at}`, layerIndex },
      ownedBy: null,
      fixedVersion: '',
      evidence: [],
    }),
  );
  return finding({ id: 'CVE-2024-1', aliases: ['GHSA-aaaa-bbbb-cccc'], instances, ...rest });
}

export function secret(id: string, paths: readonly string[], layerIndex: number | null = 1): SecretFinding {
  return {
    kind: 'secret',
    fingerprint: `v1:${'5'.repeat(64)}`,
    id,
    title: id,
    provider: 'test',
    severity: 'high',
    standing: 'counted',
    standingReason: '',
    masked: 'ab…',
    secretId: '',
    expiresAt: '',
    notes: [],
    revoke: '',
    places: paths.map((path) => ({
      state: 'visible',
      layerIndex,
      goneInLayer: null,
      path,
      line: 1,
      column: 1,
      offset: 0,
      encodings: [],
      excerpt: '',
    })),
  };
}

export const ALL_DEMANDS: WaiverRules = {
  sources: [],
  demand: ['reason', 'owner', 'approver', 'expires'],
  maxDays: 0,
};

/** Layer 0 is the base's, layer 1 is their own, of layer 2 it is not known. */
export function waiverContext(
  parts: Partial<WaiverContext> & { readonly reference?: string } = {},
): WaiverContext {
  const { reference = 'host.test/team/app:1', ...rest } = parts;
  return {
    image: imageOf(reference),
    layers: (['base', 'own', 'unknown'] as const).map(layer),
    rules: ALL_DEMANDS,
    now: `${TODAY}T12:00:00Z`,
    ...rest,
  };
}

export function imageOf(reference: string, source = 'registry', names: readonly string[] = []): ImageInfo {
  return imageInfo({ reference, source, names });
}

function layer(part: 'base' | 'own' | 'unknown', index: number): LayerSummary {
  return { index, owner: { part, basis: 'told' }, entries: 0, plainBytes: 0, rereads: 0 };
}
