/**
 * A report, a policy and waivers as large as they get, made by counting: the same in every run. Of the rules, most speak of
 * one package, some of what is common, and ten have an expression behind fields that few findings pass.
 */
import type { MatchEvidence, VulnerabilityFinding, VulnerabilityInstance } from '../../src/model/finding.ts';
import { vulnerabilityFingerprint } from '../../src/model/fingerprint.ts';
import type { ImageInfo } from '../../src/model/image.ts';
import type { Package } from '../../src/model/package.ts';
import type { Condition, Policy, Rule, Test } from '../../src/model/policy.ts';
import type { ScanReport } from '../../src/model/report.ts';
import type { Severity } from '../../src/model/severity.ts';
import type { Waiver } from '../../src/model/waiver.ts';

export const MADE_AT = '2026-11-24T12:00:00Z';

export interface MadeGate {
  readonly report: Omit<ScanReport, 'decision' | 'exit'>;
  readonly findings: readonly VulnerabilityFinding[];
  readonly policy: Policy;
  readonly waivers: readonly Waiver[];
}

export interface MadeSizes {
  readonly findings: number;
  readonly rules: number;
  readonly waivers: number;
  /** Rules with an expression among them, and whether fields stand before it. */
  readonly expressions: number;
  readonly areBehindFields: boolean;
}

export function makeGate(sizes: MadeSizes): MadeGate {
  const findings = Array.from({ length: sizes.findings }, (_, i) => makeFinding(i));
  return {
    report: makeReport(),
    findings,
    policy: makePolicy(sizes),
    waivers: Array.from({ length: sizes.waivers }, (_, i) => makeWaiver(i)),
  };
}

const PACKAGES = 1200;
const SEVERITIES: readonly Severity[] = [
  'critical',
  'high',
  'high',
  'medium',
  'medium',
  'medium',
  'low',
  'low',
  'negligible',
  'unknown',
];
const ECOSYSTEMS = [
  ['dpkg', 'deb/debian'],
  ['dpkg', 'deb/debian'],
  ['npm', 'npm'],
  ['maven', 'maven/org.example'],
  ['pypi', 'pypi'],
] as const;

function packageOf(index: number): {
  readonly ecosystem: string;
  readonly name: string;
  readonly purl: string;
} {
  const number = index % PACKAGES;
  const [ecosystem, type] = ECOSYSTEMS[number % ECOSYSTEMS.length]!;
  const name = `package-${number}`;
  return { ecosystem, name, purl: `pkg:${type}/${name}` };
}

function dayOf(index: number): string {
  return new Date(Date.UTC(2024, 0, 1 + (index % 1000))).toISOString();
}

function makeFinding(index: number): VulnerabilityFinding {
  const { ecosystem, name, purl } = packageOf(index * 7);
  const id = `CVE-2025-${10_000 + index}`;
  const fixedVersion = index % 3 === 0 ? '' : '2.0.0';
  return {
    kind: 'vulnerability',
    fingerprint: vulnerabilityFingerprint(id, purl),
    id,
    aliases: index % 2 === 0 ? [] : [`GHSA-${index}`],
    title: `Flaw ${index} in ${name}`,
    packagePurl: purl,
    packageName: name,
    ecosystem,
    standing: 'counted',
    standingReason: '',
    severity: SEVERITIES[index % SEVERITIES.length]!,
    severitySource: 'nvd',
    score: (index % 100) / 10,
    opinions: [{ source: 'nvd', severity: 'high', score: (index % 100) / 10, vector: '' }],
    knownExploited: index % 199 === 0,
    listing: null,
    epss: null,
    state: fixedVersion === '' ? 'affected' : 'fixed',
    instances: Array.from({ length: 1 + (index % 3) }, (_, i) => makeInstance(index, i, purl, fixedVersion)),
    setAside: [],
  };
}

function makeInstance(
  index: number,
  place: number,
  purl: string,
  fixedVersion: string,
): VulnerabilityInstance {
  const told: MatchEvidence = {
    advisoryId: `ADV-${index}`,
    feed: 'osv',
    key: { namespace: 'npm', name: `package-${index % PACKAGES}` },
    state: 'affected',
    comparedVersion: `1.${place}.0`,
    range: { introduced: '0', fixed: fixedVersion === '' ? null : fixedVersion, lastAffected: null },
    listed: false,
    fixedVersion,
    publishedAt: dayOf(index),
    fixedAt: fixedVersion === '' ? '' : dayOf(index + 20),
    url: `https://example.com/${index}`,
  };
  return {
    purl: `${purl}@1.${place}.0`,
    version: `1.${place}.0`,
    foundAt: {
      path: `app/${place}/node_modules/package-${index % PACKAGES}/package.json`,
      layerIndex: index % 8,
    },
    ownedBy: null,
    fixedVersion,
    evidence: [told],
  };
}

function makeReport(): MadeGate['report'] {
  const packages = Array.from({ length: PACKAGES * 3 }, (_, i) => makePackage(i));
  return {
    tool: { name: 'plimsoll', version: '0.1.0' },
    image: IMAGE,
    layers: Array.from({ length: 8 }, (_, index) => ({
      index,
      owner: { part: index < 4 ? 'base' : 'own', basis: 'told' },
      entries: 1000,
      plainBytes: 10_000_000,
      rereads: 0,
    })),
    distros: [],
    support: [],
    packages,
    scanners: ['vuln'],
    advisories: { digest: 'sha256:00', starter: false, oldestAt: MADE_AT, snapshots: [] },
    coverage: { state: 'complete', reasons: [], unidentifiedExecutables: 0 },
    problems: [],
  };
}

function makePackage(index: number): Package {
  const { ecosystem, name, purl } = packageOf(index);
  const version = `1.${Math.floor(index / PACKAGES)}.0`;
  return {
    purl: `${purl}@${version}`,
    ecosystem,
    name,
    version,
    architecture: '',
    source: { name, version },
    distro: null,
    confidence: 'installed',
    evidence: 'package.json',
    foundAt: { path: `app/node_modules/${name}/package.json`, layerIndex: index % 8 },
    licences: ['MIT'],
    vendor: '',
    moduleStream: '',
    scope: 'unknown',
    ownedBy: null,
  };
}

const IMAGE: ImageInfo = {
  reference: 'reg.example.com/team/shop:1.2',
  source: 'registry',
  names: [],
  id: null,
  manifestDigest: null,
  indexDigest: null,
  platform: { os: 'linux', architecture: 'amd64', variant: '' },
  config: {
    env: [],
    entrypoint: [],
    cmd: [],
    user: 'app',
    labels: { team: 'payments' },
    exposedPorts: [],
    healthcheck: [],
    history: [],
  },
  layers: Array.from({ length: 8 }, (_, index) => ({
    index,
    digest: null,
    diffId: null,
    chainId: null,
    sizeBytes: -1,
    createdBy: '',
  })),
  annotations: {},
};

function makePolicy({ rules, expressions, areBehindFields }: MadeSizes): Policy {
  const plain = Array.from({ length: rules - expressions - COMMON.length }, (_, i) => makeRule(i));
  const asked = Array.from({ length: expressions }, (_, i) => makeExpression(i, areBehindFields));
  return {
    documents: [{ reference: 'plimsoll.yaml', digest: 'sha256:00' }],
    stages: [{ name: 'production', rules: [...plain, ...asked, ...COMMON] }],
    waivers: {
      sources: [{ reference: 'waivers.yaml', document: 0, publicKey: '', demanded: true }],
      demand: ['reason', 'owner', 'approver', 'expires'],
      maxDays: 365,
    },
    trust: [],
  };
}

function is(field: string, ...values: readonly string[]): Condition {
  return {
    field,
    tests: values.map((value): Test => ({ kind: value.includes('*') ? 'glob' : 'is', value })),
  };
}

function rule(parts: Partial<Rule> & Pick<Rule, 'id' | 'action'>): Rule {
  const open = {
    document: 0,
    final: false,
    subject: 'finding',
    when: [],
    unless: [],
    expression: '',
  } as const;
  return { ...open, timeline: null, waivable: true, because: '', ...parts };
}

/** What organisations ask of all. */
const COMMON: readonly Rule[] = [
  rule({
    id: 'exploited',
    action: 'block',
    when: [is('known-exploited', 'true')],
    timeline: { clock: 'disclosed', days: [{ for: 'any', days: 0 }], warnDays: 3, restartOnSeverity: false },
  }),
  rule({
    id: 'critical',
    action: 'block',
    when: [is('severity', 'critical')],
    unless: [is('fix', 'none')],
    timeline: {
      clock: 'fix-available',
      days: [
        { for: 'critical', days: 7 },
        { for: 'any', days: 30 },
      ],
      warnDays: 3,
      restartOnSeverity: false,
    },
  }),
  rule({
    id: 'high',
    action: 'block',
    when: [is('severity', 'high'), is('fix', 'available')],
    timeline: {
      clock: 'fix-available',
      days: [{ for: 'any', days: 30 }],
      warnDays: 3,
      restartOnSeverity: false,
    },
  }),
  rule({ id: 'medium', action: 'warn', when: [is('severity', 'medium')] }),
];

/** Speaks of one package, of a flaw, of a pattern of packages, or of a path. */
function makeRule(index: number): Rule {
  const { purl } = packageOf(index * 11);
  const severity = is('severity', ...(index % 2 === 0 ? ['low'] : ['low', 'negligible']));
  const ofPackage = is('package', purl);
  const ofFlaw = is('id', `CVE-2025-${10_000 + index * 13}`);
  const patterns = [is('package', `${purl}*`), is('path', `*/package-${index}/*`)];
  const spoken = [ofPackage, ofFlaw, ofPackage, patterns[0]!, ofPackage, ofFlaw, ofPackage, patterns[1]!][
    index % 8
  ]!;
  return rule({
    id: `rule-${index}`,
    action: index % 5 === 0 ? 'warn' : 'allow',
    when: index % 3 === 0 ? [spoken] : [spoken, severity],
  });
}

const EXPRESSIONS: readonly string[] = [
  'finding.package.name.startsWith("package-9") && finding.score >= 9.0',
  'finding.instances.exists(i, i.path.startsWith("srv/"))',
  'inVersions(finding.package.ecosystem, finding.instances[0].version, ">=3")',
  'finding.title.matches("(?i)remote.*execution")',
  'has(finding.age) && finding.age > 2000',
];

/** One of hundred findings is critical and has no fix, and is not in the base: what stands before lets few pass. */
function makeExpression(index: number, isBehindFields: boolean): Rule {
  const fields = [is('known-exploited', 'true'), is('owner', 'own')];
  return rule({
    id: `expression-${index}`,
    action: 'block',
    when: isBehindFields ? fields : [],
    expression: `${EXPRESSIONS[index % EXPRESSIONS.length]!} && finding.id != "${index}"`,
  });
}

/** Every fifth speaks of a flaw that was found. */
function makeWaiver(index: number): Waiver {
  const found = index % 5 === 0;
  const scope = {
    advisory: '',
    check: '',
    package: '',
    versions: '',
    image: '',
    owner: '',
    path: '',
    fingerprint: '',
  };
  const ofPackage = { package: packageOf(index).purl, versions: '<1.5', image: 'reg.example.com/team/*' };
  const advisory = `CVE-${found ? 2025 : 2023}-${10_000 + index}`;
  return {
    id: `waiver-${index}`,
    scope: { ...scope, ...(index % 4 === 1 ? ofPackage : { advisory }) },
    reason: 'the affected code is not reachable from outside',
    owner: 'team-shop',
    approver: 'security',
    isApprovalSigned: false,
    expires: '2027-03-31',
    source: {
      document: { reference: 'waivers.yaml', digest: 'sha256:01' },
      policyDocument: 0,
      line: index + 1,
    },
  };
}
