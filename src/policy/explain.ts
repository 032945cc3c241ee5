/** The path of one finding through the rules: each that was asked, and what decided. */
import type { ExplainStep } from '../model/gate.ts';
import type { RankedFinding } from '../model/report.ts';
import type { Asked, AskedPolicy, Subject } from './asked.ts';
import { createContext } from './context.ts';
import { createFindingFacts, createImageFacts } from './facts.ts';
import { getStage } from './get-stage.ts';
import { reasonOf } from './reason.ts';
import { type CompiledRule, compileRule, type Outcome } from './rules.ts';
import { whyNotCounted } from './standing.ts';

/**
 * All rules about findings up to the first that holds. Empty where no policy judges, and for what is not counted. What VEX
 * and waivers change is in the judgement. `asked`: the same value for all findings of a report; it is compiled once.
 */
export function explainFinding(
  ranked: RankedFinding,
  subject: Subject,
  asked: Asked,
  now: string,
): readonly ExplainStep[] {
  if (asked.kind !== 'policy' || whyNotCounted(ranked.finding, now) !== null) return [];
  return explain(ranked, getBench(subject, asked, now));
}

type Bench = ReturnType<typeof createBench>;

const benches = new WeakMap<AskedPolicy, { readonly subject: Subject; readonly now: string; bench: Bench }>();

function getBench(subject: Subject, asked: AskedPolicy, now: string): Bench {
  const known = benches.get(asked);
  if (known !== undefined && known.subject === subject && known.now === now) return known.bench;
  const bench = createBench(subject, asked, now);
  benches.set(asked, { subject, now, bench });
  return bench;
}

function createBench(subject: Subject, asked: AskedPolicy, now: string) {
  const { policy, stage } = asked.inputs;
  const context = createContext(subject, asked, now);
  const rules = getStage(policy, stage).rules.filter((rule) => rule.subject === 'finding');
  return {
    context,
    image: createImageFacts(context),
    rules: rules.map((rule) => compileRule(rule, asked.expressions)),
  };
}

function explain(ranked: RankedFinding, { context, image, rules }: Bench): readonly ExplainStep[] {
  const facts = createFindingFacts(ranked, context, image);
  const steps: ExplainStep[] = [];
  for (const compiled of rules) {
    const step = toStep(compiled, compiled.ask(facts));
    steps.push(step);
    if (step.held) break;
  }
  return steps;
}

function toStep({ rule }: CompiledRule, outcome: Outcome): ExplainStep {
  const { id, action } = rule;
  if (outcome.kind === 'holds') return { rule: id, action, held: true, why: reasonOf(rule, outcome.notes) };
  const why = outcome.kind === 'no' ? outcome.because() : `${outcome.field} is unknown: it was passed over`;
  return { rule: id, action, held: false, why };
}
