/** The program in the form that is published: the bundle, without type-stripping at each start. */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildDist } from '../build.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The program as it lies in the repository: it runs the sources. */
export const PROGRAM_OF_SOURCES: string = join(ROOT, 'bin/plimsoll.mjs');

/** Lays the package out in the folder and gives the path of its program. Throws if the sources do not compile. */
export async function buildPublished(folder: string): Promise<string> {
  await buildDist(join(folder, 'dist'));
  for (const part of ['bin', 'data', 'package.json']) {
    cpSync(join(ROOT, part), join(folder, part), { recursive: true });
  }
  return join(folder, 'bin/plimsoll.mjs');
}
