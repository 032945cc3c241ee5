import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  compare,
  dated,
  flaw,
  type Given,
  gateOf,
  image,
  instance,
  judge,
  not,
  outcomes,
  problem,
  ranked,
  rule,
  secret,
  subject,
  timeline,
  UNKNOWN,
  waiver,
  when,
  withGaps,
} from '../../test/policy-cases.ts';
import { UsageError } from '../base/errors.ts';
import type { Finding } from '../model/finding.ts';
import type { Rule } from '../model/policy.ts';
import type { Decision } from '../model/report.ts';
import type { AppliedVex, VexVerdicts } from '../model/vex.ts';
import type { Subject } from './asked.ts';
import { findField, toRank } from './fields.ts';

const rankOf = (word: string): number => toRank(findField('severity')!, word)!;
const CRITICAL = when('severity', 'critical');
const ALLOW = rule({ id: 'allow', action: 'allow' });
const WARN = rule({ id: 'warn', action: 'warn' });
const BLOCK = rule({ id: 'block' });

function vexFor(finding: Finding, document = 0): VexVerdicts {
  const applied: AppliedVex = {
    statement: {
      document: {
        reference: 'vex.json',
        digest: 'sha256:02',
        format: 'openvex',
        id: 'doc',
        author: 'Team',
        timestamp: '2026-01-01T00:00:00Z',
        isOfImage: false,
        subject: '',
        verifiedBy: [],
        trustRules: [],
      },
      index: 3,
      vulnerabilities: [finding.id],
      products: [],
      status: 'not_affected',
      justification: 'component_not_present',
      text: '',
      timestamp: '2026-01-01T00:00:00Z',
    },
    document,
    because: 'Team says not_affected',
  };
  return { judged: [], applied: new Map([[finding.fingerprint, applied]]) };
}

type Row = readonly [what: string, given: Given, outcomes: readonly string[], verdict: Decision['verdict']];

const TABLE: readonly Row[] = [
  ['nothing found', { rules: [BLOCK] }, [], 'pass'],
  ['no rules', { rules: [], findings: [flaw()] }, ['pass by no-rule'], 'pass'],
  [
    'a rule without conditions',
    { rules: [BLOCK], findings: [flaw(), secret()] },
    ['block by block', 'block by block'],
    'block',
  ],
  ['a rule that warns', { rules: [WARN], findings: [flaw()] }, ['warn by warn'], 'warn'],
  [
    'the first that holds decides: allow',
    { rules: [ALLOW, BLOCK], findings: [flaw()] },
    ['pass by allow'],
    'pass',
  ],
  [
    'the first that holds decides: block',
    { rules: [BLOCK, ALLOW], findings: [flaw()] },
    ['block by block'],
    'block',
  ],
  [
    'the first that holds decides: warn',
    { rules: [WARN, BLOCK], findings: [flaw()] },
    ['warn by warn'],
    'warn',
  ],
  [
    'what is not counted passes before all rules',
    { rules: [BLOCK], findings: [flaw({ standing: 'informational' }), secret({ standing: 'allowed' })] },
    ['pass by standing', 'pass by standing'],
    'pass',
  ],
  [
    'a secret that has expired opens nothing',
    { rules: [BLOCK], findings: [secret({ expiresAt: '2026-11-24T11:59:59Z' })] },
    ['pass by standing'],
    'pass',
  ],
  ['VEX passes', { rules: [BLOCK], findings: [flaw()], vex: vexFor(flaw()) }, ['pass by vex'], 'pass'],
  [
    'a final rule of an outer document does not take VEX of an inner one',
    { rules: [{ ...BLOCK, final: true, document: 1 }], findings: [flaw()], vex: vexFor(flaw(), 0) },
    ['block by block'],
    'block',
  ],
  [
    'a final rule takes VEX of its own document, and of those that it extends',
    {
      rules: [{ ...BLOCK, final: true, document: 1 }],
      findings: [flaw(), flaw({ id: 'CVE-2024-2' })],
      vex: {
        judged: [],
        applied: new Map([...vexFor(flaw(), 1).applied, ...vexFor(flaw({ id: 'CVE-2024-2' }), 2).applied]),
      },
    },
    ['pass by vex', 'pass by vex'],
    'pass',
  ],
  [
    'a final rule that does not hold refuses nothing',
    {
      rules: [{ ...BLOCK, final: true, document: 1, when: [CRITICAL] }, BLOCK],
      findings: [flaw()],
      vex: vexFor(flaw()),
    },
    ['pass by vex'],
    'pass',
  ],
  [
    'a waiver passes',
    { rules: [BLOCK], findings: [flaw()], inputs: { waivers: [waiver()] } },
    ['pass by w1'],
    'pass',
  ],
  [
    'a waiver passes a warning too',
    { rules: [WARN], findings: [flaw()], inputs: { waivers: [waiver()] } },
    ['pass by w1'],
    'pass',
  ],
  [
    'a rule that is not waivable takes none; that the waiver does nothing is told',
    { rules: [{ ...BLOCK, waivable: false }], findings: [flaw()], inputs: { waivers: [waiver()] } },
    ['block by block', 'block by block'],
    'block',
  ],
  [
    'a final rule of an outer document takes no waiver of an inner one',
    {
      rules: [{ ...BLOCK, final: true, document: 1, when: [when('kind', not('waiver'))] }],
      findings: [flaw()],
      inputs: { waivers: [waiver()] },
    },
    ['block by block', 'pass by no-rule'],
    'block',
  ],
  [
    'what is wrong with waivers goes through the rules, and is covered by no waiver',
    {
      rules: [rule({ id: 'waivers', when: [when('waiver-problem', 'expired')] })],
      inputs: {
        waivers: [
          waiver({ expires: '2026-01-01' }),
          waiver({ id: 'w2', scope: { check: 'x', advisory: '' } }),
        ],
      },
    },
    ['block by waivers', 'pass by no-rule'],
    'block',
  ],
];

describe('judging by a policy', () => {
  for (const [what, given, expected, verdict] of TABLE) {
    test(what, () => {
      const decision = judge(given);
      assert.deepEqual(outcomes(decision), expected);
      assert.equal(decision.verdict, verdict);
    });
  }

  test('findings of waivers that were in a report are made anew', () => {
    const first = judge({ rules: [BLOCK], inputs: { waivers: [waiver()] } });
    assert.deepEqual(outcomes(first), ['block by block']);
    const again = judge({
      rules: [BLOCK],
      findings: first.judgements.map((j) => j.ranked),
      inputs: { waivers: [waiver()] },
    });
    assert.deepEqual(again, first);
  });

  test('what decided is told, and what it was not asked for', () => {
    const rules = [
      rule({ id: 'epss', when: [when('epss', compare('>', 0.5)), when('kind', 'vulnerability')] }),
      rule({ id: 'owner', when: [CRITICAL], unless: [when('owner', 'base')], because: 'We own it.' }),
    ];
    const given = flaw({ severity: 'critical', instances: [instance({ layer: 2 })] });
    const decision = judge({ rules, findings: [given, flaw(), secret({ severity: 'low' })] });
    assert.equal(
      decision.judgements[0]?.because,
      'We own it.; owner is unknown: the exception does not count',
    );
    assert.equal(decision.judgements[1]?.because, 'no rule of the stage production holds');
    assert.deepEqual(gateOf(decision).unasked, [{ rule: 'epss', field: 'epss', count: 2 }]);
  });

  test('without words of its own a rule is told by its conditions', () => {
    const rules = [
      rule({ when: [when('severity', compare('>=', rankOf('high'))), when('fix', 'none', UNKNOWN)] }),
    ];
    const [judgement] = judge({ rules, findings: [flaw()] }).judgements;
    assert.equal(judgement?.because, 'severity >= high, fix is none or is unknown');
  });

  test('a stage that there is not is an error', () =>
    assert.throws(() => judge({ rules: [], inputs: { stage: 'moon' } }), UsageError));
});

type GapRow = readonly [
  what: string,
  rules: readonly Rule[],
  effect: 'incomplete' | 'blind',
  outcome: string,
];

const GAP = when('problem', 'truncated-layer');
const gapRule = (action: Rule['action'], parts: Partial<Rule> = {}): Rule =>
  rule({ id: action, action, subject: 'gap', when: [GAP], ...parts });

const GAPS: readonly GapRow[] = [
  ['no rule: it blocks', [], 'incomplete', 'block by '],
  ['rules about findings say nothing of it', [ALLOW], 'incomplete', 'block by '],
  ['accepted', [gapRule('allow')], 'incomplete', 'pass by allow'],
  ['warned of', [gapRule('warn')], 'incomplete', 'warn by warn'],
  ['refused', [gapRule('block'), gapRule('allow')], 'incomplete', 'block by block'],
  ['the first that holds decides', [gapRule('allow'), gapRule('block')], 'incomplete', 'pass by allow'],
  [
    'another reason is not accepted',
    [gapRule('allow', { when: [when('problem', 'other')] })],
    'incomplete',
    'block by ',
  ],
  ['only in base layers', [gapRule('allow', { when: [when('owner', 'base')] })], 'incomplete', 'block by '],
  ['blindness is never accepted', [gapRule('allow')], 'blind', 'block by allow'],
  ['blindness is no warning', [gapRule('warn')], 'blind', 'block by warn'],
];

describe('gaps in the coverage', () => {
  for (const [what, rules, effect, outcome] of GAPS) {
    test(what, () => {
      const decision = judge({ rules, subject: withGaps(problem({ effect })) });
      const [gap] = gateOf(decision).gaps;
      assert.equal(`${gap?.outcome} by ${gap?.rule}`, outcome);
      assert.equal(decision.verdict, gap?.outcome);
    });
  }
});

const runsAs = (user: string): Subject => subject({ image: image({ config: { ...image().config, user } }) });
const imageRule = (id: string, action: Rule['action'], parts: Partial<Rule> = {}): Rule =>
  rule({ id, action, subject: 'image', when: [when('user', 'root')], ...parts });

describe('rules about the image', () => {
  const told = (rules: readonly Rule[], user = 'root'): readonly string[] =>
    gateOf(judge({ rules, subject: runsAs(user) })).image.map((j) => `${j.rule} ${j.action} ${j.outcome}`);

  test('all that hold are told, the first decides, and none after it is stricter', () => {
    assert.deepEqual(told([imageRule('a', 'block'), imageRule('b', 'warn'), imageRule('c', 'block')]), [
      'a block block',
      'b warn warn',
      'c block block',
    ]);
    assert.deepEqual(told([imageRule('a', 'warn'), imageRule('b', 'block')]), [
      'a warn warn',
      'b block warn',
    ]);
    assert.deepEqual(told([imageRule('a', 'allow'), imageRule('b', 'block')]), [
      'a allow pass',
      'b block pass',
    ]);
    assert.deepEqual(told([imageRule('a', 'block')], 'app'), []);
  });

  test('the verdict is that of the first', () => {
    assert.equal(judge({ rules: [imageRule('a', 'block')], subject: runsAs('') }).verdict, 'block');
    assert.equal(
      judge({ rules: [imageRule('a', 'warn'), imageRule('b', 'block')], subject: runsAs('') }).verdict,
      'warn',
    );
  });

  test('what has no data is counted as not asked', () => {
    const decision = judge({
      rules: [imageRule('signed', 'block', { when: [when('signed-by', not('us'))] })],
    });
    assert.deepEqual(gateOf(decision).unasked, [{ rule: 'signed', field: 'signed-by', count: 1 }]);
    assert.equal(decision.verdict, 'pass');
  });

  test('where it is asked for, what has no data blocks', () =>
    assert.equal(
      judge({ rules: [imageRule('signed', 'block', { when: [when('signed-by', not('us'), UNKNOWN)] })] })
        .verdict,
      'block',
    ));
});

describe('known failures of others', () => {
  test('a base image’s critical without a fix: warn; 31 days after a fix: block; after 30: warn (case 50)', () => {
    const rules = [
      rule({
        id: 'fixes',
        when: [CRITICAL],
        timeline: timeline({ clock: 'fix-available', days: [{ for: 'any', days: 30 }] }),
      }),
    ];
    const verdictOf = (fixed: string | null): string =>
      judge({
        rules,
        findings: [dated('2025-01-01', fixed, { severity: 'critical' })],
        inputs: { history: { reference: 'state.json', entries: [] } },
      }).verdict;
    assert.equal(verdictOf(null), 'warn');
    assert.equal(verdictOf('2026-10-25'), 'warn');
    assert.equal(verdictOf('2026-10-24'), 'block');
  });

  test('a waiver that ended yesterday: the finding is back, and the message names waiver and owner (case 51)', () => {
    const decision = judge({
      rules: [
        rule({ id: 'critical', when: [CRITICAL] }),
        rule({ id: 'waivers', when: [when('kind', 'waiver')] }),
      ],
      findings: [flaw({ severity: 'critical' })],
      inputs: { waivers: [waiver({ id: 'ACME-7', owner: 'team-shop', expires: '2026-11-23' })] },
    });
    assert.deepEqual(outcomes(decision), ['block by critical', 'block by waivers']);
    const fault = decision.judgements[1]?.ranked.finding;
    assert.match(fault?.title ?? '', /ACME-7.*team-shop/);
    assert.deepEqual(
      outcomes(
        judge({
          rules: [rule({ id: 'critical', when: [CRITICAL] })],
          findings: [flaw({ severity: 'critical' })],
          inputs: { waivers: [waiver({ expires: '2026-11-24' })] },
        }),
      ),
      ['pass by w1'],
    );
  });

  test('own layers only: what the build brought stays, and what nobody knows is never left out silently (case 55)', () => {
    const rules = [rule({ id: 'own', when: [when('owner', 'own')] })];
    const place = (id: string, ...layers: readonly number[]): Finding =>
      flaw({ id, instances: layers.map((layer) => instance({ layer })) });
    const decision = judge({
      rules,
      findings: [
        place('CVE-1', 0),
        place('CVE-2', 1),
        place('CVE-3', 0, 1),
        place('CVE-4', 2),
        place('CVE-5', 0, 2),
      ],
    });
    assert.deepEqual(outcomes(decision), [
      'pass by no-rule',
      'block by own',
      'block by own',
      'pass by no-rule',
      'pass by no-rule',
    ]);
    assert.equal(decision.verdict, 'block');
    assert.deepEqual(gateOf(decision).unasked, [{ rule: 'own', field: 'owner', count: 2 }]);
    const exempting = [rule({ id: 'all', unless: [when('owner', 'base')] })];
    assert.deepEqual(
      outcomes(judge({ rules: exempting, findings: [place('CVE-1', 0), place('CVE-4', 2)] })),
      ['pass by no-rule', 'block by all'],
    );
  });

  test('only a secret, and the policy forbids secrets: block (case 58)', () =>
    assert.equal(
      judge({
        rules: [rule({ id: 'secrets', when: [when('kind', 'secret')] })],
        findings: [secret({ severity: 'low' })],
      }).verdict,
      'block',
    ));

  test('no days for what is exploited: a medium that is blocks, a critical that is not warns (case 63)', () => {
    const rules = [
      rule({
        id: 'sla',
        timeline: timeline({
          days: [
            { for: 'known-exploited', days: 0 },
            { for: 'any', days: 30 },
          ],
        }),
      }),
    ];
    const findings = [
      ranked(dated('2026-11-24', null, { severity: 'medium', knownExploited: true }), 'act-now'),
      ranked(dated('2026-11-24', null, { id: 'CVE-2024-2', severity: 'critical' })),
    ];
    assert.deepEqual(outcomes(judge({ rules, findings })), ['block by sla', 'warn by sla']);
  });
});
