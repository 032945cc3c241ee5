/** A root file system that dpkg itself filled: the inventory is what `dpkg-query -W` and `-L` tell of it. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { it, type TestContext } from 'node:test';
import { type FilesOfLayer, layeredFacts } from '../../../test/layered-facts.ts';
import type { Distro } from '../../model/distro.ts';
import { dpkgCataloger } from './catalog.ts';

const DEBIAN: Distro = {
  id: 'debian',
  idLike: [],
  versionId: '12',
  codename: 'bookworm',
  prettyName: 'Debian GNU/Linux 12 (bookworm)',
  streams: [],
  confidence: 'release-file',
  foundAt: { path: 'etc/os-release', layerIndex: 0 },
};

interface Made {
  readonly name: string;
  readonly version: string;
  readonly arch: string;
  /** Further fields of the control file. */
  readonly more?: string;
  readonly files?: readonly string[];
  readonly conffile?: string;
}

const MAINTAINER = 'Größe Ä <g@lists.debian.org>';

const PACKAGES: readonly Made[] = [
  { name: 'plain', version: '1.0-1', arch: 'amd64', files: ['usr/bin/plain', 'usr/share/a b/c'] },
  {
    name: 'libx1',
    version: '2:3.1~rc1+dfsg-2+b3',
    arch: 'amd64',
    more: 'Source: x (2:3.1~rc1+dfsg-2)\nMulti-Arch: same',
  },
  {
    name: 'libx1',
    version: '2:3.1~rc1+dfsg-2+b3',
    arch: 'i386',
    more: 'Source: x (2:3.1~rc1+dfsg-2)\nMulti-Arch: same',
    files: ['usr/lib/i386/x'],
  },
  { name: 'x-doc', version: '2:3.1~rc1+dfsg-2', arch: 'all', more: 'Source: x' },
  { name: 'meta', version: '1:13.2.0-1', arch: 'amd64', more: 'Source: meta-defaults (1.203)' },
  { name: 'configured', version: '7', arch: 'all', conffile: 'etc/configured.conf', files: ['usr/bin/c'] },
  { name: 'held', version: '0.0~git20240101.abc-1', arch: 'amd64' },
  { name: 'wanted-gone', version: '4-1', arch: 'amd64' },
  { name: 'removed', version: '5-1', arch: 'all', conffile: 'etc/removed.conf' },
  { name: 'purged', version: '6-1', arch: 'all' },
];
const UNPACKED: Made = { name: 'unpacked', version: '8-1', arch: 'amd64', files: ['usr/bin/u'] };

function run(command: string, ...args: readonly string[]): string {
  return runWith('', command, ...args);
}

function runWith(input: string, command: string, ...args: readonly string[]): string {
  const done = spawnSync(command, args, {
    input,
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  });
  assert.equal(done.status, 0, `${command} ${args}: ${done.stderr}`);
  return done.stdout;
}

function write(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

function buildPackage(folder: string, made: Made): string {
  const tree = join(folder, `${made.name}-${made.arch}`);
  const { name, version, arch, more, files = [`usr/share/${name}/${arch}`], conffile } = made;
  const fields = [
    `Package: ${name}`,
    ...(more === undefined ? [] : [more]),
    `Version: ${version}`,
    `Architecture: ${arch}`,
    `Maintainer: ${MAINTAINER}`,
    'Description: made for a test\n Package: not-a-package\n .\n end',
  ];
  write(join(tree, 'DEBIAN/control'), `${fields.join('\n')}\n`);
  for (const path of files) write(join(tree, path), path);
  if (conffile !== undefined) {
    write(join(tree, conffile), 'a\n');
    write(join(tree, 'DEBIAN/conffiles'), `/${conffile}\n`);
  }
  const deb = `${tree}.deb`;
  run('dpkg-deb', '--root-owner-group', '-Znone', '--build', tree, deb);
  return deb;
}

function fillRoot(folder: string): string {
  const root = join(folder, 'root');
  for (const path of ['updates', 'info', 'triggers'])
    mkdirSync(join(root, 'var/lib/dpkg', path), { recursive: true });
  write(join(root, 'var/lib/dpkg/status'), '');
  write(join(root, 'var/lib/dpkg/arch'), 'amd64\ni386\n');
  const dpkg = (...args: readonly string[]): string =>
    run(
      'dpkg',
      `--root=${root}`,
      '--force-not-root,unsafe-io,bad-path,architecture,script-chrootless',
      '--log=/dev/null',
      ...args,
    );
  dpkg('--install', ...PACKAGES.map((made) => buildPackage(folder, made)));
  dpkg('--unpack', buildPackage(folder, UNPACKED));
  dpkg('--remove', 'removed');
  dpkg('--purge', 'purged');
  runWith('held hold\nwanted-gone deinstall\n', 'dpkg', `--root=${root}`, '--set-selections');
  return root;
}

function filesBelow(root: string, folder: string): FilesOfLayer {
  const files = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    files
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path.slice(root.length + 1), readFileSync(path)] as const),
  );
}

/** What dpkg calls there: all files are, whatever is left to do. */
const THERE = new Set(['installed', 'unpacked']);
const FIELDS = ['Package', 'Version', 'Architecture', 'source:Package', 'source:Version', 'db:Status-Status'];

function isMissing(t: TestContext): boolean {
  const isThere = spawnSync('dpkg-deb', ['--version']).error === undefined;
  assert.ok(isThere || process.env['CI'] === undefined, 'dpkg must be there');
  if (!isThere) t.skip('dpkg is not installed');
  return !isThere;
}

it('dpkg: the same root by dpkg-query and by its inventory', (t) => {
  if (isMissing(t)) return;
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-dpkg-'));
  try {
    const root = fillRoot(folder);
    const facts = layeredFacts(dpkgCataloger.readers, [filesBelow(root, 'var/lib/dpkg')]);
    const { packages, owned, problems } = dpkgCataloger.catalog(facts, [DEBIAN]);
    assert.deepEqual([problems, facts.warnings], [[], []]);
    const format = `${FIELDS.map((field) => `\${${field}}`).join('\\t')}\\n`;
    const told = run('dpkg-query', `--root=${root}`, '-W', `--showformat=${format}`).trimEnd().split('\n');
    const there = told.filter((line) => THERE.has(line.split('\t').at(-1)!));
    assert.deepEqual([told.length, there.length], [PACKAGES.length, PACKAGES.length - 1]);
    assert.deepEqual(
      packages
        .map((p) => [p.name, p.version, p.architecture, p.source.name, p.source.version].join('\t'))
        .sort(),
      there.map((line) => line.replace(/\t[^\t]*$/, '')).sort(),
    );
    const names = packages.map(({ name, architecture }) =>
      architecture === 'all' ? name : `${name}:${architecture}`,
    );
    const listed = run('dpkg-query', `--root=${root}`, '-L', ...names)
      .trimEnd()
      .split('\n\n');
    for (const [at, pkg] of packages.entries()) {
      assert.equal(pkg.vendor, MAINTAINER);
      const paths = listed[at]!.split('\n');
      const files = owned.find(({ purl }) => purl === pkg.purl)!.paths.split('\n');
      assert.ok(
        files.every((path) => paths.includes(`/${path}`)),
        pkg.name,
      );
      const own = [...PACKAGES, UNPACKED].find(
        (made) => made.name === pkg.name && made.arch === pkg.architecture,
      )!;
      for (const path of own.files ?? []) assert.ok(files.includes(path), path);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
