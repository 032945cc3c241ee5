/**
 * Makes dist, what the published package runs: a bundle of few files, because loading many small ones takes longer
 * than a cached scan; the types; and the licences of what is in the bundle.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Modules that are started by their file: the program, the library, the sandboxed process and its threads. */
const ENTRIES: readonly string[] = [
  'src/cli/main.ts',
  'src/index.ts',
  'src/image/sandbox/sandbox-child.ts',
  'src/image/sandbox/sandbox-thread.ts',
  'src/image/inflate/inflate-thread.ts',
  'src/scan/readers.ts',
];

/** What a bundled CommonJS module asks for is asked of Node. */
const REQUIRE = 'const require=globalThis.process.getBuiltinModule("module").createRequire(import.meta.url);';

/** As esbuild writes them: `import{a,b as c}from"node:x";`, `import*as d from"node:x";`, `import e from"node:x";`. */
const BUILTIN_IMPORT = /\bimport(?:\{([^}]*)\}|\s*\*\s*as ([\w$]+) ?| ([\w$]+) )from"(node:[\w/]+)";/g;

/**
 * An `import` of a built-in module reads all its members, and some of these load further modules: 5 ms for `fs` alone.
 * Taking out only what is used spares that.
 */
function takeFromBuiltins(code: string): string {
  return code.replace(BUILTIN_IMPORT, (_, members: string | undefined, all, whole, name: string) => {
    const target = members === undefined ? String(all ?? whole) : `{${members.replace(/\s+as\s+/g, ':')}}`;
    return `const ${target}=globalThis.process.getBuiltinModule("${name}");`;
  });
}

/** Writes everything into `folder`, which must not exist or be empty. Throws if the sources do not compile. */
export async function buildDist(folder: string): Promise<void> {
  const { metafile, outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: [...ENTRIES],
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
    write: false,
  });
  mkdirSync(folder, { recursive: true });
  for (const { path, text } of outputFiles) writeFileSync(path, takeFromBuiltins(text));
  writeFileSync(join(folder, 'THIRD-PARTY.txt'), licencesOf(Object.keys(metafile.inputs)));
  emitTypes(join(folder, 'types'));
}

function emitTypes(folder: string): void {
  const compiler = join(ROOT, 'node_modules/.bin/tsc');
  const args = ['-p', 'tsconfig.build.json', '--outDir', folder];
  const { status, stdout, stderr } = spawnSync(compiler, args, { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) throw new Error(`the sources do not compile: ${stdout}${stderr}`);
}

/** The licence texts of the packages that the files are of. Throws where one has none. */
function licencesOf(files: readonly string[]): string {
  const packages = files.flatMap(
    (file) => /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? [],
  );
  const texts = [...new Set(packages)].sort().map((name) => {
    const folder = join(ROOT, 'node_modules', name);
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    if (file === undefined) throw new Error(`${name} has no licence file`);
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
    return `${name} ${version}\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
  });
  return texts.join(`\n${'-'.repeat(79)}\n\n`);
}

if (import.meta.main) {
  rmSync(join(ROOT, 'dist'), { recursive: true, force: true });
  await buildDist(join(ROOT, 'dist'));
}
