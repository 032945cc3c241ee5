import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { schemes } from '../../../version/list.ts';
import { toContext } from '../../compile.ts';
import { parseAdvisory } from './advisory.ts';
import { rapidfort } from './rapidfort.ts';

const PLACE = 'a.tar.gz!security-advisories-main/OS/ubuntu/pot_advisory.json';

function flaw(parts: object): string {
  return JSON.stringify({ package_name: 'pot', advisory: { '22.04': { 'CVE-2031-1': parts } } });
}

describe("RapidFort's advisories", () => {
  it('are for the builds of the distribution, and apart for its own', async () => {
    const found: string[] = [];
    for await (const doc of rapidfort.documents(
      join(import.meta.dirname, 'fixtures/security-advisories.tar.gz'),
    ))
      for (const { id, key, scope, state, ranges } of rapidfort.parse(doc, toContext(schemes)).advisories)
        found.push(
          [key.namespace, id, scope.stream, state, ...ranges.map((r) => `${r.introduced}..${r.fixed}`)].join(
            ' ',
          ),
        );
    assert.deepEqual(found, [
      'rapidfort:alpine:3.20 CVE-2031-6001  fixed 2.3.1-r1..2.4.0-r1 null..2.4.0_p1-r1',
      'rapidfort:alpine:3.20 CVE-2031-6002  affected 2.3.1-r1..null',
      'rapidfort:ubuntu:22.04 CVE-2031-6001  fixed 0:2.3.1-1..0:2.4.0-1',
      'rapidfort:ubuntu:22.04 CVE-2031-6001 rapidfort-build fixed null..0:2.4.0-10rfubu',
      'rapidfort:ubuntu:22.04 CVE-2031-6002  affected 0:2.3.1-1..null',
    ]);
  });

  it('of another status, without a range, of no release are left out', () => {
    assert.deepEqual(
      parseAdvisory(flaw({ status: 'thinking', events: [{ introduced: '0' }] }), PLACE).skipped,
      ['unknown-status'],
    );
    for (const events of [null, [], [7], [{ fixed: '1' }]])
      assert.deepEqual(parseAdvisory(flaw({ status: 'open', events }), PLACE).advisories, []);
    const odd = JSON.stringify({ package_name: 'pot', advisory: { 'x:y': {} } });
    assert.deepEqual(parseAdvisory(odd, PLACE).skipped, ['unknown-release']);
  });

  it('are nothing in other places and shapes', () => {
    for (const text of ['[]', '{}', '{"package_name":"a"}', '{"package_name":"","advisory":{}}'])
      assert.throws(() => parseAdvisory(text, PLACE), text);
    for (const place of ['', 'OS/alma/pot_advisory.json', 'x!OS/ubuntu/deep/pot.json'])
      assert.throws(() => parseAdvisory(flaw({}), place), place);
  });
});
