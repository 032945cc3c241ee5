/** docs/limits.md holds the table of limits as the code has it. UPDATE_GOLDEN=1 rewrites it. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { it } from 'node:test';
import { LIMITS } from '../src/base/limits.ts';
import { limitText } from '../src/cli/limit-values.ts';

const DOCUMENT = new URL('../docs/limits.md', import.meta.url);
const TABLE = /\| `--limit`.*?\n\n/s;

function tableOfLimits(): string {
  const rows = Object.values(LIMITS).map(
    (row) => `| \`${row.name}\` | ${limitText(row.default, row.unit)} | ${row.bounds} | \`${row.code}\` |\n`,
  );
  return `| \`--limit\` | default | bounds | code |\n|---|---|---|---|\n${rows.join('')}\n`;
}

it('docs/limits.md has every limit with its default and its code', () => {
  const text = readFileSync(DOCUMENT, 'utf8');
  if (process.env['UPDATE_GOLDEN'] === '1')
    writeFileSync(
      DOCUMENT,
      text.replace(TABLE, () => tableOfLimits()),
    );
  assert.equal(TABLE.exec(readFileSync(DOCUMENT, 'utf8'))?.[0], tableOfLimits());
});
