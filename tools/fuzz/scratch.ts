/** A file for parsers that read files: one for each thread, gone with the process. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let folder: string | null = null;

/** Always the same path; its folder is made at the first call. */
export function scratchFile(): string {
  folder ??= makeFolder();
  return join(folder, 'input');
}

function makeFolder(): string {
  const made = mkdtempSync(join(tmpdir(), 'plimsoll-fuzz-'));
  process.on('exit', () => rmSync(made, { recursive: true, force: true }));
  return made;
}
