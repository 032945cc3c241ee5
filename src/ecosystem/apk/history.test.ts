import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { findRemoved } from './history.ts';

function shown(...instructions: readonly string[]): string[] {
  return findRemoved(instructions).map(({ name, version, layerIndex }) => `${name}=${version}@${layerIndex}`);
}

const TABLE: readonly (readonly [what: string, instructions: readonly string[], found: readonly string[]])[] =
  [
    [
      'a group within one instruction',
      ['/bin/sh -c apk add --no-cache --virtual .build-deps gcc musl-dev && make && apk del .build-deps'],
      ['gcc=@0', 'musl-dev=@0'],
    ],
    [
      'as BuildKit writes it, over many lines',
      [
        'ADD alpine.tar.gz / # buildkit',
        'RUN /bin/sh -c set -eux;\n\tapk add --no-cache \\\n\t\tbash \\\n\t; apk add -q --virtual=.deps \\\n\t\tg++ \\\n\t\topenssl-dev=3.1.4-r1 \\\n\t; \tapk del --no-network .deps; # buildkit',
      ],
      ['g++=@1', 'openssl-dev=3.1.4-r1@1'],
    ],
    ['removed by name', ['apk add curl wget', 'apk del curl'], ['curl=@0']],
    ['over two instructions', ['apk add -t .x gcc', 'apk del .x'], ['gcc=@0']],
    [
      'short options together, and values that are no names',
      ['apk add -qUt .x -X https://r.example/main a && apk del .x'],
      ['a=@0'],
    ],
    [
      'bounds, tags',
      ['apk add "a>1.2" b~=3.4 c@edge d=1.0-r0; apk del a b c d'],
      ['a=@0', 'b=@0', 'c=@0', 'd=1.0-r0@0'],
    ],
    ['what was added again stays', ['apk add a; apk del a; apk add a=2-r0; apk del a'], ['a=2-r0@0']],
    ['what was never added is not told', ['apk del apk-tools .x'], []],
    ['what was not removed is not told', ['apk add --virtual .x gcc'], []],
    ['variables, files, conflicts', ['apk add -t .x $DEPS ./local.apk !bad "$y" a; apk del .x'], ['a=@0']],
    ['another program', ['apt-get add gcc; apt-get del gcc; echo apk; xapk add b; xapk del b'], []],
    ['nothing', ['', 'COPY a b'], []],
  ];

describe('build dependencies that the history names', () => {
  for (const [what, instructions, found] of TABLE) {
    it(what, () => assert.deepEqual(shown(...instructions), found));
  }

  it('never goes wrong over any text', () => {
    const word = fc.constantFrom(
      'apk',
      'add',
      'del',
      '-t',
      '.x',
      'a=1',
      '&&',
      ';',
      '"',
      '\\\n',
      '--virtual=',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(word, fc.string())), (words) => {
        for (const { name } of findRemoved([words.join(' '), words.join('')]))
          assert.match(name, /^[\w.+-]+$/);
      }),
    );
    const many = `apk add ${Array.from({ length: 60_000 }, (_, i) => `p${i}`).join(' ')}; apk del p1`;
    assert.ok(findRemoved([many]).length <= 1);
  });
});
