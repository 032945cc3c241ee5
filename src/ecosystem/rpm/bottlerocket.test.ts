import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type FilesOfLayer, type LayeredFacts, layeredFacts } from '../../../test/layered-facts.ts';
import type { Catalog } from '../cataloger.ts';
import { DISTRO_READERS, findDistros } from '../distro/distro.ts';
import { bottlerocketCataloger } from './bottlerocket-catalog.ts';
import { parseInventory } from './bottlerocket-reader.ts';
import { rpm } from './rpm.ts';

const PATH = 'usr/share/bottlerocket/application-inventory.json';
const SYS_ROOT = 'x86_64-bottlerocket-linux-gnu/sys-root';
const OS_RELEASE =
  'NAME=Bottlerocket\nID=bottlerocket\nVERSION_ID=1.37.0\nPRETTY_NAME="Bottlerocket OS 1.37.0"\n';

function entry(parts: object = {}): object {
  return {
    Name: 'glibc',
    Publisher: 'Bottlerocket',
    InstalledTime: '2031-03-17T16:22:44Z',
    ApplicationType: 'Unspecified',
    Architecture: 'x86_64',
    Url: 'http://www.gnu.org/software/glibc/',
    Version: '2.43',
    Release: '1.1773716061.e2e9d7a9.br1',
    Epoch: '1',
    Summary: 'The GNU libc libraries',
    ...parts,
  };
}

const KERNEL = entry({ Name: 'kernel-6.1', Version: '6.1.140', Epoch: '0' });
const write = (...entries: readonly unknown[]): string => JSON.stringify({ Content: entries });

function scan(...layers: FilesOfLayer[]): Catalog & { facts: LayeredFacts } {
  const facts = layeredFacts([...DISTRO_READERS, ...bottlerocketCataloger.readers], layers);
  return { ...bottlerocketCataloger.catalog(facts, findDistros(facts)), facts };
}

describe("Bottlerocket's inventory", () => {
  it('gives packages, which are asked for by name and version', () => {
    const { packages, problems } = scan({
      'usr/lib/os-release': OS_RELEASE,
      [PATH]: write(entry(), KERNEL),
    });
    assert.deepEqual(problems, []);
    assert.deepEqual(
      packages.map(({ purl, version, evidence }) => [purl, version, evidence]),
      [
        [
          'pkg:rpm/bottlerocket/glibc@2.43-1.1773716061.e2e9d7a9.br1?arch=x86_64&distro=bottlerocket-1.37.0&epoch=1',
          '1:2.43-1.1773716061.e2e9d7a9.br1',
          'Bottlerocket inventory',
        ],
        [
          'pkg:rpm/bottlerocket/kernel-6.1@6.1.140-1.1773716061.e2e9d7a9.br1?arch=x86_64&distro=bottlerocket-1.37.0',
          '6.1.140-1.1773716061.e2e9d7a9.br1',
          'Bottlerocket inventory',
        ],
      ],
    );
    assert.deepEqual(rpm.advisoryQueries(packages[0]!), [
      {
        key: { namespace: 'bottlerocket:1', name: 'glibc' },
        version: '1:2.43-1.1773716061.e2e9d7a9.br1',
      },
    ]);
    assert.ok(rpm.ofDistribution(packages[0]!));
  });

  it('is found below the root of the system in a container, with its release file', () => {
    const { packages } = scan({
      [`${SYS_ROOT}/usr/lib/os-release`]: OS_RELEASE,
      [`${SYS_ROOT}/${PATH}`]: write(entry()),
    });
    assert.deepEqual(
      packages.map(({ name, distro }) => [name, distro?.versionId, distro?.confidence]),
      [['glibc', '1.37.0', 'release-file']],
    );
  });

  it('tells the system without a release file', () => {
    const metadata = entry({ Name: 'bottlerocket-metadata', Version: '1.40.2' });
    const releases = [write(entry()), write(entry(), metadata)].map((text) => {
      const { distro } = scan({ [PATH]: text }).packages[0]!;
      return [distro?.id, distro?.versionId, distro?.confidence];
    });
    assert.deepEqual(releases, [
      ['bottlerocket', '1', 'guessed'],
      ['bottlerocket', '1.40.2', 'guessed'],
    ]);
  });

  it('gives packages to the layer that brought them, also where the list was removed', () => {
    const layers = [{ [PATH]: write(entry()) }, { [PATH]: write(entry(), KERNEL) }, { [PATH]: null }];
    const { packages, problems } = scan(...layers);
    assert.deepEqual(
      packages.map(({ name, foundAt }) => `${name}@${foundAt.layerIndex}`),
      ['glibc@0', 'kernel-6.1@1'],
    );
    assert.deepEqual(
      problems.map(({ code }) => code),
      ['package-database-removed'],
    );
  });

  it('counts entries that are no package', () => {
    const { records, damaged } = parseInventory(
      write(entry(), 7, null, {}, entry({ Name: '' }), entry({ Version: 3 }), entry({ Name: 'a b' })),
    );
    assert.deepEqual([records.length, damaged], [1, 6]);
    const { facts } = scan({ [PATH]: write(entry(), 7) });
    assert.deepEqual(
      facts.warnings.map(({ code }) => code),
      ['package-record-damaged'],
    );
  });

  it('throws on anything else, and never goes wrong over what is inside', () => {
    for (const text of ['', '[]', '{}', '{"Content":7}', '{'])
      assert.throws(() => parseInventory(text), text);
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), (content) => {
        const { records, damaged } = parseInventory(JSON.stringify({ Content: content }));
        assert.equal(records.length + damaged, content.length);
      }),
    );
  });
});
