/**
 * Wolfi's `security.json`, in the form of Alpine's secdb. A CVE and the GHSA of the same flaw stand side by side in it
 * and nothing ties them: they stay two flaws.
 */
import type { Feed } from '../../feed.ts';
import { rollingSecdb } from '../../secdb.ts';

export const wolfi: Feed = rollingSecdb({
  id: 'wolfi',
  licence: 'Wolfi security data: no redistribution, each user fetches it (Chainguard, CC BY-NC-ND 4.0)',
  url: 'https://packages.wolfi.dev/os/security.json',
  host: 'packages.wolfi.dev',
  redistribution: false,
});
