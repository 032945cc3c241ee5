/** Every detector is held against its own examples and against the rules of patterns. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CONFIRMED, type Detector } from '../detector.ts';
import { exampleText } from './example.ts';
import { examples } from './examples-list.ts';
import { detectors } from './list.ts';
import { patternBounds } from './pattern-bounds.ts';

/** What one detector finds in a text, without an engine. */
function secretsOf(detector: Detector, text: string): readonly string[] {
  return [...text.matchAll(detector.pattern)].flatMap((match) => {
    const secret = match.slice(1).find((group) => group !== undefined) ?? match[0];
    const before = text.slice(Math.max(0, match.index - 64), match.index);
    const after = text.slice(match.index + match[0].length, match.index + match[0].length + 64);
    const candidate = { secret, match: match[0], groups: match.slice(1), path: 'app/.env', before, after };
    const examined = detector.examine === null ? CONFIRMED : detector.examine(candidate);
    return examined === null || entropyOf(secret) < detector.entropy ? [] : [secret];
  });
}

function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce((total, n) => total - (n / text.length) * Math.log2(n / text.length), 0);
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
      const detector = detectors.find((each) => each.id === id);
      assert.ok(detector !== undefined);
      matches.forEach((example, index) => {
        const text = exampleText(example, id, index);
        assert.equal(secretsOf(detector, text).length, 1, text);
        const lower = text.toLowerCase();
        assert.ok(
          detector.keywords.some((word) => lower.includes(word.toLowerCase())),
          `no keyword in ${text}`,
        );
      });
      misses.forEach((example, index) => {
        const text = exampleText(example, id, matches.length + index);
        assert.deepEqual(secretsOf(detector, text), [], text);
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
