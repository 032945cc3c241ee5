import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { factsOf } from '../../test/facts-of.ts';
import type { FileDigests } from '../check/secret/fact.ts';
import { dpkg } from '../ecosystem/dpkg/dpkg.ts';
import type { Ecosystem } from '../ecosystem/ecosystem.ts';
import type { OwnedFiles, OwnedSums, Package } from '../model/package.ts';
import { indexShipped, type Shipped } from './shipped-by.ts';

const KEY = 'etc/ssl/private/tiny.key';
const CONTENT = 'made for a test';
const FACTS = factsOf([], []);

function digestsOf(content: string): FileDigests {
  const digest = (algorithm: string): string => createHash(algorithm).update(content).digest('hex');
  return { md5: digest('md5'), sha1: digest('sha1'), sha256: digest('sha256') };
}

function packageOf(name: string): Package {
  return {
    purl: `pkg:deb/debian/${name}@1`,
    ecosystem: 'dpkg',
    name,
    version: '1',
    architecture: 'amd64',
    source: { name, version: '1' },
    distro: null,
    confidence: 'installed',
    evidence: 'dpkg status',
    foundAt: { path: 'var/lib/dpkg/status', layerIndex: 0 },
    licences: [],
    vendor: '',
    moduleStream: '',
    scope: 'unknown',
    ownedBy: null,
  };
}

function sumsOf(algorithm: OwnedSums['algorithm'], files: readonly (readonly [string, string])[]): OwnedSums {
  const digests = files.map(([, content]) => digestsOf(content)[algorithm].slice(0, 16)).join('');
  return { algorithm, paths: files.map(([path]) => path).join('\n'), digests };
}

function owned(name: string, sums: OwnedSums | null): OwnedFiles {
  return { purl: packageOf(name).purl, paths: KEY, sums };
}

/** Packages `tiny` and `other` are the distribution's, `third` is not. */
function shippedOf(records: readonly OwnedFiles[], more: Partial<Shipped> = {}): Shipped {
  const ecosystem: Ecosystem = { ...dpkg, ofDistribution: ({ name }) => name !== 'third' };
  const packages = ['tiny', 'other', 'third'].map(packageOf);
  return { facts: FACTS, packages, owned: records, ecosystems: [ecosystem], ...more };
}

function ask(shipped: Shipped, path = KEY, content = CONTENT): string | null {
  return indexShipped(shipped, new Set([path]))(path, digestsOf(content));
}

describe('files that packages ship', () => {
  const tiny = owned(
    'tiny',
    sumsOf('md5', [
      ['usr/bin/tiny', 'x'],
      [KEY, CONTENT],
    ]),
  );

  it('are those with the recorded bytes at the recorded path', () => {
    assert.equal(ask(shippedOf([tiny])), 'tiny');
    assert.equal(ask(shippedOf([tiny]), KEY, `${CONTENT} `), null);
    assert.equal(ask(shippedOf([tiny]), 'root/tiny.key'), null);
    assert.equal(ask(shippedOf([tiny]), 'usr/bin/tiny'), null);
    assert.equal(ask(shippedOf([tiny]), 'usr/bin/tiny', 'x'), 'tiny');
    assert.equal(ask(shippedOf([owned('tiny', null)])), null);
    assert.equal(ask(shippedOf([])), null);
  });

  for (const algorithm of ['md5', 'sha1', 'sha256'] as const) {
    it(`are known by ${algorithm}`, () => {
      const shipped = shippedOf([owned('tiny', sumsOf(algorithm, [[KEY, CONTENT]]))]);
      assert.equal(ask(shipped), 'tiny');
      assert.equal(ask(shipped, KEY, 'other'), null);
    });
  }

  it('are not those of third parties, nor of packages that are not there', () => {
    const sums = sumsOf('md5', [[KEY, CONTENT]]);
    assert.equal(ask(shippedOf([owned('third', sums)])), null);
    assert.equal(ask(shippedOf([owned('gone', sums)])), null);
    assert.equal(ask(shippedOf([owned('third', sums), owned('other', sums)])), 'other');
    assert.equal(ask(shippedOf([owned('tiny', sums)], { ecosystems: [] })), null);
  });

  it('may be recorded by several packages, each with its own bytes', () => {
    const other = owned('other', sumsOf('sha256', [[KEY, 'other']]));
    assert.equal(ask(shippedOf([tiny, other])), 'tiny');
    assert.equal(ask(shippedOf([tiny, other]), KEY, 'other'), 'other');
  });

  it('are found under the name in the database and under the real one', () => {
    const facts = { ...FACTS, resolve: (path: string) => path.replace(/^lib\//, 'usr/lib/') };
    const shipped = shippedOf([owned('tiny', sumsOf('md5', [['lib/tiny.key', CONTENT]]))], { facts });
    assert.equal(ask(shipped, 'usr/lib/tiny.key'), 'tiny');
    assert.equal(ask(shipped, 'lib/tiny.key'), 'tiny');
    const endless = shippedOf([tiny], { facts: { ...FACTS, resolve: () => null } });
    assert.equal(ask(endless), 'tiny');
  });

  it('are not looked for where nobody asks: a database can name millions of files', () => {
    const facts = { ...FACTS, resolve: () => assert.fail('a path was resolved') };
    assert.equal(indexShipped(shippedOf([tiny], { facts }), new Set())(KEY, digestsOf(CONTENT)), null);
  });
});

describe('records that contradict themselves', () => {
  const digest = digestsOf(CONTENT).md5.slice(0, 16);
  const made = (paths: string, digests: string): string | null =>
    ask(shippedOf([owned('tiny', { algorithm: 'md5', paths, digests })]));

  it('ship nothing where no digest stands', () => {
    assert.equal(made(KEY, ''), null);
    assert.equal(made(KEY, digest.slice(0, 15)), null);
    assert.equal(made(KEY, ' '.repeat(16)), null);
    assert.equal(made(`a\n${KEY}`, digest), null);
    assert.equal(made(`a\n${KEY}`, ' '.repeat(16) + digest), 'tiny');
    assert.equal(made(KEY, digest.toUpperCase()), null);
  });

  it('cost no time for a path that is there very often', () => {
    const count = 50_000;
    const digests = Array.from({ length: count }, (_, n) => n.toString(16).padStart(16, '0')).join('');
    assert.equal(made(`${KEY}\n`.repeat(count) + KEY, digests + digest), 'tiny');
  });
});
