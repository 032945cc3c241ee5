/**
 * Chainguard's `security.json`, in the form of Alpine's secdb: packages of Chainguard's own repository. What its images
 * have from Wolfi stands in Wolfi's. Left out: Chainguard's OSV feed, which names the component inside a package.
 */
import type { Feed } from '../../feed.ts';
import { rollingSecdb } from '../../secdb.ts';

export const chainguard: Feed = rollingSecdb({
  id: 'chainguard',
  licence: 'Chainguard security data: no redistribution, each user fetches it (Chainguard, CC BY-NC-ND 4.0)',
  url: 'https://packages.cgr.dev/chainguard/security.json',
  host: 'packages.cgr.dev',
  redistribution: false,
});
