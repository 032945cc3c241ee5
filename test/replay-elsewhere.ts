/**
 * Run by replay.test.ts as a process of its own: makes the stored reports anew under each time zone, replays them, and
 * prints for each the digest of all their texts.
 */
import { sha256 } from '../src/model/digest.ts';
import { readReports } from '../src/report/json/read/read-report.ts';
import { rejudge } from '../src/scan/replay.ts';
import { storedReports, writeStored } from './stored-reports.ts';

const digests: Record<string, string> = {};
for (const zone of process.argv.slice(2)) {
  process.env['TZ'] = zone;
  const texts = await storedReports();
  for (const text of texts) {
    const reports = await Promise.all(readReports(Buffer.from(text), zone).map(rejudge));
    if (writeStored(reports) !== text) throw new Error(`a report replayed in ${zone} is another one`);
  }
  digests[`${zone} ${new Date(Date.UTC(2031, 0, 1)).getTimezoneOffset()}`] = sha256(texts.join('\n'));
}
process.stdout.write(JSON.stringify(digests));
