/**
 * The shortest way to another verdict: upgrades, a newer base, secrets to take out, and for what no upgrade helps
 * against the waivers that would be needed. Nothing here is tried out: that a newer version has no flaws of its own
 * is not known.
 */
import type { SecretFinding, VulnerabilityFinding } from '../../model/finding.ts';
import type { JudgedGap } from '../../model/gate.ts';
import type { Rule } from '../../model/policy.ts';
import type { Judgement, ScanReport } from '../../model/report.ts';
import { findUpgrade, groupByPackage, type PackageGroup, rowTarget } from '../groups.ts';
import { gateOf, isSecret, isVulnerability, isWaiver } from '../kinds.ts';
import type { CompareVersions } from '../reporter.ts';
import { compareJudgements } from '../summary.ts';
import { countOf, noFixText } from '../words.ts';
import { ruleOf } from './reasons.ts';

export interface Step {
  readonly kind: 'rebase' | 'upgrade' | 'secret' | 'waiver' | 'renew' | 'gap' | 'image';
  readonly text: string;
}

/** What would have to happen so that nothing of this outcome is left. */
export function findSteps(
  report: ScanReport,
  outcome: 'block' | 'warn',
  compare: CompareVersions,
): readonly Step[] {
  const ours = report.decision.judgements.filter((judgement) => judgement.outcome === outcome);
  const groups = groupByPackage(ours);
  const gate = gateOf(report.decision);
  const gaps = (gate?.gaps ?? []).filter((gap) => gap.outcome === outcome);
  return [
    ...rebase(report, ours.filter(isVulnerability), groups, compare),
    ...groups.flatMap((group) => upgrade(group, compare)),
    ...ours.filter(isSecret).sort(compareJudgements).map(takeOut),
    ...unfixed(report, groups, compare),
    ...ours.filter(isWaiver).map(({ ranked: { finding } }): Step => {
      const text = `waiver ${finding.waiver} (${finding.writtenAt}): renew it, mend it or take it out`;
      return { kind: 'renew', text };
    }),
    ...gapSteps(gaps),
    ...(gate?.image ?? [])
      .filter((judged) => judged.outcome === outcome)
      .map(
        ({ rule, because }): Step => ({ kind: 'image', text: `rule ${rule} about the image: ${because}` }),
      ),
  ];
}

function* rebase(
  report: ScanReport,
  judgements: readonly Judgement<VulnerabilityFinding>[],
  groups: readonly PackageGroup[],
  compare: CompareVersions,
): Generator<Step> {
  const isOfBase = (index: number): boolean => report.layers[index]?.owner.part === 'base';
  const instances = judgements.flatMap(({ ranked }) => ranked.finding.instances);
  if (instances.length === 0 || !instances.every(({ foundAt }) => isOfBase(foundAt.layerIndex))) return;
  const fixable = groups.reduce((sum, group) => sum + (findUpgrade(group, compare)?.clears ?? 0), 0);
  const total = countOf(judgements.length, 'flaw');
  const all = judgements.length === 1 ? `the ${total} is` : `all ${total} are`;
  yield {
    kind: 'rebase',
    text: `build on a newer base image: ${all} in layers of the base, ${fixable} with a fix`,
  };
}

function upgrade(group: PackageGroup, compare: CompareVersions): Step[] {
  const found = findUpgrade(group, compare);
  if (found === null) return [];
  const { packageName, from, to, clears, remains } = found;
  const rest = remains === 0 ? '' : `, ${remains} without a fix`;
  return [{ kind: 'upgrade', text: `upgrade ${packageName} ${from} to ${to}: clears ${clears}${rest}` }];
}

function takeOut({ ranked: { finding } }: Judgement<SecretFinding>): Step {
  const text = `revoke ${finding.id} and build without it: ${finding.places[0]!.path}`;
  return { kind: 'secret', text };
}

/** One waiver for each flaw of a package that no version clears. */
function* unfixed(
  report: ScanReport,
  groups: readonly PackageGroup[],
  compare: CompareVersions,
): Generator<Step> {
  const rules = rulesOf(report);
  for (const group of groups) {
    for (const row of group.rows) {
      if (rowTarget(group.ecosystem, row, compare) !== '') continue;
      const { ranked, by } = row.judgement;
      const subject = `${ranked.finding.id} in ${group.packageName} ${group.version}`;
      const why = noFixText(ranked.finding);
      yield { kind: 'waiver', text: `${subject} (${why}): ${remedy(rules.get(ruleOf(by)), report)}` };
    }
  }
}

/** Null and empty ids of rules have none: `--fail-on` takes no waivers. */
function remedy(rule: Rule | undefined, report: ScanReport): string {
  const documents = gateOf(report.decision)?.inputs.policy.documents ?? [];
  if (rule === undefined) return 'take the package out, or judge under a policy with a waiver';
  if (!rule.waivable) return `take the package out; rule ${rule.id} takes no waiver`;
  const whose = documents[rule.document]?.reference ?? '';
  if (rule.final && rule.document > 0)
    return `a waiver or VEX statement that ${whose} lists; rule ${rule.id} is final`;
  return 'a waiver, or a VEX statement';
}

function rulesOf({ decision }: ScanReport): ReadonlyMap<string, Rule> {
  const inputs = gateOf(decision)?.inputs;
  const stage = inputs?.policy.stages.find(({ name }) => name === inputs.stage);
  return new Map((stage?.rules ?? []).map((rule) => [rule.id, rule]));
}

/** One step for all gaps of a kind. */
function gapSteps(gaps: readonly JudgedGap[]): Step[] {
  const groups = Map.groupBy(gaps, ({ problem }) => problem.code);
  return [...groups].map(([code, ours]): Step => {
    const { wayOut } = ours[0]!.problem;
    const way = wayOut === '' ? 'accept it with a rule of the policy about gaps' : wayOut;
    const count = ours.length === 1 ? '' : ` (${ours.length} times)`;
    return { kind: 'gap', text: `gap ${code}${count}: ${way}` };
  });
}
