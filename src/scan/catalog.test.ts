import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { factsOf } from '../../test/facts-of.ts';
import type { Catalog } from '../ecosystem/cataloger.ts';
import type { Ecosystem } from '../ecosystem/ecosystem.ts';
import { npm } from '../ecosystem/npm/npm.ts';
import { catalogImage } from './catalog.ts';
import { packageReaders } from './readers.ts';

const FACTS = factsOf(
  [{ path: 'app/node_modules/a/package.json', bytes: '{"name":"a","version":"1.0.0"}' }],
  packageReaders,
);

function withCatalog(catalog: () => Catalog): Ecosystem {
  return { ...npm, id: 'broken', catalogers: [{ id: 'broken', readers: [], catalog }] };
}

describe('cataloguing an image', () => {
  it('goes on where a cataloger throws, and says so', () => {
    const broken = withCatalog(() => {
      throw new RangeError('x'.repeat(1000));
    });
    const { packages, problems } = catalogImage(FACTS, [broken, npm]);
    assert.deepEqual(
      packages.map(({ purl }) => purl),
      ['pkg:npm/a@1.0.0'],
    );
    assert.deepEqual(
      problems.map(({ code, effect }) => [code, effect]),
      [['cataloger-failed', 'incomplete']],
    );
    assert.match(problems[0]!.message, /\(broken\): x{300}\.$/);
  });

  it('keeps the packages where their owners cannot be found', () => {
    const facts = {
      ...FACTS,
      resolve: () => {
        throw new TypeError('no');
      },
    };
    const owned = [{ purl: 'pkg:deb/debian/a@1', paths: 'app/node_modules/a/package.json', sums: null }];
    const owning = withCatalog(() => ({ packages: [], owned, identified: [], problems: [] }));
    const { packages, problems } = catalogImage(facts, [npm, owning]);
    assert.equal(packages.length, 1);
    assert.deepEqual(
      problems.map(({ message }) => message),
      ['What was found cannot be put together (owners): no.'],
    );
  });
});
