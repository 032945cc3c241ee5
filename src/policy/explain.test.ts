import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  asked,
  compare,
  flaw,
  instance,
  NOW,
  not,
  ranked,
  rule,
  subject,
  when,
} from '../../test/policy-cases.ts';
import type { Finding } from '../model/finding.ts';
import type { Rule } from '../model/policy.ts';
import { explainFinding } from './explain.ts';

const RULES: readonly Rule[] = [
  rule({ id: 'secrets', when: [when('kind', 'secret')] }),
  rule({ id: 'epss', action: 'warn', when: [when('epss', compare('>', 0.5))] }),
  rule({ id: 'own', when: [when('severity', 'high')], unless: [when('owner', 'own')] }),
  rule({ id: 'rest', action: 'allow', when: [when('id', not('CVE-1'))] }),
  rule({ id: 'never asked' }),
  rule({ id: 'no finding’s', subject: 'gap' }),
];

function explain(finding: Finding): readonly string[] {
  const steps = explainFinding(ranked(finding), subject(), asked({ rules: RULES }), NOW);
  return steps.map(
    ({ rule: id, action, held, why }) => `${id}: ${action} ${held ? 'held' : 'did not'}: ${why}`,
  );
}

describe('explaining', () => {
  test('each rule up to the first that holds, with what kept the others from it', () =>
    assert.deepEqual(explain(flaw({ instances: [instance()] })), [
      'secrets: block did not: kind is vulnerability',
      'epss: warn did not: epss is unknown: it was passed over',
      'own: block did not: its exception holds',
      'rest: allow held: id is not CVE-1',
    ]));

  test('where none holds, all', () =>
    assert.deepEqual(
      explainFinding(ranked(flaw()), subject(), asked({ rules: RULES.slice(0, 2) }), NOW).map(
        (step) => step.held,
      ),
      [false, false],
    ));

  test('what is not counted is asked of no rule', () =>
    assert.deepEqual(explain(flaw({ standing: 'informational' })), []));

  test('without a policy there are no rules', () =>
    assert.deepEqual(explainFinding(ranked(flaw()), subject(), { kind: 'none' }, NOW), []));

  test('many findings are explained with one compilation, another time with another', () => {
    const one = asked({ rules: RULES });
    const image = subject();
    assert.deepEqual(
      explainFinding(ranked(flaw()), image, one, NOW),
      explainFinding(ranked(flaw()), image, one, NOW),
    );
    const aged = asked({
      rules: [rule({ when: [when('first-seen', compare('>', 5))] })],
      inputs: { history: HISTORY },
    });
    const heldAt = (now: string): boolean => explainFinding(ranked(flaw()), image, aged, now)[0]!.held;
    assert.deepEqual([heldAt('2026-11-24T00:00:00Z'), heldAt('2026-11-30T00:00:00Z')], [false, true]);
  });
});

const HISTORY = {
  reference: 'state.json',
  entries: [
    {
      key: flaw().fingerprint,
      firstSeen: '2026-11-20',
      fixSeen: '',
      severity: 'high',
      severitySince: '2026-11-20',
    },
  ],
} as const;
