/** How an inventory is taken. */
import type { Limits } from '../base/limits.ts';
import type { SecretOptions } from '../check/secret/settings.ts';
import type { Ecosystem } from '../ecosystem/ecosystem.ts';
import type { LayerProgress } from '../image/layer-host.ts';
import type { PrestartedSandbox } from '../image/sandbox/sandbox-host.ts';
import type { BaseLayers } from './owner-of-layer.ts';

export interface InventoryOptions {
  readonly ecosystems: readonly Ecosystem[];
  /** What the user named as base image; null if nothing. */
  readonly base: BaseLayers | null;
  /** Whether packages are told that by the image's history were removed again. */
  readonly history: boolean;
  /** Threads that read layers, at most. */
  readonly workers: number;
  /** Whether layers are read in a process that can do nothing else. */
  readonly sandbox: boolean;
  /** What was started before the image was open; null = nothing. The caller ends it. */
  readonly prestarted: PrestartedSandbox | null;
  /** How secrets are looked for; null = they are not. */
  readonly secrets: SecretOptions | null;
  readonly limits: Limits;
  /** Where results of layers and of whole images are kept; null = nowhere. */
  readonly cacheFolder: string | null;
  readonly signal: AbortSignal;
  onProgress(progress: LayerProgress): void;
}
