/**
 * The verdict under a policy. Of each finding: what is not counted passes; what VEX says is not affected passes; else the
 * first rule that holds decides; what it blocks or warns for, a waiver may let pass. What is wrong with waivers is judged
 * after all other findings, by the same rules, and no waiver covers it.
 */
import type { Finding } from '../model/finding.ts';
import type { DecidedBy, GateRecord } from '../model/gate.ts';
import type { Rule, Stage } from '../model/policy.ts';
import { compareText } from '../model/problem.ts';
import type { Decision, Judgement, RankedFinding } from '../model/report.ts';
import { compareSeverity } from '../model/severity.ts';
import type { AppliedVex } from '../model/vex.ts';
import type { Waiver } from '../model/waiver.ts';
import type { AskedPolicy, Subject } from './asked.ts';
import { type Context, createContext } from './context.ts';
import { createFindingFacts, createImageFacts } from './facts.ts';
import { getStage } from './get-stage.ts';
import { judgeGaps } from './judge-gaps.ts';
import { judgeImage } from './judge-image.ts';
import { reasonOf } from './reason.ts';
import { createRuleBook, type Held, type RuleBook } from './rule-book.ts';
import type { Facts } from './rules.ts';
import { whyNotCounted } from './standing.ts';
import { judgeTime } from './timeline.ts';
import { createTally, type Tally } from './unasked.ts';
import { createWaivers, toWaiverFindings, type Waivers } from './waiver/waivers.ts';

/** Throws UsageError where the policy has no such stage. Findings of kind `waiver` are made anew. */
export function judgePolicy(
  ranked: readonly RankedFinding[],
  subject: Subject,
  asked: AskedPolicy,
  now: string,
): Decision {
  const { inputs, vex, digests } = asked;
  const stage = getStage(inputs.policy, inputs.stage);
  const bench = createBench(subject, asked, stage, now);
  const found = ranked.filter(({ finding }) => finding.kind !== 'waiver');
  const judged = found.map((r) => judgeFinding(r, bench));
  const waivers = bench.waivers.judged();
  const faults = rankFaults(toWaiverFindings(waivers)).map((r) => judgeFinding(r, bench));
  const judgements = [...judged, ...faults];
  const gaps = judgeGaps(subject.coverage.reasons, bench);
  const image = judgeImage(bench);
  const unasked = bench.tally.counts();
  const gate: GateRecord = { inputs, digests, gaps, image, waivers, statements: vex.judged, unasked };
  return { verdict: verdictOf(judgements, gate), basis: { kind: 'policy', gate }, judgements };
}

/** What all findings are judged with. */
interface Bench {
  readonly stage: Stage;
  readonly asked: AskedPolicy;
  readonly context: Context;
  readonly image: Facts;
  readonly rules: RuleBook;
  readonly waivers: Waivers;
  readonly tally: Tally;
}

function createBench(subject: Subject, asked: AskedPolicy, stage: Stage, now: string): Bench {
  const context = createContext(subject, asked, now);
  const { waivers, policy } = asked.inputs;
  const { image, layers } = subject;
  return {
    stage,
    asked,
    context,
    image: createImageFacts(context),
    rules: createRuleBook(
      stage.rules.filter((rule) => rule.subject === 'finding'),
      asked.expressions,
    ),
    waivers: createWaivers(waivers, { image, layers, rules: policy.waivers, now }),
    tally: createTally(stage.rules),
  };
}

function judgeFinding(ranked: RankedFinding, bench: Bench): Judgement {
  const { finding } = ranked;
  const standing = whyNotCounted(finding, bench.context.now);
  if (standing !== null) return pass(ranked, standing, { kind: 'standing' });
  const vex = bench.asked.vex.applied.get(finding.fingerprint) ?? null;
  if (vex !== null && !isBarred(vex, bench.stage)) return passByVex(ranked, vex);
  const facts = createFindingFacts(ranked, bench.context, bench.image);
  const held = bench.rules.findFirst(facts, bench.tally.add);
  if (vex !== null && !refuses(held, vex)) return passByVex(ranked, vex);
  if (held === null)
    return pass(ranked, `no rule of the stage ${bench.stage.name} holds`, { kind: 'no-rule' });
  return judgeHeld(ranked, held, vex, bench);
}

function pass(ranked: RankedFinding, because: string, by: DecidedBy): Judgement {
  return { ranked, outcome: 'pass', because, by, due: null };
}

function passByVex(ranked: RankedFinding, { statement, because }: AppliedVex): Judgement {
  const { document, index } = statement;
  return pass(ranked, because, { kind: 'vex', statement: `${document.reference}#${index}` });
}

/** True where some rule may refuse it. */
function isBarred({ document }: AppliedVex, { rules }: Stage): boolean {
  return rules.some((rule) => rule.final && rule.document > document);
}

/** A final rule takes the word of its own document, and of those that it extends, alone. */
function refuses(held: Held | null, { document }: AppliedVex): boolean {
  return held !== null && held.rule.action !== 'allow' && held.rule.final && held.rule.document > document;
}

function judgeHeld(ranked: RankedFinding, held: Held, vex: AppliedVex | null, bench: Bench): Judgement {
  const { rule } = held;
  const by: DecidedBy = { kind: 'rule', rule: rule.id };
  if (rule.action === 'allow') return pass(ranked, reasonOf(rule, held.notes), by);
  const waiver = bench.waivers.find(ranked.finding, rule);
  if (waiver !== null)
    return pass(ranked, spellWaiver(waiver), { kind: 'waiver', waiver: waiver.id, rule: rule.id });
  const timed = timeOf(rule, ranked, bench.context);
  const refused = vex === null ? [] : ['the rule is final and does not take the VEX statement about it'];
  const vain = bench.waivers.vain(ranked.finding);
  const because = reasonOf(rule, [...held.notes, ...refused, ...vain, ...timed.notes]);
  return { ranked, outcome: timed.outcome, because, by, due: timed.due };
}

function timeOf(rule: Rule, ranked: RankedFinding, context: Context): ReturnType<typeof judgeTime> {
  if (rule.action === 'warn') return { outcome: 'warn', due: null, notes: [] };
  if (rule.timeline === null) return { outcome: 'block', due: null, notes: [] };
  return judgeTime(rule.timeline, ranked, context);
}

function spellWaiver({ id, owner, expires, reason }: Waiver): string {
  const end = expires === '' ? 'without an end' : `until ${expires}`;
  return `waived by ${id} of ${owner === '' ? 'nobody' : owner} ${end}${reason === '' ? '' : `: ${reason}`}`;
}

/** The worst first. */
function rankFaults(findings: readonly Finding[]): readonly RankedFinding[] {
  return [...findings]
    .sort((a, b) => compareSeverity(a.severity, b.severity) || compareText(a.fingerprint, b.fingerprint))
    .map((finding) => ({ finding, tier: 'planned' }));
}

function verdictOf(judgements: readonly Judgement[], { gaps, image }: GateRecord): Decision['verdict'] {
  const outcomes = new Set([...judgements, ...gaps, ...image].map(({ outcome }) => outcome));
  return outcomes.has('block') ? 'block' : outcomes.has('warn') ? 'warn' : 'pass';
}
