/** What in a policy that is right is likely not what was meant: told by `policy check`, and no reason not to use it. */
import type { Condition, Policy, Rule, Stage, Test } from '../../model/policy.ts';
import { type Field, findField, toRank } from '../fields.ts';
import type { Flaw } from './flaw.ts';
import type { LoadedDocument } from './loaded-document.ts';
import type { Named } from './policy-text.ts';
import { quoted } from './spot.ts';

/** In the order of the stages and their rules, each once. `documents` are those that the policy was resolved from. */
export function findWarnings(policy: Policy, documents: readonly LoadedDocument[]): readonly Flaw[] {
  const found = policy.stages.flatMap((stage) => {
    const warn = (rule: Rule, what: string, hint: string): Flaw =>
      toWarning(documents, stage, rule, what, hint);
    return [
      ...warnOfNoRules(documents, stage),
      ...stage.rules.flatMap((rule) => warnOfNoData(rule, warn)),
      ...warnOfUnreached(stage, warn),
    ];
  });
  const distinct = new Map(found.map((flaw) => [`${flaw.document} ${flaw.path} ${flaw.what}`, flaw]));
  return [...distinct.values()];
}

type Warn = (rule: Rule, what: string, hint: string) => Flaw;

function toWarning(
  documents: readonly LoadedDocument[],
  stage: Stage,
  rule: Rule,
  what: string,
  hint: string,
): Flaw {
  const { reference, text } = documents[rule.document]!;
  const stages = [...text.stages].sort(
    (a, b) => Number(b.name === stage.name) - Number(a.name === stage.name),
  );
  const named: Named | undefined = stages.flatMap(({ rules }) => rules).find(({ name }) => name === rule.id);
  return { document: reference, path: named?.path ?? rule.id, line: named?.line ?? 0, what, hint };
}

function warnOfNoRules(documents: readonly LoadedDocument[], { name, rules }: Stage): readonly Flaw[] {
  if (rules.length > 0) return [];
  for (const { reference, text } of documents) {
    const stage = text.stages.find((one) => one.name === name);
    if (stage === undefined) continue;
    const { path, line } = stage;
    const what = 'the stage has no rules: every finding passes, and every gap blocks';
    return [{ document: reference, path, line, what, hint: 'write rules, or `extends: default`' }];
  }
  return [];
}

function warnOfNoData(rule: Rule, warn: Warn): readonly Flaw[] {
  const without = rule.when.filter(
    ({ field, tests }) =>
      findField(field)?.hasData === false && !tests.some(({ kind }) => kind === 'unknown'),
  );
  return without.map(({ field }) => {
    const hint = `it is asked when ${field} has data; \`${field}: unknown\` holds until then`;
    return warn(rule, `this version has no data for ${field}: the rule is passed over`, hint);
  });
}

/** Comparing each rule with each before it is quadratic: of more than some 800 rules the last ones are not compared. */
const MAX_PAIRS = 300_000;

/** Of rules about the image all that hold are told. */
function warnOfUnreached({ rules }: Stage, warn: Warn): readonly Flaw[] {
  const wide: Rule[] = [];
  const warnings: Flaw[] = [];
  let pairs = 0;
  for (const rule of rules.filter(({ subject }) => subject !== 'image')) {
    pairs += wide.length;
    if (pairs > MAX_PAIRS) break;
    const earlier = wide.find((one) => one.subject === rule.subject && covers(one, rule));
    if (earlier !== undefined) {
      const hint = `put it before ${quoted(earlier.id)}, or take it out`;
      warnings.push(warn(rule, `it is never reached: ${quoted(earlier.id)} holds wherever it would`, hint));
    }
    if (rule.expression === '' && rule.unless.length === 0) wide.push(rule);
  }
  return warnings;
}

/** True where the first, which has fields alone, holds wherever the second does. */
function covers({ when }: Rule, later: Rule): boolean {
  return (
    when.length <= later.when.length &&
    when.every((wide) => later.when.some((narrow) => implies(narrow, wide)))
  );
}

/** True where what passes the first passes the second. */
function implies(narrow: Condition, wide: Condition): boolean {
  const field = findField(wide.field);
  if (field === null || narrow.field !== wide.field) return false;
  // What is barred is not asked for with the others: not compared here.
  if ([...narrow.tests, ...wide.tests].some(({ kind }) => kind === 'not')) return isSame(narrow, wide);
  return narrow.tests.every((test) => wide.tests.some((other) => testImplies(test, other, field)));
}

function isSame(a: Condition, b: Condition): boolean {
  return JSON.stringify(a.tests) === JSON.stringify(b.tests);
}

function testImplies(narrow: Test, wide: Test, field: Field): boolean {
  if (narrow.kind === 'unknown' || wide.kind === 'unknown') return narrow.kind === wide.kind;
  if (wide.kind === 'glob') {
    if (wide.value === '*') return true;
    return narrow.kind === 'glob' && narrow.value === wide.value;
  }
  if (wide.kind === 'compare') return compareImplies(narrow, wide, field);
  return narrow.kind === wide.kind && narrow.value === wide.value;
}

type Compare = Extract<Test, { readonly kind: 'compare' }>;

function compareImplies(
  narrow: Exclude<Test, { readonly kind: 'unknown' }>,
  wide: Compare,
  field: Field,
): boolean {
  if (narrow.kind === 'compare') {
    if (narrow.operator[0] !== wide.operator[0]) return false;
    const [a, b] = [narrow.value, wide.value];
    if (a === b) return narrow.operator === wide.operator || wide.operator.length === 2;
    return wide.operator.startsWith('>') ? a > b : a < b;
  }
  const number = toRank(field, narrow.value) ?? Number(narrow.value);
  return narrow.kind === 'is' && HOLDS[wide.operator](number, wide.value);
}

const HOLDS: Readonly<Record<Compare['operator'], (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};
