/** A resolved policy. */
import type {
  Allowance,
  Condition,
  Policy,
  PolicyDocument,
  Rule,
  Stage,
  Test,
  Timeline,
  TrustRule,
  WaiverRules,
  WaiverSource,
} from '../../../model/policy.ts';
import { count, flag, list, nullable, object, type Shape, text, word } from '../../../model/shape.ts';
import { clock } from './finding.ts';
import { digest, finite, union } from './shapes.ts';

export const document: Shape<PolicyDocument> = object<PolicyDocument>({ reference: text, digest });

const condition = object<Condition>({
  field: text,
  tests: list(
    union<Test>('kind', {
      is: object({ kind: word('is'), value: text }),
      not: object({ kind: word('not'), value: text }),
      glob: object({ kind: word('glob'), value: text }),
      compare: object({ kind: word('compare'), operator: word('<', '<=', '>', '>='), value: finite }),
      unknown: object({ kind: word('unknown') }),
    }),
  ),
});

const days: Shape<number | 'cisa'> = (value) => (value === 'cisa' ? 'cisa' : finite(value));

const timeline = object<Timeline>({
  clock,
  days: list(object<Allowance>({ for: text, days })),
  warnDays: finite,
  restartOnSeverity: flag,
});

const rule = object<Rule>({
  id: text,
  document: count,
  final: flag,
  action: word('block', 'warn', 'allow'),
  subject: word('finding', 'gap', 'image'),
  when: list(condition),
  unless: list(condition),
  expression: text,
  timeline: nullable(timeline),
  waivable: flag,
  because: text,
});

export const policy: Shape<Policy> = object<Policy>({
  documents: list(document),
  stages: list(object<Stage>({ name: text, rules: list(rule) })),
  waivers: object<WaiverRules>({
    sources: list(
      object<WaiverSource>({ reference: text, document: count, publicKey: text, demanded: flag }),
    ),
    demand: list(word('reason', 'owner', 'approver', 'expires')),
    maxDays: finite,
  }),
  trust: list(
    object<TrustRule>({
      from: text,
      document: count,
      author: text,
      publicKey: text,
      statuses: list(text),
      until: text,
      maxAgeDays: finite,
    }),
  ),
});
