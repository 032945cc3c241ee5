/**
 * The report for machines: all of it, in a form that is versioned and described by schemas/report-1.schema.json.
 * Members may be added within version 1; none changes its meaning or goes away. Every type is copied member by
 * member, so that the order of keys is fixed and a member that the schema does not know cannot slip in.
 * Left out: the values of the config's environment, which are credentials often enough (the history keeps what a
 * builder wrote into an ENV or RUN instruction: it is the evidence for a layer).
 */
import type { AdvisoryBuild } from '../../model/advisory.ts';
import type { Decision, Judgement, ScanReport } from '../../model/report.ts';
import { findUpgrade, groupByPackage, type Upgrade } from '../groups.ts';
import { type JsonTree, listOf, writeJson } from '../json-tree.ts';
import { failOnOf, gateOf, isSecret, isVulnerability, isWaiver } from '../kinds.ts';
import type { CompareVersions, Reporter, ReporterOptions } from '../reporter.ts';
import { countFindings, countPackages } from '../summary.ts';
import { toGate } from './gate/gate.ts';
import { toImage } from './image.ts';
import { toDistro, toPackage, toProblem, toSupport } from './package.ts';
import { toSecret } from './secret.ts';
import { toVulnerability } from './vulnerability.ts';
import { toWaiverFinding } from './waiver-finding.ts';

export const SCHEMA_ID = 'urn:plimsoll:schema:report-1';
export const SCHEMA_VERSION = '1.2.0';

export const jsonReporter: Reporter = {
  id: 'json',
  mediaType: 'application/json',
  write(reports: readonly ScanReport[], options: ReporterOptions): Iterable<string> {
    return writeJson({
      branch: {
        $schema: { value: SCHEMA_ID },
        schemaVersion: { value: SCHEMA_VERSION },
        reports: listOf(reports, (report) => toReport(report, options.compareVersions)),
      },
    });
  },
};

function toReport(report: ScanReport, compare: CompareVersions): JsonTree {
  const { tool, decision, coverage, exit } = report;
  return {
    branch: {
      tool: { value: { name: tool.name, version: tool.version } },
      decision: toDecision(decision),
      exit: { value: { code: exit.code, holding: exit.holding } },
      coverage: {
        value: {
          state: coverage.state,
          unidentifiedExecutables: coverage.unidentifiedExecutables,
          reasons: coverage.reasons.map(toProblem),
        },
      },
      summary: { value: toSummary(report) },
      scanners: { value: report.scanners },
      advisories: { value: report.advisories === null ? null : toBuild(report.advisories) },
      image: { value: toImage(report) },
      distros: listOf(report.distros, (distro) => ({ value: toDistro(distro) })),
      support: listOf(report.support, (one) => ({ value: toSupport(one) })),
      problems: listOf(report.problems, (problem) => ({ value: toProblem(problem) })),
      upgrades: { list: upgrades(report, compare) },
      findings: listOf(decision.judgements, (judgement) => ({ value: toFinding(judgement) })),
      packages: listOf(report.packages, (pkg) => ({ value: toPackage(pkg, report.layers) })),
    },
  };
}

function toDecision(decision: Decision): JsonTree {
  const gate = gateOf(decision);
  return {
    branch: {
      verdict: { value: decision.verdict },
      failOn: { value: failOnOf(decision) },
      basis: { value: decision.basis.kind },
      gate: gate === null ? { value: null } : toGate(gate),
    },
  };
}

function toFinding(judgement: Judgement): object {
  if (isVulnerability(judgement)) return toVulnerability(judgement);
  if (isSecret(judgement)) return toSecret(judgement);
  if (isWaiver(judgement)) return toWaiverFinding(judgement);
  throw new Error(`a finding of an unknown kind: ${judgement.ranked.finding.kind}`);
}

function toSummary({ packages, decision }: ScanReport): object {
  const counts = countFindings(decision.judgements);
  return {
    packages: packages.length,
    packagesByEcosystem: countPackages(packages),
    findings: counts.counted,
    secrets: counts.secrets,
    fixable: counts.fixable,
    knownExploited: counts.knownExploited,
    blocking: counts.blocking,
    warning: counts.warning,
    bySeverity: counts.bySeverity,
    notCounted: counts.notCounted,
  };
}

function toBuild(build: AdvisoryBuild): AdvisoryBuild {
  return {
    digest: build.digest,
    starter: build.starter,
    oldestAt: build.oldestAt,
    snapshots: build.snapshots.map((snapshot) => ({
      feed: snapshot.feed,
      namespaces: snapshot.namespaces,
      fetchedAt: snapshot.fetchedAt,
      records: snapshot.records,
      licence: snapshot.licence,
    })),
  };
}

function* upgrades(report: ScanReport, compare: CompareVersions): Generator<JsonTree> {
  for (const group of groupByPackage(report.decision.judgements)) {
    const upgrade = findUpgrade(group, compare);
    if (upgrade !== null) yield { value: toUpgrade(upgrade) };
  }
}

function toUpgrade(upgrade: Upgrade): Upgrade {
  return {
    packageName: upgrade.packageName,
    packagePurl: upgrade.packagePurl,
    ecosystem: upgrade.ecosystem,
    from: upgrade.from,
    to: upgrade.to,
    clears: upgrade.clears,
    remains: upgrade.remains,
  };
}
