import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { UsageError } from '../../base/errors.ts';
import { appendWaiver, removeWaivers } from './edit-waivers.ts';
import { FIELDS } from './fields.ts';
import { entriesOf } from './parse-waivers.ts';
import { toItem } from './write-entry.ts';

const FILE = `# Waivers of team-pay.
version: 1
waivers:
  # until the next release
  - id: a   # comment
    advisory: CVE-1

  # --- what comes with the base ---

  # nobody calls it
  - {id: b,
     reason: x }
  - id: c
    reason: |
      first
      # no comment
      last
# the end
`;

const remove = (text: string, ...numbers: readonly number[]): string =>
  removeWaivers(text, new Set(numbers), 'w');
const without = (...lines: readonly string[]): string =>
  lines.reduce((text, line) => text.replace(`${line}\n`, ''), FILE);

describe('removing waivers', () => {
  test('takes its comment, and leaves those of the others', () => {
    assert.equal(
      remove(FILE, 0),
      without('  # until the next release', '  - id: a   # comment', '    advisory: CVE-1\n'),
    );
    assert.equal(remove(FILE, 1), without('  # nobody calls it', '  - {id: b,', '     reason: x }'));
    assert.equal(
      remove(FILE, 2),
      without('  - id: c', '    reason: |', '      first', '      # no comment', '      last'),
    );
    assert.equal(remove(FILE), FILE);
  });

  test('all of them leaves a file without any', () => {
    const text = remove(FILE, 0, 1, 2);
    assert.deepEqual(entriesOf(text, 'w'), []);
    assert.ok(text.startsWith('# Waivers of team-pay.\nversion: 1\nwaivers:\n'));
    assert.ok(text.endsWith('# the end\n'));
  });

  test('of JSON', () => {
    assert.equal(
      remove('{\n    "version": 1,\n    "waivers": [{"id": "a"}, {"id": "b"}]\n}\n', 0),
      '{\n    "version": 1,\n    "waivers": [\n        {\n            "id": "b"\n        }\n    ]\n}\n',
    );
  });

  test('lists in brackets are left to people', () => {
    const flow = 'waivers: [{id: a}, {id: b}]\n';
    for (const edit of [() => remove(flow, 0), () => appendWaiver(flow, { id: 'c' }, 'w')])
      assert.throws(edit, (error) => error instanceof UsageError && error.code === 'waivers-not-edited');
  });
});

describe('adding a waiver', () => {
  const added = (text: string): string => appendWaiver(text, { id: 'new', advisory: 'CVE-9' }, 'w');
  const ITEM = '  - id: new\n    advisory: CVE-9\n';
  const all: readonly (readonly [name: string, text: string, after: string])[] = [
    ['no file', '', `waivers:\n${ITEM}`],
    ['comments alone', '# ours\n', `# ours\nwaivers:\n${ITEM}`],
    ['an empty list', 'waivers: [] # none\n', `waivers: # none\n${ITEM}`],
    ['an empty list and more', 'waivers: []\nversion: 1\n', `waivers:\n${ITEM}version: 1\n`],
    ['nothing in the list', 'waivers:\n\nversion: 1\n', `waivers:\n${ITEM}\nversion: 1\n`],
    ['null', 'waivers: ~\n', `waivers:\n${ITEM}`],
    ['no dashes indented', 'waivers:\n- id: a\n', 'waivers:\n- id: a\n- id: new\n  advisory: CVE-9\n'],
    ['no line end', 'waivers:\n  - id: a', `waivers:\n  - id: a\n${ITEM}`],
    [
      'other line ends',
      'waivers:\r\n  - id: a\r\n',
      `waivers:\r\n  - id: a\r\n${ITEM.replaceAll('\n', '\r\n')}`,
    ],
    [
      'more below',
      'waivers:\n  - id: a\n    # of a\n\n# next\nversion: 1\n',
      `waivers:\n  - id: a\n    # of a\n${ITEM}\n# next\nversion: 1\n`,
    ],
    ['an end', 'waivers:\n  - id: a\n...\n', `waivers:\n  - id: a\n${ITEM}...\n`],
    [
      'a text of lines at the end',
      'waivers:\n  - reason: |\n      a\n      # b\n',
      `waivers:\n  - reason: |\n      a\n      # b\n${ITEM}`,
    ],
    ['ours', FILE, FILE.replace('# the end', `${ITEM}# the end`)],
  ];
  for (const [name, text, after] of all) test(`to ${name}`, () => assert.equal(added(text), after));

  test('to JSON', () => {
    assert.equal(
      added('{"waivers":[]}'),
      '{\n  "waivers": [\n    {\n      "id": "new",\n      "advisory": "CVE-9"\n    }\n  ]\n}\n',
    );
  });

  test('to a file that cannot be read is refused', () => {
    for (const text of ['waivers: [', 'waivers: {}', 'policies: []', '{"waivers": [}', 'a'])
      assert.throws(() => added(text), UsageError, text);
  });
});

describe('properties', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 20 }),
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.constantFrom(
      'true',
      '~',
      'null',
      '1.10',
      '2027-01-31',
      '- a',
      'a: b',
      '# a',
      'a #b',
      '"',
      "'",
      '*x',
      '&x',
      '!x',
      '{',
      '\u0085',
      '\ufeff',
      '\ud800',
      ' a',
      'a:',
      '%a',
      '>=1 <2',
    ),
  );
  const anyEntry = fc.dictionary(fc.constantFrom(...FIELDS), anyText, { minKeys: 1, noNullPrototype: true });

  const plain = (text: string): readonly object[] =>
    entriesOf(text, 'w').map(({ fields }) =>
      Object.fromEntries(
        [...fields].map(([name, { value }]) => [name, value.kind === 'text' ? value.text : null]),
      ),
    );
  const said = (entry: Readonly<Record<string, string>>): object =>
    Object.fromEntries(FIELDS.flatMap((name) => (entry[name] ? [[name, entry[name]]] : [])));

  test('what is added is there, whatever it says, and nothing else has changed', () => {
    fc.assert(
      fc.property(fc.array(anyEntry, { maxLength: 4 }), (entries) => {
        let text = '# ours\n';
        for (const entry of entries.filter((one) => Object.values(one).some((value) => value !== ''))) {
          const before = text;
          text = appendWaiver(text, entry, 'w');
          assert.ok(text.startsWith(before));
          assert.deepEqual(plain(text).at(-1), said(entry));
        }
      }),
      { numRuns: 300 },
    );
  });

  test('what is removed is gone, and all others with their comments are as they were', () => {
    const item = fc
      .tuple(fc.nat(999), fc.constantFrom('', '\n'), fc.boolean())
      .map(([number, blank, hasComment]) => ({ number, blank, hasComment }));
    fc.assert(
      fc.property(
        fc.array(item, { minLength: 1, maxLength: 6 }),
        fc.infiniteStream(fc.boolean()),
        (items, chosen) => {
          const blocks = items.map(({ number, blank, hasComment }) => {
            const comment = hasComment ? `  # comment ${number}\n` : '';
            return `${comment}${toItem({ id: `w${number}`, reason: 'r' }, '  ').join('\n')}\n${blank}`;
          });
          const gone = new Set(items.flatMap((_, at) => (chosen.next().value ? [at] : [])));
          const text = remove(`waivers:\n${blocks.join('')}`, ...gone);
          const kept = blocks.filter((_, at) => !gone.has(at));
          assert.equal(text.replace(/\n+/g, '\n'), `waivers:\n${kept.join('')}`.replace(/\n+/g, '\n'));
        },
      ),
      { numRuns: 300 },
    );
  });
});
