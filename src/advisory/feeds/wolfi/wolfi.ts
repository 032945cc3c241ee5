/** Wolfi: `security.json` in the form of Alpine's secdb, and OSV's records of it. */
import type { Feed } from '../../feed.ts';
import { rollingSecdb } from '../../rolling-secdb.ts';

export const wolfi: Feed = rollingSecdb({
  id: 'wolfi',
  licence: 'Wolfi security data: no redistribution, each user fetches it (Chainguard, CC BY-NC-ND 4.0)',
  url: 'https://packages.wolfi.dev/os/security.json',
  host: 'packages.wolfi.dev',
  ecosystem: 'Wolfi',
  redistribution: false,
});
