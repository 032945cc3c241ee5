import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { UsageError } from '../../../base/errors.ts';
import { parseRules } from './parse-rules.ts';

const toml = (line: string): string =>
  `[[rules]]\nid = "acme"\nregex = "acme_([a-z]{9})"\nkeywords = ["acme_"]\n${line}\n`;
const yaml = (line: string): string =>
  `detectors:\n  - id: acme\n    pattern: acme_([a-z]{9})\n    keywords: [acme_]\n    ${line}\n`;

describe('rules of the user', () => {
  test('numbers are numbers, and there is a group', () => {
    assert.equal(parseRules(toml('secretGroup = 1\nentropy = 2.5'), 'toml', 'r').detectors[0]?.row.group, 1);
    assert.equal(parseRules(yaml('group: 1'), 'yaml', 'r').detectors[0]?.row.group, 1);
    const wrong = [
      'secretGroup = 2',
      'secretGroup = 0.5',
      'secretGroup = "x"',
      'entropy = nan',
      'entropy = -1',
    ];
    for (const line of wrong) assert.throws(() => parseRules(toml(line), 'toml', 'r'), UsageError, line);
    for (const line of ['group: 2', 'group: 0.5', 'group: x', 'entropy: .nan'])
      assert.throws(() => parseRules(yaml(line), 'yaml', 'r'), UsageError, line);
  });
});
