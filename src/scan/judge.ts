/**
 * From an inventory to a report: match, rank, VEX, decide, coverage, exit code. Pure: no network, no disk, no clock but
 * the caller's word that time is over.
 * The same inventory is judged again when the world learns something new; nothing is read a second time. A report is
 * decided again when only the policy, or what takes part beside it, is another.
 */
import { type AllowRule, applyAllowRules } from '../check/secret/allow.ts';
import type { Ecosystem } from '../ecosystem/ecosystem.ts';
import { type MatchBounds, matchPackages } from '../match/match.ts';
import type { AdvisoryBuild, AdvisoryLookup } from '../model/advisory.ts';
import type { Finding } from '../model/finding.ts';
import type { GateInputs } from '../model/gate.ts';
import type { Inventory } from '../model/inventory.ts';
import type { ReleaseSupport } from '../model/lifecycle.ts';
import type { Package } from '../model/package.ts';
import { compareProblems, type Problem } from '../model/problem.ts';
import type { ScanReport, ToolInfo } from '../model/report.ts';
import type { Severity } from '../model/severity.ts';
import type { TableLookup } from '../model/table.ts';
import { type Asked as DecideAsked, decide } from '../policy/decide.ts';
import { digestInputs } from '../policy/digests.ts';
import type { Expressions } from '../policy/expression/expressions.ts';
import { updateHistory } from '../policy/history.ts';
import { addExploitation } from '../priority/exploitation.ts';
import { rankFindings } from '../priority/rank.ts';
import { judgeStatements } from '../vex/judge-statements.ts';
import { borrowedWords } from './borrowed-word.ts';
import { advisoryGaps, inventoryGaps, toCoverage } from './coverage.ts';
import { toExit } from './exit.ts';
import { countDays, findSupport, isSupportNote, supportProblems } from './support/release-support.ts';

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
  readonly asking: Asking;
  /** A partial scan counts as not checkable. */
  readonly strict: boolean;
  /** Data fetched before this time (UTC ISO 8601) are too old; null = any age will do. */
  readonly oldestAllowed: string | null;
  readonly bounds: MatchBounds;
  /** Problems from before the inventory: of the reference, of the update. */
  readonly notes: readonly Problem[];
}

/** How a judgement is asked for. */
export type Asking =
  | { readonly kind: 'none' }
  /** Findings at or above block. */
  | { readonly kind: 'fail-on'; readonly severity: Severity }
  /** The history in it is the one that is kept: this judgement's own day is entered here. */
  | {
      readonly kind: 'policy';
      readonly inputs: GateInputs;
      /** `loadExpressions` of its policy. */
      readonly expressions: Expressions | null;
    };

export interface Advisories {
  readonly lookup: AdvisoryLookup;
  /** Facts besides advisories. */
  readonly tables: TableLookup;
  /** Describes the data behind these namespaces. */
  build(namespaces: readonly string[]): AdvisoryBuild;
}

export function judgeInventory(inventory: Inventory, input: JudgeInput): ScanReport {
  const { advisories, allow, now } = input;
  const matched = advisories === null ? NOT_MATCHED : matchInventory(inventory, advisories, input);
  const secrets = applyAllowRules(inventory.secrets ?? [], allow, now);
  const problems = [...input.notes, ...inventory.problems, ...matched.problems];
  const findings = [...matched.findings, ...secrets];
  return decideReport(toSubject(inventory, { ...input, ...matched, problems }), findings, {
    ...input,
    tooOld: matched.tooOld,
  });
}

interface Matched {
  readonly findings: readonly Finding[];
  readonly problems: readonly Problem[];
  readonly build: AdvisoryBuild | null;
  readonly support: readonly ReleaseSupport[];
  readonly tooOld: boolean;
}

const NOT_MATCHED: Matched = { findings: [], problems: [], build: null, support: [], tooOld: false };

function matchInventory(inventory: Inventory, advisories: Advisories, input: JudgeInput): Matched {
  const { ecosystems } = input;
  const byId = new Map(ecosystems.map((e) => [e.id, e]));
  const namespacesOf = (pkg: Package): string[] => namespacesOfPackage(pkg, byId);
  const build = advisories.build(neededNamespaces(inventory, ecosystems));
  const matched = matchPackages(inventory.packages, byId, advisories.lookup, {
    ...input.bounds,
    countsDeclared: inventory.image.source === 'dir',
  });
  const support = findSupport(inventory.distros, advisories.tables, input.now);
  const tooOld = isTooOld(build, input.oldestAllowed);
  const problems = [
    ...inventoryGaps(inventory),
    ...advisoryGaps(inventory, namespacesOf, { lookup: advisories.lookup, build }),
    ...borrowedWords(inventory.distros, advisories.lookup),
    ...supportProblems(support, build.oldestAt, input.now),
    ...matched.problems,
    ...(tooOld ? [staleData(build.oldestAt)] : []),
  ];
  const findings = addExploitation(matched.findings, advisories.tables);
  return { findings, problems, build, support, tooOld };
}

export interface DecideAgainInput {
  readonly asking: Asking;
  /** UTC ISO 8601. */
  readonly now: string;
  /** As in JudgeInput. */
  readonly oldestAllowed: string | null;
  readonly notes: readonly Problem[];
  /** False = what the report says of the support of releases stays: on which day it was made is not known. */
  readonly isDayKnown: boolean;
}

/** The same findings under another policy, or with what takes part beside it changed. Nothing is matched again. */
export function decideAgain(report: ScanReport, input: DecideAgainInput): ScanReport {
  const { asking, now, oldestAllowed, notes, isDayKnown } = input;
  const findings = report.decision.judgements.map(({ ranked }) => ranked.finding);
  const own = findings.filter(({ kind }) => kind !== 'waiver');
  const tooOld = isTooOld(report.advisories, oldestAllowed);
  const { support, ended } = isDayKnown ? supportAt(report, now) : supportAsReported(report);
  const others = report.problems.filter((problem) => problem.code !== STALE && !isSupportNote(problem));
  const kept = others.filter((problem) => !notes.some((note) => isSame(note, problem)));
  const stale = tooOld ? [staleData(report.advisories!.oldestAt)] : [];
  const problems = [...kept, ...notes, ...ended, ...stale].sort(compareProblems);
  // Without a policy the report does not say whether it was asked for: where it matters, the exit code does.
  const strict =
    asking.kind === 'policy' ? asking.inputs.settings['strict'] === 'true' : report.exit.holding.includes(3);
  return decideReport({ ...report, support, problems }, own, { asking, now, tooOld, strict });
}

interface Support {
  readonly support: readonly ReleaseSupport[];
  /** What is only told of it. */
  readonly ended: readonly Problem[];
}

function supportAt(report: ScanReport, now: string): Support {
  const support = countDays(report.support, now);
  const problems = supportProblems(support, report.advisories?.oldestAt ?? '', now);
  return { support, ended: problems.filter(isSupportNote) };
}

function supportAsReported({ support, problems }: ScanReport): Support {
  return { support, ended: problems.filter(isSupportNote) };
}

/** The same thing said by an earlier judgement. */
function isSame(a: Problem, b: Problem): boolean {
  return a.code === b.code && compareProblems(a, b) === 0;
}

/** A report under a policy decided once more, from nothing but itself. `expressions`: of its policy and stage. */
export function replayReport(
  report: ScanReport,
  inputs: GateInputs,
  expressions: Expressions | null,
): ScanReport {
  const { now, settings } = inputs;
  const maxAge = settings['max-age'];
  const oldestAllowed =
    maxAge === undefined ? null : new Date(Date.parse(now) - Number(maxAge)).toISOString();
  const asking = { kind: 'policy', inputs, expressions } as const;
  return decideAgain(report, { asking, now, oldestAllowed, notes: [], isDayKnown: true });
}

/** A report without what is decided. */
type Undecided = Omit<ScanReport, 'decision' | 'exit'>;

interface Asked {
  readonly asking: Asking;
  readonly now: string;
  readonly strict: boolean;
  readonly tooOld: boolean;
}

function decideReport(
  { tool, image, layers, distros, support, packages, scanners, advisories, coverage, problems }: Undecided,
  findings: readonly Finding[],
  { asking, now, strict, tooOld }: Asked,
): ScanReport {
  const known = { tool, image, layers, distros, support, packages };
  const subject = { ...known, scanners, advisories, coverage, problems };
  const asked = asking.kind === 'policy' ? askPolicy(asking, findings, subject) : asking;
  const decision = decide(rankFindings(findings), subject, asked, now);
  return { ...subject, decision, exit: toExit({ decision, coverage, strict, tooOld }) };
}

/** What a report under a policy was decided by, to ask its rules once more. */
export function askedOf(
  report: ScanReport,
  inputs: GateInputs,
  expressions: Expressions | null,
): DecideAsked {
  const findings = report.decision.judgements.map(({ ranked }) => ranked.finding);
  return askPolicy({ kind: 'policy', inputs, expressions }, findings, report);
}

/** With the VEX statements judged, and this day entered for what was never seen before. */
function askPolicy(
  { inputs: given, expressions }: Extract<Asking, { kind: 'policy' }>,
  findings: readonly Finding[],
  { image, packages }: Undecided,
): DecideAsked {
  const { history, now, policy, statements } = given;
  const entries = history === null ? [] : updateHistory(history.entries, findings, now);
  const inputs = { ...given, history: history === null ? null : { ...history, entries } };
  const vex = judgeStatements(findings, statements, { image, packages, trust: policy.trust, now });
  return { kind: 'policy', inputs, vex, digests: digestInputs(inputs), expressions };
}

function isTooOld(build: AdvisoryBuild | null, oldestAllowed: string | null): boolean {
  return oldestAllowed !== null && build !== null && build.oldestAt !== '' && build.oldestAt < oldestAllowed;
}

/** The inventory alone as a report, without any judgement (`plimsoll sbom`). */
export function reportInventory(inventory: Inventory, tool: ToolInfo, notes: readonly Problem[]): ScanReport {
  const problems = [...notes, ...inventory.problems, ...inventoryGaps(inventory)];
  const subject = toSubject(inventory, { tool, build: null, support: [], problems });
  return decideReport(subject, [], { asking: { kind: 'none' }, now: '', strict: false, tooOld: false });
}

/** All namespaces that the packages are looked up in, sorted. */
export function neededNamespaces(inventory: Inventory, ecosystems: readonly Ecosystem[]): string[] {
  const byId = new Map(ecosystems.map((e) => [e.id, e]));
  return [...new Set(inventory.packages.flatMap((pkg) => namespacesOfPackage(pkg, byId)))].sort();
}

function namespacesOfPackage(pkg: Package, byId: ReadonlyMap<string, Ecosystem>): string[] {
  const queries = byId.get(pkg.ecosystem)?.advisoryQueries(pkg) ?? [];
  return queries.map((q) => q.key.namespace);
}

interface SubjectParts {
  readonly tool: ToolInfo;
  readonly build: AdvisoryBuild | null;
  readonly support: readonly ReleaseSupport[];
  readonly problems: readonly Problem[];
}

function toSubject(inventory: Inventory, parts: SubjectParts): Undecided {
  const problems = [...parts.problems].sort(compareProblems);
  const coverage = toCoverage(problems, inventory.unidentifiedExecutables);
  return {
    tool: parts.tool,
    image: inventory.image,
    layers: inventory.layers,
    distros: inventory.distros,
    support: parts.support,
    packages: inventory.packages,
    scanners: [
      ...(parts.build === null ? [] : ['vuln' as const]),
      ...(inventory.secrets === null ? [] : ['secret' as const]),
    ],
    advisories: parts.build,
    coverage,
    problems,
  };
}

const STALE = 'advisories-too-old';

function staleData(oldestAt: string): Problem {
  return {
    code: STALE,
    effect: 'note',
    message: `the advisory data were fetched at ${oldestAt}, before what --max-age allows`,
    layerIndex: null,
    path: '',
    wayOut: 'run `plimsoll db update`, or scan with `--update auto`',
  };
}
