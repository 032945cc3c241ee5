/** Image sources: where an image comes from. They give the image's description and a way to each layer's bytes. */
import type { Digest } from '../model/digest.ts';
import type { ImageInfo, LayerInfo } from '../model/image.ts';
import type { Platform } from '../model/platform.ts';
import type { Problem } from '../model/problem.ts';
import type { Attached } from './referrers.ts';

/** How to get the stored bytes of a layer. */
export type LayerBytes =
  /** A range of a local file: the layer reader opens it by itself, in whatever thread. */
  | { readonly kind: 'file'; readonly path: string; readonly offsetBytes: number; readonly sizeBytes: number }
  /** Bytes from the network; may be opened more than once. The stream throws an InputError on failure. */
  | { readonly kind: 'stream'; open(): Promise<AsyncIterable<Uint8Array>> }
  /** An unpacked root file system, or a source tree. `passesOver`: folders at its top of which nothing is read. */
  | { readonly kind: 'folder'; readonly path: string; readonly passesOver: readonly string[] }
  /** Encrypted, foreign or missing: cannot be looked into. */
  | { readonly kind: 'unreadable'; readonly problem: Problem };

export interface LayerSource {
  readonly info: LayerInfo;
  readonly bytes: LayerBytes;
  /** What the stored bytes must hash to; null where the source does not say. */
  readonly digest: Digest | null;
  /** What the plain tar must hash to; null where the source does not say. */
  readonly diffId: Digest | null;
}

/** Stored bytes of a layer: of a file its own size, else what the manifest says; -1 where nothing says. */
export function storedSizeOf({ bytes, info }: LayerSource): number {
  return bytes.kind === 'file' ? bytes.sizeBytes : info.sizeBytes;
}

export interface OpenImage {
  readonly info: ImageInfo;
  readonly layers: readonly LayerSource[];
  readonly problems: readonly Problem[];
  /** All platforms of the index that it was chosen from, in the index's order; empty where it is not of an index. */
  readonly platforms: readonly Platform[];
  /**
   * What is attached to the image where it lies: empty for sources that keep no such thing. Asked for before `close`;
   * what cannot be read is in its problems.
   */
  attached(): Promise<Attached>;
  /** Removes what the source put on disk (a spooled stream). Safe to call twice. */
  close(): Promise<void>;
}

export interface OpenRequest {
  /** The reference without its source prefix: `debian:12`, `./app.tar`, `-` for standard input. */
  readonly reference: string;
  /** What the user asked for with --platform; null = the host's, or the only one there is. */
  readonly platform: Platform | null;
  /** The host's platform. */
  readonly host: Platform;
  /** The first of an index will do, whatever the host's. */
  readonly anyPlatform: boolean;
  /** What the user asked for with --image; empty = the only one there is. */
  readonly imageName: string;
  readonly signal: AbortSignal;
}

export interface ImageSource {
  /** `registry`, `docker-archive`, `oci-layout`, `rootfs`, `dir`, `docker`, `podman`: also the prefix that forces it. */
  readonly id: string;
  open(request: OpenRequest): Promise<OpenImage>;
}
