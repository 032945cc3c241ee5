/** Inputs that are kept as files: those that reach something of their own, and those that once failed. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export type Shelf = 'corpus' | 'regressions';

/** By name of the file. */
export function readInputs(shelf: Shelf, targetId: string): readonly Uint8Array[] {
  const folder = folderOf(shelf, targetId);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((name) => readFileSync(join(folder, name)));
}

/** Replaces the target's corpus. */
export function writeCorpus(targetId: string, inputs: readonly Uint8Array[]): void {
  const folder = folderOf('corpus', targetId);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const bytes of inputs) writeFileSync(join(folder, nameOf(bytes)), bytes);
}

export function nameOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 12);
}

function folderOf(shelf: Shelf, targetId: string): string {
  return join(fileURLToPath(new URL(`./${shelf}/`, import.meta.url)), targetId);
}
