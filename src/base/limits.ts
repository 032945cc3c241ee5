/**
 * One table of limits on untrusted input. What is beyond a limit becomes a Problem that names it;
 * everything else is still read.
 */
export interface Limits {
  /** Largest file that is kept whole, in bytes, whatever its reader would take. */
  readonly keptFileBytes: number;
  /** Stored (compressed) bytes of one layer. */
  readonly layerStoredBytes: number;
  /** Stored bytes of all layers of an image together. */
  readonly imageStoredBytes: number;
  /** Plain bytes of all layers of an image together. */
  readonly imagePlainBytes: number;
  /** Entries of all layers of an image together. */
  readonly imageEntries: number;
  /** Plain bytes of a layer for each stored one; judged once `RATIO_FLOOR_BYTES` of plain bytes came out. */
  readonly layerRatio: number;
  /** Time that a reader may take for one file, in milliseconds. */
  readonly fileMs: number;
  /** Resident memory of the process that reads layers. */
  readonly sandboxBytes: number;
  /** Plain bytes of one layer. */
  readonly layerPlainBytes: number;
  /** Entries of one layer. */
  readonly layerEntries: number;
  /** Links and whiteouts that are kept of one layer. */
  readonly layerLinks: number;
  /** Estimated memory of what readers found in one layer, in bytes. */
  readonly layerFactBytes: number;
  /** The same of all layers of an image together. */
  readonly imageFactBytes: number;
  /** Bytes of a path, after PAX and GNU long names. */
  readonly pathBytes: number;
  /** Segments of a path. */
  readonly pathDepth: number;
  /** Bytes of one PAX or GNU extended header. */
  readonly headerBytes: number;
  /** Links followed while a path is resolved. */
  readonly linkHops: number;
  /** Archives inside archives. */
  readonly nestedArchiveDepth: number;
  /** Plain bytes taken out of one archive file in a layer, all levels together. */
  readonly nestedArchiveBytes: number;
  /** JavaScript heap of a thread that reads layers; what is beyond ends the thread, not the process. */
  readonly threadHeapBytes: number;
  /** Manifests, configs and other small documents, in bytes. */
  readonly documentBytes: number;
}

export const MIB: number = 1024 * 1024;

/** Plain bytes that a layer may have whatever its ratio: a few files of zeros are no bomb. */
export const RATIO_FLOOR_BYTES: number = 1024 * MIB;

export const DEFAULT_LIMITS: Limits = {
  layerStoredBytes: 128 * 1024 * MIB,
  imageStoredBytes: 256 * 1024 * MIB,
  imagePlainBytes: 512 * 1024 * MIB,
  imageEntries: 40_000_000,
  layerRatio: 500,
  fileMs: 60_000,
  sandboxBytes: 2048 * MIB,
  keptFileBytes: 512 * MIB,
  layerPlainBytes: 256 * 1024 * MIB,
  layerEntries: 20_000_000,
  layerLinks: 1_000_000,
  layerFactBytes: 256 * MIB,
  imageFactBytes: 1024 * MIB,
  pathBytes: 4096,
  pathDepth: 256,
  headerBytes: 8 * MIB,
  linkHops: 40,
  nestedArchiveDepth: 8,
  nestedArchiveBytes: 2048 * MIB,
  threadHeapBytes: 2048 * MIB,
  documentBytes: 16 * MIB,
};
