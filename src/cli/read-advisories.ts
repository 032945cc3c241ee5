/** Advisories from files that --advisories names. */
import type { Advisories } from '../advisory/database.ts';
import { openAdvisories } from '../advisory/open-advisories.ts';
import { schemes } from '../version/list.ts';
import { allFeeds } from './all-feeds.ts';

/** `cacheFolder`: where what was built from them is kept; null = nowhere. Throws as `openAdvisories`. */
export function readAdvisories(
  path: string,
  cacheFolder: string | null,
  signal: AbortSignal,
): Promise<Advisories> {
  return openAdvisories(path, { feeds: allFeeds, schemes, cacheFolder, signal, onProgress: () => undefined });
}
