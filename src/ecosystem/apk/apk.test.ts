import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type FilesOfLayer, type LayeredFacts, layeredFacts } from '../../../test/layered-facts.ts';
import type { Distro } from '../../model/distro.ts';
import type { OwnedSums, Package } from '../../model/package.ts';
import { parseRepositories } from '../apk-repositories.ts';
import type { Catalog } from '../cataloger.ts';
import { DISTRO_READERS, findDistros } from '../distro/distro.ts';
import { apk } from './apk.ts';
import { apkCataloger } from './catalog.ts';

const PATH = 'lib/apk/db/installed';
const INSTALLED = readFileSync(join(import.meta.dirname, 'fixtures/image', PATH), 'utf8');
const ALPINE: Distro = {
  id: 'alpine',
  idLike: [],
  versionId: '3.20.3',
  codename: '',
  prettyName: 'Alpine Linux v3.20',
  streams: [],
  confidence: 'release-file',
  foundAt: { path: 'etc/os-release', layerIndex: 0 },
};

function scan(layers: FilesOfLayer[], distro = ALPINE, links = {}): Catalog & { facts: LayeredFacts } {
  const facts = layeredFacts(apkCataloger.readers, layers, links);
  return { ...apkCataloger.catalog(facts, [distro]), facts };
}

const codes = (catalog: Catalog): string[] => catalog.problems.map(({ code }) => code);
const versions = (catalog: Catalog): string[] =>
  catalog.packages.map((pkg) => `${pkg.name} ${pkg.version}@${pkg.foundAt.layerIndex}`);

describe('apk installed', () => {
  const catalog = scan([{ [PATH]: INSTALLED }]);
  const get = (name: string): Package => catalog.packages.find((pkg) => pkg.name === name)!;

  it('gives packages with origin, licence and maintainer, without virtual ones', () => {
    const found = catalog.packages.map((p) => [
      p.name,
      p.version,
      p.architecture,
      p.source.name,
      p.licences.join(),
    ]);
    assert.deepEqual(found, [
      ['alone', '1.0-r1', 'noarch', 'alone', 'MIT'],
      ['libtiny3', '3.3.2-r0', 'x86_64', 'tiny', 'Apache-2.0'],
      ['tiny', '3.3.2-r0', 'x86_64', 'tiny', 'Apache-2.0 AND MIT'],
    ]);
    assert.equal(get('tiny').vendor, 'Test Maintainer <test@alpine.example>');
  });

  it('says how many records it could not use', () => {
    assert.deepEqual(
      catalog.facts.warnings.map(({ code }) => code),
      ['package-record-damaged'],
    );
  });

  it('joins folders and files', () => {
    assert.deepEqual(catalog.owned, [
      {
        purl: get('libtiny3').purl,
        paths: 'usr/lib/libtiny.so.3',
        sums: { algorithm: 'sha1', paths: 'usr/lib/libtiny.so.3', digests: '0'.repeat(16) },
      },
      { purl: get('tiny').purl, paths: 'usr/bin/tiny\nrootfile', sums: null },
    ]);
  });

  it('makes package URLs and asks by origin', () => {
    assert.equal(
      get('libtiny3').purl,
      'pkg:apk/alpine/libtiny3@3.3.2-r0?arch=x86_64&distro=alpine-3.20.3&upstream=tiny',
    );
    const queries = [{ key: { namespace: 'alpine:3.20', name: 'tiny' }, version: '3.3.2-r0' }];
    assert.deepEqual(apk.advisoryQueries(get('libtiny3')), queries);
    assert.deepEqual(apk.advisoryQueries({ ...get('tiny'), distro: null }), []);
  });

  it('is looked up in rolling releases and in edge', () => {
    const namespaceOf = (parts: Partial<Distro>): string | undefined =>
      apk.advisoryQueries({ ...get('tiny'), distro: { ...ALPINE, ...parts } })[0]?.key.namespace;
    assert.equal(namespaceOf({ id: 'wolfi', versionId: '20230201' }), 'wolfi');
    assert.equal(namespaceOf({ id: 'chainguard', versionId: '20230214' }), 'chainguard');
    assert.equal(namespaceOf({ versionId: '3.21.0_alpha20240807' }), 'alpine:edge');
  });

  it('says who built a package and whether it holds a program', () => {
    assert.equal(apk.ofDistribution(get('tiny')), true);
    assert.equal(
      apk.ofDistribution({ ...get('tiny'), vendor: 'NGINX Packaging <nginx-packaging@f5.com>' }),
      false,
    );
    assert.equal(apk.ofDistribution({ ...get('tiny'), distro: null }), false);
    const reason = (name: string): string => apk.dataOnlyReason({ ...get('tiny'), name });
    assert.equal(reason('linux-headers'), 'kernel headers');
    assert.equal(reason('openssl-doc'), 'documentation only');
    assert.equal(reason('linux-lts'), '');
  });
});

describe('checksums of files', () => {
  const q1 = (content: string): string => `Q1${createHash('sha1').update(content).digest('base64')}`;
  const start = (content: string): string => createHash('sha1').update(content).digest('hex').slice(0, 16);
  const none = ' '.repeat(16);
  const sumsOf = (files: string): (OwnedSums | null)[] =>
    scan([{ [PATH]: `C:${q1('package')}\nP:a\nV:1-r0\n${files}\n` }]).owned.map(({ sums }) => sums);

  it('stand behind each file', () => {
    const files = `F:etc/ssl\nM:0:0:755\nR:a.pem\na:0:0:600\nZ:${q1('a')}\nR:b.pem\nR:c.pem\nZ:${q1('c')}\nF:\nR:d\nZ:${q1('d')}\n`;
    assert.deepEqual(sumsOf(files), [
      {
        algorithm: 'sha1',
        paths: 'etc/ssl/a.pem\netc/ssl/b.pem\netc/ssl/c.pem\nd',
        digests: start('a') + none + start('c') + start('d'),
      },
    ]);
  });

  it('are none where no file has one that is SHA-1', () => {
    const others = [
      '',
      'Q1',
      'Q1AAAA',
      `Q2${'A'.repeat(43)}=`,
      `Q1${'A'.repeat(28)}`,
      `Q1${'é'.repeat(27)}=`,
    ];
    for (const checksum of others) assert.deepEqual(sumsOf(`F:etc\nR:a\nZ:${checksum}\n`), [null]);
    assert.deepEqual(sumsOf(`Z:${q1('a')}\nF:etc\nR:a\n`), [null]);
    assert.deepEqual(sumsOf(`Z:${q1('a')}\n`), []);
  });

  it('are always as many as the paths', () => {
    const line = fc.constantFrom('F:etc', 'F:', 'R:a', 'R:', `Z:${q1('a')}`, 'Z:x', 'M:0:0:755', '');
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        for (const sums of sumsOf(lines.join('\n'))) {
          if (sums !== null) assert.equal(sums.digests.length, 16 * sums.paths.split('\n').length);
        }
      }),
    );
  });
});

describe('where the database lies', () => {
  for (const path of [PATH, 'usr/lib/apk/db/installed', 'var/lib/apk/db/installed']) {
    it(path, () => assert.equal(scan([{ [path]: INSTALLED }]).packages.length, 3));
  }

  it('is one database under two names where lib is a link', () => {
    const real = 'usr/lib/apk/db/installed';
    const catalog = scan([{ [PATH]: INSTALLED, [real]: INSTALLED }], ALPINE, { [PATH]: real });
    assert.deepEqual([catalog.packages.length, catalog.packages[0]!.foundAt.path], [3, real]);
  });
});

describe('apk databases over layers', () => {
  const one = 'P:a\nV:1-r0\nA:x86_64\n\n';

  it('gives packages to the layer since which they are unchanged', () => {
    const catalog = scan([
      { [PATH]: one },
      { [PATH]: `${one}P:b\nV:1-r0\n\n` },
      { [PATH]: `${one}P:b\nV:2-r0\n` },
    ]);
    assert.deepEqual(versions(catalog), ['a 1-r0@0', 'b 2-r0@2']);
  });

  it('uses a removed database, but not one that moved', () => {
    const removed = scan([{ [PATH]: one }, { [PATH]: null }]);
    assert.deepEqual([versions(removed), codes(removed)], [['a 1-r0@0'], ['package-database-removed']]);
    const moved = scan([{ [PATH]: one }, { [PATH]: null, 'usr/lib/apk/db/installed': one }]);
    assert.deepEqual([versions(moved), codes(moved)], [['a 1-r0@0'], []]);
  });
});

describe('hostile databases', () => {
  it('do not make long paths out of one folder name', () => {
    const block = `P:a\nV:1\nF:${'d'.repeat(100_000)}\n${'R:f\n'.repeat(10_000)}`;
    const catalog = scan([{ [PATH]: block }]);
    assert.deepEqual(
      [catalog.packages.length, catalog.owned.length, catalog.facts.warnings.length],
      [1, 0, 1],
    );
  });

  it('are not read beyond a number of records, and without names that are no names', () => {
    const block = `P:${'x'.repeat(301)}\nV:1\n\nP:a\nV:1\n\n\n\n`;
    const { packages, facts } = scan([{ [PATH]: block + 'P:b\nV:1\n\n'.repeat(100_000) }]);
    assert.deepEqual(
      packages.map(({ name }) => name),
      ['a', 'b'],
    );
    assert.deepEqual(
      facts.warnings.map(({ message }) => message),
      ['Records without a usable package name or version: 1.', 'Only the first 100000 records were read.'],
    );
  });

  it('never throw', () => {
    fc.assert(
      fc.property(fc.nat(INSTALLED.length), fc.string({ unit: 'binary' }), (at, noise) => {
        const { facts } = scan([{ [PATH]: INSTALLED.slice(0, at) + noise + INSTALLED.slice(at + 5) }]);
        assert.ok(facts.warnings.every(({ code }) => code !== 'unreadable'));
      }),
      { numRuns: 60 },
    );
  });
});

describe('repositories and keys', () => {
  const OWN_KEY = 'etc/apk/keys/alpine-devel@lists.alpinelinux.org-4a6a0840.rsa.pub';
  const image = (more: FilesOfLayer): FilesOfLayer => ({
    [PATH]: 'P:a\nV:1-r0\ns:@pots\n\nP:b\nV:1-r0\n',
    'etc/apk/repositories':
      'https://mirror.example/alpine/v3.20/main\n@pots https://me:secret@pots.example/v1/x86\n',
    [OWN_KEY]: 'key',
    ...more,
  });
  const told = ({ packages, problems }: Catalog): unknown => [
    packages.map((pkg) => `${pkg.name} ${apk.ofDistribution(pkg)} ${apk.advisoryQueries(pkg).length}`),
    problems.map(({ code, effect }) => `${code} ${effect}`),
  ];

  it("a tag of a repository that is not the distribution's tells a foreign package", () => {
    assert.deepEqual(told(scan([image({})])), [['a false 0', 'b true 1'], []]);
  });

  it("a key that is not the distribution's is told: packages of its repository cannot be told apart", () => {
    const catalog = scan([
      image({
        'etc/apk/keys/nginx_signing.rsa.pub': 'key',
        'etc/apk/repositories': 'https://nginx.org/packages/alpine/v3.20/main\n',
      }),
    ]);
    assert.deepEqual(told(catalog), [['a true 1', 'b true 1'], ['third-party-repository note']]);
    assert.match(catalog.problems[0]!.message, /nginx_signing\.rsa\.pub.*https:\/\/nginx\.org\/packages/);
  });

  it("what the maintainer tells is not judged as the distribution's own", () => {
    const { packages } = scan([image({ [PATH]: 'P:nginx\nV:1-r0\nm:NGINX <a@nginx.com>\n' })]);
    assert.deepEqual(apk.advisoryQueries(packages[0]!), []);
  });

  it('are read line by line', () => {
    assert.deepEqual(
      parseRepositories('\n# x\n https://a.example/b?c=d \n@t /media/apks\n@\nhttps://u:p@h.example/x y\n'),
      [
        { tag: '', url: 'https://a.example/b' },
        { tag: 't', url: '/media/apks' },
        { tag: '', url: 'https://h.example/x' },
      ],
    );
  });
});

describe("Chainguard's packages", () => {
  const asked = (id: string, repositories: string): string => {
    const files = {
      [PATH]: 'P:python-3.11-base\nV:3.11.9-r1\no:python-3.11\n',
      'etc/os-release': `ID=${id}\nVERSION_ID="20230214"\n`,
      'etc/apk/repositories': repositories,
    };
    const facts = layeredFacts([...DISTRO_READERS, ...apkCataloger.readers], [files]);
    const { packages } = apkCataloger.catalog(facts, findDistros(facts));
    return apk
      .advisoryQueries(packages[0]!)
      .map(({ key }) => `${key.namespace}/${key.name}`)
      .join(' ');
  };
  it('are asked for in both repositories, since apk does not record theirs', () => {
    assert.equal(asked('chainguard', ''), 'chainguard/python-3.11 wolfi/python-3.11');
  });
  it('those of an image of Wolfi only where it takes packages from there', () => {
    assert.equal(asked('wolfi', 'https://packages.wolfi.dev/os\n'), 'wolfi/python-3.11');
    for (const place of ['apk.cgr.dev/chainguard', 'apk.cgr.dev/extra-packages', 'packages.cgr.dev/extras'])
      assert.equal(
        asked('wolfi', `https://packages.wolfi.dev/os\nhttps://${place}\n`),
        'wolfi/python-3.11 chainguard/python-3.11',
      );
  });
});

describe('packages that a vendor built anew', () => {
  it('are asked for at the vendor first, under the name that the distribution has', () => {
    const block =
      'P:rootio-libuv\nV:1.44.2-r20071\nm:Root <a@docker.com>\n\nP:seal-zlib\nV:1.2.8-r25341001\n\nP:musl\nV:1.2.4-r2\n';
    assert.deepEqual(
      scan([{ [PATH]: block }]).packages.map((pkg) =>
        apk.advisoryQueries(pkg).map(({ key }) => `${key.namespace}/${key.name}`),
      ),
      [
        ['alpine:3.20/musl'],
        ['root:alpine:3.20/libuv', 'alpine:3.20/libuv'],
        ['seal:alpine/zlib', 'alpine:3.20/zlib'],
      ],
    );
  });
});
