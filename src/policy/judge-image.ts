/** Rules about the image as a whole: all that hold are told, and the first decides; none after it is stricter. */
import type { JudgedImage } from '../model/gate.ts';
import type { Rule } from '../model/policy.ts';
import type { GapBench } from './judge-gaps.ts';
import { reasonOf } from './reason.ts';
import { compileRule } from './rules.ts';

export function judgeImage({ stage, asked, image, tally }: GapBench): readonly JudgedImage[] {
  const judged: JudgedImage[] = [];
  for (const rule of stage.rules) {
    if (rule.subject !== 'image') continue;
    const outcome = compileRule(rule, asked.expressions).ask(image);
    if (outcome.kind === 'unasked') tally.add(rule, outcome.field);
    if (outcome.kind === 'holds') judged.push(toJudged(rule, outcome.notes, judged[0] ?? null));
  }
  return judged;
}

type Result = JudgedImage['outcome'];

const STRICTNESS: readonly Result[] = ['pass', 'warn', 'block'];

/** An image has none of the days that clocks count from: a rule with a timeline blocks at once. */
function toJudged(rule: Rule, notes: readonly string[], first: JudgedImage | null): JudgedImage {
  const own: Result = rule.action === 'allow' ? 'pass' : rule.action;
  const outcome = first === null ? own : STRICTNESS[Math.min(strictness(own), strictness(first.outcome))]!;
  const timed = rule.timeline === null ? [] : ['an image has no clock: it is due now'];
  const because = reasonOf(rule, [...notes, ...timed]);
  return { rule: rule.id, action: rule.action, outcome, because, due: null };
}

function strictness(outcome: Result): number {
  return STRICTNESS.indexOf(outcome);
}
