/** What was there before, taken from a report of it: the previous release, the target branch's image, the base image. */
import type { Baseline } from '../model/gate.ts';
import { compareText } from '../model/problem.ts';
import type { ScanReport } from '../model/report.ts';

export function toBaseline(report: ScanReport, reference: string): Baseline {
  const { image, decision, packages } = report;
  const isJudged = report.scanners.includes('vuln');
  return {
    reference,
    digest: image.manifestDigest ?? image.id ?? '',
    findings: isJudged ? sorted(decision.judgements.map(({ ranked }) => ranked.finding.fingerprint)) : null,
    packages: sorted(packages.map(({ purl }) => purl)),
  };
}

function sorted(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort(compareText);
}
