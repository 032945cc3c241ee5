/** Results: one for each finding, with a location for each place. */
import type {
  Finding,
  FindingStanding,
  VulnerabilityFinding,
  VulnerabilityInstance,
} from '../../model/finding.ts';
import type { Judgement, ScanReport } from '../../model/report.ts';
import { layerInstruction, layerName } from '../layers.ts';
import { SARIF_LIMITS } from './limits.ts';
import { ROOT_ID } from './root.ts';
import { levelOf } from './rule.ts';
import { placesLeftOut, SECRET_KINDS, secretLocation, secretMessage } from './secret.ts';
import { cutText, toMessage, toSentence, toUri } from './text.ts';
import { waiverLocation, waiverMessage } from './waiver.ts';

export function toResult(report: ScanReport, judgement: Judgement, ruleIndex: number): object {
  const { ranked, outcome, because, by, due } = judgement;
  const { finding, tier } = ranked;
  const hash = finding.fingerprint.replace(/^v1:/, '');
  return {
    ruleId: finding.id,
    ruleIndex,
    kind: kindOf(finding),
    level: levelOf(finding),
    message: { text: toMessage(messageOf(finding)) },
    locations: toLocations(report, finding),
    // Code scanning follows an alert by this key alone; the line number is a part of its form.
    partialFingerprints: { primaryLocationLineHash: `${hash}:1` },
    fingerprints: { 'plimsoll/v1': hash },
    suppressions: toSuppressions(report, judgement),
    properties: {
      outcome,
      because,
      rule: 'rule' in by ? by.rule : undefined,
      due: due === null ? undefined : { at: due.at, daysLeft: due.daysLeft, since: due.since },
      tier,
      standing: finding.standing,
      standingReason: finding.standingReason,
      severity: finding.severity,
      ...ownProperties(finding),
    },
  };
}

/** All or none of a run's results have them (SARIF 2.1.0, 3.27.23): those that a policy judged. */
function toSuppressions(report: ScanReport, { by, because }: Judgement): object[] | undefined {
  if (report.decision.basis.kind !== 'policy') return undefined;
  if (by.kind !== 'waiver' && by.kind !== 'vex') return [];
  const source = by.kind === 'waiver' ? `Waiver ${by.waiver}` : `VEX ${by.statement}`;
  return [{ kind: 'external', status: 'accepted', justification: toMessage(`${source}: ${because}`) }];
}

function kindOf(finding: Finding): string {
  switch (finding.kind) {
    case 'secret':
      return SECRET_KINDS[finding.standing];
    case 'vulnerability':
      return KINDS[finding.standing];
    case 'waiver':
      return 'fail';
  }
}

function messageOf(finding: Finding): string {
  switch (finding.kind) {
    case 'secret':
      return secretMessage(finding);
    case 'vulnerability':
      return resultText(finding);
    case 'waiver':
      return waiverMessage(finding);
  }
}

function toLocations(report: ScanReport, finding: Finding): object[] {
  if (finding.kind === 'secret') {
    return finding.places.slice(0, SARIF_LIMITS.locations).map((place) => secretLocation(report, place));
  }
  if (finding.kind === 'waiver') return [waiverLocation(finding)];
  return finding.instances.slice(0, SARIF_LIMITS.locations).map((instance) => toLocation(report, instance));
}

function ownProperties(finding: Finding): object {
  if (finding.kind === 'secret') {
    const { secretId, expiresAt } = finding;
    return { secretId, expiresAt, locationsLeftOut: placesLeftOut(finding) };
  }
  if (finding.kind === 'waiver') return { waiver: finding.waiver, owner: finding.owner };
  return {
    severitySource: finding.severitySource,
    knownExploited: finding.knownExploited,
    cisaDueAt: finding.listing?.dueAt || undefined,
    epss: finding.epss?.score,
    package: finding.packagePurl,
    locationsLeftOut: Math.max(0, finding.instances.length - SARIF_LIMITS.locations),
  };
}

/** SARIF 2.1.0, 3.27.9; a level other than `none` belongs to `fail` only (3.27.10). */
const KINDS: Readonly<Record<FindingStanding, string>> = {
  counted: 'fail',
  informational: 'informational',
  'vendor-not-affected': 'notApplicable',
  'vendor-status-unknown': 'review',
};

function resultText(finding: VulnerabilityFinding): string {
  const versions = [...new Set(finding.instances.map(({ version }) => version))].slice(0, 5).join(', ');
  const fixes = [...new Set(finding.instances.map(({ fixedVersion }) => fixedVersion).filter(Boolean))];
  const source = finding.severitySource === '' ? '' : ` according to ${finding.severitySource}`;
  return [
    `${finding.packageName} ${versions} has ${finding.id} (${finding.severity}${source}).`,
    toSentence(finding.title),
    fixes.length === 0 ? 'No fix is known.' : `Fixed in ${fixes.slice(0, 5).join(', ')}.`,
    finding.knownExploited ? 'Known to be exploited.' : '',
    finding.standingReason === '' ? '' : toSentence(`Not counted: ${finding.standingReason}`),
  ]
    .filter((part) => part !== '')
    .join(' ');
}

function toLocation(report: ScanReport, { foundAt, purl }: VulnerabilityInstance): object {
  const { layerIndex } = foundAt;
  const name = layerName(report, layerIndex);
  const instruction = layerInstruction(report, layerIndex);
  const diffId = report.image.layers[layerIndex]?.diffId ?? undefined;
  const text = instruction === '' ? name : `${name}: ${cutText(instruction, 200)}`;
  return {
    physicalLocation: {
      artifactLocation: { uri: toUri(foundAt.path), uriBaseId: ROOT_ID },
      // Code scanning refuses a location without a line, although a package has none.
      region: { startLine: 1 },
    },
    logicalLocations: [
      { name, fullyQualifiedName: diffId, kind: 'layer' },
      { name: purl, kind: 'package' },
    ],
    message: { text: toMessage(text) },
  };
}
