import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Condition, Rule } from '../../model/policy.ts';
import { FIELDS } from '../fields.ts';
import { formatFlaw } from './flaw.ts';
import { parseDocument, parseInline } from './parse-document.ts';

function parse(text: string, reference = 'p.yaml') {
  return parseDocument(Buffer.from(text), reference);
}

function flawsOf(text: string, reference?: string): readonly string[] {
  return parse(text, reference).flaws.map(formatFlaw);
}

/** A policy with one rule, whose lines are these. */
function policyOf(...lines: readonly string[]): string {
  const rule = ['id: r', ...lines].map((line) => `        ${line}\n`).join('');
  return `version: 1\nstages:\n  s:\n    rules:\n      -\n${rule}`;
}

function ruleOf(...lines: readonly string[]): Omit<Rule, 'document'> {
  const { text, flaws } = parse(policyOf(...lines));
  assert.deepEqual(flaws.map(formatFlaw), []);
  return text.stages[0]!.rules[0]!.rule;
}

function conditionOf(value: string): readonly Condition[] {
  return ruleOf(`block: ${value}`).when;
}

describe('values of fields', () => {
  const cases: readonly (readonly [written: string, tests: Condition['tests']])[] = [
    ['severity: high', [{ kind: 'is', value: 'high' }]],
    ["severity: '>= high'", [{ kind: 'compare', operator: '>=', value: 4 }]],
    ["severity: '<low'", [{ kind: 'compare', operator: '<', value: 2 }]],
    ["severity: ['>= high', unknown]", [{ kind: 'compare', operator: '>=', value: 4 }, { kind: 'unknown' }]],
    ["rank: '>= soon'", [{ kind: 'compare', operator: '>=', value: 3 }]],
    ["epss: '>= 0.5'", [{ kind: 'compare', operator: '>=', value: 0.5 }]],
    ['layer: 0', [{ kind: 'is', value: '0' }]],
    ["age: '> 7d'", [{ kind: 'compare', operator: '>', value: 7 }]],
    ["age: '>= 2w'", [{ kind: 'compare', operator: '>=', value: 14 }]],
    ['age: 7', [{ kind: 'is', value: '7' }]],
    ['known-exploited: true', [{ kind: 'is', value: 'true' }]],
    ['known-exploited: "false"', [{ kind: 'is', value: 'false' }]],
    ['known-exploited: unknown', [{ kind: 'unknown' }]],
    ["ecosystem: '!npm'", [{ kind: 'not', value: 'npm' }]],
    [
      "ecosystem: ['! npm', pypi]",
      [
        { kind: 'not', value: 'npm' },
        { kind: 'is', value: 'pypi' },
      ],
    ],
    ['package: pkg:npm/lodash', [{ kind: 'is', value: 'pkg:npm/lodash' }]],
    ["package: '*/lodash'", [{ kind: 'glob', value: '*/lodash' }]],
    ["package: '!pkg:npm/*'", [{ kind: 'not', value: 'pkg:npm/*' }]],
    ['label: tier=test', [{ kind: 'is', value: 'tier=test' }]],
    [
      "id: [CVE-2026-1, 'GHSA-*']",
      [
        { kind: 'is', value: 'CVE-2026-1' },
        { kind: 'glob', value: 'GHSA-*' },
      ],
    ],
  ];
  for (const [written, tests] of cases) {
    it(written, () => {
      const [field] = written.split(':');
      assert.deepEqual(conditionOf(`{ ${written} }`), [{ field, tests }]);
    });
  }

  it('nothing but `always` and {} is everything', () => {
    assert.deepEqual(conditionOf('always'), []);
    assert.deepEqual(conditionOf('{}'), []);
  });

  it('can be given for every field there is', () => {
    for (const { name, type, words } of FIELDS) {
      const example = {
        truth: 'true',
        text: "'*'",
        number: '1',
        days: '1',
        word: '',
        severity: '',
        tier: '',
      }[type];
      assert.equal(conditionOf(`{ ${name}: ${example || words[0]} }`)[0]?.field, name);
      assert.deepEqual(conditionOf(`{ ${name}: unknown }`)[0]?.tests, [{ kind: 'unknown' }]);
    }
  });
});

describe('names that have a spelling', () => {
  const SPELLINGS: readonly (readonly [value: string, spelled: string])[] = [
    ['id: cve-2024-90001', 'CVE-2024-90001'],
    ['id: ghsa-AAAA-bbbb-cccc', 'GHSA-aaaa-bbbb-cccc'],
    ['id: "cve-2024-*"', 'CVE-2024-*'],
    ['id: aws-access-key-id', 'aws-access-key-id'],
    ['package: "pkg:NPM/sail"', 'pkg:npm/sail'],
    ['package: "pkg:deb/debian/OpenSSL"', 'pkg:deb/debian/openssl'],
    ['package: "pkg:npm/@shop/left-pad@1.2.0"', 'pkg:npm/%40shop/left-pad@1.2.0'],
    ['package: "pkg:npm/%40shop/*"', 'pkg:npm/%40shop/*'],
    ['package: "!pkg:NPM/sail"', 'pkg:npm/sail'],
    ['package: "*/sail"', '*/sail'],
  ];
  for (const [value, spelled] of SPELLINGS) {
    it(`${value} asks for ${spelled}`, () => {
      const [condition] = conditionOf(`{ ${value} }`);
      assert.deepEqual(
        condition?.tests.map((test) => 'value' in test && test.value),
        [spelled],
      );
    });
  }
});

describe('what is wrong with a rule', () => {
  const RULE = 'p.yaml:6: stages.s.rules[0] (r)';
  const cases: readonly (readonly [line: string, flaw: string])[] = [
    ['block: { severty: high }', '.block.severty: there is no field "severty"; did you mean "severity"?'],
    ['block: { severity: hihg }', '.block.severity: "hihg" is no value of severity; did you mean "high"?'],
    [
      "block: { severity: '> bad' }",
      '.block.severity: "bad" is no severity; use critical, high, medium, low, negligible',
    ],
    ["block: { epss: '> 7d' }", '.block.epss: "7d" is no number; write \'>= 0.5\''],
    ['block: { age: 1h }', '.block.age: "1h" is no number of days; write \'> 7d\''],
    [
      "block: { id: '> 7' }",
      '.block.id: id has no order: > cannot be asked; write a text, or a pattern with * in quotes',
    ],
    [
      "block: { kind: '!unknown' }",
      '.block.kind: ! cannot stand before unknown; write `unless: { kind: unknown }`',
    ],
    [
      'block: { package: lodash }',
      '.block.package: "lodash" is no package URL; write pkg:npm/lodash with the right type, or \'*/lodash\'',
    ],
    [
      'block: { package: "pkg:npm/sail?x=y" }',
      '.block.package: "pkg:npm/sail?x=y" is no package URL; write pkg:TYPE/NAME or pkg:TYPE/NAME@VERSION, without what stands behind ? or #',
    ],
    ['block: { label: tier }', '.block.label: "tier" is no label; write \'tier=*\' or tier=value'],
    ['block: { kind: }', '.block.kind: there is no value; write one, such as `kind: vulnerability`'],
    ['block: { kind: [] }', '.block.kind: there is no value; write one, such as `kind: vulnerability`'],
    ['block: { kind: [[secret]] }', '.block.kind[0]: here should be one text, not several values'],
    ['block: { kind: { a: b } }', '.block.kind: here should be one text, not several values'],
    ['block:', '.block: there are no conditions; write `always` if it is meant for everything'],
    [
      'block: everything',
      '.block: here should be fields with values, or `always`; write lines like `key: value`',
    ],
    ['wran: x', '"wran" is no key of a rule; did you mean "warn"?'],
    [
      'block: { kind: secret, problem: x }',
      ': no rule can ask kind, problem together; fields of findings and of gaps belong in two rules',
    ],
  ];
  for (const [line, flaw] of cases) {
    it(line, () => {
      const expected = flaw.startsWith(': ')
        ? RULE + flaw
        : RULE.replace(':6', ':7') + (flaw.startsWith('.') ? flaw : `: ${flaw}`);
      assert.ok(
        flawsOf(policyOf(line)).includes(expected),
        `${flawsOf(policyOf(line)).join('\n')}\nis not\n${expected}`,
      );
    });
  }

  const more: readonly (readonly [lines: readonly string[], flaw: RegExp])[] = [
    [['because: x'], /says neither block nor warn nor allow/],
    [['block: always', 'allow: always'], /says both block and allow/],
    [['block: always', 'unless: {}'], /unless: there are no conditions here/],
    [['block: always', 'unless: always'], /unless: there are no conditions here/],
    [['block: always', 'unless:'], /unless: there are no conditions/],
    [['warn: always', 'within: { days: 3, from: disclosed }'], /a rule that says warn has no days/],
    [['block: { user: root }', 'within: { days: 3, from: disclosed }'], /about the image has no days/],
    [['block: always', 'within: { days: 3 }'], /`from` is missing/],
    [['block: always', 'within: { from: disclosed }'], /`days` is missing/],
    [['block: always', 'within: { days: -1, from: disclosed }'], /"-1" is no number of days/],
    [['block: always', 'within: { days: { hgh: 1 }, from: disclosed }'], /did you mean "high"/],
    [
      ['block: always', 'within: { days: { high: cisa }, from: disclosed }'],
      /only what is known to be exploited/,
    ],
    [
      ['block: always', 'within: { days: { any: 1, high: 2 }, from: disclosed }'],
      /the days of high are never reached/,
    ],
    [
      ['block: always', 'within: { days: 1, from: fix }'],
      /"fix" is no clock; use fix-available, disclosed, first-seen/,
    ],
    [['block: always', 'final: maybe'], /"maybe" is neither true nor false/],
    [['block: always', 'subject: gaps'], /"gaps" is no subject of rules; did you mean "gap"/],
    [['block: { kind: secret }', 'subject: image'], /a rule about the image cannot ask for kind/],
    [[`block: always`, `because: ${'x'.repeat(1001)}`], /more than 1000 characters/],
    [[`block: always`, `if: ${'x'.repeat(4001)}`], /more than 4000 characters/],
  ];
  for (const [lines, flaw] of more) {
    it(lines.join(', ').slice(0, 80), () => assert.match(flawsOf(policyOf(...lines)).join('\n'), flaw));
  }

  it('is all told at once', () => {
    const text = `version: 1
stages:
  s:
    rules:
      - { id: a, block: { kin: secret } }
      - { id: a b, block: always }
      - { block: always }
      - { id: c, warn: { severity: worse } }
      - { id: d, warn: always }
      - { id: d, warn: always }
`;
    assert.deepEqual(
      parse(text).flaws.map(({ line, what }) => `${line} ${what}`),
      [
        '5 there is no field "kin"',
        '6 "a b" is no id for a rule',
        '7 `id` is missing',
        '8 "worse" is no value of severity',
        '10 there is a rule "d" already, in line 9',
      ],
    );
  });
});

describe('subjects of rules', () => {
  const cases: readonly (readonly [lines: readonly string[], subject: Rule['subject']])[] = [
    [['block: always'], 'finding'],
    [['block: { owner: own }'], 'finding'],
    [["block: { problem: '*' }"], 'gap'],
    [["block: { problem: '*', owner: own, platform: linux/arm64 }"], 'gap'],
    [['block: { user: root }'], 'image'],
    [['block: { user: root, severity: high }'], 'finding'],
    [['block: { user: root }', 'subject: finding'], 'finding'],
    [['block: always', 'subject: gap'], 'gap'],
    [['block: always', 'unless: { problem: x }'], 'gap'],
  ];
  for (const [lines, subject] of cases) {
    it(`${lines.join(', ')}: ${subject}`, () => assert.equal(ruleOf(...lines).subject, subject));
  }
});

describe('timelines', () => {
  it('keep the order of their days', () => {
    const { timeline } = ruleOf(
      'block: always',
      'within: { days: { known-exploited: cisa, critical: 7, soon: 2w, any: 30d }, from: first-seen, warn-before: 1w, restart-on: severity }',
    );
    assert.deepEqual(timeline, {
      clock: 'first-seen',
      days: [
        { for: 'known-exploited', days: 'cisa' },
        { for: 'critical', days: 7 },
        { for: 'soon', days: 14 },
        { for: 'any', days: 30 },
      ],
      warnDays: 7,
      restartOnSeverity: true,
    });
  });

  it('have defaults', () => {
    const { timeline } = ruleOf('block: always', 'within: { days: 0, from: disclosed }');
    const days = [{ for: 'any', days: 0 }];
    assert.deepEqual(timeline, { clock: 'disclosed', days, warnDays: 3, restartOnSeverity: false });
  });
});

describe('a document', () => {
  const PIN = `sha256:${'a'.repeat(64)}`;
  const cases: readonly (readonly [text: string, flaw: RegExp])[] = [
    ['', /it is empty/],
    ['# nothing', /it is empty/],
    ['- a', /p.yaml:1: here should be a policy/],
    ['stages: {}', /`version` is missing/],
    ['version: 2', /there is no version "2" of policies; write version: 1/],
    ['version: 1\nstage: {}', /p.yaml:2: "stage" is no key of a policy; did you mean "stages"/],
    ['version: 1\nversion: 1', /this is not YAML/],
    ['version: [', /this is not YAML: .*; values that begin with a sign/],
    ['version: 1\nstages: []', /stages: here should be stages by name/],
    ['version: 1\nstages: { Prod: {} }', /"Prod" is no name for a stage/],
    ['version: 1\nstages: { s: { rule: [] } }', /"rule" is no key of a stage; did you mean "rules"/],
    ['version: 1\nstages: { s: { rules: { a: b } } }', /stages.s.rules: here should be a list/],
    ['version: 1\nextends: https://example.com/p.yaml', /needs its digest; write #sha256:/],
    ['version: 1\nextends: oci://example.com/p:1', /needs its digest; write @sha256:/],
    ['version: 1\nextends: oci://example.com/p@sha256:1', /this is no digest/],
    ['version: 1\nextends: s3://bucket/p', /documents cannot be read from s3/],
    ['version: 1\nwaivers: { form: x }', /"form" is no key of `waivers`; did you mean "from"/],
    ['version: 1\nwaivers: { demand: reasons }', /"reasons" is no part of a waiver; did you mean "reason"/],
    ['version: 1\nwaivers: { max-days: soon }', /no number of days/],
    ['version: 1\nwaivers: { from: [{ key: k }] }', /`file` is missing/],
    ['version: 1\nvex: { trust: [{ author: x }] }', /`from` is missing/],
    ['version: 1\nvex: { trust: { from: x } }', /here should be a list/],
    ['version: 1\nvex: { trust: [{ from: image }] }', /would be believed whoever says it/],
    [
      'version: 1\nvex: { trust: [{ from: ./v, status: fix }] }',
      /"fix" is no status of VEX; use|did you mean "fixed"/,
    ],
    ['version: 1\nvex: { trust: [{ from: ./v, until: 2027-02-30 }] }', /"2027-02-30" is no day/],
  ];
  for (const [text, flaw] of cases) {
    it(`that says ${JSON.stringify(text).slice(0, 70)}`, () => assert.match(flawsOf(text).join('\n'), flaw));
  }

  it('from a network names nothing of this machine', () => {
    const texts = [
      'extends: ./p.yaml',
      'waivers: { from: /etc/passwd }',
      'waivers: { from: [{ file: https://example.com/w.yaml, key: ./k }] }',
      'vex: { trust: [{ from: ./vex }] }',
    ];
    for (const text of texts) {
      const flaws = flawsOf(`version: 1\n${text}`, `https://example.com/p.yaml#${PIN}`);
      assert.match(flaws.join('\n'), /cannot name files of the machine|needs its digest/, text);
    }
    const image = 'version: 1\nvex: { trust: [{ from: image, author: "A*" }] }\nextends: default';
    assert.deepEqual(flawsOf(image, `oci://example.com/p@${PIN}`), []);
  });

  it('in JSON is one too', () => {
    const text = JSON.stringify({ version: 1, stages: { s: { rules: [{ id: 'a', block: 'always' }] } } });
    assert.deepEqual(flawsOf(text), []);
    assert.equal(parse(text).text.stages[0]?.rules[0]?.name, 'a');
  });

  it('that is part of a settings file has the same form', () => {
    const value = {
      version: 1,
      stages: { s: { rules: [{ id: 'a', block: { 'known-exploited': true, layer: 3 } }] } },
    };
    const { flaws } = parseInline(value, 'plimsoll.yaml');
    assert.deepEqual(flaws.map(formatFlaw), [
      'plimsoll.yaml: stages.s.rules[0] (a): no rule can ask known-exploited, layer together; fields of findings and of gaps belong in two rules',
    ]);
  });
});

describe('hostile documents', () => {
  const cases: readonly (readonly [name: string, text: string])[] = [
    ['bytes that are no text', '\xff\xfe\x00'],
    ['deep lists', `version: 1\nstages: ${'['.repeat(100_000)}`],
    ['deep maps', `version: 1\nstages: ${'{a: '.repeat(10_000)}`],
    ['an alias bomb', bomb()],
    ['a tag', 'version: !!js/function 1'],
    ['two documents', 'version: 1\n---\nversion: 1'],
  ];
  for (const [name, text] of cases) {
    it(`${name} are told`, () => {
      const bytes = Buffer.from(text, 'latin1');
      const { flaws } = parseDocument(bytes, 'p.yaml');
      assert.match(flaws.map(formatFlaw).join('\n'), /this is not YAML/);
    });
  }

  it('keys of prototypes are only unknown keys', () => {
    const text =
      'version: 1\n__proto__: { polluted: 1 }\nconstructor: { prototype: { polluted: 1 } }\ntoString: 1';
    assert.equal(flawsOf(text).length, 3);
    assert.match(
      flawsOf(policyOf('block: { __proto__: 1, constructor: 1 }')).join('\n'),
      /no field "__proto__"/,
    );
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
  });

  it('a hundred thousand mistakes are told as two hundred', () => {
    const text = `version: 1\nstages: { s: { rules: [${'x,'.repeat(100_000)}] } }`;
    assert.equal(flawsOf(text).length, 200);
  });

  it('data of a settings file that refers to itself ends', () => {
    const value: Record<string, unknown> = { version: 1 };
    value['stages'] = value;
    assert.match(parseInline(value, 'p').flaws.map(formatFlaw).join(), /nested deeper/);
    let wide: unknown = 'x';
    for (let i = 0; i < 15; i++) wide = Array(20).fill(wide);
    assert.match(parseInline(wide, 'p').flaws.map(formatFlaw).join(), /more than 400000 values/);
  });
});

function bomb(): string {
  const line = (i: number): string =>
    `a${i}: &a${i} [${Array(10)
      .fill(`*a${i - 1}`)
      .join(', ')}]\n`;
  return `a0: &a0 x\n${Array.from({ length: 20 }, (_, i) => line(i + 1)).join('')}`;
}
