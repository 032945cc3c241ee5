/**
 * What expressions can speak of: `finding` or `gap`, `image`, `now`, `today`, `stage`. Members without data are left out:
 * `has(finding.score)` asks for that. The shapes in shapes.ts say the same for the check of an expression: a test compares.
 */
import type { Finding, SecretFinding, VulnerabilityFinding, WaiverFinding } from '../../model/finding.ts';
import { formatPlatform } from '../../model/platform.ts';
import type { Problem } from '../../model/problem.ts';
import type { RankedFinding } from '../../model/report.ts';
import { type Context, purlWithVersion } from '../context.ts';
import { FINDING_VALUES } from '../field-values.ts';
import { imageNames } from '../waiver/image-names.ts';
import type { ExpressionVariables } from './expressions.ts';

type Members = Readonly<Record<string, unknown>>;

export function imageVariables({ subject, now, today, stage }: Context): ExpressionVariables {
  const { image, coverage } = subject;
  return {
    image: known({
      reference: image.reference,
      names: imageNames(image),
      source: image.source,
      platform: formatPlatform(image.platform),
      user: image.config.user,
      labels: new Map(Object.entries(image.config.labels)),
      layers: BigInt(image.layers.length),
      coverage: coverage.state,
      scanners: subject.scanners,
    }),
    now,
    today,
    stage,
  };
}

export function gapVariables(
  problem: Problem,
  context: Context,
  image: ExpressionVariables,
): ExpressionVariables {
  const { code, message, path, layerIndex } = problem;
  const owner = ownerOf(layerIndex, context);
  const layer = layerIndex === null ? null : BigInt(layerIndex);
  return { ...image, gap: known({ problem: code, message, path, layer, owner }) };
}

export function findingVariables(
  ranked: RankedFinding,
  context: Context,
  image: ExpressionVariables,
): ExpressionVariables {
  const { finding, tier } = ranked;
  const field = (name: string): unknown => toPlain(FINDING_VALUES.get(name)?.(ranked, context));
  const common = {
    kind: finding.kind,
    id: finding.id,
    title: finding.title,
    fingerprint: finding.fingerprint,
    severity: finding.severity,
    rank: tier,
    owner: field('owner'),
    change: field('change'),
    firstSeen: field('first-seen'),
  };
  return { ...image, finding: known({ ...common, ...ownMembers(finding, field, context) }) };
}

function ownMembers(finding: Finding, field: (name: string) => unknown, context: Context): Members {
  if (finding.kind === 'vulnerability') return flawMembers(finding, field, context);
  return finding.kind === 'secret' ? secretMembers(finding, context) : waiverMembers(finding);
}

function flawMembers(
  finding: VulnerabilityFinding,
  field: (name: string) => unknown,
  context: Context,
): Members {
  const { aliases, score, knownExploited, epss, packagePurl, packageName, ecosystem, instances } = finding;
  return {
    aliases,
    score,
    knownExploited,
    epss: epss?.score ?? null,
    fix: field('fix'),
    vendorState: finding.state,
    age: field('age'),
    licences: field('licence'),
    package: known({ name: packageName, purl: packagePurl, ecosystem }),
    instances: instances.map(({ purl, version, foundAt, fixedVersion }) =>
      known({
        purl: purlWithVersion(purl),
        version,
        fixedVersion,
        path: foundAt.path,
        layer: BigInt(foundAt.layerIndex),
        owner: ownerOf(foundAt.layerIndex, context),
      }),
    ),
  };
}

function secretMembers({ provider, expiresAt, places }: SecretFinding, context: Context): Members {
  return {
    provider,
    expiresAt: expiresAt === '' ? null : expiresAt,
    places: places.map(({ state, path, line, layerIndex }) =>
      known({
        state,
        path,
        line: BigInt(line),
        layer: layerIndex === null ? null : BigInt(layerIndex),
        owner: ownerOf(layerIndex, context),
      }),
    ),
  };
}

function waiverMembers({ waiver, writtenAt, owner }: WaiverFinding): Members {
  return { waiver: known({ id: waiver, writtenAt, owner }) };
}

function ownerOf(layerIndex: number | null, context: Context): string | null {
  const part = context.ownerOf(layerIndex);
  return part === 'unknown' ? null : part;
}

/** Days are whole numbers. */
function toPlain(value: unknown): unknown {
  return typeof value === 'number' ? BigInt(value) : value;
}

/** Without what has no value. */
function known(members: Members): ReadonlyMap<string, unknown> {
  return new Map(Object.entries(members).filter(([, value]) => value !== null && value !== undefined));
}
