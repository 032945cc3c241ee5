/** A resolved policy, member by member. */
import type {
  Condition,
  Policy,
  PolicyDocument,
  Rule,
  Stage,
  Test,
  Timeline,
  TrustRule,
  WaiverRules,
} from '../../../model/policy.ts';
import { type JsonTree, listOf } from '../../json-tree.ts';

export function toPolicy(policy: Policy): JsonTree {
  return {
    branch: {
      documents: { value: policy.documents.map(toDocument) },
      stages: listOf(policy.stages, toStage),
      waivers: { value: toWaiverRules(policy.waivers) },
      trust: listOf(policy.trust, (rule) => ({ value: toTrust(rule) })),
    },
  };
}

export function toDocument(document: PolicyDocument): PolicyDocument {
  return { reference: document.reference, digest: document.digest };
}

function toStage(stage: Stage): JsonTree {
  return {
    branch: { name: { value: stage.name }, rules: listOf(stage.rules, (rule) => ({ value: toRule(rule) })) },
  };
}

function toRule(rule: Rule): Rule {
  return {
    id: rule.id,
    document: rule.document,
    final: rule.final,
    action: rule.action,
    subject: rule.subject,
    when: rule.when.map(toCondition),
    unless: rule.unless.map(toCondition),
    expression: rule.expression,
    timeline: toTimeline(rule.timeline),
    waivable: rule.waivable,
    because: rule.because,
  };
}

function toCondition(condition: Condition): Condition {
  return { field: condition.field, tests: condition.tests.map(toTest) };
}

function toTest(test: Test): Test {
  switch (test.kind) {
    case 'unknown':
      return { kind: test.kind };
    case 'compare':
      return { kind: test.kind, operator: test.operator, value: test.value };
    default:
      return { kind: test.kind, value: test.value };
  }
}

function toTimeline(timeline: Timeline | null): Timeline | null {
  if (timeline === null) return null;
  return {
    clock: timeline.clock,
    days: timeline.days.map((allowance) => ({ for: allowance.for, days: allowance.days })),
    warnDays: timeline.warnDays,
    restartOnSeverity: timeline.restartOnSeverity,
  };
}

function toWaiverRules(rules: WaiverRules): WaiverRules {
  return {
    sources: rules.sources.map((source) => ({
      reference: source.reference,
      document: source.document,
      publicKey: source.publicKey,
      demanded: source.demanded,
    })),
    demand: rules.demand,
    maxDays: rules.maxDays,
  };
}

function toTrust(rule: TrustRule): TrustRule {
  return {
    from: rule.from,
    document: rule.document,
    author: rule.author,
    publicKey: rule.publicKey,
    statuses: rule.statuses,
    until: rule.until,
    maxAgeDays: rule.maxAgeDays,
  };
}
