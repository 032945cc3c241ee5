import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { packageLock, parsePackageLock } from './package-lock.ts';

function parse(json: unknown): readonly string[] | null {
  const found = parsePackageLock(JSON.stringify(json));
  return found?.map((d) => [d.name, d.version, d.scope, d.origin, d.url].join(' ').trimEnd()) ?? null;
}

const flat = (place: string, entry: object): object => ({
  lockfileVersion: 3,
  packages: { '': { name: 'app' }, [place]: entry },
});
const tree = (entry: object): object => ({ lockfileVersion: 1, dependencies: { a: entry } });

const TABLE: readonly (readonly [what: string, json: unknown, expected: readonly string[] | null])[] = [
  ['a package', flat('node_modules/a', { version: '1.0.0' }), ['a 1.0.0 runtime registry']],
  [
    'one below another',
    flat('node_modules/b/node_modules/@s/a', { version: '1.0.0', optional: true }),
    ['@s/a 1.0.0 optional registry'],
  ],
  [
    'one that is wanted for development and otherwise optional',
    flat('node_modules/a', { version: '1.0.0', devOptional: true }),
    ['a 1.0.0 development registry'],
  ],
  ['an alias', flat('node_modules/x', { name: 'a', version: '1.0.0' }), ['a 1.0.0 runtime registry']],
  [
    'a repository, without its login',
    flat('node_modules/a', { version: '1.0.0', resolved: 'git+https://u:p@git.example/a.git#abc' }),
    ['a 1.0.0 runtime git git+https://git.example/a.git#abc'],
  ],
  [
    'an archive',
    flat('node_modules/a', { version: '1.0.0', resolved: 'https://files.example/a.tar.gz' }),
    ['a 1.0.0 runtime archive https://files.example/a.tar.gz'],
  ],
  [
    'a file',
    flat('node_modules/a', { version: '1.0.0', resolved: 'file:../a.tgz' }),
    ['a 1.0.0 runtime local'],
  ],
  ['a member of the workspace', flat('packages/a', { version: '1.0.0' }), []],
  ['a link to one', flat('node_modules/a', { resolved: 'packages/a', link: true }), []],
  ['a name that npm would not take', flat('node_modules/a b', { version: '1.0.0' }), []],
  ['version 1', tree({ version: '1.0.0', dev: true }), ['a 1.0.0 development registry']],
  [
    'version 1, nested',
    tree({ version: '1.0.0', dependencies: { b: { version: '2.0.0' } } }),
    ['a 1.0.0 runtime registry', 'b 2.0.0 runtime registry'],
  ],
  [
    'version 1, a repository',
    tree({ version: 'git+ssh://git@git.example/a.git#abc' }),
    ['a  runtime git git+ssh://git.example/a.git#abc'],
  ],
  ['version 1, an alias', tree({ version: 'npm:@s/b@3.0.0' }), ['@s/b 3.0.0 runtime registry']],
  ['other JSON', { name: 'x' }, null],
  ['a list', [], null],
];

describe('package-lock.json', () => {
  for (const [what, json, expected] of TABLE) {
    it(what, () => assert.deepEqual(parse(json), expected));
  }

  it('says so where it is damaged', () => {
    assert.throws(() => parsePackageLock('{"lockfileVersion": 3, "packages": {'), SyntaxError);
  });

  it('is looked for outside of what a package manager installed', () => {
    const paths = ['package-lock.json', 'srv/npm-shrinkwrap.json', 'srv/node_modules/a/package-lock.json'];
    assert.deepEqual(paths.map(packageLock.wants), [true, true, false]);
    assert.equal(packageLock.wants('srv/my-package-lock.json'), false);
  });
});
