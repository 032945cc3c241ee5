/** MinimOS: `security.json` of Minimus, in the form of Alpine's secdb. */
import type { Feed } from '../../feed.ts';
import { rollingSecdb } from '../../secdb.ts';

export const minimos: Feed = rollingSecdb({
  id: 'minimos',
  licence: 'MinimOS security data: public, no licence stated (packages.mini.dev)',
  url: 'https://packages.mini.dev/advisories/secdb/security.json',
  host: 'packages.mini.dev',
  redistribution: true,
});
