import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { factsOf, readWith, type TestFile } from '../../../test/facts-of.ts';
import { buildZip } from '../../../test/zip-builder.ts';
import type { Package } from '../../model/package.ts';
import { eggReader, metadataReader } from './distribution.ts';
import { normalName, parseMetadata } from './metadata.ts';
import { pypi } from './pypi.ts';

const METADATA = [
  'Metadata-Version: 2.1',
  'Name: Sample_Pkg.Core',
  'Version: 1.2.3.post1',
  'Author: Ada Nobody',
  'License: MIT',
  'Classifier: Programming Language :: Python',
  'Classifier: License :: OSI Approved :: MIT License',
  '',
  'Name: not-this-one',
  '',
].join('\n');

function catalog(files: readonly TestFile[]): readonly Package[] {
  const [cataloger] = pypi.catalogers;
  return cataloger!.catalog(factsOf(files, cataloger!.readers), []).packages;
}

describe('parseMetadata', () => {
  const of = (text: string) => parseMetadata(Buffer.from(text));
  it('reads the headers and nothing after them', () => {
    assert.deepEqual(of(METADATA), {
      name: 'Sample_Pkg.Core',
      version: '1.2.3.post1',
      licences: ['MIT', 'MIT License'],
      author: 'Ada Nobody',
    });
  });
  it('reads CR LF line ends and a byte order mark', () => {
    assert.deepEqual(of(`\uFEFF${METADATA.replaceAll('\n', '\r\n')}`), of(METADATA));
  });
  it('reads Latin-1 where the bytes are no UTF-8', () => {
    const bytes = Buffer.from('Name: a\nVersion: 1\nAuthor: Andr\xe9\n', 'latin1');
    assert.equal(parseMetadata(bytes)?.author, 'André');
  });
  it('prefers the licence expression, and takes no licence text for a licence', () => {
    const licences = (more: string) => of(`Name: a\nVersion: 1\n${more}`)?.licences;
    assert.deepEqual(licences('License: x\nLicense-Expression: MIT OR Apache-2.0\n'), ['MIT OR Apache-2.0']);
    assert.deepEqual(licences('License: UNKNOWN\n'), []);
    assert.deepEqual(licences('License: Copyright me\n        All rights reserved\n'), []);
  });
  it('finds nothing where name or version is missing or impossible', () => {
    for (const text of [
      '',
      'Name: a\n',
      'Version: 1\n',
      'Name: a/b\nVersion: 1\n',
      'Name: a\nVersion: 1 2\n',
    ]) {
      assert.equal(of(text), null);
    }
  });
  it('never throws on damage', () => {
    const whole = Buffer.from(METADATA);
    fc.assert(
      fc.property(fc.nat(whole.length), fc.nat(whole.length - 1), fc.nat(255), (end, at, value) => {
        const damaged = Buffer.from(whole);
        damaged[at] = value;
        parseMetadata(damaged);
        parseMetadata(whole.subarray(0, end));
      }),
    );
    parseMetadata(Buffer.alloc(4_000_000, 'a: b\n'));
  });
});

describe('normalName', () => {
  for (const name of ['friendly-bard', 'Friendly.Bard', 'FRIENDLY__bard', 'friendly-._bard']) {
    it(name, () => assert.equal(normalName(name), 'friendly-bard'));
  }
});

describe('readers', () => {
  it('want the places of all installers, and no others', () => {
    const wants = (path: string) =>
      readWith(metadataReader, { path, bytes: 'Name: a\nVersion: 1\n' }) !== null;
    for (const path of [
      'usr/lib/python3/site-packages/a-1.dist-info/METADATA',
      'x/a-1.egg-info/PKG-INFO',
      'x/a-1.egg-info',
      'x/a-1.egg/EGG-INFO/PKG-INFO',
      'EGG-INFO/PKG-INFO',
    ]) {
      assert.ok(wants(path), path);
    }
    for (const path of ['x/METADATA', 'x/a-1.dist-info/RECORD', 'x/PKG-INFO', 'x/MEGG-INFO/PKG-INFO']) {
      assert.ok(!wants(path), path);
    }
  });
  it('throw on metadata without a name', () => {
    assert.throws(() => readWith(metadataReader, { path: 'a.dist-info/METADATA', bytes: 'Version: 1\n' }));
  });
  it('look into zipped eggs', () => {
    const egg = buildZip([
      { name: 'a/__init__.py', content: 'x' },
      { name: 'EGG-INFO/PKG-INFO', content: METADATA },
    ]);
    assert.equal(readWith(eggReader, { path: 'x/a-1.egg', bytes: egg })?.version, '1.2.3.post1');
    assert.equal(readWith(eggReader, { path: 'x/a-1.egg', bytes: 'an egg of another kind' }), null);
    assert.equal(readWith(eggReader, { path: 'x/a-1.egg', bytes: buildZip([]) }), null);
    assert.throws(() => readWith(eggReader, { path: 'x/a-1.egg', bytes: egg.subarray(0, egg.length - 30) }));
  });
});

describe('pypi', () => {
  it('lists the same package in two places twice', () => {
    const packages = catalog([
      { path: 'usr/lib/a-1.dist-info/METADATA', bytes: 'Name: A.b\nVersion: 1\n' },
      { path: 'opt/venv/a-1.dist-info/METADATA', bytes: 'Name: A.b\nVersion: 1\n', layerIndex: 2 },
    ]);
    assert.deepEqual(
      packages.map((p) => [p.purl, p.name, p.foundAt.layerIndex, p.evidence]),
      [
        ['pkg:pypi/a-b@1', 'A.b', 2, 'METADATA'],
        ['pkg:pypi/a-b@1', 'A.b', 0, 'METADATA'],
      ],
    );
    assert.deepEqual(pypi.advisoryQueries(packages[0]!), [
      { key: { namespace: 'pypi', name: 'a-b' }, version: '1' },
    ]);
  });
});
