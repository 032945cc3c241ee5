import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { factsOf } from '../../test/facts-of.ts';
import type { Catalog } from '../ecosystem/cataloger.ts';
import type { Ecosystem } from '../ecosystem/ecosystem.ts';
import { nestedReader } from '../ecosystem/nested/nested.ts';
import { npm } from '../ecosystem/npm/npm.ts';
import type { MergedFacts } from '../model/reader.ts';
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

  describe('files of a kernel', () => {
    const kernel = (...paths: string[]): MergedFacts =>
      factsOf(
        paths.map((path) => ({ path, bytes: 'x' })),
        packageReaders,
      );
    const noted = (facts: MergedFacts, ecosystems: readonly Ecosystem[] = []): string[] =>
      catalogImage(facts, ecosystems).problems.map(({ code, effect, message }) =>
        [code, effect, message.slice(0, 70)].join(' '),
      );

    it('that no package owns are one note, and no package', () => {
      const many = Array.from({ length: 300 }, (_, n) => `lib/modules/6.1.${n}/modules.dep`);
      const facts = kernel('boot/vmlinuz-6.1.0-18-amd64', 'boot/vmlinuz', ...many);
      const { packages, problems } = catalogImage(facts, [npm]);
      assert.equal(packages.length, 0);
      assert.deepEqual(
        problems.map(({ code, effect }) => [code, effect]),
        [['kernel-without-package', 'note']],
      );
      assert.match(problems[0]!.message, /6\.1\.0-18-amd64.*, and \d+ more\. A container/);
    });

    it('that a package owns are not told', () => {
      const paths = 'boot/vmlinuz-6.1.0\nusr/lib/modules/6.1.0/modules.order';
      const owned = [{ purl: 'pkg:deb/debian/linux-image-6.1.0@1', paths, sums: null }];
      const owning = withCatalog(() => ({ packages: [], owned, identified: [], problems: [] }));
      assert.deepEqual(noted(kernel(...paths.split('\n')), [owning]), []);
      assert.equal(noted(kernel('boot/vmlinuz-6.1.1'), [owning]).length, 1);
      assert.deepEqual(noted(kernel('srv/boot/vmlinuz-1', 'lib/modules/1/kernel/a.ko')), []);
    });
  });

  describe('package databases of other systems in the image', () => {
    const told = (...paths: string[]): string[] =>
      catalogImage(
        factsOf(
          paths.map((path) => ({ path, bytes: 'x' })),
          [nestedReader],
        ),
        [],
      ).problems.map(({ code, effect, wayOut }) => [code, effect, wayOut.split(' ').at(-1)].join(' '));
    const PATHS: readonly (readonly [path: string, root: string | null])[] = [
      ['srv/chroot/var/lib/rpm/rpmdb.sqlite', 'srv/chroot'],
      ['srv/chroot/usr/lib/sysimage/rpm/Packages.db', 'srv/chroot'],
      ['srv/a/var/lib/dpkg/status', 'srv/a'],
      ['srv/a/lib/apk/db/installed', 'srv/a'],
      ['srv/a/usr/lib/apk/db/installed', 'srv/a'],
      ['var/lib/x/var/lib/pacman/local/ALPM_DB_VERSION', 'var/lib/x'],
      ['srv/a/usr/lib/opkg/status', 'srv/a'],
      ['var/lib/dpkg/status', null],
      ['usr/lib/apk/db/installed', null],
      ['var/lib/apk/db/installed', null],
      ['usr/share/rpm/rpmdb.sqlite', null],
      ['srv/var/lib/dpkg/status-old', null],
    ];
    for (const [path, root] of PATHS) {
      it(`${path}: ${root === null ? 'none' : `the one of ${root}`}`, () => {
        const expected = root === null ? [] : [`package-database-elsewhere incomplete rootfs:${root}`];
        assert.deepEqual(told(path), expected);
      });
    }

    it('are told once for each system, and counted where there are many', () => {
      const one = ['rpmdb.sqlite', 'Packages'].map((name) => `srv/c/var/lib/rpm/${name}`);
      assert.equal(told(...one).length, 1);
      assert.equal(told(...Array.from({ length: 50 }, (_, n) => `srv/${n}/var/lib/dpkg/status`)).length, 11);
    });
  });
});
