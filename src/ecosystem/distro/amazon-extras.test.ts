import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseExtras } from './amazon-extras.ts';

describe('extras of Amazon Linux 2', () => {
  const TABLE: readonly (readonly [what: string, text: string, streams: readonly string[]])[] = [
    ['nothing', '', []],
    [
      'one enabled, one not',
      '[amzn2extra-docker]\nenabled = 1\nname = x\n\n[amzn2extra-nginx1]\nenabled = 0\n',
      ['extras:docker'],
    ],
    [
      'sources and symbols',
      '[amzn2extra-docker-source]\nenabled=1\n[amzn2extra-docker-debuginfo]\nenabled=1\n',
      [],
    ],
    [
      'other repositories',
      '[epel]\nenabled = 1\n[amzn2extra-kernel-5.15]\r\nenabled = 1\r\n',
      ['extras:kernel-5.15'],
    ],
    [
      'sorted, each once',
      '[amzn2extra-b]\nenabled=1\nenabled=1\n[amzn2extra-a]\nenabled=True',
      ['extras:a', 'extras:b'],
    ],
    ['odd names', '[amzn2extra-../x]\nenabled=1\n[amzn2extra-]\nenabled=1', []],
  ];
  for (const [what, text, streams] of TABLE) {
    it(what, () => {
      assert.deepEqual(parseExtras(text), streams);
    });
  }
});
