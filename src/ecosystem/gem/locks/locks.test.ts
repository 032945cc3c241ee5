import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Declared } from '../../declared.ts';
import { gemfileLock, parseGemfileLock } from './gemfile-lock.ts';
import { gemspec, parseDependencies } from './gemspec.ts';

function lines(found: readonly Declared[] | null): readonly string[] | null {
  return found?.map((d) => [d.name, d.version, d.scope, d.origin, d.url].join(' ').trimEnd()) ?? null;
}

const section = (name: string, ...rest: string[]): string => `${[name, ...rest].join('\n')}\n`;

const LOCKS: readonly (readonly [what: string, text: string, expected: readonly string[] | null])[] = [
  ['a gem', section('GEM', '  specs:', '    a (1.0)'), ['a 1.0 unknown registry']],
  ['with carriage returns', 'GEM\r\n  specs:\r\n    a (1.0)\r\n', ['a 1.0 unknown registry']],
  ['a gem for a platform', section('GEM', '    a (1.0-java)'), ['a 1.0 unknown registry']],
  ['a release before', section('GEM', '    a (1.0.0.rc1)'), ['a 1.0.0.rc1 unknown registry']],
  ['what a gem asks for', section('GEM', '    a (1.0)', '      b (~> 2)'), ['a 1.0 unknown registry']],
  [
    'a repository, without its login',
    section('GIT', '  remote: https://u:p@git.example/a.git', '  revision: abc', '    a (1.0)'),
    ['a 1.0 unknown git git+https://git.example/a.git@abc'],
  ],
  [
    'a repository over ssh',
    section('GIT', '  remote: git@git.example:x/a.git', '    a (1.0)'),
    ['a 1.0 unknown git git+ssh://git@git.example/x/a.git'],
  ],
  ['the tree itself', section('PATH', '  remote: .', '    a (1.0)'), ['a 1.0 unknown local']],
  ['plug-ins', section('PLUGIN SOURCE', '    a (1.0)') + section('GEM'), []],
  ['checksums', section('GEM') + section('CHECKSUMS', '  a (1.0) sha256=00'), []],
  ['a name that no gem has', section('GEM', '    a/b (1.0)'), []],
  ['something else', 'Hello\n', null],
];

const SPECS: readonly (readonly [what: string, line: string, expected: readonly string[]])[] = [
  ['exactly one version', 's.add_dependency "a", "= 1.2"', ['a 1.2 runtime registry']],
  ['a range', "s.add_runtime_dependency('a', '~> 1.2')", ['a  runtime registry']],
  ['for development', 's.add_development_dependency "a", "1.2"', ['a 1.2 development registry']],
  ['a comment', '# s.add_dependency "a"', []],
  ['something computed', 's.add_dependency name, "1"', []],
  ['as RubyGems writes it', 's.add_dependency(%q<a>.freeze)', []],
];

describe('Gemfile.lock', () => {
  for (const [what, text, expected] of LOCKS) {
    it(what, () => assert.deepEqual(lines(parseGemfileLock(Buffer.from(text))), expected));
  }

  it('is looked for outside of installed gems', () => {
    const paths = [
      'Gemfile.lock',
      'srv/gems.locked',
      'usr/lib/ruby/gems/3.1.0/gems/a-1/Gemfile.lock',
      'a.lock',
    ];
    assert.deepEqual(paths.map(gemfileLock.wants), [true, true, false, false]);
  });
});

describe('gemspec of a source tree', () => {
  for (const [what, line, expected] of SPECS) {
    it(what, () => assert.deepEqual(lines(parseDependencies(`  ${line}\n`)), expected));
  }

  it('is none of an installed gem', () => {
    const paths = ['srv/a.gemspec', 'x/specifications/a-1.gemspec', 'x/bundler/gems/a-1/a.gemspec'];
    assert.deepEqual(paths.map(gemspec.wants), [true, false, false]);
  });
});
