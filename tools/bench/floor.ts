/**
 * What the machine itself needs for an image's layers, one step after the other:
 *  `gunzip`  `gzip -dc LAYER | sha256sum`: the tools that every machine has;
 *  `floor`   OpenSSL's SHA-256 of the stored bytes, libdeflate to nothing, OpenSSL's SHA-256 of the plain bytes: the
 *            fastest way known to do each.
 * The layers are taken out of the archive by `tar`, so that nothing of Plimsoll is in the yardstick.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, readSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

export interface LayerFile {
  /** Stored bytes, gzip. */
  readonly path: string;
  readonly storedBytes: number;
}

/** One way to read the layers; `argv` is a whole process over all of them. */
export interface Floor {
  readonly id: 'gunzip' | 'floor';
  readonly argv: readonly [string, ...string[]];
}

/** Unpacks a `docker save` archive into the folder; its gzip layers, each once, in order. */
export function extractLayers(archive: string, folder: string): LayerFile[] {
  execFileSync('tar', ['-xf', archive, '-C', folder]);
  const manifest: unknown = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
  const paths = (manifest as { readonly Layers: readonly string[] }[])[0]!.Layers;
  return [...new Set(paths)]
    .map((path) => join(folder, path))
    .filter(isGzip)
    .map((path) => ({ path, storedBytes: statSync(path).size }));
}

/** The floors that this machine has the tools for. Writes the plain layers beside the stored ones for `floor`. */
export function prepareFloors(layers: readonly LayerFile[]): Floor[] {
  const paths = layers.map(({ path }) => path);
  const gunzip: Floor = { id: 'gunzip', argv: ['bash', '-c', GUNZIP, 'floor', ...paths] };
  if (!hasTools()) return [gunzip];
  for (const path of paths) execFileSync('bash', ['-c', 'gzip -dc < "$1" > "$1.plain"', 'plain', path]);
  return [gunzip, { id: 'floor', argv: ['bash', '-c', FASTEST, 'floor', ...paths] }];
}

/** Takes the plain layers away again: they are large. */
export function removePlain(layers: readonly LayerFile[]): void {
  for (const { path } of layers) rmSync(`${path}.plain`, { force: true });
}

const GUNZIP = 'set -e -o pipefail; for f; do gzip -dc < "$f" | sha256sum; done';
const FASTEST =
  'set -e; for f; do openssl dgst -sha256 "$f"; libdeflate-gunzip -c < "$f" > /dev/null; openssl dgst -sha256 "$f.plain"; done';

function hasTools(): boolean {
  return ['openssl version', 'libdeflate-gunzip -V'].every(
    (command) => spawnSync('bash', ['-c', command]).status === 0,
  );
}

function isGzip(path: string): boolean {
  const start = Buffer.alloc(2);
  const file = openSync(path, 'r');
  try {
    readSync(file, start);
  } finally {
    closeSync(file);
  }
  return start.readUInt16BE() === 0x1f8b;
}
