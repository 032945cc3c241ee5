/** A file for parsers that read files: one for each process, gone with it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let folder: string | null = null;

/** From now on the file is in this folder, which somebody else removes. */
export function keepScratchIn(path: string): void {
  folder = path;
}

/** Always the same path; without a folder that was told, one is made at the first call. */
export function scratchFile(): string {
  folder ??= makeFolder();
  return join(folder, 'input');
}

function makeFolder(): string {
  const made = mkdtempSync(join(tmpdir(), 'plimsoll-fuzz-'));
  process.on('exit', () => rmSync(made, { recursive: true, force: true }));
  return made;
}
