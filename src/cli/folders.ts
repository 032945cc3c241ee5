/** Where the program keeps things (XDG Base Directory Specification). */
import { join } from 'node:path';
import type { Io } from './io.ts';

/** What can be made again at any time. */
export function cacheFolder(io: Io, told: string | undefined): string {
  return told ?? join(io.env['XDG_CACHE_HOME'] || join(io.home, '.cache'), 'plimsoll');
}
