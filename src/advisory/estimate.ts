/** What an update would download, before it does: for `--update auto`, which says the cost first. */
import type { Http } from '../base/http/http.ts';
import type { AnyFeed } from './feed.ts';
import { planUnits } from './unit.ts';
import { withoutLogin } from './without-login.ts';

export interface DownloadEstimate {
  readonly namespaces: readonly string[];
  readonly url: string;
  /** Null where the server does not say. */
  readonly sizeBytes: number | null;
}

/** Asks the servers for the sizes. Throws UsageError `unknown-namespace` and what the HTTP client throws. */
export async function estimateUpdate(
  namespaces: readonly string[],
  feeds: readonly AnyFeed[],
  mirror: string | null,
  http: Http,
): Promise<readonly DownloadEstimate[]> {
  const parts = planUnits(namespaces, feeds, mirror).flatMap((unit) => unit.parts);
  const estimates: DownloadEstimate[] = [];
  for (const part of parts) {
    const response = await http.head(part.url);
    await response.discard();
    if (part.optional === true && response.status !== 200) continue;
    const length = response.status === 200 ? (response.headers.get('content-length') ?? '') : '';
    estimates.push({
      namespaces: part.namespaces,
      url: withoutLogin(part.url),
      sizeBytes: /^\d{1,15}$/.test(length) ? Number(length) : null,
    });
  }
  return estimates;
}
