import assert from 'node:assert/strict';
import { matchesGlob } from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { isAnything, matchesName, matchesPath } from './glob.ts';

const text = (letters: string, maxLength = 8): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...letters), maxLength });

function toRegExp(glob: string): RegExp {
  return new RegExp(`^${glob.split('*').map(RegExp.escape).join('.*')}$`, 's');
}

describe('globs over names', () => {
  const all: readonly (readonly [name: string, glob: string, matches: boolean])[] = [
    ['pkg:npm/lodash', 'pkg:npm/lodash', true],
    ['pkg:npm/lodash', 'pkg:npm/*', true],
    ['pkg:npm/%40a/b', 'pkg:npm/*', true],
    ['pkg:npm/lodash', '*', true],
    ['', '*', true],
    ['', '', true],
    ['a', '', false],
    ['ab', 'a*ab', false],
    ['aab', 'a*ab', true],
    ['a.b', 'a?b', false],
    ['a?b', 'a?b', true],
    ['axxb', 'a**b', true],
    ['a\nb', 'a*b', true],
  ];
  for (const [name, glob, matches] of all)
    test(`${JSON.stringify(name)} and ${glob}`, () => assert.equal(matchesName(name, glob), matches));

  test('are what the same regular expression says', () => {
    fc.assert(
      fc.property(text('ab/'), text('ab/*'), (name, glob) => {
        assert.equal(matchesName(name, glob), toRegExp(glob).test(name), `${name} ${glob}`);
      }),
      { numRuns: 2000 },
    );
  });

  test('take no more time where a regular expression would never end', () => {
    assert.equal(matchesName('a'.repeat(20_000), `${'*a'.repeat(2000)}*b`), false);
  });
});

describe('globs over paths', () => {
  const all: readonly (readonly [path: string, glob: string, matches: boolean])[] = [
    ['srv/app/.env', 'srv/**', true],
    ['srv/app/.env', 'srv/*/.env', true],
    ['srv/app/.env', 'srv/*/*', true],
    ['srv/app/.env', '**/.env', true],
    ['srv/app/.env', '**', true],
    ['srv/app/.env', 'srv/*', false],
    ['srv', 'srv/**', true],
    ['srv/[slug].js', 'srv/[slug].js', true],
    ['srv/s.js', 'srv/[slug].js', false],
    ['app.jar!/BOOT-INF/lib/a.jar', 'app.jar!/**', true],
    ['a/b/c/b/d', '**/b/d', true],
    ['a/b/c', 'a/**/**/c', true],
  ];
  for (const [path, glob, matches] of all)
    test(`${path} and ${glob}`, () => assert.equal(matchesPath(path, glob), matches));

  test('are what Node says', () => {
    const segment = fc.constantFrom('a', 'b', 'ab', 'aba');
    const pattern = fc.constantFrom('a', '*', 'a*', '*b', '**', 'ab');
    const arrays = [
      fc.array(segment, { minLength: 1, maxLength: 5 }),
      fc.array(pattern, { minLength: 1, maxLength: 5 }),
    ] as const;
    fc.assert(
      fc.property(...arrays, (path, glob) => {
        // Of a `**` at the end Node says that it needs something.
        fc.pre(glob.at(-1) !== '**');
        const [p, g] = [path.join('/'), glob.join('/')];
        assert.equal(matchesPath(p, g), matchesGlob(p, g), `${p} ${g}`);
      }),
      { numRuns: 2000 },
    );
  });

  test('take no more time with many stars', () => {
    assert.equal(matchesPath('a/'.repeat(2000), `${'**/a/'.repeat(1000)}b`), false);
  });
});

test('what is nothing but stars is anything', () => {
  for (const glob of ['*', '**', '**/*', '*/*']) assert.ok(isAnything(glob), glob);
  for (const glob of ['', '/', 'a*', '*.js']) assert.ok(!isAnything(glob), glob);
});
