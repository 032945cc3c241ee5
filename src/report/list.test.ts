/** The contract of every reporter, checked over the list. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compareText } from '../model/problem.ts';
import type { ScanReport } from '../model/report.ts';
import { GATE_REPORT, hostileGateReport } from './fixtures/gate-report.ts';
import { assertGolden } from './fixtures/golden.ts';
import {
  EMPTY_REPORT,
  HOSTILE_TEXTS,
  hostileReport,
  IN_NATURAL_ORDER,
  INVENTORY_REPORT,
  largeReport,
  SAMPLE_REPORT,
  SAMPLE_TIMESTAMP,
} from './fixtures/sample-report.ts';
import { schemaErrors } from './fixtures/validate.ts';
import { reporters } from './list.ts';
import type { Reporter, ReporterOptions } from './reporter.ts';

const OPTIONS: ReporterOptions = {
  timestamp: SAMPLE_TIMESTAMP,
  terminal: { colour: false, width: 80 },
  compareVersions: IN_NATURAL_ORDER,
};

function textOf(reporter: Reporter, reports: readonly ScanReport[]): string {
  return [...reporter.write(reports, OPTIONS)].join('');
}

const CASES: readonly (readonly [name: string, reports: readonly ScanReport[]])[] = [
  ['no report', []],
  ['an empty report', [EMPTY_REPORT]],
  ['an inventory', [INVENTORY_REPORT]],
  ['the sample', [SAMPLE_REPORT]],
  ['a report under a policy', [GATE_REPORT]],
  ['several reports, one of them twice', [SAMPLE_REPORT, EMPTY_REPORT, SAMPLE_REPORT]],
  ...HOSTILE_TEXTS.map(
    (text) => [`hostile ${JSON.stringify(text).slice(0, 30)}`, [hostileReport(text)]] as const,
  ),
  ['all hostile reports', HOSTILE_TEXTS.map(hostileReport)],
  ['all hostile policies', HOSTILE_TEXTS.map(hostileGateReport)],
];

/** The same value with all members in another order, as another producer could have made it. */
function turned<T>(value: T): T {
  if (Array.isArray(value)) return value.map(turned) as T;
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([key, member]) => [key, turned(member)] as const);
  return Object.fromEntries(members.reverse()) as T;
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}

describe('list of reporters', () => {
  it('is sorted, each id once', () => {
    const ids = reporters.map((reporter) => reporter.id);
    assert.deepEqual(ids, [...new Set(ids)].sort(compareText));
    assert.ok(ids.every((id) => /^[a-z][a-z0-9-]*$/.test(id)));
  });
});

for (const reporter of reporters) {
  describe(`reporter ${reporter.id}`, () => {
    it('names a media type', () => assert.match(reporter.mediaType, /^[a-z]+\/[a-z0-9.+-]+(; .+)?$/));

    for (const [name, reports] of CASES) {
      it(`writes ${name}: valid, harmless, the same bytes again`, () => {
        const text = textOf(reporter, frozen(structuredClone(reports)));
        assert.equal(textOf(reporter, turned(reports)), text);
        assert.ok(text.endsWith('\n'));
        assert.doesNotMatch(text.replaceAll('\n', ''), /[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/);
        assert.ok(text.isWellFormed());
        assertValid(reporter, text);
      });
    }

    it('writes pieces, not one text', () => {
      const reports = [largeReport(2000)];
      let largest = 0;
      let count = 0;
      let total = 0;
      for (const piece of reporter.write(reports, OPTIONS)) {
        largest = Math.max(largest, piece.length);
        count++;
        total += piece.length;
      }
      assert.ok(count > 5 || total < 40_000, `${count} pieces`);
      assert.ok(largest < 40_000, `a piece of ${largest}`);
    });

    it('agrees with its golden files', () => {
      assertGolden(reporter.id, 'sample', textOf(reporter, [SAMPLE_REPORT]));
      assertGolden(reporter.id, 'policy', textOf(reporter, [GATE_REPORT]));
      assertGolden(reporter.id, 'inventory', textOf(reporter, [INVENTORY_REPORT]));
    });
  });
}

/** JSON is held to its schema; any other format has its own test for what is valid. */
function assertValid(reporter: Reporter, text: string): void {
  if (!/[/+]json\b/.test(reporter.mediaType)) return;
  assert.deepEqual(schemaErrors(reporter.id, JSON.parse(text)), []);
}
