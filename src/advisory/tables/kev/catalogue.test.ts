import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parseCatalogue } from './catalogue.ts';

const TEXT = readFileSync(new URL('fixtures/known_exploited_vulnerabilities.json', import.meta.url), 'utf8');

describe('catalogue of exploited flaws', () => {
  it('gives days and ransomware by CVE', () => {
    assert.deepEqual(parseCatalogue(TEXT), {
      rows: [
        { key: 'CVE-2031-1001', value: { added: '2031-04-30', due: '2031-05-21', ransomware: true } },
        { key: 'CVE-2031-1002', value: { added: '2031-04-01', due: '', ransomware: false } },
      ],
      skipped: ['damaged-entry'],
      modifiedAt: '2031-05-01T16:45:47Z',
    });
  });

  for (const text of ['', '[]', '{}', '{"vulnerabilities":{}}']) {
    it(`${JSON.stringify(text)} is none`, () => assert.throws(() => parseCatalogue(text)));
  }
});
