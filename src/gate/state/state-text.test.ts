import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { InputError } from '../../base/errors.ts';
import { waiverFingerprint } from '../../model/fingerprint.ts';
import type { HistoryOf } from '../../model/gate.ts';
import { SEVERITIES } from '../../model/severity.ts';
import { mergeHistory } from '../../policy/history.ts';
import { formatState, MAX_STATE_BYTES, parseState } from './state-text.ts';

const keyOf = (number: number): string => waiverFingerprint('test', String(number));
const HEADER = '# plimsoll-state 1: key first-seen fix-seen severity severity-since';
const A = keyOf(1);
const B = keyOf(2);
const LINE = `${A} 2026-11-01 2026-11-10 high 2026-11-01`;
const ENTRY: HistoryOf = {
  key: A,
  firstSeen: '2026-11-01',
  fixSeen: '2026-11-10',
  severity: 'high',
  severitySince: '2026-11-01',
};

function parse(text: string): readonly HistoryOf[] | null {
  return parseState(Buffer.from(text), 'x.plimsoll-state');
}

const day = fc
  .integer({ min: 0, max: 40_000 })
  .map((days) => new Date(days * 86_400_000).toISOString().slice(0, 10));
const dayOrNone = fc.oneof(fc.constant(''), day);
const entries: fc.Arbitrary<HistoryOf[]> = fc.array(
  fc.record(
    {
      key: fc.integer({ min: 0, max: 5 }).map(keyOf),
      firstSeen: dayOrNone,
      fixSeen: dayOrNone,
      severity: fc.constantFrom(...SEVERITIES),
      severitySince: dayOrNone,
    },
    { noNullPrototype: true },
  ),
);

describe('the text of a state', () => {
  test('is one line an entry, sorted, with a header', () => {
    const other = { ...ENTRY, key: B, fixSeen: '', severitySince: '' };
    const lines = [LINE, `${B} 2026-11-01 - high -`].sort();
    assert.equal(formatState([ENTRY, other]), `${[HEADER, ...lines].join('\n')}\n`);
    assert.equal(formatState([other, ENTRY]), formatState([ENTRY, other]));
    assert.equal(formatState([]), `${HEADER}\n`);
  });

  test('gives back what was written', () => {
    fc.assert(
      fc.property(entries, (given) => {
        const text = formatState(given);
        assert.deepEqual(parse(text), mergeHistory(given, []));
        assert.equal(formatState(parse(text)!), text);
      }),
    );
  });

  test('of two branches is the same whatever a union merge leaves', () => {
    fc.assert(
      fc.property(entries, entries, fc.boolean(), (ours, theirs, isTwice) => {
        const theirLines = formatState(theirs)
          .split('\n')
          .slice(isTwice ? 0 : 1);
        const united = `${formatState(ours)}${theirLines.join('\r\n')}`;
        assert.deepEqual(parse(united), mergeHistory(ours, theirs));
      }),
    );
  });

  test('of an empty file is no state, of a header alone an empty one', () => {
    assert.equal(parse(''), null);
    assert.equal(parse('\n\n'), null);
    assert.deepEqual(parse(HEADER), []);
  });

  test('takes the earliest days of lines with one key', () => {
    const text = `${HEADER}\n${LINE}\n\n${A} 2026-11-05 2026-11-02 high 2026-11-01\n`;
    assert.deepEqual(parse(text), [{ ...ENTRY, fixSeen: '2026-11-02' }]);
  });

  const BAD: readonly (readonly [string, string, RegExp])[] = [
    [`${HEADER}\n<<<<<<< ours\n${LINE}\n=======\n>>>>>>> theirs\n`, 'state-conflict', /Line 2/],
    ['<<<<<<< ours\n', 'state-conflict', /Line 1/],
    [`${HEADER}\n${LINE}\n||||||| base\n`, 'state-conflict', /Line 3/],
    [`${HEADER}\n${LINE}\n=======\n`, 'state-conflict', /Line 3/],
    [HEADER.replace('state 1', 'state 2'), 'state-version', /version 2.*version 1/],
    [`${HEADER}\n${HEADER.replace('state 1', 'state 99')}`, 'state-version', /version 99/],
    [LINE, 'state-damaged', /Line 1.*does not begin/],
    ['{"a": 1}', 'state-damaged', /Line 1/],
    [`${HEADER}\nhello`, 'state-damaged', /Line 2.*no entry/],
    [`${HEADER}\n${LINE} more`, 'state-damaged', /Line 2/],
    [`${HEADER}\n${LINE.slice(0, -3)}`, 'state-damaged', /"2026-11" is no day/],
    [`${HEADER}\n${LINE.replace('high', 'huge')}`, 'state-damaged', /no entry/],
    [`${HEADER}\n${LINE.replace('2026-11-10', '2026-02-31')}`, 'state-damaged', /"2026-02-31" is no day/],
    [`${HEADER}\n${LINE.replace('v1:', 'v2:')}`, 'state-damaged', /no entry/],
    [`${HEADER}\n# a comment`, 'state-damaged', /Line 2/],
    [`${HEADER}\n\u0000\u001b[2J`, 'state-damaged', /Line 2/],
  ];
  for (const [text, code, wanted] of BAD) {
    test(`${JSON.stringify(text.slice(-40))}: ${code}`, () => {
      assert.throws(
        () => parse(text),
        (error) =>
          error instanceof InputError &&
          error.code === code &&
          wanted.test(error.message) &&
          error.where === 'x.plimsoll-state' &&
          error.wayOut !== '',
      );
    });
  }

  test('is bounded', () => {
    assert.throws(() => parseState(new Uint8Array(MAX_STATE_BYTES + 1), 'x'), { code: 'state-too-large' });
  });
});
