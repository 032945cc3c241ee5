import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { factsOf, readWith, type TestFile } from '../../../test/facts-of.ts';
import type { Package } from '../../model/package.ts';
import { npm } from './npm.ts';
import { packageJsonReader, parsePackageJson } from './package-json.ts';
import { npmPlace } from './place.ts';

const bytes = (value: unknown): Uint8Array =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));

function catalog(files: readonly TestFile[]): readonly Package[] {
  const [cataloger] = npm.catalogers;
  return cataloger!.catalog(factsOf(files, cataloger!.readers), []).packages;
}

describe('npmPlace', () => {
  const table: [string, ReturnType<typeof npmPlace>][] = [
    ['package.json', 'application'],
    ['app/package.json', 'application'],
    ['app/lib/templates/package.json', 'application'],
    ['node_modules/a/package.json', 'installed'],
    ['app/node_modules/a/package.json', 'installed'],
    ['app/node_modules/@s/a/package.json', 'installed'],
    ['app/node_modules/a/node_modules/@s/b/package.json', 'installed'],
    ['app/node_modules/.pnpm/a@1.0.0/node_modules/a/package.json', 'installed'],
    ['app/node_modules/a/packages/b/node_modules/c/package.json', 'installed'],
    ['usr/lib/node_modules/npm/node_modules/abbrev/package.json', 'installed'],
    ['usr/share/nodejs/acorn/package.json', 'installed'],
    ['usr/share/nodejs/@types/node/package.json', 'installed'],
    ['usr/share/nodejs/eslint/node_modules/x/package.json', 'installed'],
    ['app/tests/node_modules/a/package.json', 'installed'],
    ['usr/share/nodejs/acorn/dist/package.json', null],
    ['app/node_modules/package.json', null],
    ['app/node_modules/@s/package.json', null],
    ['app/node_modules/a/dist/esm/package.json', null],
    ['app/node_modules/@s/a/dist/package.json', null],
    ['app/node_modules/.cache/package.json', null],
    ['app/node_modules/.cache/x/package.json', null],
    ['app/node_modules/resolve/test/x/node_modules/deep/package.json', null],
    ['app/node_modules/@s/a/__fixtures__/node_modules/deep/package.json', null],
    ['app/my_node_modules/a/package.json', 'application'],
    ['app/xpackage.json', null],
    ['app/node_modules/a/package.json/x', null],
  ];
  for (const [path, place] of table) {
    it(`${path}: ${place ?? 'none'}`, () => assert.equal(npmPlace(path), place));
  }
  it('takes a package that is called like a test folder', () => {
    assert.equal(npmPlace('app/node_modules/test/package.json'), 'installed');
    assert.equal(npmPlace('app/node_modules/test/node_modules/a/package.json'), 'installed');
    assert.equal(npmPlace('app/node_modules/@s/test/node_modules/@t/fixtures/package.json'), 'installed');
  });
});

describe('parsePackageJson', () => {
  const of = (value: unknown) => parsePackageJson(bytes(value));
  it('reads name, version and licence', () => {
    assert.deepEqual(of({ name: 'a', version: ' 1.0.0 ', license: 'MIT' }), {
      name: 'a',
      version: '1.0.0',
      licences: ['MIT'],
      private: false,
    });
  });
  it('reads every form of licence that npm ever had', () => {
    const licences = (more: object) => of({ name: 'a', version: '1', ...more })?.licences;
    assert.deepEqual(licences({ license: { type: 'ISC', url: 'x' } }), ['ISC']);
    assert.deepEqual(licences({ licenses: [{ type: 'MIT' }, 'Apache-2.0', { type: 'MIT' }] }), [
      'MIT',
      'Apache-2.0',
    ]);
    assert.deepEqual(licences({ licenses: { type: 'BSD' } }), ['BSD']);
    assert.deepEqual(licences({ license: ['MIT'], licenses: null }), []);
    assert.deepEqual(licences({ license: 7 }), []);
  });
  it('tolerates a byte order mark', () => {
    assert.equal(of('\uFEFF{"name":"a","version":"1.0.0"}')?.name, 'a');
  });
  it('finds no package without a valid name and version', () => {
    for (const value of [
      {},
      [],
      null,
      'null',
      '1',
      { name: 'a' },
      { version: '1.0.0' },
      { type: 'module' },
      { name: 'a', version: 1 },
      { name: 'a b', version: '1.0.0' },
      { name: '../a', version: '1.0.0' },
      { name: '.a', version: '1.0.0' },
      { name: '@s', version: '1.0.0' },
      { name: '@s/', version: '1.0.0' },
      { name: '@s/a/b', version: '1.0.0' },
      { name: 'x'.repeat(215), version: '1.0.0' },
      { name: 'a', version: '{{version}}' },
      { name: 'a', version: '' },
    ]) {
      assert.equal(of(value), null, JSON.stringify(value));
    }
  });
  it('cannot be made to change a prototype', () => {
    const evil =
      '{"__proto__":{"name":"a","version":"1.0.0","polluted":1},"constructor":{"prototype":{"polluted":1}}}';
    assert.equal(of(evil), null);
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
  });
  it('throws an ordinary error on damage, whatever is cut or flipped', () => {
    const whole = bytes({ name: '@s/a', version: '1.0.0', licenses: [{ type: 'MIT' }], private: true });
    fc.assert(
      fc.property(fc.nat(whole.length), fc.nat(whole.length - 1), fc.nat(255), (end, at, value) => {
        const damaged = Buffer.from(whole);
        damaged[at] = value;
        for (const some of [damaged, whole.subarray(0, end)]) {
          try {
            parsePackageJson(some);
          } catch (error) {
            assert.ok(error instanceof SyntaxError);
          }
        }
      }),
    );
  });
  it('refuses deep nesting without a crash', () => {
    assert.throws(() => of('['.repeat(1_000_000)), SyntaxError);
  });
});

describe('packageJsonReader', () => {
  it('throws on a damaged file of an installed package, and passes over one of an application', () => {
    assert.throws(() => readWith(packageJsonReader, { path: 'node_modules/a/package.json', bytes: '{' }));
    assert.equal(readWith(packageJsonReader, { path: 'app/package.json', bytes: '{' }), null);
  });
});

describe('npm', () => {
  const json = (name: string, version: string, more: object = {}) =>
    JSON.stringify({ name, version, ...more });
  it('lists installed packages and the application', () => {
    const packages = catalog([
      { path: 'app/package.json', bytes: json('shop', '2.0.0', { private: true }) },
      { path: 'app/node_modules/@s/a/package.json', bytes: json('@s/a', '1.0.0'), layerIndex: 3 },
    ]);
    assert.deepEqual(
      packages.map((p) => [p.purl, p.confidence, p.evidence, p.foundAt]),
      [
        [
          'pkg:npm/%40s/a@1.0.0',
          'installed',
          'package.json',
          { path: 'app/node_modules/@s/a/package.json', layerIndex: 3 },
        ],
        [
          'pkg:npm/shop@2.0.0',
          'declared',
          'package.json of a private application',
          { path: 'app/package.json', layerIndex: 0 },
        ],
      ],
    );
    assert.deepEqual(
      packages.map((p) => npm.advisoryQueries(p)),
      [[{ key: { namespace: 'npm', name: '@s/a' }, version: '1.0.0' }], []],
    );
  });
  it('takes the name of an aliased install from its package.json', () => {
    const [pkg] = catalog([{ path: 'node_modules/old-lodash/package.json', bytes: json('lodash', '3.0.0') }]);
    assert.equal(pkg?.name, 'lodash');
  });
  it('attributes a package to the layer that changed it, not to the last one that wrote the file', () => {
    const path = 'node_modules/a/package.json';
    const layer = (layerIndex: number, version: string): TestFile => ({
      path,
      bytes: json('a', version),
      layerIndex,
    });
    const [pkg] = catalog([layer(0, '1.0.0'), layer(1, '2.0.0'), layer(2, '2.0.0')]);
    assert.deepEqual([pkg?.version, pkg?.foundAt.layerIndex], ['2.0.0', 1]);
  });
});
