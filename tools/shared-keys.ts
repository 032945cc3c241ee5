/**
 * `node tools/shared-keys.ts npm=FOLDER pypi=FOLDER maven=FOLDER go=FOLDER …`: writes `filter/shared-keys.ts` anew, from unpacked packages of
 * public registries and from the rows that it had. In it come private keys, and other secrets that are too long and too random to
 * be anybody else's by chance; never a password. What a package is called is taken from its own metadata and the folder's name.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { detectors } from '../src/check/secret/detectors/list.ts';
import { createScanner } from '../src/check/secret/engine/scanner.ts';
import { isFalseAlarm } from '../src/check/secret/filter/false-alarm.ts';
import { PUBLISHED } from '../src/check/secret/filter/published.ts';
import { SHARED_KEYS } from '../src/check/secret/filter/shared-keys.ts';
import { secretsIdentity } from '../src/check/secret/identity.ts';
import { secretsReader } from '../src/check/secret/reader.ts';
import { compareText } from '../src/model/problem.ts';

const TARGET = fileURLToPath(new URL('../src/check/secret/filter/shared-keys.ts', import.meta.url));
const HEAD = `/**
 * Private keys and tokens that well-known packages bring for their own tests, as an example or as a default: whoever can
 * download the package has them. By SHA-256 of the secret's text. Each row: digest, package. Written by tools/shared-keys.ts.
 */
// biome-ignore format: one row a line
export const SHARED_KEYS: readonly (readonly [sha256: string, what: string])[] = [
`;

const LIMITS = {
  keptFileBytes: 64 * 1024 * 1024,
  nestedArchiveDepth: 3,
  nestedArchiveBytes: 2 * 1024 ** 3,
  documentBytes: 64 * 1024 * 1024,
};
const MOST_FILE_BYTES = 1024 ** 3;

/** Rows by digest, each with the first package of those that have it. */
function sharedKeysIn(
  registries: readonly (readonly [registry: string, folder: string])[],
): Map<string, string> {
  const rows = new Map(SHARED_KEYS);
  for (const [registry, folder] of registries) {
    for (const path of filesIn(folder)) {
      for (const secret of secretsIn(path)) {
        const digest = createHash('sha256').update(secret, 'latin1').digest('hex');
        const name = packageOf(registry, folder, path);
        if (PUBLISHED.some(([known]) => known === digest)) continue;
        if (!rows.has(digest) || compareText(name, rows.get(digest)!) < 0) rows.set(digest, name);
      }
    }
  }
  return rows;
}

function* filesIn(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesIn(path);
    else if (entry.isFile() && statSync(path).size < MOST_FILE_BYTES) yield path;
  }
}

const KEY = '00'.repeat(32);

let found: string[] = [];
/** The reader itself gives no secret away; whether one is known it has to ask. */
const parts = {
  scanner: createScanner(detectors, isFalseAlarm),
  standingOf: (detector: string, secret: string): null => {
    if (isNobodysElse(detector, secret)) found.push(secret);
    return null;
  },
  without: [],
  key: KEY,
};
const settings = { key: KEY, keyIsOwn: false, detectors: [], without: [] };
const reader = secretsReader(secretsIdentity(settings), () => parts);

function secretsIn(path: string): readonly string[] {
  found = [];
  const bytes = readFileSync(path);
  const entry = {
    path,
    type: 'file',
    sizeBytes: bytes.length,
    mode: 0o644,
    uid: 0,
    gid: 0,
    linkTarget: '',
  } as const;
  if (bytes.length > 0) reader.readAgain?.({ bytes, entry, limits: LIMITS, warn: () => {} });
  return found;
}

const LEAST_LENGTH = 20;
const LEAST_DIFFERENT = 11;

function isNobodysElse(detector: string, secret: string): boolean {
  if (/password|login|url|hash|public/.test(detector)) return false;
  const isMixed = /[0-9]/.test(secret) && /[A-Za-z]/.test(secret);
  return secret.length >= LEAST_LENGTH && isMixed && new Set(secret).size >= LEAST_DIFFERENT;
}

const REGISTRIES = new Map<
  string,
  readonly [name: string, nameOf: (folder: string, inside: string) => string]
>([
  ['npm', ['npm', npmName]],
  ['pypi', ['PyPI', (_, inside) => withoutVersion(inside.split('/')[0]!)]],
  ['maven', ['Maven', (_, inside) => withoutVersion(inside.split('/')[0]!)]],
  ['go', ['Go', goName]],
]);

/** `npm ssh2`, `PyPI ansible`, `Maven quartz`, `Go golang.org/x/crypto`. */
function packageOf(registry: string, folder: string, path: string): string {
  const [name, nameOf] = REGISTRIES.get(registry)!;
  return `${name} ${nameOf(folder, relative(folder, path))}`;
}

/** A module cache writes capitals as `!a`. */
function goName(_: string, inside: string): string {
  return inside.replace(/@.*$/s, '').replace(/!([a-z])/g, (_found, letter: string) => letter.toUpperCase());
}

function npmName(folder: string, inside: string): string {
  const nested = /^.*(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(`${folder}/${inside}`);
  if (nested !== null) return nested[1]!;
  const [top, root] = inside.split('/');
  const own = JSON.parse(readFileSync(join(folder, top!, root!, 'package.json'), 'utf8')) as { name: string };
  return own.name;
}

function withoutVersion(name: string): string {
  return basename(name, '.jar')
    .replace(/-v?\d.*$/, '')
    .replaceAll('_', '-');
}

function toSource(rows: ReadonlyMap<string, string>): string {
  const lines = [...rows]
    .sort(([a], [b]) => compareText(a, b))
    .map(([digest, what]) => `  ['${digest}', '${what}'],\n`);
  return `${HEAD}${lines.join('')}];\n`;
}

if (import.meta.main) {
  const registries = process.argv.slice(2).map((text): [string, string] => {
    const [registry, folder] = text.split('=');
    if (folder === undefined || !REGISTRIES.has(registry!)) throw new Error(`${text} is no REGISTRY=FOLDER`);
    return [registry!, folder];
  });
  const rows = sharedKeysIn(registries);
  writeFileSync(TARGET, toSource(rows));
  process.stdout.write(`${rows.size} keys\n`);
}
