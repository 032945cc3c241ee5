/** What must hold for every policy. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  compare,
  dated,
  type Given,
  instance,
  is,
  judge,
  not,
  problem,
  ranked,
  rule,
  secret,
  timeline,
  UNKNOWN,
  waiver,
  withGaps,
} from '../../test/policy-cases.ts';
import type { Finding } from '../model/finding.ts';
import type { Action, Condition, Rule, Test } from '../model/policy.ts';
import type { Decision, Judgement, RankedFinding } from '../model/report.ts';
import { SEVERITIES } from '../model/severity.ts';
import { FIELDS } from './fields.ts';

const TIERS: readonly RankedFinding['tier'][] = ['act-now', 'soon', 'planned', 'watch'];
const day = fc.constantFrom('', '2026-01-01', '2026-10-30', '2026-11-24');

const flaws: fc.Arbitrary<Finding> = fc
  .record({
    id: fc.constantFrom('CVE-1', 'CVE-2', 'CVE-3'),
    packagePurl: fc.constantFrom('pkg:npm/a', 'pkg:npm/b'),
    severity: fc.constantFrom(...SEVERITIES),
    knownExploited: fc.boolean(),
    published: day,
    fixed: fc.option(day),
    layer: fc.constantFrom(0, 1, 2),
  })
  .map(({ published, fixed, layer, ...parts }) => {
    const given = dated(published, fixed, parts);
    if (given.kind !== 'vulnerability') return given;
    return { ...given, instances: given.instances.map((i) => instance({ ...i, layer })) };
  });
const secrets: fc.Arbitrary<Finding> = fc
  .record({ severity: fc.constantFrom(...SEVERITIES), id: fc.constantFrom('token', 'key') })
  .map(({ severity, id }) => secret({ severity, id, fingerprint: `v1:${id}` }));
const findings = fc.uniqueArray(
  fc.tuple(fc.oneof(flaws, secrets), fc.constantFrom(...TIERS)).map(([f, tier]) => ranked(f, tier)),
  { selector: ({ finding }) => finding.fingerprint, maxLength: 6 },
);

const askable = FIELDS.filter(({ subjects, type }) => subjects.includes('finding') && type !== 'text');
const conditions: fc.Arbitrary<Condition> = fc.constantFrom(...askable).chain((field) => {
  const words = field.type === 'truth' ? ['true', 'false'] : field.words.length > 0 ? field.words : ['3'];
  const word = fc.constantFrom(...words);
  const tests: fc.Arbitrary<Test> = fc.oneof(
    word.map(is),
    word.map(not),
    fc
      .constantFrom('<', '>=')
      .chain((op) => fc.integer({ min: 0, max: 40 }).map((n) => compare(op as '<', n))),
    fc.constant(UNKNOWN),
  );
  return fc.array(tests, { minLength: 1, maxLength: 2 }).map((all) => ({ field: field.name, tests: all }));
});
const few = fc.array(conditions, { maxLength: 2 });
const clocks = fc.constantFrom('fix-available', 'disclosed', 'first-seen');
const timelines = clocks.map((clock) =>
  timeline({ clock: clock as 'disclosed', days: [{ for: 'any', days: 20 }] }),
);

const rules: fc.Arbitrary<readonly Rule[]> = fc
  .array(
    fc.record({
      action: fc.constantFrom<Action>('block', 'warn', 'allow'),
      when: few,
      unless: few,
      timeline: fc.option(timelines),
      document: fc.constantFrom(0, 1),
      final: fc.boolean(),
    }),
    { maxLength: 5 },
  )
  .map((all) =>
    all
      .map((parts, index) =>
        rule({ ...parts, id: `rule-${index}`, timeline: parts.action === 'block' ? parts.timeline : null }),
      )
      .sort((a, b) => Number(b.final) - Number(a.final)),
  );

const given: fc.Arbitrary<Given> = fc.record({ rules, findings });
const waivers = fc.uniqueArray(
  fc
    .record({
      advisory: fc.constantFrom('CVE-1', 'CVE-2', 'CVE-9'),
      expires: fc.constantFrom('2026-01-01', '2027-01-01'),
    })
    .map(({ advisory, expires }) => waiver({ id: `${advisory} ${expires}`, expires, scope: { advisory } })),
  { selector: ({ id }) => id, maxLength: 3 },
);

const STRICTNESS = ['pass', 'warn', 'block'];
const strictness = (outcome: string): number => STRICTNESS.indexOf(outcome);
const byFingerprint = ({ judgements }: Decision): ReadonlyMap<string, Judgement> =>
  new Map(judgements.map((j) => [j.ranked.finding.fingerprint, j]));

describe('for every policy', () => {
  test('the order of the findings does not matter', () => {
    fc.assert(
      fc.property(given, waivers, (one, w) => {
        const inputs = { waivers: w };
        const forwards = judge({ ...one, inputs });
        const backwards = judge({ ...one, inputs, findings: [...one.findings!].reverse() });
        assert.deepEqual(byFingerprint(forwards), byFingerprint(backwards));
        assert.deepEqual(forwards.basis, backwards.basis);
        assert.equal(forwards.verdict, backwards.verdict);
      }),
    );
  });

  test('a finding is judged alike whatever was found beside it', () => {
    fc.assert(
      fc.property(given, (one) => {
        const alone = one.findings!.map((f) => judge({ ...one, findings: [f] }).judgements[0]);
        assert.deepEqual(judge(one).judgements, alone);
      }),
    );
  });

  test('a final rule that blocks, before all others, never loosens anything', () => {
    fc.assert(
      fc.property(given, few, waivers, (one, whens, w) => {
        const inputs = { waivers: w };
        const without = byFingerprint(judge({ ...one, inputs }));
        const final = rule({ id: 'final', final: true, document: 1, when: whens });
        const stricter = judge({ ...one, inputs, rules: [final, ...one.rules] });
        for (const { ranked: r, outcome } of stricter.judgements) {
          const before = without.get(r.finding.fingerprint)?.outcome ?? 'pass';
          // A waiver that nothing needs any more is a finding of its own.
          if (r.finding.kind !== 'waiver') assert.ok(strictness(outcome) >= strictness(before));
        }
      }),
    );
  });

  test('a waiver changes the outcome of findings that it covers alone, and only to a pass', () => {
    fc.assert(
      fc.property(given, waivers, (one, w) => {
        const without = byFingerprint(judge(one));
        for (const judgement of judge({ ...one, inputs: { waivers: w } }).judgements) {
          const { finding } = judgement.ranked;
          if (finding.kind === 'waiver') continue;
          const before = without.get(finding.fingerprint);
          // That a waiver does not count is told beside what decides.
          if (judgement.by.kind !== 'waiver')
            assert.deepEqual({ ...judgement, because: '' }, { ...before, because: '' });
          else {
            const { waiver: id } = judgement.by;
            const used = w.find((one) => one.id === id)!;
            assert.equal(used.scope.advisory, finding.id);
            assert.equal(used.expires, '2027-01-01');
            assert.equal(judgement.outcome, 'pass');
            assert.notEqual(before?.outcome, 'pass');
          }
        }
      }),
    );
  });

  test('no rule of another subject, and no missing data, opens a gap', () => {
    fc.assert(
      fc.property(given, (one) => {
        assert.equal(judge({ ...one, subject: withGaps(problem()) }).verdict, 'block');
      }),
    );
  });

  test('the answer is the same in every time zone', () => {
    const zone = process.env['TZ'];
    try {
      fc.assert(
        fc.property(given, (one) => {
          process.env['TZ'] = 'Pacific/Kiritimati';
          const east = judge(one);
          process.env['TZ'] = 'Pacific/Pago_Pago';
          assert.deepEqual(judge(one), east);
        }),
        { numRuns: 30 },
      );
    } finally {
      if (zone === undefined) delete process.env['TZ'];
      else process.env['TZ'] = zone;
    }
  });
});
