/** MinimOS of Minimus: `security.json` in the form of Alpine's secdb, and OSV's records of it. */
import type { Feed } from '../../feed.ts';
import { rollingSecdb } from '../../rolling-secdb.ts';

export const minimos: Feed = rollingSecdb({
  id: 'minimos',
  licence: 'MinimOS security data: public, no licence stated (packages.mini.dev)',
  url: 'https://packages.mini.dev/advisories/secdb/security.json',
  host: 'packages.mini.dev',
  ecosystem: 'MinimOS',
  redistribution: true,
});
