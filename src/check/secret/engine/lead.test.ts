import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { detectors } from '../detectors/list.ts';
import { findIn, leadsOf } from './lead.ts';

function placesOf(pattern: RegExp, word: string): number[] {
  const bytes = Uint8Array.from(word, (character) => character.charCodeAt(0));
  return leadsOf(pattern).map((lead) => findIn(lead, bytes));
}

describe('leads of patterns', () => {
  for (const [pattern, word, places] of [
    [/tok_[a-z]{4}/, 'tok_', [0]],
    [/(?<![a-z])tok_[a-z]+(?!x)/, 'tok_', [0]],
    [/\b(?:ab|cde)tok_/, 'tok_', [2, 3]],
    [/[a-z]{3}TOK_/, 'tok_', [3]],
    [/[a-z]{3,5}tok_/, 'tok_', [-1]],
    [/x?tok_/, 'tok_', [0, 1]],
    [/x*tok_/, 'tok_', [-1]],
    [/(?<name>api[_-]key)=/i, 'api_key', [-1, 0]],
    [/t\x6fk_|u/, 'tok_', [0, -1]],
    [/(a)\1tok_/, 'tok_', [-1]],
  ] as const) {
    test(`${pattern}`, () => assert.deepEqual(placesOf(pattern, word), places));
  }

  test('each match of a detector begins in one of its ways', () => {
    const samples = detectors.filter(
      ({ pattern }) => !pattern.ignoreCase && !/\(\?<?[=!]|\\[bB]|\^|\$/.test(pattern.source),
    );
    for (const { id, pattern } of samples.slice(0, 40)) {
      const leads = leadsOf(pattern);
      fc.assert(
        fc.property(fc.stringMatching(new RegExp(pattern.source, pattern.flags.replace('g', ''))), (text) => {
          const match = new RegExp(pattern.source, pattern.flags).exec(text);
          if (match === null || /[^\0-\xff]/.test(text)) return;
          const isOne = leads.some(({ sets }) =>
            sets.every((set, at) => set.has[match[0].charCodeAt(at)] === 1),
          );
          assert.ok(isOne, `${id}: ${match[0]}`);
        }),
        { numRuns: 5 },
      );
    }
  });
});
