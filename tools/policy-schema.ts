/**
 * The JSON Schema of policies, for editors: made of the tables that the parser reads. `node tools/policy-schema.ts`
 * writes schemas/policy-1.schema.json, then `npm run format`; a test holds the file to it. What a schema cannot say, the parser does: ids that
 * are given twice, fields that no rule can ask together, expressions, references without a digest.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { VEX_STATUSES } from '../src/model/vex.ts';
import { DOCUMENT_KEYS, STAGE_KEYS } from '../src/policy/document/parse-document.ts';
import { ACTIONS, RULE_KEYS, SUBJECTS } from '../src/policy/document/parse-rule.ts';
import {
  SOURCE_KEYS,
  TRUST_KEYS,
  VEX_KEYS,
  WAIVER_FIELDS,
  WAIVER_KEYS,
} from '../src/policy/document/parse-sections.ts';
import { ALLOWANCE_WORDS, CLOCKS, TIMELINE_KEYS } from '../src/policy/document/parse-timeline.ts';
import {
  EXAMPLE_KEYS,
  EXPECT_KEYS,
  FINDING_WORDS,
  GAP_WORDS,
  IMAGE_WORDS,
} from '../src/policy/example/parse-examples.ts';
import { FIELDS, type Field } from '../src/policy/fields.ts';

const FILE = join(import.meta.dirname, '../schemas/policy-1.schema.json');

export type Schema = Readonly<Record<string, unknown>>;

/** As it is in the file, whose layout is the formatter's. */
export function policySchema(): Schema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:plimsoll:schema:policy-1',
    title: 'Plimsoll policy, version 1',
    description: 'Which images may sail: rules by stage. Described in docs/policy.md.',
    ...closed(DOCUMENT_KEYS, DOCUMENT),
    required: ['version'],
    $defs: {
      names: oneOrMore(text('A name or a reference.')),
      days: { ...days, description: 'Whole days: 7, 7d or 2w.' },
      stage: closed(STAGE_KEYS, STAGE),
      rule: rule(),
      conditions: conditions(),
      timeline: { ...closed(TIMELINE_KEYS, TIMELINE), required: ['days', 'from'] },
      waivers: closed(WAIVER_KEYS, WAIVERS),
      waiverSource: {
        anyOf: [text('A reference.'), { ...closed(SOURCE_KEYS, SOURCE), required: ['file'] }],
      },
      vex: closed(VEX_KEYS, VEX),
      trust: { ...closed(TRUST_KEYS, TRUST), required: ['from'] },
      example: { ...closed(EXAMPLE_KEYS, EXAMPLE), required: ['stage', 'expect'] },
    },
  };
}

/** An object with these keys and no others: each must be described, and no more. */
function closed(keys: readonly string[], described: Readonly<Record<string, Schema>>): Schema {
  const [missing] = keys.filter((key) => described[key] === undefined);
  const [more] = Object.keys(described).filter((key) => !keys.includes(key));
  if (missing !== undefined || more !== undefined) throw new Error(`described otherwise: ${missing ?? more}`);
  return { type: 'object', additionalProperties: false, properties: described };
}

function text(description: string): Schema {
  return { type: ['string', 'number'], minLength: 1, description };
}

function words(list: readonly string[], description: string): Schema {
  return { enum: list, description };
}

function oneOrMore(schema: Schema): Schema {
  return { anyOf: [schema, { type: 'array', items: schema }] };
}

function ref(name: string, description: string): Schema {
  return { $ref: `#/$defs/${name}`, description };
}

const days: Schema = {
  anyOf: [
    { type: 'integer', minimum: 0 },
    { type: 'string', pattern: '^\\d{1,5}[dw]?$' },
  ],
};
const truth: Schema = { enum: [true, false, 'true', 'false'] };

const DOCUMENT: Readonly<Record<string, Schema>> = {
  version: { enum: [1, '1'], description: 'Of this form.' },
  extends: ref('names', 'Other policies: paths, https://…#sha256:…, oci://…@sha256:…, or default.'),
  stages: {
    type: 'object',
    description: 'Rules for each place where images are judged.',
    propertyNames: { pattern: '^[a-z0-9][a-z0-9._-]{0,62}$' },
    additionalProperties: { $ref: '#/$defs/stage' },
  },
  waivers: ref('waivers', 'What counts as a waiver.'),
  vex: ref('vex', 'Whose VEX statements are believed.'),
  tests: {
    type: 'array',
    items: { $ref: '#/$defs/example' },
    description: 'Examples: `plimsoll policy test`.',
  },
};

const STAGE: Readonly<Record<string, Schema>> = {
  extends: ref('names', 'Other stages, whose rules are asked after those of this one.'),
  rules: {
    type: 'array',
    items: { $ref: '#/$defs/rule' },
    description: 'In the order in which they are asked: the first that holds decides.',
  },
};

function rule(): Schema {
  const described: Readonly<Record<string, Schema>> = {
    id: { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9._/-]{0,79}$', description: 'Once in its stage.' },
    block: ref('conditions', 'Blocks what has all of these fields.'),
    warn: ref('conditions', 'Warns of what has all of these fields.'),
    allow: ref('conditions', 'Lets pass what has all of these fields.'),
    unless: {
      allOf: [{ $ref: '#/$defs/conditions' }, { type: 'object', minProperties: 1 }],
      description: 'Where all of these hold, the rule does not.',
    },
    if: { type: 'string', minLength: 1, maxLength: 4000, description: 'CEL, asked after the fields.' },
    within: ref('timeline', 'Days in which a rule that blocks only warns.'),
    subject: words(SUBJECTS, 'What it speaks of, where the fields leave that open.'),
    final: { ...truth, description: 'Nothing that extends this document can loosen it.' },
    waivable: { ...truth, description: 'False: no waiver counts against it.' },
    because: { type: ['string', 'number'], minLength: 1, maxLength: 1000, description: 'Why, for people.' },
  };
  return {
    ...closed(RULE_KEYS, described),
    required: ['id'],
    oneOf: ACTIONS.map((action) => ({ required: [action] })),
    dependentRequired: { within: ['block'] },
  };
}

function conditions(): Schema {
  const properties = Object.fromEntries(FIELDS.map((field) => [field.name, condition(field)]));
  return {
    anyOf: [{ const: 'always' }, { type: 'object', additionalProperties: false, properties }],
  };
}

/** One value must hold, or one of several. */
function condition(field: Field): Schema {
  const value = valueSchema(field);
  const description = field.hasData ? field.meaning : `${field.meaning} No data in this version: unknown.`;
  return { anyOf: [value, { type: 'array', minItems: 1, items: value }], description };
}

const UNKNOWN = { const: 'unknown' };

function valueSchema(field: Field): Schema {
  const list = field.words.join('|');
  switch (field.type) {
    case 'truth':
      return { anyOf: [truth, { pattern: '^! *(true|false)$', type: 'string' }, UNKNOWN] };
    case 'word':
      return anyOfWords(field, `^! *(${list})$`);
    case 'severity':
    case 'tier':
      return anyOfWords(field, `^(!|<=?|>=?) *(${list})$`);
    case 'number':
      return numbers({ type: 'number', minimum: 0 }, '^((!|<=?|>=?) *)?\\d{1,9}(\\.\\d{1,9})?$');
    case 'days':
      return numbers({ type: 'integer', minimum: 0 }, '^((!|<=?|>=?) *)?\\d{1,5}[dw]?$');
    case 'text':
      return textValue(field.name);
  }
}

function anyOfWords({ words: list }: Field, pattern: string): Schema {
  return { anyOf: [{ enum: list }, { type: 'string', pattern }, UNKNOWN] };
}

function numbers(plain: Schema, pattern: string): Schema {
  return { anyOf: [plain, { type: 'string', pattern }, UNKNOWN] };
}

/** What the parser demands of the texts of a field. */
const TEXT_PATTERNS: Readonly<Record<string, string>> = {
  package: '^(unknown|!? *(pkg:.*|.*\\*.*))$',
  label: '^(unknown|!? *(\\*.*|.*=.*))$',
};

function textValue(name: string): Schema {
  const pattern = TEXT_PATTERNS[name];
  if (pattern !== undefined) return { type: 'string', pattern };
  // A comparison of what has no order.
  return { anyOf: [{ type: 'number' }, { type: 'string', minLength: 1, pattern: '^[^<>]' }] };
}

const TIMELINE: Readonly<Record<string, Schema>> = {
  days: {
    anyOf: [
      { $ref: '#/$defs/days' },
      {
        type: 'object',
        minProperties: 1,
        additionalProperties: false,
        properties: Object.fromEntries(ALLOWANCE_WORDS.map((word) => [word, allowance(word)])),
      },
    ],
    description: 'How many. Of several the first that fits the finding gives the days.',
  },
  from: words(CLOCKS, 'When they begin to count.'),
  'warn-before': ref('days', 'With fewer days left, the warning is marked as soon due. Default: 3.'),
  'restart-on': words(['severity', 'nothing'], 'Whether they begin anew when the severity gets worse.'),
};

function allowance(word: string): Schema {
  if (word !== 'known-exploited') return { $ref: '#/$defs/days' };
  return { anyOf: [{ $ref: '#/$defs/days' }, { const: 'cisa' }] };
}

const WAIVERS: Readonly<Record<string, Schema>> = {
  from: { ...oneOrMore({ $ref: '#/$defs/waiverSource' }), description: 'The files that count.' },
  demand: {
    anyOf: [{ enum: WAIVER_FIELDS }, { type: 'array', items: { enum: WAIVER_FIELDS } }],
    description: 'What each must have. Default: all.',
  },
  'max-days': ref('days', 'The longest that one may run.'),
  final: { ...truth, description: 'Nothing that extends this document can add to it.' },
};

const SOURCE: Readonly<Record<string, Schema>> = {
  file: text('A path, https://…#sha256:… or oci://…@sha256:….'),
  key: text('The public key that must have signed it: a file, or a PEM.'),
  optional: { ...truth, description: 'True: it may be missing.' },
};

const VEX: Readonly<Record<string, Schema>> = {
  trust: {
    type: 'array',
    items: { $ref: '#/$defs/trust' },
    description: 'In order: the first entry that fits a document decides.',
  },
  final: { ...truth, description: 'Nothing that extends this document can add to it.' },
};

const TRUST: Readonly<Record<string, Schema>> = {
  from: text('A file, a folder, https://…, oci://…, or `image`: what comes with the image.'),
  author: text('A pattern with * over author or publisher.'),
  key: text('The public key that must have signed it: a file, or a PEM.'),
  status: {
    anyOf: [{ enum: VEX_STATUSES }, { type: 'array', items: { enum: VEX_STATUSES } }],
    description: 'What is believed. Default: all.',
  },
  until: { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\d$', description: 'The last day on which it is.' },
  'max-age-days': ref('days', 'The oldest that a statement may be.'),
};

const EXAMPLE: Readonly<Record<string, Schema>> = {
  name: text('For people.'),
  stage: text('The stage that is asked.'),
  now: { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\d$', description: 'Default: 2026-01-31.' },
  finding: given(FINDING_WORDS, 'A finding, in a few words.'),
  gap: given(GAP_WORDS, 'A gap in the coverage.'),
  image: given(IMAGE_WORDS, 'The image, alone or of a finding or gap.'),
  expect: {
    anyOf: [
      { enum: ['block', 'warn', 'pass'] },
      { ...closed(EXPECT_KEYS, expectation()), required: ['outcome'] },
    ],
    description: 'What the policy must say.',
  },
};

function given(list: readonly string[], description: string): Schema {
  const value = { type: ['string', 'number', 'boolean'] };
  const properties = Object.fromEntries(
    list.map((word) => [word, { anyOf: [value, { type: 'array', items: value }] }]),
  );
  return { type: 'object', additionalProperties: false, properties, description };
}

function expectation(): Readonly<Record<string, Schema>> {
  return {
    outcome: words(['block', 'warn', 'pass'], 'What becomes of it.'),
    rule: text('The rule that decides, or none.'),
    due: text('The last day before it blocks, or none.'),
    'days-left': text('Days until then, or none.'),
  };
}

if (import.meta.main) writeFileSync(FILE, `${JSON.stringify(policySchema(), null, 2)}\n`);
