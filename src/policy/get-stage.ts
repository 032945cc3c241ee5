/** Stages by name. */
import { UsageError } from '../base/errors.ts';
import type { Policy, Stage } from '../model/policy.ts';

/** Throws UsageError where the policy has none of that name. */
export function getStage(policy: Policy, name: string): Stage {
  const stage = policy.stages.find((s) => s.name === name);
  if (stage !== undefined) return stage;
  const names = policy.stages.map((s) => s.name).join(', ');
  throw new UsageError('unknown-stage', {
    what: `the policy has no stage ${name}`,
    where: policy.documents[0]?.reference ?? 'policy',
    wayOut: names === '' ? 'write a stage into the policy' : `take one of ${names}`,
  });
}
