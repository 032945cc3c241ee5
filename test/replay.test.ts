/** A stored report judged again is the same bytes: by any process, in any time zone and language. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Io } from '../src/cli/io.ts';
import { reporterOptions } from '../src/cli/outputs.ts';
import { sha256 } from '../src/model/digest.ts';
import { jsonReporter } from '../src/report/json/json.ts';
import { readReports } from '../src/report/json/read/read-report.ts';
import { rejudge } from '../src/scan/replay.ts';
import { STORED, storedReports, writeStored } from './stored-reports.ts';

const CHILD = fileURLToPath(new URL('./replay-elsewhere.ts', import.meta.url));

describe('replay', () => {
  it('of a hundred stored reports is the same bytes', async () => {
    const texts = await storedReports();
    assert.equal(new Set(texts).size > STORED * 0.8, true);
    for (const [i, text] of texts.entries()) {
      const reports = await Promise.all(readReports(Buffer.from(text), `report ${i}`).map(rejudge));
      assert.equal(writeStored(reports), text, `report ${i}`);
    }
  });

  for (const name of ['scan-json', 'sbom-json']) {
    it(`of the golden file ${name} is the same bytes`, async () => {
      const golden = readFileSync(new URL(`golden/${name}.txt`, import.meta.url), 'utf8');
      const text = `${/^\{.*^\}$/ms.exec(golden)![0]}\n`;
      const reports = await Promise.all(readReports(Buffer.from(text), name).map(rejudge));
      const options = reporterOptions({ env: {}, now: 0 } as unknown as Io, false);
      assert.equal([...jsonReporter.write(reports, options)].join(''), text);
    });
  }

  it('is the same bytes in any time zone and language', async () => {
    const expected = sha256((await storedReports()).join('\n'));
    await Promise.all([
      assertSame('C', { UTC: 0, 'Pacific/Kiritimati': -840 }, expected),
      assertSame('tr_TR.UTF-8', { 'America/St_Johns': 210, 'Asia/Kathmandu': -345 }, expected),
    ]);
  });
});

/** `zones`: with the minutes by which they are behind UTC, which show that the zone was taken. */
async function assertSame(
  language: string,
  zones: Readonly<Record<string, number>>,
  expected: string,
): Promise<void> {
  const env = { ...process.env, LANG: language, LC_ALL: language };
  const { stdout } = await promisify(execFile)(process.execPath, [CHILD, ...Object.keys(zones)], { env });
  const wanted = Object.entries(zones).map(([zone, minutes]) => [`${zone} ${minutes}`, expected]);
  assert.deepEqual(JSON.parse(stdout), Object.fromEntries(wanted));
}
