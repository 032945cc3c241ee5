/**
 * Chisel's manifest (documentation.ubuntu.com/chisel, "Chisel manifest", schema 1.0): Ubuntu packages of which only
 * slices are installed. JSON lines packed with zstd: packages, and the paths that slices brought. A slice is named
 * `PACKAGE_SLICE`. Slices and contents of their own are not read: each path names its slices.
 */
import { zstdDecompressSync } from 'node:zlib';
import { parseJsonText } from '../../base/json.ts';
import { isObject, type JsonObject, listField, ownField, textField } from '../../base/json-fields.ts';
import { MIB } from '../../base/limits.ts';
import { joinLines, type LineJoiner, textLines } from '../../base/text-lines.ts';
import { baseName, type FileEntry } from '../../model/file.ts';
import type { OpenFile, WholeReader } from '../../model/reader.ts';
import { list, object, text } from '../../model/shape.ts';

export interface ChiselPackage {
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
  /** As in OwnedSums; folders are left out. */
  readonly paths: string;
  readonly digests: string;
}

export interface ChiselManifest {
  readonly packages: readonly ChiselPackage[];
}

const MANIFEST = 'var/lib/chisel/manifest.wall';

/** A slice may have its manifest written anywhere: the place below `var/lib` is that of Ubuntu's own slices. */
export const manifestReader: WholeReader<ChiselManifest> = {
  id: 'chisel-manifest',
  version: 1,
  shape: object<ChiselManifest>({
    packages: list(
      object<ChiselPackage>({ name: text, version: text, architecture: text, paths: text, digests: text }),
    ),
  }),
  kind: 'whole',
  maxBytes: 16 * MIB,
  wellKnownPaths: [MANIFEST],
  wants: (entry: FileEntry): boolean => baseName(entry.path) === 'manifest.wall',
  read: (file: OpenFile): ChiselManifest | null => readManifest(unpack(file.bytes), file.warn),
};

const MOST_PLAIN_BYTES = 64 * MIB;
const MOST_PATH_CHARACTERS = 32 * MIB;
const MOST_LINE = 64 * 1024;
const MOST_VALUES = 1000;
const MOST_PACKAGES = 100_000;
const MAX_LENGTH = 300;

function unpack(bytes: Uint8Array): Uint8Array {
  try {
    return zstdDecompressSync(bytes, { maxOutputLength: MOST_PLAIN_BYTES });
  } catch (cause) {
    throw new Error('The manifest is no whole zstd frame, or unpacks to more than 64 MiB.', { cause });
  }
}

/** Null without the first line of a wall. */
export function readManifest(plain: Uint8Array, warn: OpenFile['warn']): ChiselManifest | null {
  const lines = textLines(plain);
  const header = parseLine(lines.next().value ?? '');
  if (header === null || textField(header, 'jsonwall') === '') return null;
  const content = collect();
  let count = 1;
  for (const line of lines) {
    count++;
    content.add(parseLine(line));
  }
  const damage = damageOf(content.damaged, ownField(header, 'count'), count);
  if (damage !== '') warn('package-record-damaged', damage);
  return { packages: content.end() };
}

function damageOf(damaged: number, expected: unknown, count: number): string {
  if (expected !== count) return `The manifest has ${count} lines, and says that it has others.`;
  return damaged === 0 ? '' : `Lines of the manifest that could not be used: ${damaged}.`;
}

function parseLine(line: string): JsonObject | null {
  if (line.length > MOST_LINE) return null;
  try {
    const value = parseJsonText(line, MOST_VALUES);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

interface Collected {
  readonly damaged: number;
  add(line: JsonObject | null): void;
  end(): readonly ChiselPackage[];
}

type Named = Pick<ChiselPackage, 'name' | 'version' | 'architecture'>;

function collect(): Collected {
  const named: Named[] = [];
  const files = new Map<string, { readonly paths: LineJoiner; readonly digests: string[] }>();
  let [damaged, characters] = [0, 0];
  const addPath = ({ path, digest, owners }: ChiselPath): boolean => {
    characters += path.length * owners.length;
    if (characters > MOST_PATH_CHARACTERS) return false;
    for (const owner of owners) {
      const owned = files.get(owner) ?? { paths: joinLines(), digests: [] };
      owned.paths.add(path);
      owned.digests.push(digest);
      files.set(owner, owned);
    }
    return true;
  };
  const addPackage = (line: JsonObject): boolean => {
    const pkg = toNamed(line);
    return pkg !== null && named.length < MOST_PACKAGES && named.push(pkg) > 0;
  };
  const isUsed = (line: JsonObject): boolean => {
    const kind = textField(line, 'kind');
    if (kind === 'package') return addPackage(line);
    if (kind !== 'path') return kind !== '';
    const path = toPath(line);
    return path !== null && (path.path === '' || addPath(path));
  };
  return {
    get damaged() {
      return damaged;
    },
    add: (line) => {
      if (line === null || !isUsed(line)) damaged++;
    },
    end: () => {
      // Of a name that is there twice the first package has the files.
      const taken = (name: string): Pick<ChiselPackage, 'paths' | 'digests'> => {
        const owned = files.get(name);
        files.delete(name);
        return { paths: owned?.paths.end() ?? '', digests: owned?.digests.join('') ?? '' };
      };
      return named.map((pkg) => ({ ...pkg, ...taken(pkg.name) }));
    },
  };
}

function toNamed(line: JsonObject): Named | null {
  const pkg = {
    name: textField(line, 'name'),
    version: textField(line, 'version'),
    architecture: textField(line, 'arch'),
  };
  const isUsable = pkg.name !== '' && Object.values(pkg).every((value) => value.length <= MAX_LENGTH);
  return isUsable ? pkg : null;
}

interface ChiselPath {
  /** Cleaned; empty for a folder. */
  readonly path: string;
  readonly digest: string;
  /** Names of packages. */
  readonly owners: readonly string[];
}

const NO_DIGEST = ' '.repeat(16);
const MOST_OWNERS = 100;

function toPath(line: JsonObject): ChiselPath | null {
  const path = textField(line, 'path');
  if (!path.startsWith('/') || path.includes('\n')) return null;
  const sum = textField(line, 'final_sha256') || textField(line, 'sha256');
  const slices = listField(line, 'slices').filter((slice) => typeof slice === 'string');
  return {
    path: path.endsWith('/') ? '' : path.replace(/^\/+/, ''),
    digest: /^[0-9a-f]{64}$/.test(sum) ? sum.slice(0, 16) : NO_DIGEST,
    owners: [...new Set(slices.map((slice) => slice.split('_', 1)[0]!))].slice(0, MOST_OWNERS),
  };
}
