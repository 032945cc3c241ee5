/** One image in every form that sources read: the same packages and findings, with any number of workers. */
import assert from 'node:assert/strict';
import { linkSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import { DEBIAN, dpkgStatus, npmPackage, osvRecord } from './cli/images.ts';
import { here, onOwnMachine, put, run } from './cli/plimsoll.ts';
import {
  type BuiltImage,
  buildImage,
  type Compression,
  dockerArchiveFiles,
  ociLayoutFiles,
  tarOf,
  writeFolder,
} from './image-builder.ts';
import { registryMissing, startRegistry } from './registry-server.ts';
import { dir, type Entry, file, hardlink, symlink } from './tar-builder.ts';

const SAIL = JSON.stringify({ name: 'sail', version: '1.0.0' });

/** A base whose package database lies behind linked folders, and what the layers above add, replace and hide. */
const LAYERS: readonly (readonly Entry[])[] = [
  [
    dir('usr/lib'),
    symlink('lib', 'usr/lib'),
    symlink('var/lib/dpkg', '../../usr/lib/dpkg'),
    DEBIAN,
    file('usr/lib/dpkg/status', dpkgStatus('libssl3 3.0.9-1 openssl', 'zlib1g 1:1.2.13 zlib')),
    npmPackage('hidden', '1.0.0', 'gone'),
    npmPackage('covered', '1.0.0', 'renewed'),
  ],
  [
    file('store/sail.json', SAIL),
    hardlink('app/node_modules/sail/package.json', 'store/sail.json'),
    npmPackage('mast', '2.0.0', 'lib/node'),
  ],
  [
    file('gone/node_modules/.wh.hidden'),
    file('renewed/.wh..wh..opq'),
    npmPackage('rope', '3.0.0', 'renewed'),
    file('var/lib/dpkg/status', dpkgStatus('libssl3 3.0.9-1 openssl', 'zlib1g 1:1.2.13 zlib', 'tar 1.34-1')),
  ],
];

const PACKAGES = [
  ['pkg:deb/debian/libssl3@3.0.9-1', 'usr/lib/dpkg/status', 0],
  ['pkg:deb/debian/tar@1.34-1', 'usr/lib/dpkg/status', 2],
  ['pkg:deb/debian/zlib1g@1:1.2.13', 'usr/lib/dpkg/status', 0],
  ['pkg:npm/mast@2.0.0', 'usr/lib/node/node_modules/mast/package.json', 1],
  ['pkg:npm/rope@3.0.0', 'renewed/node_modules/rope/package.json', 2],
  ['pkg:npm/sail@1.0.0', 'app/node_modules/sail/package.json', 1],
] as const;

const FINDINGS = [
  ['CVE-2024-90005', 'libssl3', '3.0.9-1', '3.0.11-1'],
  ['CVE-2024-90001', 'sail', '1.0.0', '1.2.0'],
] as const;

describe('one image in many forms', () => {
  onOwnMachine();

  for (const compression of ['gzip', 'zstd', 'none'] as const) {
    it(`archives and layouts, layers ${compression}`, async () => {
      const files = filesOf(built(compression));
      for (const reference of Object.keys(files)) await assertScan(reference, files[reference]!);
    });
  }

  it('a registry', async (t: TestContext) => {
    const missing = registryMissing();
    if (missing !== null) return t.skip(missing);
    const registry = await startRegistry();
    try {
      for (const compression of ['gzip', 'zstd', 'none'] as const) {
        const image = built(compression);
        await registry.push(image, 'team/app', compression);
        await assertScan(`${registry.host}/team/app:${compression}`);
        await assertScan(`${registry.host}/team/app@${image.manifestDigest}`);
      }
    } finally {
      await registry.stop();
    }
  });

  it('a root file system, which is one layer', async () => {
    writeRoot(join(here, 'root'));
    const { packages, findings } = await scan('rootfs:$HERE/root');
    assert.deepEqual(
      packages,
      PACKAGES.map(([purl, path]) => [purl, path, 0]),
    );
    assert.deepEqual(findings, FINDINGS);
  });

  it('the same bytes with any number of workers, with and without results of an earlier scan', async () => {
    put('app.tar', tarOf(dockerArchiveFiles([built('gzip')])));
    const settings = ['--workers 1 --no-cache', '--workers 2', '--workers 4', '--workers 3 --no-cache'];
    const outputs: string[] = [];
    for (const setting of settings) outputs.push((await runScan('$HERE/app.tar', setting)).stdout);
    assert.deepEqual(new Set(outputs).size, 1);
  });
});

function built(compression: Compression): BuiltImage {
  return buildImage({
    layers: LAYERS.map((entries) => ({ entries, compression })),
    tags: ['example.test/app:1'],
  });
}

/** What lies at a reference, as a file or as the files of a folder. */
type Stored = Uint8Array | ReadonlyMap<string, Uint8Array>;

function filesOf(image: BuiltImage): Readonly<Record<string, Stored>> {
  const legacy = tarOf(dockerArchiveFiles([image]));
  return {
    '$HERE/legacy.tar': legacy,
    '$HERE/legacy.tar.gz': gzipSync(legacy),
    '$HERE/blobs.tar': tarOf(dockerArchiveFiles([image], 'blobs')),
    '$HERE/layout.tar': tarOf(ociLayoutFiles([image])),
    '$HERE/layout': ociLayoutFiles([image]),
    'docker-archive:$HERE/unpacked': dockerArchiveFiles([image]),
  };
}

async function assertScan(reference: string, stored: Stored | null = null): Promise<void> {
  const path = reference.replace(/^.*\$HERE\//, '');
  if (stored instanceof Uint8Array) put(path, stored);
  else if (stored !== null) writeFolder(join(here, path), stored);
  const { packages, findings } = await scan(reference);
  assert.deepEqual(packages, PACKAGES, reference);
  assert.deepEqual(findings, FINDINGS, reference);
}

interface Report {
  readonly packages: readonly {
    readonly purl: string;
    readonly foundAt: { path: string; layerIndex: number };
  }[];
  readonly findings: readonly {
    readonly id: string;
    readonly packageName: string;
    readonly instances: readonly { readonly version: string; readonly fixedVersion: string }[];
  }[];
}

async function scan(reference: string): Promise<{ packages: unknown[]; findings: unknown[] }> {
  const ran = await runScan(reference, '--no-cache');
  const report = (JSON.parse(ran.stdout) as { reports: readonly Report[] }).reports[0]!;
  return {
    packages: report.packages.map(({ purl, foundAt }) => [
      decodeURIComponent(purl.replace(/\?.*/, '')),
      foundAt.path,
      foundAt.layerIndex,
    ]),
    findings: report.findings.flatMap(({ id, packageName, instances }) =>
      instances.map(({ version, fixedVersion }) => [id, packageName, version, fixedVersion]),
    ),
  };
}

async function runScan(reference: string, options: string): Promise<{ stdout: string }> {
  put(
    'flaws/a.json',
    osvRecord({ id: 'CVE-2024-90001', ecosystem: 'npm', name: 'sail', fixed: '1.2.0', severity: 'medium' }),
  );
  put(
    'flaws/b.json',
    osvRecord({
      id: 'CVE-2024-90005',
      ecosystem: 'Debian:12',
      name: 'openssl',
      fixed: '3.0.11-1',
      severity: 'high',
    }),
  );
  const ran = await run(`scan ${reference} --advisories $HERE/flaws --format json ${options}`);
  assert.equal(ran.code, 0, `${reference}: ${ran.stderr}`);
  return ran;
}

/** The layers as a container sees them, written by hand: what whiteouts hide is not there. */
function writeRoot(root: string): void {
  const write = (path: string, content: string): string => put(join('root', path), content);
  mkdirSync(join(root, 'usr/lib/dpkg'), { recursive: true });
  mkdirSync(join(root, 'var/lib'), { recursive: true });
  symlinkSync('usr/lib', join(root, 'lib'));
  symlinkSync('../../usr/lib/dpkg', join(root, 'var/lib/dpkg'));
  write('etc/os-release', 'ID=debian\nVERSION_ID="12"\n');
  write('usr/lib/dpkg/status', dpkgStatus('libssl3 3.0.9-1 openssl', 'zlib1g 1:1.2.13 zlib', 'tar 1.34-1'));
  write('store/sail.json', SAIL);
  mkdirSync(join(root, 'app/node_modules/sail'), { recursive: true });
  linkSync(join(root, 'store/sail.json'), join(root, 'app/node_modules/sail/package.json'));
  for (const [name, version, folder] of [
    ['mast', '2.0.0', 'usr/lib/node'],
    ['rope', '3.0.0', 'renewed'],
  ]) {
    write(`${folder}/node_modules/${name}/package.json`, JSON.stringify({ name, version }));
  }
}
