import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { factsOf, type TestFile } from '../../../test/facts-of.ts';
import { gem } from './gem.ts';
import { parseGemspec } from './gemspec.ts';

const KEPT = 'usr/lib/ruby/gems/3.1.0/specifications';

const SPECS: readonly (readonly [what: string, path: string, source: string, expected: string | null])[] = [
  ['RubyGems’ own', `${KEPT}/a-1.0.gemspec`, '  s.name = "a".freeze\n  s.version = "1.0"\n', 'a 1.0'],
  [
    'of RubyGems 3.5',
    `${KEPT}/a-1.0.gemspec`,
    '  s.name = "a".freeze\n  s.version = "1.0".freeze\n',
    'a 1.0',
  ],
  ['of RubyGems 1', `${KEPT}/a-1.0.gemspec`, ' s.name = %q{a}\n s.version = "1.0"\n', 'a 1.0'],
  ['by its stub', `${KEPT}/x.gemspec`, '# stub: a 1.0 ruby lib\n', 'a 1.0'],
  ['by the name of its file', `${KEPT}/a-b-1.0-x86_64-linux.gemspec`, 'Gem::Specification.new\n', 'a-b 1.0'],
  [
    'a version with a part that is computed',
    'x/bundler/gems/a-0/a.gemspec',
    's.name="a"\ns.version="1.#{x}"\n',
    'a ',
  ],
  ['a check-out, computed', 'x/bundler/gems/a-0/a.gemspec', 's.name = "a"\ns.version = A::V\n', 'a '],
  ['a check-out without a name', 'x/bundler/gems/a-1.0/a-1.0.gemspec', 's.name = A\n', null],
  ['a name that no gem has', `${KEPT}/a.gemspec`, 's.name = "a/../b"\n', null],
];

function named(files: readonly TestFile[]): string[] {
  const readers = gem.catalogers.flatMap((cataloger) => cataloger.readers);
  const facts = factsOf(files, readers);
  return gem.catalogers
    .flatMap((cataloger) => cataloger.catalog(facts, []).packages)
    .map((pkg) => `${pkg.purl} ${pkg.evidence}`);
}

function spec(name: string, version: string): string {
  return `  s.name = "${name}".freeze\n  s.version = "${version}"\n`;
}

describe('gemspec', () => {
  for (const [what, path, source, expected] of SPECS) {
    it(what, () => {
      const fact = parseGemspec(source, path);
      assert.equal(fact === null ? null : `${fact.name} ${fact.version}`, expected);
    });
  }
});

describe('gems', () => {
  it('lists a default gem and the newer one beside it', () => {
    assert.deepEqual(
      named([
        { path: `${KEPT}/default/json-2.6.1.gemspec`, bytes: spec('json', '2.6.1') },
        { path: `${KEPT}/json-2.7.2.gemspec`, bytes: spec('json', '2.7.2') },
      ]),
      ['pkg:gem/json@2.6.1 gemspec of a default gem of the interpreter', 'pkg:gem/json@2.7.2 gemspec'],
    );
  });

  it('counts a default gem once that was installed again', () => {
    assert.deepEqual(
      named([
        { path: `${KEPT}/default/json-2.6.1.gemspec`, bytes: spec('json', '2.6.1') },
        { path: `${KEPT}/json-2.6.1.gemspec`, bytes: spec('json', '2.6.1') },
      ]),
      ['pkg:gem/json@2.6.1 gemspec'],
    );
  });

  it('asks for no advisory without a version, and for none of the tree itself', () => {
    const facts = factsOf(
      [
        { path: 'srv/Gemfile.lock', bytes: 'PATH\n  remote: .\n    a (1.0)\nGEM\n    b (1.0)\n' },
        { path: 'x/bundler/gems/c-0/c.gemspec', bytes: 's.name = "c"\n' },
      ],
      gem.catalogers.flatMap(({ readers }) => readers),
    );
    const packages = gem.catalogers.flatMap((cataloger) => cataloger.catalog(facts, []).packages);
    assert.deepEqual(
      packages.flatMap(gem.advisoryQueries).map(({ key }) => key),
      [{ namespace: 'gem', name: 'b' }],
    );
  });

  it('finds what `gem list` lists', (t) => {
    const ruby = spawnSync('ruby', ['-e', 'puts Gem.path'], { encoding: 'utf8' });
    const gems = spawnSync('gem', ['list', '--local', '--no-verbose'], { encoding: 'utf8' });
    if (ruby.status !== 0 || gems.status !== 0) {
      assert.equal(process.env['CI'], undefined, 'ruby must be installed in CI');
      return t.skip('ruby is not installed');
    }
    const folders = [...ruby.stdout.trim().split('\n'), defaultFolder()];
    const found = new Set(named(folders.flatMap(specificationsOf)).map((line) => line.split(' ')[0]));
    const listed = gems.stdout.matchAll(/^(\S+) \((.*)\)$/gm);
    const purls = [...listed].flatMap(([, name, versions]) =>
      versions!.split(', ').map((v) => `pkg:gem/${name}@${v.replace('default: ', '').split(' ')[0]}`),
    );
    assert.deepEqual([...found].sort(), [...new Set(purls)].sort());
  });
});

function defaultFolder(): string {
  return spawnSync('ruby', ['-e', 'print Gem.default_dir'], { encoding: 'utf8' }).stdout;
}

function specificationsOf(folder: string): TestFile[] {
  return [join(folder, 'specifications'), join(folder, 'specifications/default')]
    .flatMap((place) => {
      try {
        return readdirSync(place).map((name) => join(place, name));
      } catch {
        return [];
      }
    })
    .filter((path) => path.endsWith('.gemspec'))
    .map((path) => ({ path: path.slice(1), bytes: readFileSync(path) }));
}
