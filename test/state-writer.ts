/** A process that adds entries to a state file, one after the other: `state-writer.ts FILE PREFIX COUNT`. */

import { openState } from '../src/gate/state/state-store.ts';
import { waiverFingerprint } from '../src/model/fingerprint.ts';

const [path = '', prefix = '', count = '0'] = process.argv.slice(2);
const store = openState(path, {
  cwd: process.cwd(),
  network: () => Promise.reject(new Error('a file needs no network')),
  signal: new AbortController().signal,
});
process.stdout.write('ready\n');
for (let number = 0; number < Number(count); number++) {
  const day = '2026-11-01';
  const key = waiverFingerprint(prefix, String(number));
  await store.merge([{ key, firstSeen: day, fixSeen: '', severity: 'high', severitySince: day }]);
}
