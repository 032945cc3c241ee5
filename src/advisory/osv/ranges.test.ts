import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { AffectedRange } from '../../model/advisory.ts';
import { holds, type RangeEvent, toIntervals, unite } from './ranges.ts';

/** Plain numbers as versions: any text that is no number is unreadable. */
function order(a: string, b: string): number {
  const [x, y] = [Number(a), Number(b)];
  if (Number.isNaN(x) || Number.isNaN(y)) throw new Error('no version');
  return x - y;
}

/** `i1 f2` = introduced 1, fixed 2; `l` = last affected, `m` = limit. */
function events(text: string): RangeEvent[] {
  const kinds = { i: 'introduced', f: 'fixed', l: 'last_affected', m: 'limit' } as const;
  return text
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => ({ kind: kinds[word[0] as keyof typeof kinds], version: word.slice(1) }));
}

/** `[1,2)` half-open, `[1,2]` with a last affected version, `-` for no bound. */
function show({ introduced, fixed, lastAffected }: AffectedRange): string {
  const end = lastAffected === null ? `${fixed ?? '-'})` : `${lastAffected}]`;
  return `[${introduced ?? '-'},${end}`;
}

const TABLE: readonly (readonly [events: string, intervals: string])[] = [
  ['i0', '[-,-)'],
  ['i0 f2', '[-,2)'],
  ['i1 f2', '[1,2)'],
  ['i1 l2', '[1,2]'],
  ['i1', '[1,-)'],
  // Several pairs, and pairs in any order of the file.
  ['i1 f2 i3 f4', '[1,2) [3,4)'],
  ['f4 i3 f2 i1', '[1,2) [3,4)'],
  ['i3 f4 i0 f2', '[-,2) [3,4)'],
  ['i10 f11 i9 f9.5', '[9,9.5) [10,11)'],
  ['i1 l2 i3', '[1,2] [3,-)'],
  // Equal versions: introduced before fixed is empty, introduced at the last affected is that one version.
  ['i1 f1', ''],
  ['f1 i1', ''],
  ['i0 f0', ''],
  ['i1 l1', '[1,1]'],
  ['i1 f2 i2 f3', '[1,2) [2,3)'],
  // Repeated and redundant events.
  ['i1 i1 f2', '[1,2)'],
  ['i1 i2 f3', '[1,3)'],
  ['i1 f2 f3', '[1,2)'],
  // No introduced at all is against the schema: from the beginning.
  ['f2', '[-,2)'],
  ['l2', '[-,2]'],
  ['f2 i3 f4', '[3,4)'],
  // A version must lie below some limit.
  ['i1 m3', '[1,3)'],
  ['i1 f5 m3', '[1,3)'],
  ['i1 f2 m3', '[1,2)'],
  ['i1 l5 m3', '[1,3)'],
  ['i4 m3', ''],
  ['i1 m2 m3', '[1,3)'],
  ['i1 m*', '[1,-)'],
  ['', ''],
];

describe('OSV events', () => {
  for (const [given, wanted] of TABLE) {
    test(`${given || 'none'} is ${wanted || 'nothing'}`, () => {
      assert.equal(toIntervals(events(given), order).map(show).join(' '), wanted);
    });
  }

  test('versions that cannot be read leave the events as they stand', () => {
    assert.equal(toIntervals(events('i0 fx i3 f2'), order).map(show).join(' '), '[-,x) [3,2)');
  });

  test('without an order the events stand as they are', () => {
    assert.equal(toIntervals(events('i1 f2 i3'), null).map(show).join(' '), '[1,2) [3,-)');
  });

  test('what the schema evaluates as affected lies in an interval, and nothing else', () => {
    const event = fc.record({
      kind: fc.constantFrom('introduced', 'fixed', 'last_affected'),
      version: fc.integer({ min: 0, max: 12 }).map(String),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 6 }), fc.integer({ min: 0, max: 13 }), (list, version) => {
        const used = distinct([{ kind: 'introduced', version: '0' }, ...list] as RangeEvent[]);
        const found = holds(toIntervals(used, order), String(version), order);
        assert.equal(found, isAffected(used, version));
      }),
    );
  });
});

/** Versions that occur twice have no order in the schema: here each occurs once. */
function distinct(list: readonly RangeEvent[]): RangeEvent[] {
  return list.filter((e, index) => list.findIndex((other) => other.version === e.version) === index);
}

/** The schema's own pseudo-code. */
function isAffected(list: readonly RangeEvent[], version: number): boolean {
  let affected = false;
  for (const event of list.toSorted((a, b) => Number(a.version) - Number(b.version))) {
    if (event.kind === 'introduced' && version >= Number(event.version)) affected = true;
    else if (event.kind === 'fixed' && version >= Number(event.version)) affected = false;
    else if (event.kind === 'last_affected' && version > Number(event.version)) affected = false;
  }
  return affected;
}

describe('unite', () => {
  test('sorts by lower bound and drops repetitions', () => {
    const ranges = [...toIntervals(events('i10 f11'), order), ...toIntervals(events('i0 f1'), order)];
    const united = unite([...ranges, ...ranges, ...toIntervals(events('i9'), order)], order);
    assert.equal(united.map(show).join(' '), '[-,1) [9,-) [10,11)');
  });
});
