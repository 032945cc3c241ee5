/** Policies and their examples. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../../../src/model/digest.ts';
import { compileCondition } from '../../../src/policy/conditions.ts';
import { DEFAULT_TEXT } from '../../../src/policy/document/default-policy.ts';
import { describePolicy } from '../../../src/policy/document/describe-policy.ts';
import { findWarnings } from '../../../src/policy/document/find-warnings.ts';
import { formatFlaw } from '../../../src/policy/document/flaw.ts';
import { type ParsedDocument, parseDocument } from '../../../src/policy/document/parse-document.ts';
import { resolvePolicy } from '../../../src/policy/document/resolve.ts';
import { parseExamples } from '../../../src/policy/example/parse-examples.ts';
import { runExample } from '../../../src/policy/example/run-examples.ts';
import { rankFindings } from '../../../src/priority/rank.ts';
import { mustHold, type Target, texts } from '../target.ts';

const FOLDER = join(import.meta.dirname, '../../../examples/policies');

function exampleOf(name: string): string {
  return readFileSync(join(FOLDER, name), 'utf8');
}

const MORE = `version: 1
extends: [./a.yaml, default, "https://example.com/p.yaml#sha256:${'0'.repeat(64)}"]
stages:
  a:
    extends: b
    rules:
      - { id: x, block: { score: '>= 7', epss: [0.5, unknown], layer: 1 }, unless: { package: '!pkg:npm/*' } }
      - { id: y, warn: always, subject: gap, final: true, waivable: false }
      - { id: z, allow: { label: a=b, signed-by: unknown, base-age: '< 2w' } }
  b:
    rules: [{ id: x, block: {}, within: { days: { act-now: 1, any: 2d }, from: first-seen, restart-on: nothing } }]
waivers: { from: [w, { file: w2, key: k, optional: true }], demand: [owner], max-days: 9, final: true }
vex: { trust: [{ from: image, author: '*', until: 2027-01-31, status: [fixed], max-age-days: 3 }], final: true }
`;

const SMALL = `version: 1
stages:
  a: { rules: [{ id: x, warn: always, final: true }, { id: y, warn: { severity: high } }, { id: z, block: { severity: high } }] }
waivers: { from: w }
`;

const CIRCLE =
  'version: 1\nstages: { a: { extends: b }, b: { extends: [a, c] } }\nwaivers: { final: true, max-days: 3 }\n';

const WRONG = `version: 1
stages:
  a:
    rules:
      - { id: a, block: { severity: '> x', id: '> 1', age: x, score: '> x', kind: '!unknown', package: x, label: x, x: 1 } }
      - { id: b, block: { kind: secret, problem: x } }
      - { id: c, block: { kind: secret }, subject: image, within: { days: { x: 1, high: cisa, any: 1, low: 2 } } }
      - { id: d, block: always, warn: always, unless: {} }
      - { id: e, allow: , within: { from: x } }
      - { id: f, because: [x], final: x }
      - { id: f, block: {}, subject: x, within: { days: {}, from: disclosed } }
waivers: { from: [{ key: k }], demand: x, max-days: x, x: 1 }
vex: { trust: [{ from: image }, { from: a, until: x, key: [] }, { author: x }] }
`;

/** Parts an input into documents of which each extends the next. */
const BETWEEN = '\n=====\n';

const KEYS = [
  'block',
  'warn',
  'allow',
  'unless',
  'within',
  'days',
  'from',
  'subject',
  'final',
  'because',
  'if',
  'id',
];

const document: Target = {
  id: 'policy-document',
  sources: [
    'policy/document/describe-policy.ts',
    'policy/document/find-warnings.ts',
    'policy/document/flaw.ts',
    'policy/document/parse-conditions.ts',
    'policy/document/parse-document.ts',
    'policy/document/parse-rule.ts',
    'policy/document/parse-sections.ts',
    'policy/document/parse-timeline.ts',
    'policy/document/read-tree.ts',
    'policy/document/read-values.ts',
    'policy/document/references.ts',
    'policy/document/resolve.ts',
    'policy/document/resolve-sections.ts',
    'policy/document/spot.ts',
  ],
  seeds: texts(
    DEFAULT_TEXT,
    MORE,
    exampleOf('org.yaml'),
    exampleOf('strict.yaml'),
    exampleOf('timelines.yaml'),
    [exampleOf('service.yaml'), exampleOf('org.yaml'), SMALL].join(BETWEEN),
    [SMALL, `${SMALL}vex: { trust: [{ from: ./v, key: "-----BEGIN PUBLIC KEY-----" }] }\n`, CIRCLE].join(
      BETWEEN,
    ),
    '- a',
    'version: 2\nextends: [s3://a, https://a, "oci://a@sha256:1"]\nstages: { A: 1, a: { rules: [1, { id: " " }] } }\n',
    WRONG,
  ),
  tokens: [
    BETWEEN,
    ...KEYS.map((key) => `${key}: `),
    '>= ',
    "'!",
    "'*'",
    'unknown',
    'always',
    '{}',
    '[]',
    '\n      - ',
    '__proto__: ',
  ],
  errors: [],
  run(bytes) {
    const [first = '', ...others] = Buffer.from(bytes).toString('latin1').split(BETWEEN).slice(0, 4);
    const parsed = [first, ...others].map((text, index) =>
      parseDocument(Buffer.from(text, 'latin1'), `${index}.yaml`),
    );
    for (const { flaws } of parsed) {
      mustHold(flaws.length <= 200, 'there are more flaws than anybody reads');
      mustHold(
        flaws.every(({ what }) => what !== ''),
        'a flaw says nothing',
      );
    }
    const flaws = parsed.flatMap((one) => one.flaws.map(formatFlaw));
    return flaws.length > 0 ? flaws : mustResolve(parsed);
  },
};

/** Each document extends the one after it, and the first all others. */
function mustResolve(parsed: readonly ParsedDocument[]): unknown {
  const documents = parsed.map(({ text }, index) => ({
    reference: `${index}.yaml`,
    digest: sha256(String(index)),
    text,
    extends: parsed
      .map((_, other) => other)
      .filter((other) => other === index + 1 || (index === 0 && other > 0)),
    keys: new Map(),
  }));
  const { policy, flaws } = resolvePolicy(documents);
  for (const { rules } of policy.stages) {
    for (const { when, unless } of rules)
      for (const condition of [...when, ...unless]) compileCondition(condition);
    const firstLoose = rules.findIndex(({ final }) => !final);
    mustHold(
      firstLoose < 0 || rules.slice(firstLoose).every(({ final }) => !final),
      'a final rule comes late',
    );
    mustHold(new Set(rules.map(({ id }) => id)).size === rules.length, 'a rule is there twice');
  }
  const lines = describePolicy(policy, policy.stages);
  const warnings = findWarnings(policy, documents);
  return [policy, flaws.map(formatFlaw), lines, warnings.map(formatFlaw)];
}

const examples: Target = {
  id: 'policy-examples',
  sources: ['policy/example/'],
  seeds: texts(
    exampleOf('org.yaml'),
    exampleOf('strict.yaml'),
    exampleOf('secrets-only.yaml'),
    exampleOf('timelines.yaml'),
    `${MORE}tests:
  - { stage: a, gap: { problem: x, layer: 1, owner: base, path: a/b }, expect: pass }
  - { stage: b, now: 2026-02-28, image: { image: a/b, label: [a=b, c], platform: linux/arm64, user: '0', scanner: vuln }, expect: { outcome: warn, rule: none, due: none, days-left: 1 } }
  - { stage: a, finding: { waiver-problem: too-wide }, expect: block }
  - { stage: a, finding: { package: 'pkg:deb/a/b@1', licence: MIT, change: added, first-seen: 3, score: 1, rank: soon }, expect: block }
`,
  ),
  tokens: [
    'finding: ',
    'gap: ',
    'image: ',
    'expect: ',
    'age: ',
    'fix-age: ',
    'first-seen: ',
    '36500',
    '\n  - ',
  ],
  errors: [],
  run(bytes) {
    const { text, flaws } = parseDocument(bytes, 'p.yaml');
    if (text.tests === null || flaws.length > 0) return null;
    const parsed = parseExamples(text.tests, 'p.yaml');
    const documents = [{ reference: 'p.yaml', digest: sha256(''), text, extends: [], keys: new Map() }];
    const { policy } = resolvePolicy(documents);
    const hasExpression = policy.stages.some(({ rules }) =>
      rules.some(({ expression }) => expression !== ''),
    );
    if (parsed.flaws.length > 0 || hasExpression) return parsed;
    const stages = new Set(policy.stages.map(({ name }) => name));
    const known = parsed.examples.filter(({ stage }) => stages.has(stage)).slice(0, 20);
    return known.map((example) => runExample(policy, example, { rank: rankFindings, expressions: null }));
  },
};

export const policyTargets: readonly Target[] = [document, examples];
