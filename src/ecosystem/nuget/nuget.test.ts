import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { factsOf, readWith, type TestFile } from '../../../test/facts-of.ts';
import { readFixtureImage } from '../../../test/fixture-image.ts';
import type { Catalog } from '../cataloger.ts';
import { parsePackagesConfig } from './locks/packages-config.ts';
import { parsePackagesLock } from './locks/packages-lock.ts';
import { parsePaketLock } from './locks/paket-lock.ts';
import { parseProjectAssets } from './locks/project-assets.ts';
import { parseProjectFile } from './locks/project-file.ts';
import { pinnedVersion } from './name.ts';
import { nuget } from './nuget.ts';
import { peVersionReader } from './pe-version.ts';

const FILES = readFixtureImage(import.meta.dirname);
const IMAGE = join(import.meta.dirname, 'fixtures/image');

function catalogs(files: readonly TestFile[]): readonly Catalog[] {
  const facts = factsOf(
    files,
    nuget.catalogers.flatMap(({ readers }) => readers),
  );
  return nuget.catalogers.map((cataloger) => cataloger.catalog(facts, []));
}

function programs(files: readonly TestFile[]): string[] {
  return catalogs(files)[0]!.packages.map(({ purl, confidence }) => `${purl} ${confidence}`);
}

describe('programs of .NET', () => {
  it('joins deps.json with the assemblies that are there', () => {
    assert.deepEqual(programs(FILES), [
      'pkg:nuget/Microsoft.NETCore.App.Runtime.linux-x64@8.0.1 installed',
      'pkg:nuget/Tiny.Json@13.0.1 installed',
      'pkg:nuget/Tiny.Gone@2.0.0 declared',
      'pkg:nuget/Microsoft.NETCore.App.Runtime.linux-x64@8.0.1 installed',
    ]);
  });

  it('knows the host of a program and the tools of a runtime', () => {
    const { identified } = catalogs(FILES)[0]!;
    for (const path of ['srv/app/shop', 'usr/share/dotnet/dotnet'])
      assert.ok(identified.includes(path), path);
  });

  it('tells of an assembly of another version', () => {
    const other = FILES.map((file) =>
      file.path.endsWith('.deps.json')
        ? { ...file, bytes: Buffer.from(String(Buffer.from(file.bytes)).replace('13.0.1.25517', '13.0.3.1')) }
        : file,
    );
    assert.deepEqual(
      catalogs(other)[0]!.problems.map(({ code, effect }) => [code, effect]),
      [['assembly-differs', 'note']],
    );
    assert.deepEqual(catalogs(FILES)[0]!.problems, []);
  });

  it('asks for advisories in small letters, and not for projects', () => {
    const keys = catalogs(FILES)
      .flatMap(({ packages }) => packages)
      .flatMap(nuget.advisoryQueries)
      .map(({ key }) => key.name);
    assert.ok(keys.includes('tiny.json'));
    assert.ok(!keys.includes('shop.core'));
  });
});

describe('version resource', () => {
  const bytes = readFileSync(join(IMAGE, 'srv/app/Tiny.Json.dll'));
  it('is read from an assembly', () => {
    assert.deepEqual(readWith(peVersionReader, { path: 'a/B.DLL', bytes }), {
      isManaged: true,
      fileVersion: '13.0.1.25517',
      productVersion: '13.0.1+abc',
    });
  });

  it('is empty where the resources are cut off', () => {
    const fact = readWith(peVersionReader, { path: 'b.dll', bytes: bytes.subarray(0, 512) });
    assert.deepEqual(fact, { isManaged: true, fileVersion: '', productVersion: '' });
  });

  it('is not looked for in other files', () => {
    assert.equal(readWith(peVersionReader, { path: 'b.dll', bytes: 'MZ' }), null);
    assert.equal(readWith(peVersionReader, { path: 'b.so', bytes }), null);
  });
});

describe('lock files and projects of .NET', () => {
  const read = (name: string): Uint8Array => readFileSync(join(IMAGE, 'srv/src', name));
  const text = (name: string): string => String(read(name));
  const TABLE = [
    [
      'packages.lock.json',
      parsePackagesLock(text('packages.lock.json')),
      ['Tiny.Json 13.0.1 runtime registry', 'Tiny.Log 2.0.3 runtime registry', 'shop.core  runtime local'],
    ],
    [
      'packages.config',
      parsePackagesConfig(read('packages.config')),
      ['Tiny.Log 2.0.3 runtime registry', 'Tiny.Style 1.1.118 development registry'],
    ],
    [
      'project.assets.json',
      parseProjectAssets(text('obj/project.assets.json')),
      ['Tiny.Json 13.0.1 unknown registry', 'shop.core 1.0.0 unknown local'],
    ],
    [
      'paket.lock',
      parsePaketLock(read('paket.lock')),
      ['Tiny.Json 13.0.1 unknown registry', 'Tiny.Log 2.0.3 unknown registry'],
    ],
    [
      'a project',
      parseProjectFile(read('shop.csproj')),
      ['Tiny.Data 3.1.0 runtime registry', 'Tiny.Style 1.1.118 development registry'],
    ],
    [
      'central versions',
      parseProjectFile(
        Buffer.from(
          '<Project><ItemGroup><PackageVersion Include="A" Version="[1.0]"/></ItemGroup></Project>',
        ),
      ),
      ['A 1.0 unknown registry'],
    ],
  ] as const;
  for (const [what, found, expected] of TABLE) {
    it(what, () =>
      assert.deepEqual(
        found?.map((d) => `${d.name} ${d.version} ${d.scope} ${d.origin}`),
        expected,
      ),
    );
  }

  it('takes no range for a version', () => {
    const asked = ['1.2', '[1.2]', '1.*', '[1.0,2.0)', '(,1.0]', '$(V)', '1.0.0-rc.1'];
    assert.deepEqual(asked.map(pinnedVersion), ['1.2', '1.2', '', '', '', '', '1.0.0-rc.1']);
  });
});
