/** One rule: what it does, to what, and under which conditions. */
import type { Action, Condition, Rule, RuleSubject, Timeline } from '../../model/policy.ts';
import { findField } from '../fields.ts';
import { parseConditions, subjectOf } from './parse-conditions.ts';
import { parseTimeline } from './parse-timeline.ts';
import type { RuleText } from './policy-text.ts';
import { type Fields, fieldsAt } from './read-tree.ts';
import { textAt, truthAt, wordAt } from './read-values.ts';
import { addFlaw, quoted, type Reading, type Spot } from './spot.ts';

export const ACTIONS: readonly Action[] = ['block', 'warn', 'allow'];
export const SUBJECTS: readonly RuleSubject[] = ['finding', 'gap', 'image'];
export const RULE_KEYS: readonly string[] = [
  'id',
  ...ACTIONS,
  'unless',
  'if',
  'within',
  'subject',
  'final',
  'waivable',
  'because',
];

/** Null where so much is wrong that nothing can be said of it. */
export function parseRule(reading: Reading, spot: Spot): RuleText | null {
  const id = idOf(spot);
  const place = id === null ? spot : { ...spot, path: `${spot.path} (${id})` };
  const fields = fieldsAt(reading, place, 'a rule', RULE_KEYS);
  if (fields === null) return null;
  const name = parseId(reading, place, fields);
  const rule = parseBody(reading, place, fields);
  if (name === null || rule === null) return null;
  return { name, path: place.path, line: spot.line, rule: { id: name, ...rule } };
}

/** For the place of errors, before anything is checked. */
function idOf({ tree }: Spot): string | null {
  const id = tree.kind === 'fields' ? tree.fields.get('id')?.value : undefined;
  return id?.kind === 'text' && ID.test(id.text) ? id.text : null;
}

const ID = /^[A-Za-z0-9][A-Za-z0-9._/-]{0,79}$/;

function parseId(reading: Reading, place: Spot, fields: Fields): string | null {
  const spot = fields.get('id');
  if (spot === undefined)
    return addFlaw(reading, place, '`id` is missing', 'give the rule a name, such as id: exploited');
  const id = textAt(reading, spot);
  if (id === null || ID.test(id)) return id;
  const hint = 'use letters, digits, dots, slashes and hyphens, at most 80';
  return addFlaw(reading, spot, `${quoted(id)} is no id for a rule`, hint);
}

type Body = Omit<Rule, 'id' | 'document'>;

function parseBody(reading: Reading, place: Spot, fields: Fields): Body | null {
  const what = parseAction(reading, place, fields);
  const unless = parseUnless(reading, fields.get('unless'));
  const expression = parseExpression(reading, fields.get('if'));
  const within = fields.get('within');
  const timeline = within === undefined ? null : parseTimeline(reading, within);
  const subjectSpot = fields.get('subject');
  const asked = wordAt(reading, subjectSpot, SUBJECTS, 'subject of rules');
  const rest = {
    final: truthAt(reading, fields.get('final'), false),
    waivable: truthAt(reading, fields.get('waivable'), true),
    because: parseBecause(reading, fields.get('because')),
  };
  if (what === null || unless === null) return null;
  const subject = chooseSubject(reading, place, asked, [...what.when, ...unless]);
  if (subject === null) return null;
  checkTimeline(reading, within, timeline, { action: what.action, subject });
  return { ...what, unless, expression, timeline, subject, ...rest };
}

function parseAction(
  reading: Reading,
  place: Spot,
  fields: Fields,
): { readonly action: Action; readonly when: readonly Condition[] } | null {
  const [action, another] = ACTIONS.filter((word) => fields.has(word));
  if (action === undefined) {
    return addFlaw(
      reading,
      place,
      'it says neither block nor warn nor allow',
      'write one of them, such as block: { severity: critical }',
    );
  }
  if (another !== undefined) {
    return addFlaw(reading, place, `it says both ${action} and ${another}`, 'make two rules of it');
  }
  const when = parseConditions(reading, fields.get(action)!);
  return when === null ? null : { action, when };
}

function parseUnless(reading: Reading, spot: Spot | undefined): readonly Condition[] | null {
  if (spot === undefined) return [];
  const conditions = parseConditions(reading, spot);
  if (conditions === null || conditions.length > 0) return conditions;
  // It would take the rule back for everything.
  const hint = 'write fields with values, or leave `unless` out';
  return addFlaw(reading, spot, 'there are no conditions here', hint);
}

const MAX_EXPRESSION = 4000;
const MAX_BECAUSE = 1000;

function parseExpression(reading: Reading, spot: Spot | undefined): string {
  const text = textAt(reading, spot) ?? '';
  if (text.length <= MAX_EXPRESSION || spot === undefined) return text;
  addFlaw(reading, spot, `it has more than ${MAX_EXPRESSION} characters`, 'make several rules of it');
  return '';
}

function parseBecause(reading: Reading, spot: Spot | undefined): string {
  const text = textAt(reading, spot) ?? '';
  if (text.length <= MAX_BECAUSE || spot === undefined) return text;
  addFlaw(reading, spot, `it has more than ${MAX_BECAUSE} characters`, 'say it shorter, or give an address');
  return '';
}

function chooseSubject(
  reading: Reading,
  place: Spot,
  asked: RuleSubject | null,
  conditions: readonly Condition[],
): RuleSubject | null {
  const found = subjectOf(conditions);
  const subject = asked ?? found;
  if (subject === null) {
    const names = conditions.map(({ field }) => field).join(', ');
    return addFlaw(
      reading,
      place,
      `no rule can ask ${names} together`,
      'fields of findings and of gaps belong in two rules',
    );
  }
  for (const { field } of conditions) {
    if (findField(field)?.subjects.includes(subject) !== false) continue;
    return addFlaw(
      reading,
      place,
      `a rule about the ${subject} cannot ask for ${field}`,
      'leave `subject` or the field out',
    );
  }
  return subject;
}

function checkTimeline(
  reading: Reading,
  spot: Spot | undefined,
  timeline: Timeline | null,
  { action, subject }: Pick<Rule, 'action' | 'subject'>,
): void {
  if (spot === undefined || timeline === null) return;
  if (action !== 'block')
    addFlaw(reading, spot, `a rule that says ${action} has no days`, 'say block, or leave `within` out');
  if (subject !== 'finding') {
    addFlaw(
      reading,
      spot,
      `a rule about the ${subject} has no days`,
      'only findings have dates; leave `within` out',
    );
  }
}
