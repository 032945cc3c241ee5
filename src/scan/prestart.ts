/**
 * Starts the process that reads layers while the image is still being opened, where it is certain to be needed: its
 * start takes as long as opening does.
 */
import type { Limits } from '../base/limits.ts';
import { type PrestartedSandbox, prestartSandbox } from '../image/sandbox/sandbox-host.ts';
import { sibling } from '../image/sandbox/sibling.ts';

/** Null where the file cannot be opened: opening it tells why. */
export function prestart(path: string, limits: Limits): PrestartedSandbox | null {
  try {
    return prestartSandbox(path, { limits, readersModule: readersModule() });
  } catch {
    return null;
  }
}

/** Loaded by the sandboxed process. */
export function readersModule(): URL {
  return sibling('./readers', import.meta.url);
}
