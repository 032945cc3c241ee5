import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { exampleText } from '../detectors/example.ts';
import { examples } from '../detectors/examples-list.ts';
import { detectors } from '../detectors/list.ts';
import { hasRun, runOf } from './run.ts';

function show(pattern: RegExp): string | null {
  const run = runOf(pattern);
  if (run === null) return null;
  const bytes = [...run.has.entries()].flatMap(([byte, is]) => (is === 1 ? [byte] : []));
  return `${String.fromCharCode(...bytes)} ${run.length}`;
}

describe('runs of patterns', () => {
  test('are the rarest that stands in each match', () => {
    for (const [pattern, expected] of [
      [/key(?:=|: )([0-3]{32})(?![0-9])/, '0123 32'],
      [/(?:[01]{8}-)[01]{4}x?[01]{8,12}/, '-01x 21'],
      [/[01]{20}|[2-4]{24}/, '01234 20'],
      [/[01]{20}|[2-4]{4}/, null],
      [/(?:[01]{20})?[2-4]{12,}/, '234 12'],
      [/(?:[01]{20}|5)[23]{15}/, '23 15'],
      [/(?<=[01]{20})[ab]{12}(?=[01]{30})/i, 'ABab 12'],
      [/[01]{5}/, null],
      [/([01]{20})\1/, null],
    ] as const) {
      assert.equal(show(pattern), expected, pattern.source);
    }
  });

  test('stand in every example', () => {
    const byId = new Map(detectors.map((detector) => [detector.id, detector]));
    for (const { detector, matches } of examples) {
      const { pattern } = byId.get(detector)!;
      const run = runOf(pattern);
      for (const [index, example] of run === null ? [] : matches.entries()) {
        for (const [match] of exampleText(example, detector, index).matchAll(new RegExp(pattern, 'g'))) {
          const bytes = Buffer.from(match, 'latin1');
          assert.ok(hasRun(bytes, run!, 0, bytes.length), detector);
        }
      }
    }
  });

  test('are looked for within limits', () => {
    const run = runOf(/[01]{12}/)!;
    const bytes = Buffer.from(`${'0'.repeat(11)}x${'01'.repeat(6)}x`);
    assert.equal(hasRun(bytes, run, 0, bytes.length), true);
    assert.equal(hasRun(bytes, run, 13, bytes.length), false);
    assert.equal(hasRun(bytes, run, 0, bytes.length - 2), false);
  });
});
