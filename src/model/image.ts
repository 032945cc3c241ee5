/** An image as its manifest and config describe it. Layers are listed base first; nothing in here opens anything. */
import type { Digest } from './digest.ts';
import type { Platform } from './platform.ts';

/** One step of the config's history (image-spec, config.md, `history`). */
export interface HistoryEntry {
  /** The instruction as the builder recorded it. */
  readonly createdBy: string;
  readonly comment: string;
  /** True for a step that made no layer (ENV, CMD, …). */
  readonly emptyLayer: boolean;
}

/** The parts of the image config that scanning uses. */
export interface ImageConfig {
  readonly env: readonly string[];
  readonly entrypoint: readonly string[];
  readonly cmd: readonly string[];
  readonly user: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly exposedPorts: readonly string[];
  readonly healthcheck: readonly string[];
  readonly history: readonly HistoryEntry[];
}

/** One layer of an image. */
export interface LayerInfo {
  /** Position in the chain; base is 0. */
  readonly index: number;
  /** Digest of the stored bytes; null where the source has none (docker save, folder). */
  readonly digest: Digest | null;
  /** Digest of the plain tar, from the config; null for a folder. */
  readonly diffId: Digest | null;
  readonly chainId: Digest | null;
  /** Stored size in bytes; -1 where the source does not say. */
  readonly sizeBytes: number;
  /** The instruction that made the layer, from the history; empty where the history has none. */
  readonly createdBy: string;
}

export interface ImageInfo {
  /** What the user asked for, as text. */
  readonly reference: string;
  /** Which source gave it: `registry`, `docker-archive`, `oci-layout`, `rootfs`, `dir` (a source tree), `docker`, `podman`. */
  readonly source: string;
  /** Names (tags) the source gives the image. */
  readonly names: readonly string[];
  /** The config's digest; for a folder a digest over its sorted entries, known after reading. */
  readonly id: Digest | null;
  readonly manifestDigest: Digest | null;
  readonly indexDigest: Digest | null;
  readonly platform: Platform;
  readonly config: ImageConfig;
  readonly layers: readonly LayerInfo[];
  /** Annotations of the manifest (and of its descriptor in an index). */
  readonly annotations: Readonly<Record<string, string>>;
}

/** Whose layer it is, and how that is known. */
export interface Owner {
  readonly part: 'base' | 'own' | 'unknown';
  /** `told`: the user named the base; `position`: only the bottom layer of several counts as base. */
  readonly basis: 'told' | 'position';
}
