/**
 * What a report's findings say in the words of VEX: by evidence only. Not affected is what its distribution says is
 * not, what holds no code, what an applied statement says; a waiver accepts a flaw and does not take it away. Secrets
 * and findings about waivers are left out, and so are places that weigh less than their finding.
 */
import type { FindingStanding, VulnerabilityFinding } from '../model/finding.ts';
import type { Judgement, ScanReport } from '../model/report.ts';
import { VEX_JUSTIFICATIONS, type VexStatement } from '../model/vex.ts';
import { gateOf, isVulnerability } from './kinds.ts';
import type { ReporterOptions } from './reporter.ts';
import {
  coverageText,
  toVexImage,
  type VexClaim,
  type VexComponent,
  type VexSubject,
  type WrittenVex,
} from './vex-document.ts';
import { toRemedy } from './vex-remedy.ts';

/** What a VEX document of reports says. */
export function toVexDocument(reports: readonly ScanReport[], { timestamp }: ReporterOptions): WrittenVex {
  const toolVersion = reports[0]?.tool.version ?? '';
  return { author: 'plimsoll', isDraft: false, toolVersion, timestamp, subjects: reports.map(toSubject) };
}

function toSubject(report: ScanReport): VexSubject {
  const claimOf = createClaims(report);
  return {
    image: toVexImage(report.image),
    coverage: coverageText(report),
    claims: report.decision.judgements.filter(isVulnerability).map(claimOf),
  };
}

/** How the findings of one report are spoken of. */
export function createClaims(report: ScanReport): (judgement: Judgement<VulnerabilityFinding>) => VexClaim {
  const applied = appliedStatements(report);
  const isDeclared = declaredPlaces(report);
  return (judgement) => {
    const { finding } = judgement.ranked;
    const { id, aliases, title } = finding;
    return {
      id,
      aliases,
      title,
      components: toComponents(finding),
      timestamp: '',
      justification: '',
      remedy: 'no fix yet',
      ...sayingOf(judgement, { report, isDeclared, applied: applied.get(finding.fingerprint) ?? [] }),
    };
  };
}

/** What is said, of what is given above. */
type Saying = Pick<VexClaim, 'status' | 'text'> &
  Partial<Pick<VexClaim, 'justification' | 'remedy' | 'timestamp'>>;

interface Evidence {
  readonly report: ScanReport;
  /** The statements that took this finding out of the count. */
  readonly applied: readonly VexStatement[];
  isDeclared(finding: VulnerabilityFinding): boolean;
}

/** The packages at the places of a finding, each once. */
function toComponents({ instances, packagePurl, packageName }: VulnerabilityFinding): VexComponent[] {
  const byPurl = new Map(
    instances.map(({ purl, version }) => [purl, { purl, name: `${packageName} ${version}`.trim() }]),
  );
  // A finding without a place is still one about its package.
  return byPurl.size > 0 ? [...byPurl.values()] : [{ purl: packagePurl, name: packageName }];
}

function sayingOf(judgement: Judgement<VulnerabilityFinding>, evidence: Evidence): Saying {
  const { by, because, ranked } = judgement;
  const { finding } = ranked;
  if (by.kind === 'vex') return passOn(evidence.applied, because);
  if (by.kind === 'waiver') {
    const text = `Accepted under the waiver ${by.waiver}: ${because}. ${toRemedy(finding).text}`;
    return { status: 'affected', text, remedy: 'accepted' };
  }
  return SAYINGS[finding.standing](finding, evidence);
}

const SAYINGS: Readonly<Record<FindingStanding, (f: VulnerabilityFinding, evidence: Evidence) => Saying>> = {
  counted(finding) {
    if (finding.state === 'under-investigation')
      return { status: 'under_investigation', text: `${whoSays(finding)} is looking into it.` };
    return { status: 'affected', ...toRemedy(finding) };
  },
  informational: sayInformational,
  'vendor-not-affected': ({ standingReason, id }) => ({
    status: 'not_affected',
    text: sentence(standingReason, `the vendor says that ${id} does not affect it`),
  }),
  'vendor-status-unknown': ({ standingReason }) => ({
    status: 'under_investigation',
    text: sentence(standingReason, 'the vendor says nothing of it'),
  }),
};

/** Nothing that is missing is told of an image that was read in part only. */
function sayInformational(finding: VulnerabilityFinding, { report, isDeclared }: Evidence): Saying {
  const text = sentence(finding.standingReason, 'it holds no code of the flaw');
  if (isDeclared(finding)) {
    if (report.coverage.state === 'complete')
      return { status: 'not_affected', justification: 'component_not_present', text };
    return { status: 'under_investigation', text: `${text} Not all of the image could be looked at.` };
  }
  if (finding.instances.every(({ ownedBy }) => ownedBy === null))
    return { status: 'not_affected', justification: 'vulnerable_code_not_present', text };
  // The flaw is there, and is counted as that of the package that owns these files.
  return { status: 'affected', text };
}

/** Text of a report as a sentence. */
function sentence(text: string, instead: string): string {
  const words = text.trim() === '' ? instead : text.trim();
  return `${words[0]!.toUpperCase()}${words.slice(1)}${/[.!?]$/.test(words) ? '' : '.'}`;
}

function whoSays({ instances }: VulnerabilityFinding): string {
  const evidence = instances.flatMap((instance) => instance.evidence);
  return evidence.find(({ state }) => state === 'under-investigation')?.key.namespace ?? 'The vendor';
}

/** Of several statements, of which each speaks for some places, what they have in common. */
function passOn(applied: readonly VexStatement[], because: string): Saying {
  const [first, ...others] = applied;
  if (first === undefined)
    return { status: 'not_affected', text: sentence(because, 'a VEX statement says so') };
  const isSaidByAll = (key: 'status' | 'justification'): boolean =>
    others.every((other) => other[key] === first[key]);
  const sources = applied.map(
    ({ document, index }) =>
      `${document.author || 'an unnamed author'} (${document.format} ${document.id || document.reference}, statement ${index})`,
  );
  const isSame = isSaidByAll('status') && isSaidByAll('justification');
  return {
    status: isSaidByAll('status') ? first.status : 'not_affected',
    // A report that was stored may hold anything.
    justification: isSame && VEX_JUSTIFICATIONS.includes(first.justification) ? first.justification : '',
    text: `${sentence(because, 'a VEX statement says so')} Said by ${[...new Set(sources)].join('; ')}.`,
    timestamp: others.length === 0 ? first.timestamp : '',
  };
}

function appliedStatements({ decision }: ScanReport): ReadonlyMap<string, readonly VexStatement[]> {
  const byFingerprint = new Map<string, VexStatement[]>();
  for (const { statement, outcome } of gateOf(decision)?.statements ?? []) {
    if (outcome.kind !== 'applied') continue;
    for (const fingerprint of outcome.fingerprints) {
      const known = byFingerprint.get(fingerprint);
      if (known === undefined) byFingerprint.set(fingerprint, [statement]);
      else known.push(statement);
    }
  }
  return byFingerprint;
}

/** Whether all places of a finding hold nothing but a description of the package. */
function declaredPlaces({ packages }: ScanReport): (finding: VulnerabilityFinding) => boolean {
  const keyOf = (purl: string, path: string): string => `${purl}\n${path}`;
  const declared = new Set(
    packages
      .filter(({ confidence }) => confidence === 'declared')
      .map(({ purl, foundAt }) => keyOf(purl, foundAt.path)),
  );
  return ({ instances }) =>
    instances.length > 0 && instances.every(({ purl, foundAt }) => declared.has(keyOf(purl, foundAt.path)));
}
