/** Every detector is held against its own examples and against the rules of patterns. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createScanner } from '../engine/scanner.ts';
import { isFalseAlarm } from '../filter/false-alarm.ts';
import { exampleText } from './example.ts';
import { examples } from './examples-list.ts';
import { detectors } from './list.ts';
import { patternBounds } from './pattern-bounds.ts';

const scanner = createScanner(detectors, isFalseAlarm);

/** Ids of all detectors that find something, each as often as it does. */
function foundBy(text: string): readonly string[] {
  const ids: string[] = [];
  const bytes = Buffer.from(text, 'latin1');
  const scan = scanner.open('app/settings', bytes.subarray(0, 4096), (hit) => ids.push(hit.detector.id));
  scan.push(bytes);
  scan.end();
  return ids;
}

describe('detectors', () => {
  test('ids are unique, and each has its examples', () => {
    const ids = detectors.map((each) => each.id);
    assert.deepEqual(ids, [...new Set(ids)].sort());
    assert.deepEqual(examples.map((each) => each.detector).sort(), ids);
    for (const id of ids) assert.match(id, /^[a-z0-9]+(-[a-z0-9]+)*$/);
  });

  test('at least three of each that match and that must not', () => {
    for (const { detector, matches, misses } of examples) {
      assert.ok(matches.length >= 3, `${detector} matches`);
      assert.ok(misses.length >= 3, `${detector} misses`);
    }
  });

  for (const { detector: id, matches, misses } of examples) {
    test(`${id} finds its examples`, () => {
      matches.forEach((example, index) => {
        const text = exampleText(example, id, index);
        const found = foundBy(text);
        assert.equal(found.filter((each) => each === id).length, 1, `${found} in ${text}`);
      });
      misses.forEach((example, index) => {
        const text = exampleText(example, id, matches.length + index);
        assert.ok(!foundBy(text).includes(id), text);
      });
    });
  }

  test('fields are in order', () => {
    for (const detector of detectors) {
      assert.match(detector.pattern.flags, /^gi?$/, detector.id);
      assert.ok(detector.keywords.length > 0, detector.id);
      for (const word of detector.keywords) assert.match(word, /^[\x20-\x7e]{3,}$/, detector.id);
      assert.match(detector.source, /^https:\/\/[^\s]+$/, detector.id);
      if (detector.kind !== 'public') assert.match(detector.revoke, /^[A-Z].+\.$/, detector.id);
      assert.ok(detector.kind !== 'assignment' || detector.entropy > 0, `${detector.id} needs an entropy`);
    }
  });

  test('patterns are bounded, and no two long repetitions share characters', () => {
    for (const { id, pattern, maxLength } of detectors) {
      const { longest, shared } = patternBounds(pattern);
      assert.ok(longest <= maxLength, `${id}: ${longest} > ${maxLength}`);
      assert.equal(shared, null, id);
    }
  });
});
