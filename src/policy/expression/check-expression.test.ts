import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { RuleSubject } from '../../model/policy.ts';
import { checkExpression } from './check-expression.ts';

const RIGHT: readonly string[] = [
  'true',
  'finding.package.name.startsWith("x")',
  'finding.score >= 7',
  'has(finding.score) && finding.score >= 7.5',
  'finding.severity in ["high", "critical"]',
  '"CVE-1" in finding.aliases',
  '"team" in image.labels && image.labels["team"] == image.labels.team',
  'image.labels.exists(name, name.startsWith("org."))',
  'finding.instances.all(i, i.owner == "own" || i.layer > 2)',
  'finding.instances.exists_one(i, i.path == "a")',
  'size(finding.instances.filter(i, i.layer > 1)) > 0',
  'finding.instances.map(i, i.path).exists(p, glob(p, "app/*"))',
  'finding.instances[0].version == "1.0"',
  'compareVersions("npm", finding.instances[0].version, "1.10.0") < 0',
  'inVersions(finding.package.ecosystem, "1.5", ">=1 <2")',
  'days(finding.expiresAt, today) > 3',
  'finding.title.matches("(?i)remote.*code")',
  'lower(finding.title).contains("rce")',
  'severityRank(finding.severity) >= severityRank("high")',
  'finding.knownExploited ? finding.age > 3 : !has(finding.fix)',
  'string(finding.age) == "3" && int("3") == 3 && double(3) == 3.0',
  'finding.age + 1 - 2 * 3 / 4 % 5 > -1',
  '"a" + "b" == "ab" && size(["a"] + ["b"]) == 2',
  'stage == "production" && now > today',
];

const WRONG: readonly (readonly [text: string, message: RegExp, position: number])[] = [
  ['', /empty/, 0],
  ['  ', /empty/, 0],
  ['finding.age >', /cannot be read from `>`/, 12],
  ['finding.age > 3)', /cannot be read from `\)`/, 15],
  ['finding.pakage', /no member pakage/, 7],
  ['finding.package.constructor', /no member constructor/, 15],
  ['finding.__proto__', /no member __proto__/, 7],
  ['constructor', /no variable constructor: there are image, now, today, stage, finding/, 0],
  ['gap.problem == "x"', /no variable gap/, 0],
  ['globalThis', /no variable globalThis/, 0],
  ['finding.title', /gives a text, not true or false/, 0],
  ['1', /gives a whole number/, 0],
  ['"a" + 1 == "b"', /\+ does not take a text and a whole number/, 3],
  ['finding.age + 0.5 > 1', /\+ does not take a whole number and a number/, 12],
  ['finding.age == "3"', /== does not take a whole number and a text/, 12],
  ['finding.instances == finding.instances', /== does not take a list and a list/, 18],
  ['finding.instances.all(i, i.path)', /&& does not take a truth value and a text/, 17],
  ['finding.age.all(x, true)', /a whole number has no elements/, 11],
  ['[1, "a"].exists(x, true)', /elements of one type/, 4],
  ['finding.title.matches(finding.id)', /pattern of matches must be a text as it is written/, 29],
  ['finding.title.matches("(")', /cannot be read \(RE2\)/, 22],
  ['finding.title.matches("(a{20}){20}")', /repeats more than 100 times/, 22],
  ['timestamp(now) > timestamp(today)', /no function timestamp/, 0],
  ['now.getHours() == 1', /no function getHours/, 3],
  ['type(1) == type(2)', /no function type/, 0],
  ['dyn(1) == 1', /no function dyn/, 0],
  ['startsWith("a", "b")', /no function startsWith of this form/, 0],
  ['"a".glob("b")', /no function glob of this form/, 3],
  ['glob("a")', /glob does not take a text/, 0],
  ['{"a": 1}.a == 1', /maps and messages cannot be written/, 0],
  ['b"a" == b"a"', /bytes and unsigned numbers/, 0],
  ['1u == 1u', /bytes and unsigned numbers/, 0],
  [`${'('.repeat(33)}true${')'.repeat(33)}`, /nested more than 32 deep/, 32],
  [`${'true ? true : '.repeat(17)}true`, /more than 16 conditionals/, 14 * 16 + 5],
  [`"${'a'.repeat(2000)}" == ""`, /longer than 2000 characters/, 2000],
];

const OF: readonly (readonly [text: string, subject: RuleSubject | null, isRight: boolean])[] = [
  ['has(finding.id)', 'finding', true],
  ['has(finding.id)', 'gap', false],
  ['has(finding.id)', 'image', false],
  ['gap.problem == "x"', 'gap', true],
  ['gap.problem == "x" && has(finding.id)', null, true],
  ['image.user == "root"', 'image', true],
];

describe('checking an expression', () => {
  for (const text of RIGHT) test(text, () => assert.equal(checkExpression(text, 'finding'), null));

  for (const [text, message, position] of WRONG) {
    test(`not ${text.slice(0, 50)}`, () => {
      const flaw = checkExpression(text, 'finding');
      assert.match(flaw?.message ?? '', message);
      assert.equal(flaw?.position, position);
    });
  }

  for (const [text, subject, isRight] of OF)
    test(`${text} of ${subject}`, () => assert.equal(checkExpression(text, subject) === null, isRight));

  test('brackets and question marks in texts are no nesting', () =>
    assert.equal(
      checkExpression(`finding.title == "${'(?'.repeat(100)}" || '${'[{'.repeat(50)}' == ''`),
      null,
    ));

  test('no text makes it throw', () => {
    const pieces = fc.constantFrom(
      'finding',
      '.',
      'a',
      '(',
      ')',
      '[',
      ']',
      '"',
      "'",
      '&&',
      '?',
      ':',
      '1',
      '!',
      ' ',
      '\\',
      'in',
      '{',
      '}',
      ',',
      'all',
      '@',
      '\u0000',
      '😀',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(pieces, { maxLength: 30 }).map((p) => p.join('')),
        ),
        (text) => {
          const flaw = checkExpression(text);
          assert.ok(flaw === null || (flaw.position >= 0 && flaw.position <= text.length));
        },
      ),
      { numRuns: 40 },
    );
  });
});
