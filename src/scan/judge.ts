/**
 * From an inventory to a report: match, rank, decide, coverage, exit code. Pure: no network, no disk, no clock but the
 * caller's word that time is over.
 * The same inventory is judged again when the world learns something new; nothing is read a second time.
 */
import { type AllowRule, applyAllowRules } from '../check/secret/allow.ts';
import type { Ecosystem } from '../ecosystem/ecosystem.ts';
import { type MatchBounds, matchPackages } from '../match/match.ts';
import type { AdvisoryBuild, AdvisoryLookup } from '../model/advisory.ts';
import type { Finding } from '../model/finding.ts';
import type { Inventory } from '../model/inventory.ts';
import type { Package } from '../model/package.ts';
import { compareProblems, type Problem } from '../model/problem.ts';
import type { Decision, ScanReport, ToolInfo } from '../model/report.ts';
import type { Severity } from '../model/severity.ts';
import { decide } from '../policy/decide.ts';
import { rankFindings } from '../priority/rank.ts';
import { advisoryGaps, inventoryGaps, toCoverage } from './coverage.ts';
import { toExit } from './exit.ts';

/** What judging needs besides the inventory. */
export interface JudgeInput {
  readonly tool: ToolInfo;
  readonly ecosystems: readonly Ecosystem[];
  /** Null = flaws are not looked for. */
  readonly advisories: Advisories | null;
  /** Of secrets. */
  readonly allow: readonly AllowRule[];
  /** When the judgement is made, UTC ISO 8601. */
  readonly now: string;
  /** Findings at or above block; null = nobody asked for a judgement. */
  readonly failOn: Severity | null;
  /** A partial scan counts as not checkable. */
  readonly strict: boolean;
  /** Data fetched before this time (UTC ISO 8601) are too old; null = any age will do. */
  readonly oldestAllowed: string | null;
  readonly bounds: MatchBounds;
  /** Problems from before the inventory: of the reference, of the update. */
  readonly notes: readonly Problem[];
}

export interface Advisories {
  readonly lookup: AdvisoryLookup;
  /** Describes the data behind these namespaces. */
  build(namespaces: readonly string[]): AdvisoryBuild;
}

export function judgeInventory(inventory: Inventory, input: JudgeInput): ScanReport {
  const { advisories, allow, failOn, now } = input;
  const matched = advisories === null ? NOT_MATCHED : matchInventory(inventory, advisories, input);
  const secrets = applyAllowRules(inventory.secrets ?? [], allow, now);
  const decision = decide(rankFindings([...matched.findings, ...secrets]), failOn, now);
  const problems = [...input.notes, ...inventory.problems, ...matched.problems];
  return toReport(inventory, { ...input, ...matched, decision, problems });
}

interface Matched {
  readonly findings: readonly Finding[];
  readonly problems: readonly Problem[];
  readonly build: AdvisoryBuild | null;
  readonly tooOld: boolean;
}

const NOT_MATCHED: Matched = { findings: [], problems: [], build: null, tooOld: false };

function matchInventory(inventory: Inventory, advisories: Advisories, input: JudgeInput): Matched {
  const { ecosystems } = input;
  const byId = new Map(ecosystems.map((e) => [e.id, e]));
  const namespacesOf = (pkg: Package): string[] => namespacesOfPackage(pkg, byId);
  const build = advisories.build(neededNamespaces(inventory, ecosystems));
  const matched = matchPackages(inventory.packages, byId, advisories.lookup, input.bounds);
  const tooOld =
    input.oldestAllowed !== null && build.oldestAt !== '' && build.oldestAt < input.oldestAllowed;
  const problems = [
    ...inventoryGaps(inventory),
    ...advisoryGaps(inventory, namespacesOf, { lookup: advisories.lookup, build }),
    ...matched.problems,
    ...(tooOld ? [staleData(build.oldestAt)] : []),
  ];
  return { findings: matched.findings, problems, build, tooOld };
}

/** The inventory alone as a report, without any judgement (`plimsoll sbom`). */
export function reportInventory(inventory: Inventory, tool: ToolInfo, notes: readonly Problem[]): ScanReport {
  const problems = [...notes, ...inventory.problems, ...inventoryGaps(inventory)];
  const decision: Decision = { verdict: 'pass', failOn: null, judgements: [] };
  return toReport(inventory, { tool, build: null, decision, problems, strict: false, tooOld: false });
}

/** All namespaces that the packages are looked up in, sorted. */
export function neededNamespaces(inventory: Inventory, ecosystems: readonly Ecosystem[]): string[] {
  const byId = new Map(ecosystems.map((e) => [e.id, e]));
  return [...new Set(inventory.packages.flatMap((pkg) => namespacesOfPackage(pkg, byId)))].sort();
}

function namespacesOfPackage(pkg: Package, byId: ReadonlyMap<string, Ecosystem>): string[] {
  return byId
    .get(pkg.ecosystem)!
    .advisoryQueries(pkg)
    .map((q) => q.key.namespace);
}

interface ReportParts {
  readonly tool: ToolInfo;
  readonly build: AdvisoryBuild | null;
  readonly decision: Decision;
  readonly problems: readonly Problem[];
  readonly strict: boolean;
  readonly tooOld: boolean;
}

function toReport(inventory: Inventory, parts: ReportParts): ScanReport {
  const problems = [...parts.problems].sort(compareProblems);
  const coverage = toCoverage(problems, inventory.unidentifiedExecutables);
  return {
    tool: parts.tool,
    image: inventory.image,
    layers: inventory.layers,
    distros: inventory.distros,
    packages: inventory.packages,
    scanners: [
      ...(parts.build === null ? [] : ['vuln' as const]),
      ...(inventory.secrets === null ? [] : ['secret' as const]),
    ],
    advisories: parts.build,
    decision: parts.decision,
    coverage,
    problems,
    exit: toExit({ decision: parts.decision, coverage, strict: parts.strict, tooOld: parts.tooOld }),
  };
}

function staleData(oldestAt: string): Problem {
  return {
    code: 'advisories-too-old',
    effect: 'note',
    message: `the advisory data were fetched at ${oldestAt}, before what --max-age allows`,
    layerIndex: null,
    path: '',
    wayOut: 'run `plimsoll db update`, or scan with `--update auto`',
  };
}
