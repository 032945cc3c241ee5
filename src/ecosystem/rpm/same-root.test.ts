/** A root file system that rpm itself filled with packages that rpmbuild made: the inventory is what `rpm -qa` lists of it. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it, type TestContext } from 'node:test';
import { layeredFacts } from '../../../test/layered-facts.ts';
import { inFolder } from '../../../test/rpm-packages.ts';
import type { Distro } from '../../model/distro.ts';
import type { Package } from '../../model/package.ts';
import { rpmCataloger } from './catalog.ts';

const FEDORA: Distro = {
  id: 'fedora',
  idLike: [],
  versionId: '41',
  codename: '',
  prettyName: 'Fedora Linux 41',
  streams: [],
  confidence: 'release-file',
  foundAt: { path: 'etc/os-release', layerIndex: 0 },
};
const DATABASE = 'var/lib/rpm';

/** Head of a source package: name, epoch, version, release, licence, vendor, architecture. */
const SOURCES: readonly (readonly [string, string, string, string, string, string, string])[] = [
  ['plain', '', '1.2.3', '4.fc41', 'MIT', 'Fedora Project', 'noarch'],
  [
    'epochal',
    '7',
    '1.2.3~rc1',
    '0.1.fc41',
    'GPL-2.0-or-later AND (MIT OR Apache-2.0)',
    'Fedora Project',
    'x86_64',
  ],
  [
    'zero-epoch',
    '0',
    '2^20240101git.abcdef0',
    '1',
    'Public Domain',
    'Größe & Söhne <a@b.example>',
    'aarch64',
  ],
  ['no-vendor', '', '20240101', '1.module_f41+1+abc', 'LicenseRef-Callaway-BSD', '', 'noarch'],
  ['kernel-like', '', '6.11.4', '301.fc41', 'GPL-2.0-only', 'Fedora Project', 'x86_64'],
];
/** Of each source, besides its own: name, own version and licence where it has them. */
const PARTS: readonly (readonly [string, string, string])[] = [
  ['libs', '', ''],
  ['devel', '', 'BSD-3-Clause'],
  ['doc', '99.0', ''],
  ['c++', '', ''],
  ['data_files', '1', ''],
];

function specOf([name, epoch, version, release, licence, vendor, arch]: (typeof SOURCES)[number]): string {
  const tags = [
    `Name: ${name}`,
    `Version: ${version}`,
    `Release: ${release}`,
    `License: ${licence}`,
    'Summary: made for a test',
  ];
  if (epoch !== '') tags.push(`Epoch: ${epoch}`);
  if (vendor !== '') tags.push(`Vendor: ${vendor}`);
  if (arch === 'noarch') tags.push('BuildArch: noarch');
  const parts = PARTS.flatMap(([part, own, ownLicence]) => [
    `%package ${part}`,
    'Summary: part',
    ...(own === '' ? [] : [`Version: ${own}`]),
    ...(ownLicence === '' ? [] : [`License: ${ownLicence}`]),
    `%description ${part}`,
    'part',
    `%files ${part}`,
  ]);
  return [...tags, '%description', 'Made for a test.', ...parts, '%files', ''].join('\n');
}

function runTool(command: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  });
  assert.equal(status, 0, `${command}: ${stderr}`);
  return stdout;
}

/** Fills `root`. Packages of an architecture that is not this machine's are recorded, too. */
function install(folder: string, root: string): void {
  for (const source of SOURCES) {
    const path = join(folder, `${source[0]}.spec`);
    writeFileSync(path, specOf(source));
    const target = ['--target', source[6]];
    runTool('rpmbuild', [
      '-bb',
      '--quiet',
      ...target,
      '--define',
      `_topdir ${folder}/top`,
      '--define',
      '_buildhost b.example',
      path,
    ]);
  }
  const packages = readdirSync(join(folder, 'top/RPMS'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.rpm'))
    .map((name) => join(folder, 'top/RPMS', name));
  assert.equal(packages.length, SOURCES.length * (PARTS.length + 1));
  mkdirSync(join(root, DATABASE), { recursive: true });
  const flags = ['--justdb', '--nodeps', '--noscripts', '--ignorearch', '--nosignature'];
  runTool('rpm', [...inRoot(root), '-i', ...flags, ...packages]);
}

const inRoot = (root: string): string[] => [
  '--root',
  root,
  '--dbpath',
  `/${DATABASE}`,
  '--define',
  '_db_backend sqlite',
];

const QUERY = '%{NAME}|%{EPOCHNUM}|%{VERSION}|%{RELEASE}|%{ARCH}|%{SOURCERPM}|%{LICENSE}|%{VENDOR}\\n';

function toLine({ name, version, architecture, purl, licences, vendor }: Package): string {
  const [, epoch = '0', upstream, release] = /^(?:(\d+):)?([^-]+)-([^-]+)$/.exec(version)!;
  const source = decodeURIComponent(/upstream=([^&#]*)/.exec(purl)?.[1] ?? '');
  assert.equal(licences.length, 1);
  return [name, epoch, upstream, release, architecture, source, licences[0], vendor || '(none)'].join('|');
}

function isMissing(t: TestContext): boolean {
  const missing = ['rpm', 'rpmbuild'].filter((tool) => spawnSync(tool, ['--version']).error !== undefined);
  if (missing.length === 0) return false;
  assert.equal(process.env['CI'], undefined, `${missing.join(', ')} must be there`);
  t.skip(`${missing.join(', ')} is not installed`);
  return true;
}

it('rpm: the same root by rpm -qa and by its inventory', (t) => {
  if (isMissing(t)) return;
  inFolder((folder) => {
    const root = join(folder, 'root');
    install(folder, root);
    const listed = runTool('rpm', [...inRoot(root), '-qa', '--qf', QUERY])
      .trimEnd()
      .split('\n');
    const files = readdirSync(join(root, DATABASE)).map(
      (name) => [`${DATABASE}/${name}`, readFileSync(join(root, DATABASE, name))] as const,
    );
    const facts = layeredFacts(rpmCataloger.readers, [Object.fromEntries(files)]);
    const { packages, problems } = rpmCataloger.catalog(facts, [FEDORA]);
    assert.deepEqual(packages.map(toLine).sort(), listed.sort());
    assert.deepEqual([packages.length, problems, facts.warnings], [30, [], []]);
  });
});
