/** The schema for editors and the parser agree, and know every field. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { load } from 'js-yaml';
import { policySchema } from '../../../tools/policy-schema.ts';
import { EXAMPLE_KEYS, EXPECT_KEYS, parseExamples } from '../example/parse-examples.ts';
import { FIELDS } from '../fields.ts';
import { DEFAULT_TEXT } from './default-policy.ts';
import { formatFlaw } from './flaw.ts';
import { initPolicy } from './init-policy.ts';
import { DOCUMENT_KEYS, parseDocument } from './parse-document.ts';
import { RULE_KEYS } from './parse-rule.ts';
import { SOURCE_KEYS, TRUST_KEYS, WAIVER_KEYS } from './parse-sections.ts';
import { TIMELINE_KEYS } from './parse-timeline.ts';

const ROOT = join(import.meta.dirname, '../../..');
const EXAMPLES = join(ROOT, 'examples/policies');
const written: unknown = JSON.parse(readFileSync(join(ROOT, 'schemas/policy-1.schema.json'), 'utf8'));

const validate = new Ajv2020({
  strict: true,
  strictTypes: false,
  strictRequired: false,
  allErrors: true,
}).compile(written as object);

function bySchema(text: string): boolean {
  return validate(load(text));
}

function byParser(text: string): readonly string[] {
  const { text: policy, flaws } = parseDocument(Buffer.from(text), 'p.yaml');
  const examples = policy.tests === null ? [] : parseExamples(policy.tests, 'p.yaml').flaws;
  return [...flaws, ...examples].map(formatFlaw);
}

function agree(text: string, isGood: boolean): void {
  const flaws = byParser(text);
  assert.equal(flaws.length === 0, isGood, `parser: ${flaws.join('\n')}\n${text}`);
  assert.equal(bySchema(text), isGood, `schema: ${JSON.stringify(validate.errors)}\n${text}`);
}

const ruleOf = (rule: string): string => `version: 1\nstages: { s: { rules: [{ ${rule} }] } }`;

const GOOD: readonly string[] = [
  'version: 1',
  'version: "1"\nstages: {}',
  'version: 1\nextends: ./a.yaml',
  'version: 1\nextends: [default, ./a.yaml]',
  'version: 1\nstages: { pre-prod.1: { extends: [a], rules: [] } }',
  ruleOf('id: a, block: always'),
  ruleOf('id: a/b.c, warn: {}'),
  ruleOf("id: a, allow: { severity: '>= high', kind: [vulnerability, secret] }"),
  ruleOf("id: a, block: { severity: ['! low', unknown] }"),
  ruleOf("id: a, block: { epss: 0.5, score: '>= 7', age: ['> 7d', unknown, 3, 2w] }"),
  ruleOf("id: a, block: { known-exploited: true, expired: '!true' }"),
  ruleOf("id: a, block: { package: ['pkg:npm/a', '*/b', '!pkg:npm/c*', unknown] }"),
  ruleOf("id: a, block: { label: [a=b, '*x', unknown] }"),
  ruleOf("id: a, block: { id: 123, path: '!a/b' }"),
  ruleOf('id: a, block: { layer: 0, problem: x }'),
  ruleOf(
    "id: a, block: always, unless: { owner: base }, if: 'true', final: true, waivable: false, because: x",
  ),
  ruleOf('id: a, block: always, subject: gap'),
  ruleOf('id: a, block: always, within: { days: 30, from: fix-available }'),
  ruleOf(
    'id: a, block: always, within: { days: 30d, from: disclosed, warn-before: 1w, restart-on: severity }',
  ),
  ruleOf(
    'id: a, block: always, within: { days: { known-exploited: cisa, critical: 1, soon: 2d, any: 3 }, from: first-seen }',
  ),
  'version: 1\nwaivers: {}',
  'version: 1\nwaivers: { from: ./w.yaml, demand: reason, max-days: 90, final: true }',
  'version: 1\nwaivers: { from: [./w.yaml, { file: a, key: b, optional: true }], demand: [] }',
  'version: 1\nvex: { trust: [{ from: ./v, author: A, status: fixed, until: 2027-01-31, max-age-days: 9 }], final: false }',
  'version: 1\nvex: { trust: [{ from: image, key: ./k }, { from: ./v, status: [fixed, not_affected] }] }',
  'version: 1\ntests: [{ stage: s, finding: { severity: high }, expect: block }]',
  'version: 1\ntests: [{ name: n, now: 2027-01-31, stage: s, gap: { problem: x }, image: { user: a }, expect: { outcome: warn, rule: none, due: none, days-left: 3 } }]',
];

const BAD: readonly string[] = [
  'stages: {}',
  'version: 2',
  'version: 1\nstage: {}',
  'version: 1\nextends: [{ a: b }]',
  'version: 1\nstages: []',
  'version: 1\nstages: { Prod: {} }',
  'version: 1\nstages: { s: { rule: [] } }',
  'version: 1\nstages: { s: { rules: { a: b } } }',
  ruleOf('block: always'),
  ruleOf('id: "a b", block: always'),
  ruleOf('id: a'),
  ruleOf('id: a, block: always, warn: always'),
  ruleOf('id: a, blok: always'),
  ruleOf('id: a, block: everything'),
  ruleOf('id: a, block: { severty: high }'),
  ruleOf('id: a, block: { severity: hihg }'),
  ruleOf("id: a, block: { severity: '> worse' }"),
  ruleOf("id: a, block: { kind: '> secret' }"),
  ruleOf("id: a, block: { kind: '!unknown' }"),
  ruleOf("id: a, block: { epss: '> 7d' }"),
  ruleOf('id: a, block: { epss: -1 }'),
  ruleOf('id: a, block: { age: 1.5 }'),
  ruleOf('id: a, block: { age: 1h }'),
  ruleOf("id: a, block: { id: '> 7' }"),
  ruleOf('id: a, block: { known-exploited: maybe }'),
  ruleOf('id: a, block: { package: lodash }'),
  ruleOf('id: a, block: { label: tier }'),
  ruleOf('id: a, block: { kind: [] }'),
  ruleOf('id: a, block: { kind: { a: b } }'),
  ruleOf('id: a, block: always, unless: {}'),
  ruleOf('id: a, block: always, unless: always'),
  ruleOf('id: a, block: always, final: maybe'),
  ruleOf('id: a, block: always, subject: gaps'),
  ruleOf('id: a, warn: always, within: { days: 3, from: disclosed }'),
  ruleOf('id: a, block: always, within: { days: 3 }'),
  ruleOf('id: a, block: always, within: { from: disclosed }'),
  ruleOf('id: a, block: always, within: { days: {}, from: disclosed }'),
  ruleOf('id: a, block: always, within: { days: { high: cisa }, from: disclosed }'),
  ruleOf('id: a, block: always, within: { days: { hgh: 1 }, from: disclosed }'),
  ruleOf('id: a, block: always, within: { days: 1, from: fix }'),
  ruleOf('id: a, block: always, within: { days: 1, from: disclosed, restart-on: fix }'),
  'version: 1\nwaivers: { form: x }',
  'version: 1\nwaivers: { from: [{ key: k }] }',
  'version: 1\nwaivers: { demand: reasons }',
  'version: 1\nwaivers: { max-days: soon }',
  'version: 1\nvex: { trust: { from: x } }',
  'version: 1\nvex: { trust: [{ author: x }] }',
  'version: 1\nvex: { trust: [{ from: x, status: fix }] }',
  'version: 1\nvex: { trust: [{ from: x, until: soon }] }',
  'version: 1\ntests: [{ finding: {}, expect: block }]',
  'version: 1\ntests: [{ stage: s, finding: {} }]',
  'version: 1\ntests: [{ stage: s, finding: {}, expect: blocks }]',
  'version: 1\ntests: [{ stage: s, finding: { sevrity: high }, expect: block }]',
  'version: 1\ntests: [{ stage: s, finding: {}, expect: { rule: a } }]',
];

describe('the schema of policies', () => {
  it('is what the tables say (node tools/policy-schema.ts writes it)', () => {
    assert.deepEqual(written, JSON.parse(JSON.stringify(policySchema())));
  });

  it('has every field with its meaning', () => {
    const { $defs } = written as {
      $defs: { conditions: { anyOf: { properties: Record<string, { description: string }> }[] } };
    };
    const { properties } = $defs.conditions.anyOf[1]!;
    assert.deepEqual(
      Object.keys(properties),
      FIELDS.map(({ name }) => name),
    );
    for (const { name, meaning } of FIELDS) assert.ok(properties[name]!.description.startsWith(meaning));
  });

  it('and docs/policy.md have every field and every key', () => {
    const docs = readFileSync(join(ROOT, 'docs/policy.md'), 'utf8');
    for (const { name, meaning } of FIELDS) {
      const row = docs
        .split('\n')
        .find((line) => line.startsWith(`| \`${name}\` |`) && line.includes(meaning));
      assert.ok(row !== undefined, `docs/policy.md has no row of the field ${name}`);
    }
    const keys = [
      DOCUMENT_KEYS,
      RULE_KEYS,
      TIMELINE_KEYS,
      WAIVER_KEYS,
      SOURCE_KEYS,
      TRUST_KEYS,
      EXAMPLE_KEYS,
      EXPECT_KEYS,
    ];
    for (const key of keys.flat())
      assert.ok(new RegExp(`\\b${key}\\b`).test(docs), `docs/policy.md says nothing of ${key}`);
  });

  for (const text of GOOD) it(`takes ${JSON.stringify(text).slice(0, 120)}`, () => agree(text, true));
  for (const text of BAD) it(`refuses ${JSON.stringify(text).slice(0, 120)}`, () => agree(text, false));

  it('takes the default policy, and every one that `policy init` writes', () => {
    agree(DEFAULT_TEXT, true);
    agree(initPolicy({ stages: [], waivers: ['./w.yaml'], vex: ['./v'] }), true);
  });

  const examples = readdirSync(EXAMPLES).filter(
    (name) => name.endsWith('.yaml') && !/^waivers|\.test\./.test(name),
  );
  for (const name of examples) {
    it(`takes examples/policies/${name}`, () => agree(readFileSync(join(EXAMPLES, name), 'utf8'), true));
  }
});
