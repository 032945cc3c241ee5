/** A root file system that pacman itself filled: the inventory is what `pacman -Q` and `pacman -Qi` tell of it. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it, type TestContext } from 'node:test';
import { type FilesOfLayer, layeredFacts } from '../../../test/layered-facts.ts';
import { file, layer } from '../../../test/tar-builder.ts';
import type { Distro } from '../../model/distro.ts';
import { pacmanCataloger } from './catalog.ts';

const ARCH: Distro = {
  id: 'arch',
  idLike: [],
  versionId: '',
  codename: '',
  prettyName: 'Arch Linux',
  streams: [],
  confidence: 'release-file',
  foundAt: { path: 'etc/os-release', layerIndex: 0 },
};

/** Name, base, version, architecture, licences, packager. */
const PACKAGES: readonly (readonly [string, string, string, string, readonly string[], string])[] = [
  ['glib', 'glib', '1:2.82.4-2', 'x86_64', ['LGPL-2.1-or-later'], 'Some Body <some@body.example>'],
  ['glib-docs', 'glib', '1:2.82.4-2', 'any', ['LGPL-2.1-or-later', 'MIT'], 'Some Body <some@body.example>'],
  [
    'lib32-x',
    'lib32-x',
    '3.0.r12.gabc1234-1.1',
    'x86_64',
    ['GPL-2.0-or-later WITH GCC-exception-3.1'],
    'Größe <g@b.example>',
  ],
  ['no-licence', 'no-licence', '20240101-1', 'any', [], 'Unknown Packager'],
  ['a@b+c_d.e', 'a@b+c_d.e', '0.0.1alpha-1', 'x86_64', ['custom:thing'], 'Unknown Packager'],
  ['linux', 'linux', '6.12.4.arch1-1', 'x86_64', ['GPL-2.0-only'], 'Some Body <some@body.example>'],
];

function packageFile([name, base, version, arch, licences, packager]: (typeof PACKAGES)[number]): Uint8Array {
  const info = [
    `pkgname = ${name}`,
    `pkgbase = ${base}`,
    `pkgver = ${version}`,
    'pkgdesc = Made for a test',
    'builddate = 1700000000',
    `packager = ${packager}`,
    'size = 5',
    `arch = ${arch}`,
    ...licences.map((licence) => `license = ${licence}`),
  ];
  return layer([file('.PKGINFO', `${info.join('\n')}\n`), file(`usr/share/${base}/${name}`, 'x')]);
}

function pacman(folder: string, ...args: readonly string[]): string {
  const config = ['--config', join(folder, 'pacman.conf'), '--root', join(folder, 'root')];
  const done = spawnSync('pacman', [...config, ...args], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  });
  assert.equal(done.status, 0, `pacman ${args}: ${done.stderr}`);
  return done.stdout;
}

/** The fields of each record of `pacman -Qi`. */
function recordsOf(text: string): ReadonlyMap<string, string>[] {
  return text
    .trimEnd()
    .split('\n\n')
    .map(
      (record) =>
        new Map([...record.matchAll(/^(\S[^:]*?) *: (.*)$/gm)].map(([, key, value]) => [key!, value!])),
    );
}

function filesBelow(root: string, folder: string): FilesOfLayer {
  const files = readdirSync(join(root, folder), { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Object.fromEntries(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(root.length + 1), readFileSync(path)] as const;
    }),
  );
}

function isMissing(t: TestContext): boolean {
  const isThere = spawnSync('pacman', ['--version']).error === undefined;
  assert.ok(isThere || process.env['CI'] === undefined, 'pacman must be there');
  if (!isThere) t.skip('pacman is not installed');
  else if (process.getuid?.() !== 0) t.skip('pacman installs for root only');
  return !isThere || process.getuid?.() !== 0;
}

it('pacman: the same root by pacman -Q, -Qi and by its inventory', (t) => {
  if (isMissing(t)) return;
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-pacman-'));
  try {
    writeFileSync(join(folder, 'pacman.conf'), '[options]\nArchitecture = auto\n');
    mkdirSync(join(folder, 'root/var/lib/pacman'), { recursive: true });
    const paths = PACKAGES.map((made, at) => {
      const path = join(folder, `${at}.pkg.tar`);
      writeFileSync(path, packageFile(made));
      return path;
    });
    pacman(folder, '-Udd', '--noconfirm', '--noscriptlet', ...paths);
    const facts = layeredFacts(pacmanCataloger.readers, [filesBelow(join(folder, 'root'), 'var/lib/pacman')]);
    const { packages, problems } = pacmanCataloger.catalog(facts, [ARCH]);
    assert.deepEqual([packages.length, problems, facts.warnings], [PACKAGES.length, [], []]);
    const listed = pacman(folder, '-Q').trimEnd().split('\n');
    assert.deepEqual(packages.map(({ name, version }) => `${name} ${version}`).sort(), listed.sort());
    const told = recordsOf(pacman(folder, '-Qi')).map((record) =>
      ['Name', 'Version', 'Architecture', 'Licenses', 'Packager'].map((key) => record.get(key)),
    );
    const found = packages.map((pkg) => [
      pkg.name,
      pkg.version,
      pkg.architecture,
      pkg.licences.join('  ') || 'None',
      pkg.vendor,
    ]);
    assert.deepEqual(found.sort(), told.sort());
    const bases = new Map(PACKAGES.map(([name, base]) => [name, base]));
    for (const { name, source } of packages) assert.equal(source.name, bases.get(name));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
