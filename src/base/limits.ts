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
  | 'comparisons'
  | 'findings'
  | 'fileMs'
  | 'totalMs'
  | 'threadHeapBytes'
  | 'sandboxBytes';

export type LimitUnit = 'bytes' | 'count' | 'ratio' | 'milliseconds';

export interface LimitRow {
  /** As users write it: `layer-entries`. */
  readonly name: string;
  readonly unit: LimitUnit;
  readonly default: number;
  /** Smallest value that can be set. */
  readonly least: number;
  /** Code of the Problem, or of the error where the scan cannot go on. */
  readonly code: string;
  /** What it bounds, for people. */
  readonly bounds: string;
}

export const MIB: number = 1024 * 1024;
const GIB = 1024 * MIB;
const MILLION = 1_000_000;

function row(name: string, [unit, standard]: Value, code: string, bounds: string): LimitRow {
  return { name, unit, default: standard, least: LEAST.get(name) ?? 1, code, bounds };
}

/** Below these Node itself does not work. */
const LEAST: ReadonlyMap<string, number> = new Map([
  ['thread-heap', 32 * MIB],
  ['sandbox-memory', 128 * MIB],
]);

type Value = readonly [unit: LimitUnit, standard: number];

const bytes = (value: number): Value => ['bytes', value];
const count = (value: number): Value => ['count', value];
const ratio = (value: number): Value => ['ratio', value];
const ms = (value: number): Value => ['milliseconds', value];

/** In the order in which people read them: the image, its layers, one file, matching, time and memory. */
export const LIMITS: Readonly<Record<LimitKey, LimitRow>> = {
  imageLayers: row('image-layers', count(1000), 'image-layers-limit', 'layers of an image'),
  imageStoredBytes: row('image-stored', bytes(256 * GIB), 'image-stored-limit', 'stored bytes of all layers'),
  imagePlainBytes: row('image-plain', bytes(512 * GIB), 'image-plain-limit', 'plain bytes of all layers'),
  imageEntries: row('image-entries', count(40 * MILLION), 'image-entries-limit', 'entries of all layers'),
  imageFactBytes: row(
    'image-facts',
    bytes(256 * MIB),
    'image-too-rich',
    'memory of what is found in all layers',
  ),
  layerStoredBytes: row('layer-stored', bytes(128 * GIB), 'layer-stored-limit', 'stored bytes of a layer'),
  layerPlainBytes: row('layer-plain', bytes(256 * GIB), 'layer-too-large', 'plain bytes of a layer'),
  layerRatio: row('layer-ratio', ratio(200), 'layer-ratio-limit', 'plain bytes for each stored byte'),
  layerRatioFloorBytes: row(
    'layer-ratio-floor',
    bytes(8 * GIB),
    'layer-ratio-limit',
    'below it, no ratio counts',
  ),
  layerEntries: row('layer-entries', count(20 * MILLION), 'too-many-entries', 'entries of a layer'),
  layerLinks: row('layer-links', count(MILLION), 'too-many-links', 'links and whiteouts of a layer'),
  layerFactBytes: row('layer-facts', bytes(128 * MIB), 'layer-facts-limit', 'memory of what is found in it'),
  keptFileBytes: row('kept-file', bytes(512 * MIB), 'file-too-large', 'a file that is kept whole'),
  pathBytes: row('path-bytes', bytes(4096), 'path-too-long', 'a path, after PAX and GNU long names'),
  pathDepth: row('path-depth', count(256), 'path-too-deep', 'segments of a path'),
  headerBytes: row('header', bytes(8 * MIB), 'header-too-large', 'an extended header of a tar'),
  linkHops: row('link-hops', count(40), 'link-circle', 'links followed for one path'),
  nestedArchiveDepth: row('archive-depth', count(8), 'archive-too-deep', 'archives inside archives'),
  nestedArchiveBytes: row(
    'archive-plain',
    bytes(2 * GIB),
    'archive-too-large',
    'what one archive unpacks to',
  ),
  documentBytes: row(
    'document',
    bytes(16 * MIB),
    'document-too-large',
    'a manifest, config or metadata file',
  ),
  comparisons: row(
    'comparisons',
    count(10 * MILLION),
    'too-many-comparisons',
    'versions held against advisories',
  ),
  findings: row('findings', count(250_000), 'too-many-findings', 'findings, each at each of its places'),
  fileMs: row('file-time', ms(60_000), 'file-time-limit', 'reading one file'),
  totalMs: row('total-time', ms(3_600_000), 'total-time-limit', 'the whole scan'),
  threadHeapBytes: row('thread-heap', bytes(2 * GIB), 'sandbox-memory-limit', 'JavaScript heap of a thread'),
  sandboxBytes: row(
    'sandbox-memory',
    bytes(2 * GIB),
    'sandbox-memory-limit',
    'memory of the reading process',
  ),
};

/** Those that decide nothing about what is found in one layer. */
const NOT_OF_LAYERS: readonly LimitKey[] = [
  'imageLayers',
  'imageStoredBytes',
  'imagePlainBytes',
  'imageEntries',
  'imageFactBytes',
  'layerStoredBytes',
  'comparisons',
  'findings',
  'fileMs',
  'totalMs',
  'threadHeapBytes',
  'sandboxBytes',
];

export const LIMIT_KEYS: readonly LimitKey[] = Object.keys(LIMITS) as LimitKey[];

export const DEFAULT_LIMITS: Limits = Object.fromEntries(
  LIMIT_KEYS.map((key) => [key, LIMITS[key].default]),
) as Limits;

/** Those that decide what is found in one layer: under these, the same bytes give the same facts. */
export function layerLimits(limits: Limits): Partial<Limits> {
  return Object.fromEntries(
    LIMIT_KEYS.filter((key) => !NOT_OF_LAYERS.includes(key)).map((key) => [key, limits[key]]),
  );
}

/** Codes of what may come out otherwise the next time, on the same bytes: results with such a Problem are not kept. */
export const UNREPEATABLE_CODES: ReadonlySet<string> = new Set([
  ...NOT_OF_LAYERS.map((key) => LIMITS[key].code),
  'reader-crashed',
  'layer-reader-crashed',
]);

/** What a Problem says to do about the limit with its code; empty if there is none. */
export function limitWayOut(code: string): string {
  const found = Object.values(LIMITS).filter((limit) => limit.code === code);
  if (found.length === 0) return '';
  const flags = found.map(({ name }) => `\`--limit ${name}=…\``).join(' or ');
  return `If the image is meant to be so, raise the limit with ${flags}; see \`plimsoll help limits\`.`;
}
