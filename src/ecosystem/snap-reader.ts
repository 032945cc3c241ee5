/**
 * What a snap says of itself: `meta/snap.yaml` (snapd's own), `snap/manifest.yaml` (snapcraft's, with the packages of
 * Ubuntu that were put in) and `usr/share/snappy/dpkg.yaml` (of base snaps, likewise). All three are written by programs,
 * in one plain form: read line by line, keys at the margin and lists of texts. Two ecosystems use it.
 */
import { MIB } from '../base/limits.ts';
import { textLines } from '../base/text-lines.ts';
import type { FileEntry } from '../model/file.ts';
import type { OpenFile, WholeReader } from '../model/reader.ts';
import { list, object, text } from '../model/shape.ts';

export interface SnapFile {
  readonly name: string;
  readonly version: string;
  /** `core22`; or empty. */
  readonly base: string;
  readonly architecture: string;
  /** Release of Ubuntu that it was built on: `22.04`; or empty. */
  readonly release: string;
  readonly licence: string;
  /** Packages of Ubuntu in it. */
  readonly packages: readonly StagedPackage[];
}

export interface StagedPackage {
  readonly name: string;
  readonly version: string;
}

export type SnapFileKind = 'meta/snap.yaml' | 'snap/manifest.yaml' | 'usr/share/snappy/dpkg.yaml';

const PATH =
  /^((?:var\/lib\/snapd\/)?snap\/[^/]{1,100}\/[^/]{1,40}\/|)(meta\/snap\.yaml|snap\/manifest\.yaml|usr\/share\/snappy\/dpkg\.yaml)$/;

/** The snap's folder with a last `/`, empty where the image is a snap; null for any other path. */
export function snapFileAt(path: string): { readonly folder: string; readonly kind: SnapFileKind } | null {
  const match = PATH.exec(path);
  return match === null ? null : { folder: match[1]!, kind: match[2] as SnapFileKind };
}

export const snapReader: WholeReader<SnapFile> = {
  id: 'snap',
  version: 1,
  shape: object<SnapFile>({
    name: text,
    version: text,
    base: text,
    architecture: text,
    release: text,
    licence: text,
    packages: list(object<StagedPackage>({ name: text, version: text })),
  }),
  kind: 'whole',
  maxBytes: 16 * MIB,
  wellKnownPaths: [],
  wants: ({ path }: FileEntry): boolean => path.endsWith('.yaml') && snapFileAt(path) !== null,
  read: ({ bytes }: OpenFile): SnapFile | null => parseSnapFile(bytes),
};

const MOST_PACKAGES = 20_000;

/** Null where it names neither a snap nor a package. */
export function parseSnapFile(bytes: Uint8Array): SnapFile | null {
  const { keys, primed, staged } = readKeys(bytes);
  const get = (key: string): string => keys.get(key) ?? '';
  const packages = primed.size > 0 ? primed : staged;
  if (get('name') === '' && packages.size === 0) return null;
  return {
    name: /^[a-z0-9][a-z0-9-]{0,60}$/.test(get('name')) ? get('name') : '',
    version: get('version'),
    base: get('base'),
    architecture: get('architectures'),
    release: /^\d\d\.\d\d$/.test(get('snapcraft-os-release-version-id'))
      ? get('snapcraft-os-release-version-id')
      : '',
    licence: get('license'),
    packages: [...packages].map(([name, version]) => ({ name, version })),
  };
}

interface Keys {
  /** At the margin; of a list its first text. */
  readonly keys: ReadonlyMap<string, string>;
  /** What ended up in the snap. */
  readonly primed: ReadonlyMap<string, string>;
  /** What its parts were built with: older files say no more. */
  readonly staged: ReadonlyMap<string, string>;
}

const KEPT = new Set([
  'name',
  'version',
  'base',
  'architectures',
  'license',
  'snapcraft-os-release-version-id',
]);

function readKeys(bytes: Uint8Array): Keys {
  const keys = new Map<string, string>();
  const primed = new Map<string, string>();
  const staged = new Map<string, string>();
  let key = '';
  for (const line of textLines(bytes)) {
    const named = /^( {0,20})([A-Za-z][\w-]{0,60}):(?:\s(.{0,300}))?\s*$/.exec(line);
    if (named !== null) {
      key = named[2]!;
      if (named[1] === '' && KEPT.has(key) && !keys.has(key)) setText(keys, key, named[3] ?? '');
      continue;
    }
    const item = /^\s{0,20}-\s+(.{1,300})$/.exec(line)?.[1];
    if (item === undefined) continue;
    if (key === 'architectures' && !keys.has(key)) setText(keys, key, item);
    const into = key === 'stage-packages' ? staged : PRIMED.has(key) ? primed : null;
    if (into !== null && into.size < MOST_PACKAGES) addPackage(into, plainText(item));
  }
  return { keys, primed, staged };
}

const PRIMED = new Set(['primed-stage-packages', 'packages']);

function setText(keys: Map<string, string>, key: string, raw: string): void {
  const value = plainText(raw);
  if (value !== '' && value.length <= 200) keys.set(key, value);
}

/** Without quotes, and without the brackets of a list of one. */
function plainText(raw: string): string {
  const bare = raw
    .trim()
    .replace(/^\[\s*([^\],]*).*\]$/, '$1')
    .trim();
  const quote = bare[0];
  const isQuoted = bare.length > 1 && (quote === "'" || quote === '"') && bare.endsWith(quote);
  return isQuoted ? bare.slice(1, -1) : bare;
}

/** `libc6=2.35-0ubuntu3.8`, `libc6:amd64=…`. */
function addPackage(into: Map<string, string>, item: string): void {
  const [, name, version] =
    /^([a-z0-9][a-z0-9+.-]{0,200})(?::\w{1,20})?=([\w.+~:-]{1,200})$/.exec(item) ?? [];
  if (name !== undefined && version !== undefined) into.set(name, version);
}
