/** For a moment: replaced by the checked codec. */
import { deserialize, serialize } from 'node:v8';
import type { Limits } from '../base/limits.ts';
import type { AnyReader } from '../model/reader.ts';
import type { TaskResult } from './layer-task.ts';
import type { HashKey } from './path-hash.ts';

export function encodeResult(result: TaskResult): Uint8Array[] {
  return [serialize(result)];
}

export function decodeResult(
  bytes: Uint8Array,
  _expected: { readers: readonly AnyReader[]; layerIndex: number; limits: Limits; hashKey: HashKey },
): TaskResult {
  return deserialize(bytes) as TaskResult;
}
