import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { epss } from './epss.ts';
import { parseScores } from './scores.ts';

const TEXT = readFileSync(new URL('fixtures/epss_scores-2031-05-01.csv', import.meta.url), 'utf8');

describe('scores of EPSS', () => {
  it('are shares by CVE', () => {
    assert.deepEqual(parseScores(TEXT), {
      rows: [
        { key: 'CVE-2031-1001', value: [0.97567, 0.99995] },
        { key: 'CVE-2031-1002', value: [0.00042, 0.05] },
        { key: 'CVE-2031-1004', value: [0.1, null] },
      ],
      skipped: ['damaged-line'],
      modifiedAt: '2031-05-01T12:00:00Z',
    });
  });

  const TABLE: readonly (readonly [text: string, rows: number, modifiedAt: string])[] = [
    ['cve,epss\nCVE-2020-5902,0.65117\n', 1, ''],
    ['cve,epss,percentile\r\nCVE-2020-5902,0.65117,0.9981063485700858\r\n', 1, ''],
    [
      '#model_version:v2022.01.01,score_date:2022-02-04T00:00:00+0000\ncve,epss,percentile\n',
      0,
      '2022-02-04T00:00:00Z',
    ],
    ['cve,epss,percentile\nCVE-2020-1,0.5,0.5\nCVE-2020-5902,-1,0\nCVE-2020-5902,1e-3,0\n', 1, ''],
  ];
  for (const [text, rows, modifiedAt] of TABLE) {
    it(`${JSON.stringify(text)}: ${rows}`, () => {
      const parsed = parseScores(text);
      assert.deepEqual([parsed.rows.length, parsed.modifiedAt], [rows, modifiedAt]);
    });
  }

  for (const text of ['', '#\n', 'epss,cve\n', 'CVE-2031-1001,0.5,0.5\n']) {
    it(`${JSON.stringify(text)} is none`, () => assert.throws(() => parseScores(text)));
  }

  it('are read some lines at a time, each with the date', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'plimsoll-epss-'));
    try {
      const path = join(folder, 'epss_scores.csv');
      const lines = Array.from({ length: 1234 }, (_, i) => `CVE-2031-${10_000 + i},0.5,0.5`);
      writeFileSync(path, `#score_date:2031-05-01T12:00:00Z\ncve,epss,percentile\n${lines.join('\n')}`);
      const keys: string[] = [];
      let documents = 0;
      for await (const doc of epss.documents(path)) {
        const { rows, modifiedAt } = epss.parse(doc, { order: () => null });
        assert.equal(modifiedAt, '2031-05-01T12:00:00Z');
        keys.push(...rows.map(({ key }) => key));
        documents += 1;
      }
      assert.deepEqual(
        keys,
        lines.map((line) => line.split(',')[0]),
      );
      assert.equal(documents, 3);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
