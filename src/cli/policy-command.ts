/** `plimsoll policy`: check, explain; init and test have files of their own. */
import { loadPolicy, readPolicy } from '../gate/load-policy.ts';
import type { Policy } from '../model/policy.ts';
import { describePolicy } from '../policy/document/describe-policy.ts';
import { findWarnings } from '../policy/document/find-warnings.ts';
import { formatFlaw } from '../policy/document/flaw.ts';
import { getStage } from '../policy/get-stage.ts';
import type { Io } from './io.ts';
import { callPolicy, type PolicyCall, say } from './policy-call.ts';
import type { PolicyVerb } from './policy-command-options.ts';
import { readExamples } from './policy-examples.ts';
import { findMissingFiles } from './policy-files.ts';
import { initPolicyFile } from './policy-init.ts';
import { testPolicy } from './policy-test.ts';
import type { Run } from './run.ts';

export function runPolicy(io: Io, version: string, verb: PolicyVerb): Run {
  return async (command, [file]) => {
    if (verb !== 'init') return callPolicy({ io, version, command }, file, RUNS[verb]);
    initPolicyFile(io, command.opts<{ stage?: readonly string[] }>().stage ?? []);
    return 0;
  };
}

const RUNS = { check: checkPolicy, explain: explainPolicy, test: testPolicy } as const;

/** Exit code 1 for what is wrong; warnings are only told. */
async function checkPolicy({ io, reader, reference, inline }: PolicyCall): Promise<number> {
  const reading = await readPolicy(reference, reader, inline);
  const { policy, documents } = reading;
  const examples = await readExamples(reading, reader);
  const flaws = [...reading.flaws, ...examples.flaws];
  const warnings =
    flaws.length === 0
      ? [...findWarnings(policy, documents), ...(await findMissingFiles(policy, reader))]
      : [];
  say(io, [
    ...flaws.map((flaw) => `error    ${formatFlaw(flaw)}`),
    ...warnings.map((flaw) => `warning  ${formatFlaw(flaw)}`),
    summary(policy, flaws.length, warnings.length),
  ]);
  return flaws.length === 0 ? 0 : 1;
}

function summary({ documents, stages }: Policy, errors: number, warnings: number): string {
  const [own] = documents;
  const counts = `${count(errors, 'error')}, ${count(warnings, 'warning')}`;
  if (errors > 0) return `${own!.reference}: ${counts}`;
  const rules = stages.map(({ name, rules }) => `${name} (${count(rules.length, 'rule')})`).join(', ');
  return `${own!.reference}: ${counts}; ${rules}; ${own!.digest}`;
}

async function explainPolicy({ io, reader, command, reference, inline }: PolicyCall): Promise<number> {
  const policy = await loadPolicy(reference, reader, inline);
  const { stage } = command.opts<{ stage?: string }>();
  say(io, describePolicy(policy, stage === undefined ? policy.stages : [getStage(policy, stage)]));
  return 0;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
