/** A resolved policy in words, for `policy explain`: the rules of each stage in the order in which they are asked. */
import type {
  Allowance,
  Clock,
  Policy,
  Rule,
  Stage,
  Timeline,
  TrustRule,
  WaiverSource,
} from '../../model/policy.ts';
import { VEX_STATUSES } from '../../model/vex.ts';
import { describeCondition } from '../conditions.ts';

/** Lines without line breaks. `stages` are those of the policy that are asked for. */
export function describePolicy(policy: Policy, stages: readonly Stage[]): readonly string[] {
  return [
    'documents, the policy itself first:',
    ...policy.documents.map(({ reference, digest }, index) => `  [${index}] ${reference}  ${digest}`),
    ...stages.flatMap((stage) => ['', ...describeStage(stage)]),
    '',
    ...describeWaivers(policy),
    '',
    ...describeTrust(policy),
  ];
}

function describeStage({ name, rules }: Stage): readonly string[] {
  const gaps = rules.some(({ subject }) => subject === 'gap');
  return [
    `stage ${name}: the first rule that holds decides`,
    ...rules.flatMap((rule, index) => describeRule(rule, index + 1)),
    '  else a finding passes',
    gaps ? '  a gap in the coverage that no rule accepts blocks' : '  every gap in the coverage blocks',
  ];
}

function describeRule(rule: Rule, number: number): readonly string[] {
  const { id, action, subject, when, unless, expression, timeline, because } = rule;
  const marks = [
    `document [${rule.document}]`,
    ...(rule.final ? ['final'] : []),
    ...(rule.waivable ? [] : ['no waiver counts']),
  ];
  const conditions = when.length === 0 ? 'always' : `if ${when.map(describeCondition).join(' and ')}`;
  return [
    `  ${number}. ${id}: ${VERBS[action]} ${SUBJECTS[subject]} ${conditions}  (${marks.join(', ')})`,
    ...(unless.length === 0 ? [] : [`     unless ${unless.map(describeCondition).join(' and ')}`]),
    ...(expression === '' ? [] : [`     and only if ${expression.replace(/\s+/g, ' ')}`]),
    ...(timeline === null ? [] : [`     ${describeTimeline(timeline)}`]),
    ...(because === '' ? [] : [`     because ${because.replace(/\s+/g, ' ')}`]),
  ];
}

const VERBS: Readonly<Record<Rule['action'], string>> = {
  block: 'blocks',
  warn: 'warns of',
  allow: 'allows',
};
const SUBJECTS: Readonly<Record<Rule['subject'], string>> = {
  finding: 'a finding',
  gap: 'a gap',
  image: 'the image',
};

function describeTimeline({ clock, days, warnDays, restartOnSeverity }: Timeline): string {
  const allowances = days.map(describeAllowance).join(', ');
  const soon = warnDays === 0 ? '' : `; the last ${warnDays} are marked`;
  const restart = restartOnSeverity ? '; they begin anew when the severity gets worse' : '';
  return `warns until ${allowances} after ${CLOCKS[clock]}${soon}${restart}`;
}

function describeAllowance({ for: whom, days }: Allowance): string {
  const time = days === 'cisa' ? "the date of CISA's catalogue" : `${days} ${days === 1 ? 'day' : 'days'}`;
  return whom === 'any' ? time : `${time} (${whom})`;
}

const CLOCKS: Readonly<Record<Clock, string>> = {
  'fix-available': 'a fix is out',
  disclosed: 'the flaw is public',
  'first-seen': 'it was first seen here',
};

function describeWaivers({ waivers }: Policy): readonly string[] {
  const { sources, demand, maxDays } = waivers;
  if (sources.length === 0) return ['waivers: from no file of the policy'];
  return [
    'waivers from',
    ...sources.map(describeSource),
    `  each must have ${demand.length === 0 ? 'nothing' : demand.join(', ')}${maxDays === 0 ? '' : `, and end within ${maxDays} days`}`,
  ];
}

function describeSource({ reference, document, publicKey, demanded }: WaiverSource): string {
  const signed = publicKey === '' ? '' : ', signed';
  return `  ${reference}  (document [${document}]${signed}${demanded ? '' : ', may be missing'})`;
}

function describeTrust({ trust }: Policy): readonly string[] {
  if (trust.length === 0) return ['VEX: no statement is believed'];
  return ['VEX statements believed, the first entry that fits decides:', ...trust.map(describeEntry)];
}

function describeEntry({
  from,
  document,
  author,
  publicKey,
  statuses,
  until,
  maxAgeDays,
}: TrustRule): string {
  const parts = [
    `from ${from}`,
    ...(author === '' ? [] : [`by ${author}`]),
    ...(publicKey === '' ? [] : ['signed']),
    ...(statuses.length === VEX_STATUSES.length ? [] : [`only ${statuses.join(', ')}`]),
    ...(until === '' ? [] : [`until ${until}`]),
    ...(maxAgeDays === 0 ? [] : [`not older than ${maxAgeDays} days`]),
  ];
  return `  ${parts.join(', ')}  (document [${document}])`;
}
