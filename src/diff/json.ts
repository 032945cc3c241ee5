/** A difference for machines. */
import type { Finding } from '../model/finding.ts';
import type { ScanReport } from '../model/report.ts';
import type { ChangedFinding, ChangedPackage, Difference } from './diff.ts';

/** Members may be added within version 1. */
const SCHEMA_ID = 'urn:plimsoll:schema:diff-1';

export function writeDifferenceJson({ before, after, findings, packages }: Difference): string {
  const document = {
    $schema: SCHEMA_ID,
    before: toSide(before),
    after: toSide(after),
    findings: findings.map(toFinding),
    packages: packages.map(toPackage),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function toSide({ image, advisories, coverage, scanners }: ScanReport): object {
  return {
    reference: image.reference,
    id: image.id,
    manifestDigest: image.manifestDigest,
    advisories: advisories?.digest ?? null,
    coverage: coverage.state,
    scanners,
  };
}

function toFinding({ change, judgement, before, reasons }: ChangedFinding): object {
  const { finding, tier } = judgement.ranked;
  return {
    change,
    reasons,
    kind: finding.kind,
    id: finding.id,
    fingerprint: finding.fingerprint,
    title: finding.title,
    severity: finding.severity,
    severityBefore: before?.ranked.finding.severity ?? null,
    standing: finding.standing,
    tier,
    ...placeOf(finding),
  };
}

function placeOf(finding: Finding): object {
  if (finding.kind === 'secret') return { paths: finding.places.map(({ path }) => path) };
  if (finding.kind === 'waiver') return { waiver: finding.waiver };
  return { package: finding.packagePurl, versions: finding.instances.map(({ version }) => version) };
}

function toPackage({ change, purl, before, after }: ChangedPackage): ChangedPackage {
  return { change, purl, before, after };
}
