/**
 * Makes dist, what the published package runs: a bundle of few files, because loading many small ones takes longer
 * than a cached scan; the types; and the licences of what is in the bundle.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { detectors } from '../src/check/secret/detectors/list.ts';
import { toHints } from '../src/check/secret/engine/keywords.ts';
import { toPlan } from '../src/check/secret/engine/plan.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * Modules that are started by their file. Each group is bundled by itself: the program's start, which answers simple
 * questions, the program, the library, and the sandboxed process with its threads.
 */
const GROUPS: readonly (readonly string[])[] = [
  ['src/cli/main.ts'],
  ['src/cli/command-line.ts'],
  ['src/index.ts'],
  ['src/image/sandbox/sandbox-child.ts', 'src/image/sandbox/sandbox-thread.ts', 'src/scan/readers.ts'],
];

/** What a bundled CommonJS module asks for is asked of Node. */
const REQUIRE = 'const require=globalThis.process.getBuiltinModule("module").createRequire(import.meta.url);';

/**
 * Built-in modules are loaded when something of them is used: Node compiles them at each start, and an `import` reads
 * all their members besides, some of which load further modules (5 ms for `fs` alone).
 */
const builtins: Plugin = {
  name: 'builtins',
  setup(bundler) {
    bundler.onResolve({ filter: /^node:/ }, ({ kind, path }) =>
      kind === 'import-statement' ? { path, namespace: 'builtin' } : null,
    );
    bundler.onLoad({ filter: /^/, namespace: 'builtin' }, ({ path }) => ({
      // The methods of `process` ask for their object.
      contents: `module.exports = ${path === 'node:process' ? 'globalThis.process' : lateModule(path)}`,
    }));
  },
};

/** The bundler copies what an object has of its own, and leaves what it inherits to be asked for. */
function lateModule(name: string): string {
  const get = `(_, member) => globalThis.process.getBuiltinModule('${name}')[member]`;
  return `Object.create(new Proxy({}, { get: ${get} }))`;
}

/** What is loaded late and has a group of its own is no part of the one that loads it. */
const ownGroups: Plugin = {
  name: 'own-groups',
  setup(bundler) {
    const entries = new Set(GROUPS.flat().map((entry) => join(ROOT, entry)));
    bundler.onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) =>
      kind === 'dynamic-import' && entries.has(join(resolveDir, path))
        ? { path: `./${basename(path, '.ts')}.js`, external: true }
        : null,
    );
  },
};

/**
 * The bundler makes a file for each set of modules that the same entries load, and whatever is loaded late is an entry:
 * a start would load dozens of files. Told that each of them loads the one that is started, which is there by then
 * anyway, it puts all of that into one. Of several that are started, each would run the others.
 */
function together(entry: string): Plugin {
  return {
    name: 'together',
    setup(bundler) {
      bundler.onResolve({ filter: /^/ }, ({ kind, path, resolveDir }) =>
        kind === 'dynamic-import'
          ? { path: path.startsWith('.') ? join(resolveDir, path) : path, namespace: 'late' }
          : null,
      );
      bundler.onLoad({ filter: /^/, namespace: 'late' }, ({ path }) => ({
        contents: `import './${entry}'; export * from '${path}';`,
        resolveDir: ROOT,
      }));
    },
  };
}

/** Buckets of the detectors' keywords are chosen once: at a start it would take longer than all else of the tables. */
const keywordHints: Plugin = {
  name: 'keyword-hints',
  setup(bundler) {
    bundler.onLoad({ filter: /[\\/]secret[\\/]engine[\\/]hints\.ts$/ }, () => ({
      contents: `export const HINTS = ${JSON.stringify(toHints(toPlan(detectors).tables))};`,
    }));
  },
};

/** What reads layers: each entry of the sandboxed process loads all of it, which makes it one file. */
const WORK = [
  'src/scan/readers.ts',
  'src/image/load-readers.ts',
  'src/image/sandbox/permissions.ts',
  'src/image/sandbox/work.ts',
].map((part) => join(ROOT, part));

/** The same for what has several entries that are started, or loaded by a name that is not in the source. */
const sandboxTogether: Plugin = {
  name: 'sandbox-together',
  setup(bundler) {
    bundler.onLoad({ filter: /[\\/](?:sandbox-child|sandbox-thread|scan[\\/]readers)\.ts$/ }, ({ path }) => ({
      contents: `${WORK.map((part) => `import ${JSON.stringify(part)};`).join('')}${readFileSync(path, 'utf8')}`,
      loader: 'ts',
    }));
  },
};

const SANDBOX: readonly Plugin[] = [sandboxTogether, together('src/scan/readers.ts')];

/** Writes everything into `folder`, which must not exist or be empty. Throws if the sources do not compile. */
export async function buildDist(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const inputs = await Promise.all(GROUPS.map((entries) => bundle(entries, folder)));
  writeFileSync(join(folder, 'THIRD-PARTY.txt'), licencesOf(inputs.flat()));
  emitTypes(join(folder, 'types'));
}

/** Answers the files that went into it. */
async function bundle(entries: readonly string[], folder: string): Promise<readonly string[]> {
  const { metafile, outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: [...entries],
    outdir: folder,
    entryNames: '[name]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    metafile: true,
    banner: { js: REQUIRE },
    plugins: [builtins, ownGroups, keywordHints, ...(entries.length === 1 ? entries.map(together) : SANDBOX)],
    write: false,
  });
  for (const { path, text } of outputFiles) writeFileSync(path, text);
  return Object.keys(metafile.inputs);
}

function emitTypes(folder: string): void {
  const compiler = join(ROOT, 'node_modules/.bin/tsc');
  const args = ['-p', 'tsconfig.build.json', '--outDir', folder];
  const { status, stdout, stderr } = spawnSync(compiler, args, { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) throw new Error(`the sources do not compile: ${stdout}${stderr}`);
}

/** The licence texts of the packages that the files are of. Throws where one has none. */
function licencesOf(files: readonly string[]): string {
  const byPackage = Map.groupBy(files, (file) => PACKAGE_OF.exec(file)?.[1] ?? '');
  byPackage.delete('');
  const texts = [...byPackage.keys()].sort().map((name) => {
    const folder = join(ROOT, 'node_modules', name);
    const described: DescribedPackage = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    const text =
      file === undefined
        ? licenceWithoutFile(name, described, byPackage.get(name)!)
        : readFileSync(join(folder, file), 'utf8');
    return `${name} ${described.version}\n\n${text.trim()}\n`;
  });
  return texts.join(`\n${'-'.repeat(79)}\n\n`);
}

const PACKAGE_OF = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\//;

/** What is used of a package.json. */
interface DescribedPackage {
  readonly version: string;
  readonly license: string;
  readonly author?: string | { readonly name: string };
}

/** SPDX, `ISC`, without its first line. */
const ISC = `Permission to use, copy, modify, and/or distribute this software for any
purpose with or without fee is hereby granted, provided that the above
copyright notice and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH
REGARD TO THIS SOFTWARE INCLUDING ALL IMPLIED WARRANTIES OF MERCHANTABILITY AND
FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT,
INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS
OF USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER
TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF
THIS SOFTWARE.`;

/** What its files say at their beginning, and the Apache License, under which this program is too; or the ISC licence. */
function licenceWithoutFile(
  name: string,
  { license: licence, author = '' }: DescribedPackage,
  files: readonly string[],
): string {
  const holder = typeof author === 'string' ? author : author.name;
  if (licence === 'ISC' && holder !== '') return `ISC\n\nCopyright (c) ${holder}\n\n${ISC}`;
  if (!licence.includes('Apache-2.0')) throw new Error(`${name} has no licence file`);
  const notices = files.map((file) => /^(?:\/\/.*\n)*/.exec(readFileSync(join(ROOT, file), 'utf8'))![0]);
  const said = [...new Set(notices)].sort().map((notice) => notice.replace(/^\/\/ ?/gm, ''));
  return [licence, ...said, readFileSync(join(ROOT, 'LICENSE'), 'utf8')].join('\n\n');
}

if (import.meta.main) {
  rmSync(join(ROOT, 'dist'), { recursive: true, force: true });
  await buildDist(join(ROOT, 'dist'));
}
