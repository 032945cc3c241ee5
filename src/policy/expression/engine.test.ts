import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  asked,
  dated,
  flaw,
  image,
  instance,
  judge,
  NOW,
  outcomes,
  policy,
  problem,
  ranked,
  rule,
  secret,
  subject,
  waiverFault,
} from '../../../test/policy-cases.ts';
import type { Finding } from '../../model/finding.ts';
import type { Rule } from '../../model/policy.ts';
import { createContext } from '../context.ts';
import { createFindingFacts, createGapFacts, createImageFacts } from '../facts.ts';
import { createExpressions } from './engine.ts';
import type { ExpressionResult, ExpressionVariables } from './expressions.ts';
import { loadExpressions } from './load-expressions.ts';
import { type Shape, variablesOf } from './shapes.ts';

const engine = createExpressions();
const context = createContext(subject(), asked({ rules: [] }), NOW);
const around = createImageFacts(context);
const variablesFor = (finding: Finding): ExpressionVariables =>
  createFindingFacts(ranked(finding), context, around).variables();
const evaluate = (text: string, finding: Finding = flaw()): ExpressionResult =>
  engine.compile(text)(variablesFor(finding));

const FLAW = flaw({
  aliases: ['GHSA-1'],
  title: 'Remote code execution',
  score: 7,
  instances: [
    instance({ fixedVersion: '2.0' }),
    instance({ layer: 0, version: '0.9', purl: 'pkg:npm/lib@0.9' }),
  ],
});

const TABLE: readonly (readonly [text: string, finding: Finding, value: boolean])[] = [
  ['finding.package.purl == "pkg:npm/lib" && finding.package.ecosystem == "npm"', FLAW, true],
  ['"GHSA-1" in finding.aliases', FLAW, true],
  ['"GHSA-2" in finding.aliases', FLAW, false],
  ['finding.score >= 7 && finding.score < 7.5 && finding.score == 7', FLAW, true],
  ['has(finding.score)', flaw(), false],
  ['has(finding.firstSeen)', FLAW, false],
  ['finding.rank == "soon" && finding.fix == "available"', FLAW, true],
  ['finding.owner == "own"', FLAW, true],
  ['finding.instances.exists(i, i.owner == "base" && i.layer == 0)', FLAW, true],
  ['finding.instances.all(i, i.owner == "own")', FLAW, false],
  ['finding.instances.exists_one(i, i.fixedVersion != "")', FLAW, true],
  ['finding.instances.filter(i, i.fixedVersion != "").size() == 1', FLAW, true],
  ['finding.instances.map(i, i.version).exists(v, v == "0.9")', FLAW, true],
  ['size(finding.instances.map(i, [i.version]) + [["x"]]) == 3', FLAW, true],
  ['finding.instances.exists(i, inVersions(finding.package.ecosystem, i.version, "<1.0"))', FLAW, true],
  [
    'compareVersions("npm", "1.2.0", "1.10.0") == -1 && compareVersions("deb", "1~rc1", "1") == -1',
    FLAW,
    true,
  ],
  ['lower(finding.title) == "remote code execution"', FLAW, true],
  ['finding.title.matches("(?i)remote.*EXEC") && !finding.title.matches("^code")', FLAW, true],
  ['glob(finding.package.purl, "pkg:*/lib")', FLAW, true],
  ['int("-12") == -12 && int("007") == 7', FLAW, true],
  ['days("2026-11-20", today) == 4 && days(now, "2026-11-20T23:00:00Z") == -4', FLAW, true],
  ['severityRank(finding.severity) == 4 && severityRank("unknown") == 0', FLAW, true],
  ['finding.age == 23', dated('2026-11-01', null), true],
  ['image.labels.team == "payments" && image.platform == "linux/amd64"', FLAW, true],
  ['"other" in image.labels', FLAW, false],
  ['stage == "production" && today == "2026-11-24" && now.startsWith(today)', FLAW, true],
  [
    'finding.kind == "secret" && finding.places.exists(p, p.path == "srv/key" && p.line == 1)',
    secret(),
    true,
  ],
  ['has(finding.package)', secret(), false],
  ['finding.waiver.id == "w1"', waiverFault(), true],
];

const ERRORS: readonly (readonly [text: string, finding: Finding, message: RegExp])[] = [
  ['finding.score > 1', flaw(), /field not found: score/],
  ['finding.package.name == "a"', secret(), /field not found: package/],
  ['finding.instances[5].path == "a"', FLAW, /index/],
  ['image.labels.nothing == "a"', FLAW, /field not found: nothing/],
  ['gap.problem == "a"', FLAW, /unresolved/],
  ['1 / (finding.instances[0].layer - 1) == 1', FLAW, /divide by zero/],
  ['days("soon", today) > 1', FLAW, /"soon" is no day/],
  ['days("2026-02-30", today) > 1', FLAW, /no day/],
  ['severityRank("bad") > 1', FLAW, /no severity/],
  ['compareVersions("cobol", "1", "2") < 0', FLAW, /no known order/],
  ['inVersions("npm", "1", "^1") ', FLAW, /no range/],
  ['inVersions("npm", "x y", ">1") ', FLAW, /cannot be compared/],
  [`compareVersions("npm", "${'1'.repeat(257)}", "1") > 0`, FLAW, /too long for a version/],
  ['int("1e5") > 0', FLAW, /no whole number/],
  [`int("${'9'.repeat(19)}") > 0`, FLAW, /no whole number/],
];

describe('evaluating expressions', () => {
  for (const [text, finding, value] of TABLE)
    test(text, () => assert.deepEqual(evaluate(text, finding), { kind: 'value', value }));

  for (const [text, finding, message] of ERRORS) {
    test(`error: ${text}`, () => {
      const result = evaluate(text, finding);
      assert.equal(result.kind, 'error');
      assert.match(result.kind === 'error' ? result.message : '', message);
    });
  }

  test('what the check refuses cannot be compiled', () =>
    assert.throws(
      () => engine.compile('finding.nothing'),
      /RangeError|cannot be used: there is no member nothing/,
    ));

  test('of gaps and images', () => {
    const gap = createGapFacts(problem(), context, around).variables();
    assert.deepEqual(
      engine.compile('gap.problem == "truncated-layer" && gap.owner == "own" && gap.layer == 1')(gap),
      {
        kind: 'value',
        value: true,
      },
    );
    assert.deepEqual(
      engine.compile('image.user == "app:app" && size(image.names) == 2')(around.variables()),
      {
        kind: 'value',
        value: true,
      },
    );
  });

  test('labels with names of JavaScript are labels', () => {
    const labels = JSON.parse('{"__proto__": "a", "constructor": "b"}');
    const given = subject({ image: image({ config: { ...image().config, labels } }) });
    const facts = createImageFacts(createContext(given, asked({ rules: [] }), NOW));
    const text =
      'image.labels["__proto__"] == "a" && image.labels.constructor == "b" && !("toString" in image.labels)';
    assert.deepEqual(engine.compile(text)(facts.variables()), { kind: 'value', value: true });
  });
});

/** A finding in many places, as one of a shared library can be. */
const MANY = flaw({ instances: Array.from({ length: 2000 }, (_, i) => instance({ version: `1.${i}` })) });
const LONG = flaw({ title: 'a'.repeat(200_000) });

const DEAR: readonly (readonly [text: string, finding: Finding])[] = [
  ['finding.instances.all(a, finding.instances.all(b, a.path == b.path))', MANY],
  ['finding.instances.exists(a, finding.instances.exists(b, a.path != b.path)) || true', MANY],
  ['finding.instances.all(a, finding.instances.map(b, b.path + a.path).size() > 0)', MANY],
  ['finding.title.matches("(a?){50}(b?){2}c")', LONG],
  [`finding.title${' + finding.title'.repeat(50)} == ""`, LONG],
  ['glob(finding.title, finding.title)', LONG],
  [`[${'1,'.repeat(200)}1].all(a, [${'1,'.repeat(200)}1].all(b, a == b))`, flaw()],
];

describe('the steps of an expression', () => {
  test('a loop over a finding in many places has enough of them', () =>
    assert.deepEqual(
      evaluate('finding.instances.exists(i, i.path.startsWith("srv/") && i.owner == "own")', MANY),
      {
        kind: 'value',
        value: false,
      },
    ));

  for (const [text, finding] of DEAR) {
    test(`run out: ${text.slice(0, 70)}`, () =>
      assert.deepEqual(evaluate(text, finding), { kind: 'error', message: 'it takes too many steps' }));
  }

  test('are those of one evaluation: the next has its own', () => {
    const text = DEAR[0]![0];
    assert.equal(evaluate(text, MANY).kind, 'error');
    assert.deepEqual(evaluate(text, FLAW), { kind: 'value', value: true });
  });
});

describe('rules with expressions', () => {
  const rules: readonly Rule[] = [
    rule({ id: 'allowed', action: 'allow', expression: 'finding.score < 5' }),
    rule({ id: 'high', action: 'warn', expression: 'finding.score >= 7' }),
    rule({ id: 'lib', when: [], expression: 'finding.package.name == "lib"' }),
  ];

  test('what cannot be evaluated blocks, and allows nothing', () => {
    const findings = [
      flaw({ score: 4 }),
      flaw({ id: 'CVE-2', score: 8 }),
      flaw({ id: 'CVE-3', score: null }),
      secret(),
    ];
    const decision = judge({ rules, findings, expressions: engine });
    assert.deepEqual(outcomes(decision), ['pass by allowed', 'warn by high', 'warn by high', 'warn by high']);
    assert.match(decision.judgements[2]?.because ?? '', /cannot be evaluated: field not found: score/);
  });

  test('the engine is loaded where a rule of the stage needs it', async () => {
    assert.equal(await loadExpressions(policy([rule()]), 'production'), null);
    assert.notEqual(await loadExpressions(policy(rules), 'production'), null);
    await assert.rejects(loadExpressions(policy(rules), 'moon'), /no stage moon/);
    const many = Array.from({ length: 501 }, (_, i) => rule({ id: `r${i}`, expression: 'true' }));
    await assert.rejects(loadExpressions(policy(many), 'production'), /more than 500/);
  });
});

describe('shapes of variables', () => {
  const SAMPLES: readonly (readonly [what: string, variables: ExpressionVariables])[] = [
    ['a flaw', variablesFor(FLAW)],
    ['a dated flaw', variablesFor(dated('2026-01-01', '2026-02-01', { score: 1.5 }))],
    ['a secret', variablesFor(secret({ expiresAt: '2027-01-01T00:00:00Z' }))],
    ['a waiver', variablesFor(waiverFault())],
    ['a gap', createGapFacts(problem(), context, around).variables()],
    ['the image', around.variables()],
  ];
  for (const [what, variables] of SAMPLES) {
    test(`of ${what} are those that the check knows`, () => {
      const shapes = variablesOf(null);
      for (const [name, value] of Object.entries(variables)) assertShape(name, value, shapes.get(name));
    });
  }
});

function assertShape(name: string, value: unknown, shape: Shape | undefined): void {
  assert.ok(shape !== undefined, `${name} is not known`);
  if (typeof shape === 'string') assert.equal(typeof value, TYPES[shape as keyof typeof TYPES], name);
  else if (shape.kind === 'list') {
    assert.ok(Array.isArray(value), name);
    for (const one of value) assertShape(`${name}[]`, one, shape.of);
  } else {
    assert.ok(value instanceof Map, name);
    for (const [key, one] of value)
      assertShape(`${name}.${key}`, one, shape.kind === 'map' ? 'text' : shape.members.get(String(key)));
  }
}

const TYPES = { bool: 'boolean', int: 'bigint', double: 'number', text: 'string' };
