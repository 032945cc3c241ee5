/** `plimsoll rules test`: detectors of the user's against their own tests. */
import { sanitize } from '../base/terminal.ts';
import type { Io } from './io.ts';
import type { Run } from './run.ts';
import { readRules } from './secret-rules.ts';

const PASSED = 0;
const FAILED = 1;

export function runRulesTest(io: Io): Run {
  return async (_, [path = '']) => {
    const rules = await readRules(path);
    const { testRules } = await import('../check/secret/custom/test-rules.ts');
    let failed = false;
    for (const { detector, failures, tests } of testRules(rules)) {
      failed ||= failures.length > 0;
      const verdict = failures.length > 0 ? 'FAILS' : tests === 0 ? 'has no tests' : `passes ${tests} tests`;
      io.stdout.write(`${detector} ${verdict}\n`);
      for (const failure of failures) io.stdout.write(`  ${sanitize(failure.slice(0, 300))}\n`);
    }
    const { detectors, leftOut, without, allow } = rules;
    for (const rule of leftOut) io.stdout.write(`left out: ${sanitize(rule)}\n`);
    io.stdout.write(
      `${detectors.length} detectors, ${without.length} switched off, ${allow.length} allowed\n`,
    );
    return failed ? FAILED : PASSED;
  };
}
