import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { makePurl, parsePurl, purlWithoutVersion } from './purl.ts';

describe('parsePurl', () => {
  const table: readonly (readonly [
    text: string,
    parts: readonly string[],
    qualifiers?: Record<string, string>,
  ])[] = [
    ['pkg:npm/lodash@4.17.20', ['npm', '', 'lodash', '4.17.20']],
    ['pkg:npm/lodash', ['npm', '', 'lodash', '']],
    ['pkg:npm/%40angular/core@17.0.0', ['npm', '@angular', 'core', '17.0.0']],
    ['pkg:npm/@angular/core@17.0.0', ['npm', '@angular', 'core', '17.0.0']],
    ['pkg:npm/@angular/core', ['npm', '@angular', 'core', '']],
    ['PKG:NPM/x', ['npm', '', 'x', '']],
    ['pkg://npm//x@1', ['npm', '', 'x', '1']],
    ['pkg:golang/golang.org/x/text@v0.3.7#unicode', ['golang', 'golang.org/x', 'text', 'v0.3.7']],
    [
      'pkg:deb/debian/zlib1g@1%3A1.2.13-1?arch=amd64&distro=debian-12',
      ['deb', 'debian', 'zlib1g', '1:1.2.13-1'],
      { arch: 'amd64', distro: 'debian-12' },
    ],
    [
      'pkg:oci/app@sha256:00?Repository_URL=ghcr.io%2Fteam',
      ['oci', '', 'app', 'sha256:00'],
      { repository_url: 'ghcr.io/team' },
    ],
    ['pkg:oci/app?tag=1@2&x&y=', ['oci', '', 'app', ''], { tag: '1@2' }],
  ];
  for (const [text, parts, qualifiers = {}] of table) {
    it(text, () => {
      const parsed = parsePurl(text)!;
      assert.deepEqual([parsed.type, parsed.namespace, parsed.name, parsed.version], parts);
      assert.deepEqual(Object.fromEntries(parsed.qualifiers), qualifiers);
    });
  }

  for (const text of [
    '',
    'pkg:',
    'pkg:npm',
    'pkg:npm/',
    'pkg:npm/%',
    'pkg:npm/x?a=%',
    'npm/x',
    ' pkg:npm/x',
    'pkg:1/x',
    'pkg:npm/a/',
  ]) {
    it(`none: ${text}`, () => assert.equal(parsePurl(text), null));
  }

  it('reads what is made', () => {
    const word = fc.string({ minLength: 1, unit: 'grapheme' }).map((text) => text.toWellFormed());
    const name = word.filter((text) => !text.includes('/'));
    fc.assert(
      fc.property(name, word, word, (segment, version, value) => {
        const made = makePurl({
          type: 'generic',
          namespace: 'a/b',
          name: segment,
          version,
          qualifiers: { q: value },
        });
        const parsed = parsePurl(made)!;
        assert.deepEqual(
          [parsed.namespace, parsed.name, parsed.version, parsed.qualifiers.get('q')],
          ['a/b', segment, version, value],
        );
        assert.equal(
          purlWithoutVersion(made),
          makePurl({ type: 'generic', namespace: 'a/b', name: segment }),
        );
      }),
    );
  });
});
