import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { factsOf } from '../../test/facts-of.ts';
import { indexOwners } from './link-owners.ts';

const OWNED = [{ purl: 'pkg:deb/debian/a@1', paths: 'lib/a\nlib/b', sums: null }];

describe('owners of paths', () => {
  it('are found under the name in the database and under the real one', () => {
    const facts = { ...factsOf([], []), resolve: (path: string) => `usr/${path}` };
    const owners = indexOwners(OWNED, new Set(['lib/a', 'usr/lib/b', 'lib/c']), facts);
    assert.deepEqual([...owners.keys()], ['lib/a', 'usr/lib/b']);
  });

  it('are not looked for where nobody asks: a database can name millions of files', () => {
    const facts = { ...factsOf([], []), resolve: () => assert.fail('a path was resolved') };
    assert.equal(indexOwners(OWNED, new Set(), facts).size, 0);
  });
});
