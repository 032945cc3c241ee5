/**
 * How many bytes one layer may be and become. What a layer may unpack to depends on its stored size, so that a small
 * one cannot cost more than a large one: the decision is the same whoever delivers the bytes, in whatever pieces.
 */
import { type Limits, limitWayOut } from '../base/limits.ts';
import type { TarFault } from '../base/tar/tar-visitor.ts';
import type { Problem } from '../model/problem.ts';
import type { LayerSource } from './source.ts';

export interface LayerBudget {
  /** Counts stored bytes that came; answers the fault when they become too many, once. */
  stored(bytes: number): TarFault | null;
  /** Counts plain bytes that came out; answers the fault when they become too many, once. Nothing more may be read. */
  plain(bytes: number): TarFault | null;
}

/** `storedSize` is that of the file or of the manifest, which the source holds the bytes to; -1 = not known. */
export function createBudget(limits: Limits, storedSize: number): LayerBudget {
  let storedBytes = 0;
  let plainBytes = 0;
  return {
    stored(bytes) {
      const before = storedBytes;
      storedBytes += bytes;
      const { layerStoredBytes: most } = limits;
      return before <= most && storedBytes > most ? tooMuchStored(most) : null;
    },
    plain(bytes) {
      const before = plainBytes;
      plainBytes += bytes;
      const most = plainAllowance(limits, storedSize < 0 ? storedBytes : storedSize);
      return before <= most && plainBytes > most ? tooMuchPlain(limits, most) : null;
    },
  };
}

/** Most plain bytes of a layer with that many stored ones. */
export function plainAllowance(limits: Limits, storedBytes: number): number {
  const byRatio = Math.max(limits.layerRatioFloorBytes, limits.layerRatio * storedBytes);
  return Math.min(limits.layerPlainBytes, byRatio);
}

/** The Problem of a layer whose stored bytes are too many, so that it is not read at all; null if they are not. */
export function overStoredLimit({ info, bytes }: LayerSource, limits: Limits): Problem | null {
  const size = bytes.kind === 'file' ? bytes.sizeBytes : info.sizeBytes;
  if (bytes.kind === 'unreadable' || size <= limits.layerStoredBytes) return null;
  const fault = tooMuchStored(limits.layerStoredBytes);
  return { ...fault, layerIndex: info.index, wayOut: limitWayOut(fault.code) };
}

function tooMuchStored(most: number): TarFault {
  const message = `The layer has more than ${most} stored bytes; nothing of it was read.`;
  return { code: 'layer-stored-limit', effect: 'incomplete', message, path: '' };
}

function tooMuchPlain({ layerPlainBytes, layerRatio }: Limits, most: number): TarFault {
  if (most === layerPlainBytes) {
    const message = `The layer unpacks to more than ${most} bytes; the rest was not read.`;
    return { code: 'layer-too-large', effect: 'incomplete', message, path: '' };
  }
  const message = `The layer unpacks to more than ${layerRatio} times its stored size and more than ${most} bytes; the rest was not read.`;
  return { code: 'layer-ratio-limit', effect: 'incomplete', message, path: '' };
}
