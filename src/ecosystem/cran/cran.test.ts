import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { factsOf, type TestFile } from '../../../test/facts-of.ts';
import type { Package } from '../../model/package.ts';
import { cran } from './cran.ts';
import { parseDescription } from './description.ts';
import { parseRenvLock } from './renv-lock.ts';

function catalog(...files: readonly TestFile[]): readonly Package[] {
  return cran.catalogers.flatMap(
    (cataloger) => cataloger.catalog(factsOf(files, cataloger.readers), []).packages,
  );
}

const HEAD = 'Package: a.b\nVersion: 1.0-1\n';
const BUILT = 'Built: R 4.4.1; ; 2026-01-02 10:00:00 UTC; unix\n';
const place = (text: string): TestFile => ({ path: 'usr/lib/R/library/a.b/DESCRIPTION', bytes: text });

describe('DESCRIPTION', () => {
  const table: readonly (readonly [what: string, text: string, purls: readonly string[]])[] = [
    ['an installed package', `${HEAD}${BUILT}`, ['pkg:cran/a.b@1.0-1']],
    ['one that is not installed', HEAD, []],
    ['a part of R', `${HEAD}Priority: base\n${BUILT}`, []],
    ['a recommended one', `${HEAD}Priority: recommended\n${BUILT}`, ['pkg:cran/a.b@1.0-1']],
    ['a name that R would not take', `Package: ../a\nVersion: 1.0\n${BUILT}`, []],
    ['no version', `Package: a\n${BUILT}`, []],
    [
      'a repository',
      `${HEAD}RemoteType: git2r\nRemoteUrl: https://u:p@git.example/a\n${BUILT}`,
      ['pkg:cran/a.b@1.0-1?vcs_url=https:%2F%2Fgit.example%2Fa'],
    ],
  ];
  for (const [what, text, purls] of table) {
    it(what, () =>
      assert.deepEqual(
        catalog(place(text)).map(({ purl }) => purl),
        purls,
      ),
    );
  }

  it('of Bioconductor is looked up there', () => {
    const [pkg, ...others] = catalog(place(`${HEAD}Repository: Bioconductor 3.18\n${BUILT}`));
    assert.equal(others.length, 0);
    assert.deepEqual(cran.advisoryQueries(pkg!), [
      { key: { namespace: 'bioconductor', name: 'a.b' }, version: '1.0-1' },
    ]);
  });

  it('of a folder is looked up nowhere', () => {
    const [pkg] = catalog(place(`${HEAD}RemoteType: local\n${BUILT}`));
    assert.deepEqual([pkg?.evidence, cran.advisoryQueries(pkg!)], ['DESCRIPTION (local)', []]);
  });

  it('has a licence and a maintainer', () => {
    const text = `${HEAD}License: GPL-2 | file LICENSE\nMaintainer: Ada <a@example.org>\n${BUILT}`;
    const [fact] = parseDescription(Buffer.from(text), false) ?? [];
    assert.deepEqual([fact?.licences, fact?.vendor], [['GPL-2 | file LICENSE'], 'Ada <a@example.org>']);
  });
});

describe('renv.lock', () => {
  const of = (json: unknown): readonly string[] | undefined =>
    parseRenvLock(JSON.stringify(json))?.map((d) => `${d.name} ${d.version} ${d.origin} ${d.url}`.trimEnd());
  const lock = (entry: object): object => ({ Packages: { a: { Package: 'a', Version: '1.0', ...entry } } });

  it('reads each source', () => {
    assert.deepEqual(of(lock({ Source: 'Repository' })), ['a 1.0 registry']);
    assert.deepEqual(of(lock({ Source: 'Local' })), ['a 1.0 local']);
    assert.deepEqual(of(lock({ Source: 'GitHub', RemoteUsername: 'u', RemoteRepo: 'r', RemoteSha: 'c' })), [
      'a 1.0 git git+https://github.com/u/r@c',
    ]);
    assert.deepEqual(of(lock({ Source: 'Git', RemoteUrl: 'https://u:p@git.example/a' })), [
      'a 1.0 git https://git.example/a',
    ]);
  });

  it('reads nothing else', () => {
    assert.deepEqual([of({}), of([]), of({ Packages: { a: 1 } })], [undefined, undefined, []]);
    assert.throws(() => parseRenvLock('{"Packages": {'), SyntaxError);
  });
});
