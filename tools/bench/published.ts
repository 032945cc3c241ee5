/** The program in the form that is published: the compiler's emit, without type-stripping at each start. */
import { spawnSync } from 'node:child_process';
import { cpSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The program as it lies in the repository: it runs the sources. */
export const PROGRAM_OF_SOURCES: string = join(ROOT, 'bin/plimsoll.mjs');

/** Lays the package out in the folder and gives the path of its program. Throws if the sources do not compile. */
export function buildPublished(folder: string): string {
  const compiler = join(ROOT, 'node_modules/.bin/tsc');
  const emit = spawnSync(compiler, ['-p', 'tsconfig.build.json', '--outDir', join(folder, 'dist')], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  if (emit.status !== 0) throw new Error(`the sources do not compile: ${emit.stdout}${emit.stderr}`);
  for (const part of ['bin', 'data', 'package.json'])
    cpSync(join(ROOT, part), join(folder, part), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return join(folder, 'bin/plimsoll.mjs');
}
