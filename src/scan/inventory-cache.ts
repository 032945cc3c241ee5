/**
 * What was concluded of an image, kept by its layers, the limits and the program that concluded it: the next scan
 * reads manifest and config, and then this alone. What the report says besides (names, owners of layers, whatever
 * opening the image showed) is not in here, and neither is any advisory.
 */
import { hash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { canonicalJson } from '../base/canonical-json.ts';
import { parseJsonText } from '../base/json.ts';
import type { Limits } from '../base/limits.ts';
import { PACKAGE_ROOT } from '../base/package-root.ts';
import { optionsDigest, type SecretOptions } from '../check/secret/settings.ts';
import type { Ecosystem } from '../ecosystem/ecosystem.ts';
import type { OpenImage } from '../image/source.ts';
import { type Conclusion, conclusionShape } from './conclusion.ts';
import { markUsed, readKeptFile, writeKeptFile } from './kept-file.ts';
import { isRepeatable } from './repeatable.ts';

/** Of one image. */
export interface InventoryCache {
  find(): Conclusion | null;
  store(conclusion: Conclusion): void;
}

export interface InventoryCacheOptions {
  /** Null = nothing is kept. */
  readonly cacheFolder: string | null;
  readonly limits: Limits;
  readonly ecosystems: readonly Ecosystem[];
  readonly secrets: SecretOptions | null;
}

/** Raised when the form of what is kept changes. */
const FORM = 2;

const NOTHING: InventoryCache = { find: () => null, store: () => undefined };

export function openInventoryCache(image: OpenImage, options: InventoryCacheOptions): InventoryCache {
  const { cacheFolder } = options;
  if (cacheFolder === null || !isNamedByDigests(image)) return NOTHING;
  const path = join(cacheFolder, 'inventories', hash('sha256', keyOf(image, options)));
  return {
    find() {
      const conclusion = parse(readKeptFile(path), image.layers.length);
      if (conclusion !== null) markUsed(path);
      return conclusion;
    },
    store(conclusion) {
      if (!isRepeatable(conclusion.problems)) return;
      writeKeptFile(path, Buffer.from(JSON.stringify(conclusion)));
    },
  };
}

/** A folder may hold something else the next time; what a layer without a digest holds is known when it was read. */
function isNamedByDigests({ info, layers }: OpenImage): boolean {
  return (
    info.id !== null &&
    layers.every(({ diffId, bytes }) => diffId !== null && (bytes.kind === 'file' || bytes.kind === 'stream'))
  );
}

/** Everything that a conclusion depends on. */
function keyOf({ info, layers }: OpenImage, { limits, ecosystems, secrets }: InventoryCacheOptions): string {
  return canonicalJson({
    form: FORM,
    program: nameOfProgram(),
    limits,
    // The config holds secrets too, and what is shown of it depends on what was found there.
    secrets: secrets === null ? null : [optionsDigest(secrets), info.id, info.annotations],
    ecosystems: ecosystems.map(({ id, catalogers }) => [
      id,
      catalogers.map((c) => [c.id, c.readers.map((r) => [r.id, r.version])]),
    ]),
    layers: layers.map(({ digest, diffId, info, bytes }) => [
      digest,
      diffId,
      bytes.kind === 'file' ? bytes.sizeBytes : info.sizeBytes,
    ]),
  });
}

let program: string | null = null;

/** Another version may conclude otherwise; in the repository, so may any change of the sources. */
export function nameOfProgram(): string {
  program ??= `${readVersion()} ${codeTime()}`;
  return program;
}

function readVersion(): string {
  const text = readFileSync(new URL('package.json', PACKAGE_ROOT), 'utf8');
  return (parseJsonText(text) as { version: string }).version;
}

/** When the code was written last, in Unix milliseconds: of the sources, or of the bundle that they became. */
function codeTime(): number {
  const own = fileURLToPath(import.meta.url);
  if (!own.endsWith('.ts')) return statSync(own).mtimeMs;
  const sources = fileURLToPath(new URL('src', PACKAGE_ROOT));
  const files = readdirSync(sources, { recursive: true, encoding: 'utf8' });
  return Math.max(
    ...files
      .filter((name) => /^(?!.*\.test\.ts$).*\.ts$/.test(name))
      .map((name) => timeOf(join(sources, name))),
  );
}

function timeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** Null for what is of another form, or of another image. */
function parse(bytes: Buffer | null, layers: number): Conclusion | null {
  if (bytes === null) return null;
  try {
    const conclusion = conclusionShape(parseJsonText(bytes.toString('utf8')));
    return conclusion.layers.length === layers ? conclusion : null;
  } catch {
    return null;
  }
}
