/**
 * Updates an advisory database in a process of its own, in which writing to the disk goes wrong at a chosen step:
 * `node advisory-update.ts kill 7 DATABASE SOURCE` dies there; `full` tries every step with a full disk, and prints
 * the error codes and the digests that were found after each.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import type { updateDatabase } from '../src/advisory/update.ts';

const [mode, step, folder, source] = process.argv.slice(2) as [string, string, string, string];

let steps = 0;
let failAt = mode === 'kill' ? Number(step) : 0;

function fail(): void {
  if (mode === 'kill') process.kill(process.pid, 'SIGKILL');
  throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
}

function failing<F extends (...args: never[]) => unknown>(original: F): F {
  return ((...args: Parameters<F>) => {
    steps += 1;
    if (steps === failAt) fail();
    return original(...args);
  }) as unknown as F;
}

fs.mkdirSync = failing(fs.mkdirSync as (...args: never[]) => unknown) as typeof fs.mkdirSync;
fs.writeFileSync = failing(fs.writeFileSync);
fs.renameSync = failing(fs.renameSync);
fs.fsyncSync = failing(fs.fsyncSync);
fs.utimesSync = failing(fs.utimesSync);
syncBuiltinESMExports();

// Loaded after the functions were replaced.
const { updateDatabase: update } = await import('../src/advisory/update.ts');
const { readManifest } = await import('../src/advisory/database.ts');
const { feeds } = await import('../src/advisory/list.ts');
const { schemes } = await import('../src/version/list.ts');

const options: Parameters<typeof updateDatabase>[0] = {
  folder,
  feeds,
  schemes,
  namespaces: null,
  from: { kind: 'local', path: source },
  force: true,
  now: '2026-01-01T00:00:00Z',
  http: null,
  maxDownloadBytes: null,
  signal: new AbortController().signal,
  onProgress: () => {},
};

if (mode === 'kill') await update(options);
else {
  const tries: { code: string; digest: string | undefined }[] = [];
  for (failAt = 1; ; failAt += 1) {
    steps = 0;
    const code = await update(options).then(
      () => 'done',
      (error: { code?: string }) => error.code ?? String(error),
    );
    tries.push({ code, digest: readManifest(folder)?.digest });
    if (code === 'done') break;
  }
  process.stdout.write(JSON.stringify(tries));
}
