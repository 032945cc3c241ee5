import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { zstdCompressSync } from 'node:zlib';
import { type FilesOfLayer, type LayeredFacts, layeredFacts } from '../../../test/layered-facts.ts';
import type { Distro } from '../../model/distro.ts';
import type { Catalog } from '../cataloger.ts';
import { chiselCataloger } from './chisel-catalog.ts';
import { dpkg } from './dpkg.ts';

const MANIFEST = 'var/lib/chisel/manifest.wall';
const UBUNTU: Distro = {
  id: 'ubuntu',
  idLike: ['debian'],
  versionId: '24.04',
  codename: 'noble',
  prettyName: 'Ubuntu 24.04 LTS',
  streams: [],
  confidence: 'release-file',
  foundAt: { path: 'etc/os-release', layerIndex: 0 },
};

function scan(...layers: FilesOfLayer[]): Catalog & { facts: LayeredFacts } {
  const facts = layeredFacts(chiselCataloger.readers, layers);
  return { ...chiselCataloger.catalog(facts, [UBUNTU]), facts };
}

function wall(lines: readonly (object | string)[], count: number = lines.length + 1): Uint8Array {
  const all = [{ jsonwall: '1.0', schema: '1.0', count }, ...lines];
  return zstdCompressSync(
    all.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''),
  );
}

const pkg = (name: string, version = '1-1'): object => ({ kind: 'package', name, version, arch: 'amd64' });
const found = ({ packages }: Catalog): string[] =>
  packages.map(({ name, version, foundAt }) => `${name} ${version}@${foundAt.layerIndex}`);
const codes = ({ problems }: Catalog): string[] => problems.map(({ code }) => code);

describe('chisel manifest', () => {
  const catalog = scan({ [MANIFEST]: readFileSync(join(import.meta.dirname, 'fixtures/image', MANIFEST)) });

  it('gives packages of Ubuntu, and says that their sources are unknown', () => {
    assert.deepEqual(
      catalog.packages.map(({ purl, evidence }) => [purl, evidence]),
      [
        ['pkg:deb/ubuntu/tiny-base@12ubuntu4?arch=amd64&distro=ubuntu-24.04', 'chisel manifest'],
        ['pkg:deb/ubuntu/tiny-tool@1:2.10-2ubuntu4?arch=amd64&distro=ubuntu-24.04', 'chisel manifest'],
      ],
    );
    assert.deepEqual(codes(catalog), ['source-package-unknown']);
    assert.match(catalog.problems[0]!.message, /its 2 packages/);
    const tool = catalog.packages[1]!;
    assert.ok(dpkg.ofDistribution(tool));
    assert.deepEqual(dpkg.advisoryQueries(tool), [
      { key: { namespace: 'ubuntu:24.04', name: 'tiny-tool' }, version: '1:2.10-2ubuntu4' },
    ]);
  });

  it('knows the files of each by its slices, with the sums after the slices were cut', () => {
    const [c, b, none] = ['c'.repeat(16), 'b'.repeat(16), ' '.repeat(16)];
    assert.deepEqual(
      catalog.owned.map(({ paths, sums }) => [paths.split('\n'), sums?.digests, sums?.algorithm]),
      [
        [['etc/tiny.conf', 'var/lib/chisel/manifest.wall', 'var/run'], c + none + none, 'sha256'],
        [['etc/tiny.conf', 'usr/bin/tiny-tool'], c + b, 'sha256'],
      ],
    );
  });

  it('says which layer brought a package', () => {
    const both = scan({ [MANIFEST]: wall([pkg('a')]) }, { [MANIFEST]: wall([pkg('a'), pkg('b')]) });
    assert.deepEqual(found(both), ['a 1-1@0', 'b 1-1@1']);
  });

  it('takes the last manifest where a layer removed it, and says so', () => {
    const gone = scan({ [MANIFEST]: wall([pkg('a')]) }, { [MANIFEST]: null });
    assert.deepEqual(found(gone), ['a 1-1@0']);
    assert.deepEqual(codes(gone), ['package-database-removed', 'source-package-unknown']);
  });

  it('leaves to dpkg what its status lists', () => {
    const status = 'Package: a\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1-1\n';
    const layer = { [MANIFEST]: wall([pkg('a')]), 'var/lib/dpkg/status': status };
    assert.deepEqual([found(scan(layer)), codes(scan(layer))], [[], []]);
  });

  it('finds a manifest at another place, and no other file of this name', () => {
    assert.deepEqual(found(scan({ 'opt/x/manifest.wall': wall([pkg('a')]) })), ['a 1-1@0']);
    const other = scan({ 'opt/x/manifest.wall': zstdCompressSync('{"kind":"package","name":"a"}\n') });
    assert.deepEqual([found(other), other.facts.warnings], [[], []]);
  });

  const long = 'a'.repeat(301);
  const DAMAGED: readonly (readonly [what: string, bytes: Uint8Array, code: string])[] = [
    ['fewer lines than it says', wall([pkg('b')], 9), 'package-record-damaged'],
    ['a line that is no JSON', wall([pkg('b'), '{"kind":']), 'package-record-damaged'],
    ['a line without a kind', wall([pkg('b'), {}]), 'package-record-damaged'],
    ['a package without a name', wall([pkg('b'), pkg('')]), 'package-record-damaged'],
    ['a name that no package has', wall([pkg('b'), pkg(long)]), 'package-record-damaged'],
    ['a path that is none', wall([pkg('b'), { kind: 'path', path: 'x' }]), 'package-record-damaged'],
    ['a deep line', wall([pkg('b'), '['.repeat(2000)]), 'package-record-damaged'],
  ];
  for (const [what, bytes, code] of DAMAGED) {
    it(`names ${what}, and reads the rest`, () => {
      const damaged = scan({ [MANIFEST]: bytes });
      assert.deepEqual(found(damaged), ['b 1-1@0']);
      assert.deepEqual(
        damaged.facts.warnings.map((warning) => warning.code),
        [code],
      );
    });
  }

  it('refuses what is no zstd, is cut off, or unpacks to too much', () => {
    const bomb = zstdCompressSync(Buffer.alloc(70 * 1024 * 1024));
    for (const bytes of [Buffer.from('{}'), wall([pkg('a')]).subarray(0, 30), bomb]) {
      const { warnings } = scan({ [MANIFEST]: bytes }).facts;
      assert.match(warnings[0]!.message, /no whole zstd frame/);
    }
  });
});
