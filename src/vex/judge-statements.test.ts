import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { finding } from '../../test/findings.ts';
import { keyFingerprint } from '../base/public-key.ts';
import type { Finding, VulnerabilityFinding } from '../model/finding.ts';
import type { VexStatement } from '../model/vex.ts';
import { context, DOCUMENT, MANIFEST, pkg, placeOf, rule, signer, statement } from './fixtures/cases.ts';
import { judgeStatements } from './judge-statements.ts';

const LIB = finding({ aliases: ['GHSA-aaaa-bbbb-cccc'] });
const OTHER = finding({ id: 'CVE-2024-2', packagePurl: 'pkg:npm/other' });

/** At two places, in two versions. */
const TWICE: VulnerabilityFinding = {
  ...LIB,
  instances: [placeOf(pkg('pkg:npm/lib@1.0', { path: 'b' })), placeOf(pkg('pkg:npm/lib@2.0', { path: 'a' }))],
};

function judge(
  findings: readonly Finding[],
  statements: readonly VexStatement[],
  parts: Parameters<typeof context>[0] = {},
) {
  const { judged, applied } = judgeStatements(findings, statements, context(parts));
  return { outcomes: judged.map(({ outcome }) => outcome), applied };
}

const about = (id: string, components: readonly string[] = []) => [{ id, components }];
const APPLIED = { kind: 'applied', fingerprints: [LIB.fingerprint] } as const;

describe('VEX statements', () => {
  it('take out what they say is not affected or fixed, and say why', () => {
    const { outcomes, applied } = judge([LIB, OTHER], [statement({ text: 'compiled without it' })]);
    assert.deepEqual(outcomes, [APPLIED]);
    assert.deepEqual([...applied.keys()], [LIB.fingerprint]);
    const because = 'not affected, says Team (vulnerable_code_not_present: compiled without it)';
    assert.equal(applied.get(LIB.fingerprint)?.because, because);
    assert.deepEqual(judge([LIB], [statement({ status: 'fixed' })]).outcomes, [APPLIED]);
  });

  it('are found under every id of the flaw, however it is written', () => {
    const byAlias = statement({ vulnerabilities: ['ghsa-AAAA-bbbb-cccc', 'X-1'] });
    assert.deepEqual(judge([LIB], [byAlias]).outcomes, [APPLIED]);
  });

  it('that say affected or under investigation are told and change nothing', () => {
    for (const status of ['affected', 'under_investigation'] as const) {
      const { outcomes, applied } = judge([LIB], [statement({ status })]);
      assert.deepEqual(outcomes, [{ kind: 'told', fingerprints: [LIB.fingerprint] }]);
      assert.equal(applied.size, 0);
    }
  });

  it('about a flaw that nobody found, or a product that is not there', () => {
    const unknown = statement({ vulnerabilities: ['CVE-1999-1'] });
    const elsewhere = statement({ products: about('pkg:npm/lib@9.0') });
    assert.deepEqual(judge([LIB], [unknown, elsewhere]).outcomes, [
      { kind: 'no-finding' },
      {
        kind: 'no-product',
        nearest: 'pkg:npm/lib@1.0 (the statement is about another version: pkg:npm/lib@9.0)',
      },
    ]);
  });

  it('take nothing out before all places of the finding are covered', () => {
    const first = statement({ products: about('pkg:npm/lib@1.0') });
    const second = statement({ index: 1, products: about('pkg:npm/lib@2.0') });
    const { outcomes, applied } = judge([TWICE], [first]);
    assert.equal(applied.size, 0);
    assert.deepEqual(outcomes, [
      { kind: 'no-product', nearest: 'pkg:npm/lib@2.0 (another place of the finding counts: a)' },
    ]);
    assert.deepEqual(judge([TWICE], [first, second]).outcomes, [APPLIED, APPLIED]);
    assert.deepEqual(judge([TWICE], [statement()]).outcomes, [APPLIED]);
  });

  it('do not look at places that are set aside', () => {
    const [counted, aside] = TWICE.instances;
    const setAside = [{ standing: 'informational', reason: '', instance: aside! }] as const;
    const one = { ...TWICE, instances: [counted!], setAside };
    assert.deepEqual(judge([one], [statement({ products: about('pkg:npm/lib@1.0') })]).outcomes, [APPLIED]);
  });

  it('leave findings of other kinds alone', () => {
    const waiver = { kind: 'waiver', id: 'waiver-unused', fingerprint: 'v1:w' } as unknown as Finding;
    assert.equal(judge([waiver], [statement({ vulnerabilities: ['waiver-unused'] })]).applied.size, 0);
  });
});

describe('the newest statement decides', () => {
  const at = (day: number, status: VexStatement['status'], index = day): VexStatement =>
    statement({ index, status, timestamp: `2026-11-0${day}T00:00:00.000Z` });
  const contradicted = (by: number) => ({ kind: 'contradictory', other: `vex/app.json#${by}` });

  it('case 60: the older one says not affected, the newer one affected', () => {
    const { outcomes, applied } = judge([LIB], [at(1, 'not_affected'), at(2, 'affected')]);
    assert.deepEqual(outcomes, [contradicted(2), { kind: 'told', fingerprints: [LIB.fingerprint] }]);
    assert.equal(applied.size, 0);
  });

  it('and the other way round', () => {
    const { outcomes, applied } = judge([LIB], [at(1, 'affected'), at(2, 'not_affected')]);
    assert.deepEqual(outcomes, [contradicted(2), APPLIED]);
    assert.equal(applied.get(LIB.fingerprint)?.statement.index, 2);
  });

  it('of the same time and another status neither counts', () => {
    const { outcomes, applied } = judge(
      [LIB],
      [at(2, 'not_affected', 0), at(2, 'affected', 1), at(1, 'not_affected', 2)],
    );
    assert.deepEqual(outcomes, [contradicted(1), contradicted(0), contradicted(1)]);
    assert.equal(applied.size, 0);
  });

  it('a statement without a date is older than all others', () => {
    const undated = statement({ index: 7, status: 'affected', timestamp: '' });
    assert.deepEqual(judge([LIB], [undated, at(1, 'fixed')]).outcomes, [contradicted(1), APPLIED]);
  });

  it('only since the last that says otherwise do older ones count with it', () => {
    const { outcomes } = judge([LIB], [at(1, 'fixed'), at(2, 'affected'), at(3, 'fixed'), at(4, 'fixed')]);
    assert.deepEqual(outcomes, [contradicted(2), contradicted(4), APPLIED, APPLIED]);
  });

  it('a narrower product does not beat a wider one', () => {
    const narrow = statement({ products: about('pkg:npm/lib@1.0'), timestamp: '2026-10-01T00:00:00.000Z' });
    const wide = statement({ index: 1, status: 'affected', products: about('ghcr.io/team/app') });
    assert.equal(judge([LIB], [narrow, wide]).applied.size, 0);
  });

  it('those that are not believed have no say', () => {
    const stranger = { ...at(5, 'affected'), document: { ...DOCUMENT, author: 'Stranger' } };
    const { outcomes } = judge([LIB], [at(1, 'not_affected'), stranger], {
      trust: [rule({ author: 'Team*' })],
    });
    assert.deepEqual(outcomes[0], APPLIED);
    assert.equal(outcomes[1]!.kind, 'not-trusted');
  });
});

describe('which document of the policy believes', () => {
  const trust = [rule({ from: './own', document: 0 }), rule({ from: './org', document: 1 })];
  const by = (index: number, parts: Partial<VexStatement> = {}): VexStatement => ({
    ...statement(parts),
    document: { ...DOCUMENT, reference: `vex/${index}.json`, trustRules: [index] },
  });

  it('of two that say the same, the outer one carries the verdict', () => {
    const newer = by(0, { timestamp: '2026-11-20T00:00:00.000Z' });
    assert.equal(judge([LIB], [newer, by(1)], { trust }).applied.get(LIB.fingerprint)?.document, 1);
  });

  it('of two places, the one that the inner one alone speaks for', () => {
    const statements = [by(1, { products: about('pkg:npm/lib@1.0') }), by(0)];
    assert.equal(judge([TWICE], statements, { trust }).applied.get(LIB.fingerprint)?.document, 0);
  });
});

describe('trust', () => {
  const reasonOf = (given: VexStatement, trust: Parameters<typeof rule>[0][]): string => {
    const [outcome] = judge([LIB], [given], { trust: trust.map(rule) }).outcomes;
    return outcome!.kind === 'not-trusted' ? outcome!.reason : outcome!.kind;
  };
  const from = (parts: Partial<typeof DOCUMENT>): VexStatement => ({
    ...statement(),
    document: { ...DOCUMENT, ...parts },
  });
  const key = signer();

  const table: readonly (readonly [
    name: string,
    given: VexStatement,
    rules: Parameters<typeof rule>[0][],
    reason: string,
  ])[] = [
    ['no rule', statement(), [], 'no trust rule takes statements by "Team"'],
    [
      'a document that no rule lists',
      from({ trustRules: [] }),
      [{}],
      'the policy does not list where it was read',
    ],
    ['another author', statement(), [{ author: 'Acme*' }], 'no trust rule takes statements by "Team"'],
    [
      'nobody',
      from({ author: '' }),
      [{ author: 'Acme*' }],
      'no trust rule takes statements by somebody who is not named',
    ],
    ['a glob', statement(), [{ author: 'T*m' }], 'applied'],
    ['a rule for the image', statement(), [{ from: 'image' }], 'no trust rule takes statements by "Team"'],
    ['a rule for a folder', from({ isOfImage: true }), [{}], 'no trust rule takes statements by "Team"'],
    ['of the image', from({ isOfImage: true, subject: MANIFEST }), [{ from: 'image' }], 'applied'],
    [
      'of another image',
      from({ subject: `sha256:${'0'.repeat(64)}` }),
      [{}],
      `it was attested for another image, sha256:${'0'.repeat(64)}`,
    ],
    [
      'not signed',
      statement(),
      [{ publicKey: key.publicKey }],
      'it is not signed with the key that the trust rule asks for',
    ],
    [
      'signed',
      from({ verifiedBy: [keyFingerprint(key.publicKey)] }),
      [{ publicKey: key.publicKey }],
      'applied',
    ],
    [
      'a key that is none',
      from({ verifiedBy: [] }),
      [{ publicKey: 'x' }],
      'it is not signed with the key that the trust rule asks for',
    ],
    [
      'a status',
      statement({ status: 'fixed' }),
      [{ statuses: ['not_affected'] }],
      'the trust rule does not take the status fixed',
    ],
    ['the last day', statement(), [{ until: '2026-11-24' }], 'applied'],
    ['the day after', statement(), [{ until: '2026-11-23' }], 'the trust rule ended on 2026-11-23'],
    ['case 60: as old as allowed', statement(), [{ maxAgeDays: 23 }], 'applied'],
    [
      'case 60: older',
      statement(),
      [{ maxAgeDays: 22 }],
      'it is 23 days old; the trust rule takes none older than 22 days',
    ],
    [
      'without a date',
      statement({ timestamp: '' }),
      [{ maxAgeDays: 22 }],
      'it has no date, and the trust rule takes none older than 22 days',
    ],
    ['without a date, and none is asked', statement({ timestamp: '' }), [{}], 'applied'],
    [
      'of tomorrow',
      statement({ timestamp: '2026-11-25T00:00:00.000Z' }),
      [{}],
      'it is dated 2026-11-25, which is yet to come',
    ],
    ['of today', statement({ timestamp: '2026-11-24T23:59:00.000Z' }), [{}], 'applied'],
    [
      'the first that fits decides',
      from({ trustRules: [0, 1] }),
      [{ until: '2020-01-01' }, {}],
      'the trust rule ended on 2020-01-01',
    ],
    ['the first that does not fit', from({ trustRules: [0, 1] }), [{ author: 'x' }, {}], 'applied'],
    [
      'the rule of another place',
      from({ trustRules: [1] }),
      [{}, { statuses: [] }],
      'the trust rule does not take the status not_affected',
    ],
  ];
  for (const [name, given, rules, reason] of table)
    it(name, () => assert.equal(reasonOf(given, rules), reason));
});

describe('properties of judging', () => {
  const statements = fc.array(
    fc.record({
      index: fc.nat(3),
      vulnerabilities: fc.subarray(['CVE-2024-1', 'CVE-2024-2', 'GHSA-aaaa-bbbb-cccc'], { minLength: 1 }),
      status: fc.constantFrom('not_affected', 'affected', 'fixed', 'under_investigation') as fc.Arbitrary<
        VexStatement['status']
      >,
      timestamp: fc.constantFrom('', '2026-11-01T00:00:00.000Z', '2026-11-02T00:00:00.000Z'),
      products: fc.array(
        fc.record({
          id: fc.constantFrom(
            'pkg:npm/lib',
            'pkg:npm/lib@1.0',
            'pkg:npm/lib@2.0',
            'pkg:npm/other',
            'ghcr.io/team/app',
            'x',
          ),
          components: fc.subarray(['pkg:npm/lib@1.0', 'pkg:npm/other@1.0', 'pkg:npm/third']),
        }),
        { minLength: 1, maxLength: 3 },
      ),
      document: fc.constantFrom('a', 'b').map((reference) => ({ ...DOCUMENT, reference })),
    }),
    { maxLength: 6 },
  );
  const toStatements = (parts: readonly Partial<VexStatement>[]): VexStatement[] =>
    parts.map((one, index) => statement({ ...one, index }));
  const FINDINGS = [TWICE, OTHER];

  it('the order of the statements does not matter', () => {
    const orders = statements.chain((list) => {
      const made = toStatements(list);
      return fc.tuple(fc.constant(made), fc.shuffledSubarray(made, { minLength: made.length }));
    });
    fc.assert(
      fc.property(orders, ([one, two]) => {
        const [a, b] = [one, two].map((list) => judgeStatements(FINDINGS, list, context()));
        assert.deepEqual([...a!.applied].sort(), [...b!.applied].sort());
        const outcomeOf = new Map(b!.judged.map(({ statement: given, outcome }) => [given, outcome]));
        for (const { statement: given, outcome } of a!.judged)
          assert.deepEqual(outcomeOf.get(given), outcome);
      }),
    );
  });

  it('no statement takes out a finding whose flaw it does not name, and none that says affected takes out any', () => {
    fc.assert(
      fc.property(statements, (list) => {
        const made = toStatements(list);
        const { applied, judged } = judgeStatements(FINDINGS, made, context());
        for (const [fingerprint, { statement: given }] of applied) {
          const { id, aliases } = FINDINGS.find((one) => one.fingerprint === fingerprint)!;
          assert.ok([id, ...aliases].some((one) => given.vulnerabilities.includes(one)));
          assert.match(given.status, /not_affected|fixed/);
        }
        assert.deepEqual(
          new Set(judged.flatMap(({ outcome }) => (outcome.kind === 'applied' ? outcome.fingerprints : []))),
          new Set(applied.keys()),
        );
      }),
    );
  });

  it('without trust nothing is taken out', () => {
    fc.assert(
      fc.property(
        statements,
        (list) => judgeStatements(FINDINGS, toStatements(list), context({ trust: [] })).applied.size === 0,
      ),
    );
  });

  it('many statements about many places are judged in good time', () => {
    const instances = Array.from({ length: 1600 }, (_, i) =>
      placeOf(pkg(`pkg:npm/lib@${i}.0.0`, { path: `p${i}` })),
    );
    const products = Array.from({ length: 1600 }, (_, i) => ({ id: `pkg:npm/lib@${i}.0.0`, components: [] }));
    const { applied } = judgeStatements([{ ...LIB, instances }], [statement({ products })], context());
    assert.equal(applied.size, 1);
  });
});
