/**
 * The files below `fixtures/image` of an ecosystem, by their paths in an image. One that ends in `.gz` is unpacked and
 * stands under its name without it: databases and programs are large.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { compareText } from '../src/model/problem.ts';
import type { TestFile } from './facts-of.ts';

/** `folder` is the ecosystem's own. Sorted by path; throws where there is no `fixtures/image`. */
export function readFixtureImage(folder: string): TestFile[] {
  const root = join(folder, 'fixtures/image');
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => toFile(relative(root, path).replaceAll(sep, '/'), readFileSync(path)))
    .sort((a, b) => compareText(a.path, b.path));
}

function toFile(path: string, bytes: Uint8Array): TestFile {
  return path.endsWith('.gz') ? { path: path.slice(0, -3), bytes: gunzipSync(bytes) } : { path, bytes };
}
