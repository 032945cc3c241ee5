import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { Advisory } from '../../../model/advisory.ts';
import type { Parsed } from '../../feed.ts';
import { isNotices, noticeDocuments, parseNotice } from './notices.ts';

const LIST = join(import.meta.dirname, 'fixtures', 'DSA', 'list');

async function read(): Promise<Parsed[]> {
  const parsed: Parsed[] = [];
  for await (const { text } of noticeDocuments(LIST)) parsed.push(parseNotice(text));
  return parsed;
}

const brief = ({ id, key, ranges, fixedAt, aliases }: Advisory): string =>
  [id, key.namespace, key.name, ranges[0]?.fixed, fixedAt.slice(0, 10), ...aliases].join(' ');

describe("lists of Debian's notices", () => {
  test('each revision has the day of its fix, and the flaws of its notice', async () => {
    const [first, second] = await read();
    assert.deepEqual(first?.advisories.map(brief), [
      'DSA-9002-2 debian:12 sailmaker 2:1.0-3+deb12u2 2024-03-17 CVE-2024-90001 CVE-2024-90002',
      'DSA-9002-1 debian:11 sailmaker 1:0.9-1+deb11u3 2024-03-10 CVE-2024-90001 CVE-2024-90002',
      'DSA-9002-1 debian:12 sailmaker 2:1.0-3+deb12u1 2024-03-10 CVE-2024-90001 CVE-2024-90002',
    ]);
    assert.deepEqual(second?.advisories.map(brief), [
      'DSA-900 debian:3.1 ropewalk 3-1sarge1 2004-02-02 CVE-2004-9001',
    ]);
    assert.deepEqual(second?.skipped, ['unknown-release:zurg']);
    assert.equal(first?.advisories[0]?.url, 'https://security-tracker.debian.org/tracker/DSA-9002-2');
  });

  test('a list is told by its first line', () => {
    assert.ok(isNotices('[29 Mar 2023] DLA-5380-1 xorg-server - security update\n'));
    for (const head of ['', '[]', '{"a":1}', '[29 Mar 2023] USN-1-1 a', '\n[29 Mar 2023] DSA-1 a'])
      assert.ok(!isNotices(head), head);
  });

  test('anything else is no notice', () => {
    for (const text of ['', '[', '{}', '{"notice":[]}', '{"notice":["[bookworm] - a 1",7]}'])
      assert.throws(() => parseNotice(text), text);
  });
});
