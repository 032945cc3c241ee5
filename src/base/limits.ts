/**
 * One table of limits on untrusted input: what each bounds, its default, and the Problem that names it when it is
 * reached. Everything within the limits is still read, and the coverage of such a scan is partial.
 */

/** All limits as plain numbers, so that they can be sent to threads and processes. Units: `LIMITS`. */
export type Limits = Readonly<Record<LimitKey, number>>;

export type LimitKey =
  | 'imageLayers'
  | 'imageStoredBytes'
  | 'imagePlainBytes'
  | 'imageEntries'
  | 'imageFactBytes'
  | 'layerStoredBytes'
  | 'layerPlainBytes'
  | 'layerRatio'
  | 'layerRatioFloorBytes'
  | 'layerEntries'
  | 'layerLinks'
  | 'layerFactBytes'
  | 'keptFileBytes'
  | 'pathBytes'
  | 'pathDepth'
  | 'headerBytes'
  | 'linkHops'
  | 'nestedArchiveDepth'
  | 'nestedArchiveBytes'
  | 'documentBytes'
  | 'fileMs'
  | 'totalMs'
  | 'threadHeapBytes'
  | 'sandboxBytes';

export type LimitUnit = 'bytes' | 'count' | 'ratio' | 'milliseconds';

export interface LimitRow {
  readonly unit: LimitUnit;
  readonly default: number;
  /** Smallest value that a user may set. */
  readonly least: number;
  /** Code of the Problem, or of the error where the scan cannot go on. */
  readonly code: string;
  /** What it bounds, for people. */
  readonly bounds: string;
  /** True if it changes what is found in one layer, so that results of layers under other values are others. */
  readonly changesLayer: boolean;
}

export const MIB: number = 1024 * 1024;
const GIB = 1024 * MIB;

function image(unit: LimitUnit, standard: number, code: string, bounds: string): LimitRow {
  return { unit, default: standard, least: 1, code, bounds, changesLayer: false };
}

function layer(unit: LimitUnit, standard: number, code: string, bounds: string): LimitRow {
  return { ...image(unit, standard, code, bounds), changesLayer: true };
}

/** In the order in which people read them: the image, its layers, one file, time and memory. */
export const LIMITS: Readonly<Record<LimitKey, LimitRow>> = {
  imageLayers: image('count', 1000, 'image-layers-limit', 'layers of an image; engines stop at 127'),
  imageStoredBytes: image('bytes', 256 * GIB, 'image-stored-limit', 'stored bytes of all layers together'),
  imagePlainBytes: image('bytes', 512 * GIB, 'image-plain-limit', 'plain bytes of all layers together'),
  imageEntries: image('count', 40_000_000, 'image-entries-limit', 'entries of all layers together'),
  imageFactBytes: image('bytes', GIB, 'image-too-rich', 'memory for what is found in all layers'),
  layerStoredBytes: image('bytes', 128 * GIB, 'layer-stored-limit', 'stored bytes of a layer'),
  layerPlainBytes: layer('bytes', 256 * GIB, 'layer-too-large', 'plain bytes of a layer'),
  layerRatio: layer('ratio', 200, 'layer-ratio-limit', 'plain bytes of a layer for each stored one'),
  layerRatioFloorBytes: layer(
    'bytes',
    8 * GIB,
    'layer-ratio-limit',
    'plain bytes that a layer may have whatever its ratio',
  ),
  layerEntries: layer('count', 20_000_000, 'too-many-entries', 'entries of a layer'),
  layerLinks: layer('count', 1_000_000, 'too-many-links', 'links and whiteouts kept of a layer'),
  layerFactBytes: layer('bytes', 256 * MIB, 'layer-facts-limit', 'memory for what is found in a layer'),
  keptFileBytes: layer('bytes', 512 * MIB, 'file-too-large', 'a file that is kept whole'),
  pathBytes: layer('bytes', 4096, 'path-too-long', 'a path, after PAX and GNU long names'),
  pathDepth: layer('count', 256, 'path-too-deep', 'segments of a path'),
  headerBytes: layer('bytes', 8 * MIB, 'header-too-large', 'one PAX or GNU extended header'),
  linkHops: layer('count', 40, 'link-circle', 'links followed for one path'),
  nestedArchiveDepth: layer('count', 8, 'archive-too-deep', 'archives inside archives'),
  nestedArchiveBytes: layer('bytes', 2 * GIB, 'archive-too-large', 'what one archive file unpacks to'),
  documentBytes: layer('bytes', 16 * MIB, 'document-too-large', 'manifests, configs, package metadata'),
  fileMs: { ...image('milliseconds', 60_000, 'file-time-limit', 'time for one file'), least: 10 },
  totalMs: { ...image('milliseconds', 3_600_000, 'total-time-limit', 'time for the whole scan'), least: 10 },
  threadHeapBytes: {
    ...image('bytes', 2 * GIB, 'layer-reader-crashed', 'JavaScript heap of a thread that reads layers'),
    least: 32 * MIB,
  },
  sandboxBytes: {
    ...image('bytes', 2 * GIB, 'sandbox-memory-limit', 'resident memory of the process that reads layers'),
    least: 128 * MIB,
  },
};

export const LIMIT_KEYS: readonly LimitKey[] = Object.keys(LIMITS) as LimitKey[];

export const DEFAULT_LIMITS: Limits = Object.fromEntries(
  LIMIT_KEYS.map((key) => [key, LIMITS[key].default]),
) as Limits;

/** The name that users write: `layer-entries`, `file-time`. */
export function limitName(key: LimitKey): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`).replace(/-ms$/, '-time');
}

/** Those that decide what is found in one layer: under these, the same bytes give the same facts. */
export function layerLimits(limits: Limits): Partial<Limits> {
  return Object.fromEntries(
    LIMIT_KEYS.filter((key) => LIMITS[key].changesLayer).map((key) => [key, limits[key]]),
  );
}

/** Codes of what may come out otherwise the next time, on the same bytes: results with such a Problem are not kept. */
export const UNREPEATABLE_CODES: ReadonlySet<string> = new Set(
  LIMIT_KEYS.filter((key) => !LIMITS[key].changesLayer).map((key) => LIMITS[key].code),
);

/** What a Problem says to do about the limit with its code; empty if there is none. */
export function limitWayOut(code: string): string {
  const key = LIMIT_KEYS.find((k) => LIMITS[k].code === code);
  if (key === undefined) return '';
  return `Look at what the image holds; if it is meant to be so, raise the limit: \`--limit ${limitName(key)}=…\`.`;
}
