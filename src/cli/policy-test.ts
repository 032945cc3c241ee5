/** `plimsoll policy test`: what a policy says of its examples. */
import { UsageError } from '../base/errors.ts';
import { getPolicy, readPolicy } from '../gate/load-policy.ts';
import type { Policy } from '../model/policy.ts';
import { type Flaw, formatFlaw } from '../policy/document/flaw.ts';
import type { Example } from '../policy/example/parse-examples.ts';
import { type ExampleResult, runExample } from '../policy/example/run-examples.ts';
import { loadExpressions } from '../policy/expression/load-expressions.ts';
import { rankFindings } from '../priority/rank.ts';
import { type PolicyCall, say } from './policy-call.ts';
import { readExamples } from './policy-examples.ts';

/** Exit code 1 if an example differs. Throws UsageError where there are none, or none that can be run. */
export async function testPolicy({ io, reader, reference, inline }: PolicyCall): Promise<number> {
  const reading = await readPolicy(reference, reader, inline);
  const policy = getPolicy(reading);
  const { examples, flaws } = await readExamples(reading, reader);
  if (flaws.length > 0) throw badExamples(flaws);
  if (examples.length === 0) throw noExamples(policy);
  const results = await runAll(policy, examples);
  const failed = results.filter(({ differences }) => differences.length > 0);
  say(io, [
    ...results.flatMap(resultLines),
    `${results.length - failed.length} of ${results.length} examples are as expected`,
  ]);
  return failed.length === 0 ? 0 : 1;
}

async function runAll(policy: Policy, examples: readonly Example[]): Promise<readonly ExampleResult[]> {
  const results: ExampleResult[] = [];
  for (const example of examples) {
    const expressions = await loadExpressions(policy, example.stage);
    results.push(runExample(policy, example, { rank: rankFindings, expressions }));
  }
  return results;
}

function resultLines({ example, differences, because }: ExampleResult): readonly string[] {
  const { name, stage, where } = example;
  if (differences.length === 0) return [`ok    ${stage}: ${name}`];
  return [
    `FAIL  ${stage}: ${name} (${where})`,
    ...differences.map(({ of, expected, actual }) => `      ${of}: expected ${expected}, is ${actual}`),
    `      because: ${because}`,
  ];
}

function badExamples(flaws: readonly Flaw[]): UsageError {
  const shown = flaws.slice(0, 3).map(formatFlaw);
  return new UsageError('bad-examples', {
    what: `the examples cannot be run: ${shown.join('; ')}${flaws.length > 3 ? ` (and ${flaws.length - 3} more)` : ''}`,
    where: flaws[0]!.document,
    wayOut: 'see `plimsoll policy check` for all that is wrong',
  });
}

function noExamples({ documents }: Policy): UsageError {
  return new UsageError('no-examples', {
    what: 'there are no examples to run',
    where: documents[0]!.reference,
    wayOut: 'write some under `tests:` in the policy, or into a file beside it that ends in .test.yaml',
  });
}
