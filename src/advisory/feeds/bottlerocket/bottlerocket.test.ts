import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { schemes } from '../../../version/list.ts';
import { toContext } from '../../compile.ts';
import type { Parsed } from '../../feed.ts';
import { bottlerocket } from './bottlerocket.ts';

async function parseFixture(): Promise<Parsed[]> {
  const parsed: Parsed[] = [];
  for await (const doc of bottlerocket.documents(join(import.meta.dirname, 'fixtures/updateinfo.xml')))
    parsed.push(bottlerocket.parse(doc, toContext(schemes)));
  return parsed;
}

function parseText(more: string): Parsed {
  const update = { name: 'update', attributes: { type: more }, children: [{ name: 'id', text: 'BRSA-1' }] };
  return bottlerocket.parse({ place: '', text: JSON.stringify(update), damage: '' }, toContext(schemes));
}

describe('a notice of Bottlerocket', () => {
  it('is an advisory for each name of a package, with its CVE', async () => {
    const [{ advisories, modifiedAt } = parseText('')] = await parseFixture();
    assert.equal(modifiedAt, '2031-06-12T19:52:52Z');
    assert.deepEqual(
      advisories.map(({ key }) => key),
      ['pot', 'bottlerocket-pot'].map((name) => ({ namespace: 'bottlerocket:1', name })),
    );
    const { id, aliases, scope, ranges, severities, publishedAt, fixedAt } = advisories[0]!;
    assert.deepEqual(
      [id, aliases, scope.arches, ranges[0]?.fixed, severities[0]?.severity, publishedAt, fixedAt],
      [
        'BRSA-potpotpotpot',
        ['CVE-2031-5001'],
        ['aarch64', 'x86_64'],
        '1:2.43-1.1773716061.e2e9d7a9.br1',
        'medium',
        '2031-06-11T19:52:52Z',
        '2031-06-11T19:52:52Z',
      ],
    );
  });

  it('is skipped where it is about no flaw, or no package', () => {
    assert.deepEqual(parseText('enhancement').skipped, ['not-security']);
    assert.deepEqual(parseText('security').skipped, ['no-package']);
  });
});
