import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DEFAULT_TEXT, defaultPolicy } from './default-policy.ts';
import { describePolicy } from './describe-policy.ts';
import { findWarnings } from './find-warnings.ts';
import { formatFlaw } from './flaw.ts';
import { INIT_STAGES, initPolicy } from './init-policy.ts';
import { parseDocument } from './parse-document.ts';
import { resolvePolicy } from './resolve.ts';

describe('the default policy', () => {
  it('has three stages, and nothing to be warned of', () => {
    const policy = defaultPolicy();
    assert.deepEqual(
      policy.stages.map(({ name }) => name),
      ['build', 'staging', 'production'],
    );
    const { text } = parseDocument(Buffer.from(DEFAULT_TEXT), 'default');
    const document = { ...policy.documents[0]!, text, extends: [], keys: new Map() };
    assert.deepEqual(findWarnings(policy, [document]).map(formatFlaw), []);
  });

  it('is stricter from stage to stage about secrets and exploited flaws', () => {
    const [build, staging, production] = defaultPolicy().stages;
    for (const stage of [build, staging, production]) {
      assert.equal(stage!.rules[0]!.id, 'secrets');
      assert.equal(stage!.rules[0]!.action, 'block');
    }
    assert.equal(production!.rules[0]!.when.length, 1);
    assert.ok(
      production!.rules.every(({ subject }) => subject !== 'gap'),
      'production accepts gaps',
    );
  });

  it('can be said in words', () => {
    const policy = defaultPolicy();
    const lines = describePolicy(policy, policy.stages);
    assert.ok(lines.every((line) => !line.includes('\n')));
    assert.ok(
      lines.includes(
        '  3. with-fix: blocks a finding if severity >= medium and fix is available  (document [0])',
      ),
    );
    assert.ok(lines.includes('stage production: the first rule that holds decides'));
  });
});

describe('a policy to begin with', () => {
  const surroundings = { stages: [], waivers: [], vex: [] };

  for (const stages of [[], ...INIT_STAGES.map((name) => [name]), ['production', 'build']]) {
    it(`has ${stages.join(' and ') || 'all stages'} and is right`, () => {
      const { text, flaws } = parseDocument(Buffer.from(initPolicy({ ...surroundings, stages })), 'p.yaml');
      assert.deepEqual(flaws.map(formatFlaw), []);
      const wanted = INIT_STAGES.filter((name) => stages.length === 0 || stages.includes(name));
      assert.deepEqual(
        text.stages.map(({ name }) => name),
        wanted,
      );
      assert.notEqual(text.tests, null);
    });
  }

  it('names what is there', () => {
    const text = initPolicy({ stages: [], waivers: ['./waivers.yaml'], vex: ['./.vex', './a b.json'] });
    const parsed = parseDocument(Buffer.from(text), 'p.yaml');
    const { policy, flaws } = resolvePolicy([
      { reference: 'p.yaml', digest: 'sha256:0', text: parsed.text, extends: [], keys: new Map() },
    ]);
    assert.deepEqual([...parsed.flaws, ...flaws].map(formatFlaw), []);
    assert.deepEqual(
      policy.waivers.sources.map(({ reference }) => reference),
      ['./waivers.yaml'],
    );
    assert.deepEqual(
      policy.trust.map(({ from }) => from),
      ['./.vex', './a b.json'],
    );
  });
});

describe('warnings', () => {
  const warningsOf = (rules: string): readonly string[] => {
    const { text, flaws } = parseDocument(
      Buffer.from(`version: 1\nstages:\n  s:\n    rules:\n${rules}`),
      'p',
    );
    assert.deepEqual(flaws.map(formatFlaw), []);
    const document = { reference: 'p', digest: 'sha256:0', text, extends: [], keys: new Map() } as const;
    return findWarnings(resolvePolicy([document]).policy, [document]).map(formatFlaw);
  };
  const cases: readonly (readonly [earlier: string, later: string, isReached: boolean])[] = [
    ['warn: always', 'block: { kind: secret }', false],
    ["warn: { severity: '>= high' }", 'block: { severity: critical }', false],
    ["warn: { severity: '>= high' }", "block: { severity: '> high' }", false],
    ["warn: { severity: '> high' }", "block: { severity: '>= high' }", true],
    ["warn: { severity: '<= medium' }", 'block: { severity: low, kind: vulnerability }', false],
    ["warn: { severity: '>= high' }", 'block: { severity: [critical, unknown] }', true],
    ["warn: { severity: ['>= high', unknown] }", 'block: { severity: [critical, unknown] }', false],
    ['warn: { kind: secret }', 'block: { check: x }', true],
    ["warn: { package: '*' }", 'block: { package: pkg:npm/a }', false],
    ["warn: { package: 'pkg:npm/*' }", 'block: { package: pkg:npm/a }', true],
    ["warn: { ecosystem: '!npm' }", 'block: { ecosystem: pypi }', true],
    ["warn: { ecosystem: '!npm' }", "block: { ecosystem: '!npm', fix: none }", false],
    ['warn: { kind: secret }, unless: { path: x }', 'block: { kind: secret }', true],
    ["warn: { kind: secret }, if: 'true'", 'block: { kind: secret }', true],
    ["allow: { problem: '*' }", 'block: { kind: secret }', true],
    ["allow: { problem: '*' }", 'block: { problem: x }', false],
    ['warn: { user: root }', 'block: { user: root }', true],
    ["warn: { age: '> 7d' }", 'block: { age: 8 }', false],
    ["warn: { age: '> 7d' }", "block: { age: '>= 7d' }", true],
  ];
  for (const [earlier, later, isReached] of cases) {
    it(`${later} after ${earlier} is ${isReached ? 'reached' : 'never reached'}`, () => {
      const warnings = warningsOf(`      - { id: a, ${earlier} }\n      - { id: b, ${later} }\n`);
      const expected =
        'p:6: stages.s.rules[1] (b): it is never reached: "a" holds wherever it would; put it before "a", or take it out';
      assert.deepEqual(warnings, isReached ? [] : [expected]);
    });
  }

  it('tell fields without data, and stages without rules', () => {
    assert.match(
      warningsOf('      - { id: a, block: { reach: reachable } }\n').join('\n'),
      /no data for reach/,
    );
    assert.deepEqual(warningsOf('      - { id: a, block: { reach: [reachable, unknown] } }\n'), []);
    assert.match(warningsOf('      []\n').join('\n'), /^p:3: stages\.s: the stage has no rules/);
  });
});
