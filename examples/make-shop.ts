/**
 * Makes examples/shop.tar, the image of the README: one docker-save archive with the layers of shop/Dockerfile.
 * Needs the clients npm, pip, mvn, jar and go; the records of the distributions are the small files in shop/.
 * Run: node examples/make-shop.ts
 */
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  type Dirent,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { buildImage, writeDockerArchive } from '../test/image-builder.ts';
import { dir, type Entry, file, symlink, whiteout } from '../test/tar-builder.ts';

const SHOP = join(import.meta.dirname, 'shop');
const work = mkdtempSync(join(tmpdir(), 'shop-'));

function run(
  command: string,
  args: readonly string[],
  cwd = work,
  env: Readonly<Record<string, string>> = {},
): void {
  execFileSync(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** The files under a folder as entries, with their folders. */
function tree(from: string, to: string, keep: (path: string) => boolean = () => true): Entry[] {
  const files = (readdirSync(from, { recursive: true, withFileTypes: true }) as Dirent[])
    .filter((e) => e.isFile())
    .map((e) => relative(from, join(e.parentPath, e.name)))
    .filter(keep)
    .sort();
  return withFolders(
    files.map((path) =>
      file(`${to}/${path}`, readFileSync(join(from, path)), { mode: modeOf(join(from, path)) }),
    ),
  );
}

function modeOf(path: string): number {
  return (statSync(path).mode & 0o100) === 0 ? 0o644 : 0o755;
}

function withFolders(files: readonly Extract<Entry, { path: string }>[]): Entry[] {
  const made = new Set<string>();
  return files.flatMap((f) => {
    const parts = f.path.split('/').slice(0, -1);
    const folders = parts.map((_, i) => parts.slice(0, i + 1).join('/')).filter((p) => !made.has(p));
    for (const folder of folders) made.add(folder);
    return [...folders.map((p) => dir(p)), f];
  });
}

function debianLayer(): Entry[] {
  const lists = readFileSync(join(SHOP, 'debian/files.txt'), 'utf8')
    .split('\n')
    .filter((l) => l !== '' && !l.startsWith('#'));
  const infos = lists.map((line) => {
    const [name, ...paths] = line.split(' ');
    return file(`var/lib/dpkg/info/${name}.list`, paths.map((p) => `/${p}\n`).join(''));
  });
  const release =
    'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\nVERSION="12 (bookworm)"\nVERSION_CODENAME=bookworm\nID=debian\n';
  const egg =
    'Metadata-Version: 2.1\nName: Jinja2\nVersion: 3.1.2\nSummary: A very fast and expressive template engine.\nLicense: BSD-3-Clause\n';
  return [
    symlink('lib', 'usr/lib'),
    symlink('etc/os-release', '../usr/lib/os-release'),
    ...withFolders([
      file('etc/debian_version', '12.0\n'),
      file('usr/lib/os-release', release),
      file('usr/lib/python3/dist-packages/Jinja2-3.1.2.egg-info/PKG-INFO', egg),
      file('usr/lib/python3/dist-packages/jinja2/__init__.py', '"""Jinja of the distribution."""\n'),
      ...infos,
      file('var/lib/dpkg/status', readFileSync(join(SHOP, 'debian/status'))),
    ]),
  ];
}

function alpineLayers(): Entry[][] {
  const installed = file('usr/lib/apk/db/installed', readFileSync(join(SHOP, 'alpine/installed')));
  return [withFolders([installed]), withFolders([file('etc/alpine-release', '3.18.0\n')])];
}

function nodeLayer(): Entry[] {
  const app = join(work, 'node');
  cpSync(join(SHOP, 'package.json'), join(app, 'package.json'));
  cpSync(join(SHOP, 'package-lock.json'), join(app, 'package-lock.json'));
  run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], app);
  const runs = (path: string): boolean =>
    /(^|\/)(package\.json|LICENSE[^/]*|[^/]+\.js)$/.test(path) &&
    !/\/(dist|test|examples?|fp|scripts)\//.test(path) &&
    (!path.startsWith('lodash/') || /^lodash\/(package\.json|LICENSE|lodash\.js)$/.test(path));
  return [
    dir('app'),
    file('app/package.json', readFileSync(join(SHOP, 'package.json'))),
    ...tree(join(app, 'node_modules'), 'app/node_modules', runs),
  ];
}

function pythonLayer(): Entry[] {
  const target = join(work, 'python');
  const wanted = ['jinja2==2.10.1', 'requests==2.19.1', 'urllib3==1.23', 'werkzeug==0.15.2'];
  run('pip', [
    'install',
    '-q',
    '--no-deps',
    '--no-compile',
    '--only-binary',
    ':all:',
    '--target',
    target,
    ...wanted,
  ]);
  return tree(
    target,
    'app/python',
    (path) => !/(^|\/)(__pycache__|debug\/shared|REQUESTED|bin)(\/|$)/.test(path),
  );
}

function maven(artefact: string): string {
  run('mvn', [
    '-q',
    'dependency:copy',
    `-Dartifact=${artefact}`,
    `-DoutputDirectory=${work}/jars`,
    '-Dmdep.useBaseVersion=true',
  ]);
  const [, name, version] = artefact.split(':');
  return join(work, 'jars', `${name}-${version}.jar`);
}

/** A fat jar as build plug-ins make it: nested jars, and the pom of one that was left behind without its classes. */
function jarLayer(): Entry[] {
  const fat = join(work, 'fat');
  for (const artefact of [
    'org.apache.logging.log4j:log4j-core:2.14.1',
    'org.apache.commons:commons-text:1.9',
    'org.yaml:snakeyaml:1.26',
  ]) {
    const jar = maven(artefact);
    cpSync(jar, join(fat, 'BOOT-INF/lib', jar.slice(jar.lastIndexOf('/') + 1)));
  }
  const leftOver = join(fat, 'META-INF/maven/com.fasterxml.jackson.core/jackson-databind');
  mkdirSync(leftOver, { recursive: true });
  writeFileSync(
    join(leftOver, 'pom.properties'),
    'groupId=com.fasterxml.jackson.core\nartifactId=jackson-databind\nversion=2.9.8\n',
  );
  run('jar', [
    '--create',
    '--file',
    'shop.jar',
    '--no-compress',
    '--date=2023-06-10T00:00:00Z',
    '-C',
    fat,
    '.',
  ]);
  const bytes = readFileSync(join(work, 'shop.jar'));
  return [file('app/shop.jar', bytes)];
}

function serverLayer(): Entry[] {
  const built = join(work, 'shop-server');
  run(
    'go',
    ['build', '-trimpath', '-buildvcs=false', '-ldflags', '-s -w', '-o', built, '.'],
    join(SHOP, 'server'),
    { CGO_ENABLED: '0', GOOS: 'linux', GOARCH: 'amd64' },
  );
  return [file('app/shop-server', readFileSync(built), { mode: 0o755 })];
}

const [apkDatabase, alpineRelease] = alpineLayers();
const layers = [
  { createdBy: '/bin/sh -c #(nop) ADD file:debian-12.0-slim in /', entries: debianLayer() },
  { createdBy: 'COPY /lib/apk /lib/apk # buildkit', entries: apkDatabase! },
  { createdBy: 'COPY /etc/alpine-release /etc/alpine-release # buildkit', entries: alpineRelease! },
  { createdBy: 'COPY package.json node_modules /app/ # buildkit', entries: nodeLayer() },
  {
    createdBy:
      'RUN /bin/sh -c pip install --target /app/python jinja2==2.10.1 requests==2.19.1 urllib3==1.23 werkzeug==0.15.2 # buildkit',
    entries: pythonLayer(),
  },
  { createdBy: 'COPY shop.jar /app/shop.jar # buildkit', entries: jarLayer() },
  { createdBy: 'COPY /shop-server /app/shop-server # buildkit', entries: serverLayer() },
  {
    createdBy:
      'RUN /bin/sh -c rm -rf /app/node_modules/ejs /app/python/werkzeug /app/python/Werkzeug-0.15.2.dist-info # buildkit',
    entries: [
      whiteout('app/node_modules/ejs'),
      whiteout('app/python/werkzeug'),
      whiteout('app/python/Werkzeug-0.15.2.dist-info'),
    ],
  },
];
const SETTINGS = [
  { createdBy: 'ENV NODE_ENV=production', empty: true },
  { createdBy: 'CMD ["/app/shop-server"]', empty: true },
];

function toHistory(step: { readonly createdBy: string; readonly empty?: boolean }): object {
  const base = {
    created: '1970-01-01T00:00:00Z',
    created_by: step.createdBy,
    comment: 'buildkit.dockerfile.v0',
  };
  return step.empty === true ? { ...base, empty_layer: true } : base;
}

const image = buildImage({
  layers,
  tags: ['plimsoll/shop:1'],
  configRoot: { history: [...layers, ...SETTINGS].map(toHistory) },
  config: {
    Env: ['PATH=/usr/bin:/bin', 'NODE_ENV=production'],
    Cmd: ['/app/shop-server'],
    WorkingDir: '/app',
  },
});
const target = join(import.meta.dirname, 'shop.tar');
writeDockerArchive(target, [image], 'blobs');
rmSync(work, { recursive: true, force: true });
process.stdout.write(`${target}: ${statSync(target).size} bytes\n`);
