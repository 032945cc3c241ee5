/**
 * SARIF 2.1.0 (OASIS), within the limits of GitHub code scanning: a run for each image, a rule for each flaw, a
 * result for each finding, the most urgent first. What a limit cut is said in the run.
 * Left out: fixes, since a package's upgrade is no edit of the file that a location names.
 */
import type { Decision, ScanReport } from '../../model/report.ts';
import { type JsonTree, writeJson } from '../json-tree.ts';
import { failOnOf, gateOf } from '../kinds.ts';
import type { Reporter } from '../reporter.ts';
import { toCategories } from './category.ts';
import { toInvocation } from './invocation.ts';
import { type Cut, compareResults, measureCut, SARIF_LIMITS, withinLimits } from './limits.ts';
import { toResult } from './result.ts';
import { ROOT_ID } from './root.ts';
import { toDescriptor, toRules } from './rule.ts';

export const sarifReporter: Reporter = {
  id: 'sarif',
  mediaType: 'application/sarif+json',
  write(reports: readonly ScanReport[]): Iterable<string> {
    const kept = reports.slice(0, SARIF_LIMITS.runs);
    const categories = toCategories(kept);
    const cutRuns = reports.length - kept.length;
    return writeJson({
      branch: {
        $schema: {
          value: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
        },
        version: { value: '2.1.0' },
        runs: {
          list: Iterator.from(kept).map((report, i) => toRun(report, categories[i]!, i === 0 ? cutRuns : 0)),
        },
      },
    });
  },
};

/** `cutRuns`: images that this file could not take, told in its first run. */
function toRun(report: ScanReport, category: string, cutRuns: number): JsonTree {
  const sorted = [...report.decision.judgements].sort(compareResults);
  const judgements = withinLimits(sorted);
  const cut = measureCut(sorted, judgements, cutRuns);
  const rules = toRules(judgements);
  return {
    branch: {
      tool: {
        branch: {
          driver: toDriver(
            report,
            Iterator.from(rules.values()).map((r) => ({ value: toDescriptor(r) })),
          ),
        },
      },
      automationDetails: { value: { id: category } },
      invocations: { value: [toInvocation(report, cut)] },
      originalUriBaseIds: {
        value: { [ROOT_ID]: { description: { text: "The root of the image's file system." } } },
      },
      columnKind: { value: 'utf16CodeUnits' },
      results: {
        list: Iterator.from(judgements).map((judgement) => ({
          value: toResult(report, judgement, rules.get(judgement.ranked.finding.id)!.index),
        })),
      },
      properties: { value: runProperties(report, cut) },
    },
  };
}

function toDriver({ tool }: ScanReport, rules: Iterable<JsonTree>): JsonTree {
  return {
    branch: {
      name: { value: 'Plimsoll' },
      version: { value: tool.version },
      semanticVersion: { value: tool.version },
      rules: { list: rules },
    },
  };
}

function runProperties(
  { image, scanners, advisories, coverage, decision, exit }: ScanReport,
  cut: Cut,
): object {
  return {
    imageReference: image.reference,
    imageId: image.id,
    manifestDigest: image.manifestDigest,
    indexDigest: image.indexDigest,
    scanners,
    advisoriesDigest: advisories?.digest ?? null,
    advisoriesOldestAt: advisories?.oldestAt ?? null,
    advisoriesStarter: advisories?.starter ?? null,
    coverage: coverage.state,
    unidentifiedExecutables: coverage.unidentifiedExecutables,
    verdict: decision.verdict,
    failOn: failOnOf(decision),
    ...gateProperties(decision),
    exitCodes: exit.holding,
    leftOut: cut,
  };
}

/** What the policy's verdict rests on. */
function gateProperties(decision: Decision): object {
  const gate = gateOf(decision);
  if (gate === null) return {};
  const { inputs, digests, gaps, image } = gate;
  return {
    stage: inputs.stage,
    now: inputs.now,
    digests: {
      policy: digests.policy,
      waivers: digests.waivers,
      vex: digests.vex,
      history: digests.history,
      baseline: digests.baseline,
    },
    gaps: gaps.map(({ problem, outcome, rule, because }) => ({ code: problem.code, outcome, rule, because })),
    imageRules: image.map(({ rule, outcome, because }) => ({ rule, outcome, because })),
  };
}
