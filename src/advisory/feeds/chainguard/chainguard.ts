/**
 * Chainguard: `security.json` in the form of Alpine's secdb, and OSV's records of it: packages of Chainguard's own
 * repositories. What its images have from Wolfi stands in Wolfi's. Left out: the components inside a package that
 * records name, and Chainguard's newer feed, which also knows open flaws.
 */
import type { Feed } from '../../feed.ts';
import { rollingSecdb } from '../../rolling-secdb.ts';

export const chainguard: Feed = rollingSecdb({
  id: 'chainguard',
  licence: 'Chainguard security data: no redistribution, each user fetches it (Chainguard, CC BY-NC-ND 4.0)',
  url: 'https://packages.cgr.dev/chainguard/security.json',
  host: 'packages.cgr.dev',
  ecosystem: 'Chainguard',
  redistribution: false,
});
