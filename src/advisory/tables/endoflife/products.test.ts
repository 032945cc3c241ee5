import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parseProducts } from './products.ts';

const TEXT = readFileSync(new URL('fixtures/products-full.json', import.meta.url), 'utf8');

describe('products of endoflife.date', () => {
  it('give each release with the ends of its phases', () => {
    const { rows, skipped, modifiedAt } = parseProducts(TEXT);
    assert.deepEqual(
      rows.map(({ key, value }) => [key, ...Object.values(value as object)]),
      [
        ['teapot-os 3', "Teapot OS 3 'Assam'", '2030-02-01', 'open', 'open', 'open'],
        ['teapot-os 2', "Teapot OS 2 'Ceylon'", '2026-02-01', '2028-02-01', '2031-02-28', '2036-02-28'],
        ['teapot-os 1', 'Teapot OS 1', '2020-02-01', 'none', 'ended', 'none'],
        ['kettle 1.2', 'Kettle 1.2', '', 'none', '2033-01-01', 'none'],
      ],
    );
    assert.deepEqual(skipped, ['damaged-release']);
    assert.equal(modifiedAt, '2031-05-01T02:03:04Z');
  });

  for (const text of ['', '[]', '{}', '{"result":7}']) {
    it(`${JSON.stringify(text)} is none`, () => assert.throws(() => parseProducts(text)));
  }
});
