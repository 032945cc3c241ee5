/** Tables: whole files through documents to rows, in the shape that judging takes them for. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TableFeed } from '../../../src/advisory/feed.ts';
import { isName } from '../../../src/advisory/fields.ts';
import { parseTableText, toTableText } from '../../../src/advisory/table-rows.ts';
import { endoflife } from '../../../src/advisory/tables/endoflife/endoflife.ts';
import { epss } from '../../../src/advisory/tables/epss/epss.ts';
import { kev } from '../../../src/advisory/tables/kev/kev.ts';
import { InputError, messageOf } from '../../../src/base/errors.ts';
import { epssRow, knownExploitedRow } from '../../../src/model/exploitation.ts';
import { supportRow } from '../../../src/model/lifecycle.ts';
import type { Shape } from '../../../src/model/shape.ts';
import { mutateJson } from '../mutate/json.ts';
import { scratchFile } from '../scratch.ts';
import { mustHold, type Target } from '../target.ts';

const TABLES = join(import.meta.dirname, '../../../src/advisory/tables');

interface Kind {
  readonly feed: TableFeed;
  readonly fixture: string;
  readonly shape: Shape<unknown>;
  readonly tokens: readonly string[];
}

function ofTable({ feed, fixture, shape, tokens }: Kind): Target {
  return {
    id: `table-${feed.id}`,
    sources: [`advisory/tables/${feed.id}/`],
    seeds: () => [readFileSync(join(TABLES, feed.id, 'fixtures', fixture))],
    tokens,
    mutators: fixture.endsWith('.json') ? [mutateJson, mutateJson] : [],
    errors: [InputError],
    maxBytes: 32 * 1024,
    async run(bytes) {
      const path = scratchFile();
      writeFileSync(path, bytes);
      feed.recognises({ path: `${path}.json`, head: Buffer.from(bytes).toString('latin1').slice(0, 4096) });
      const found: unknown[] = [];
      for await (const doc of feed.documents(path)) {
        try {
          const parsed = feed.parse(doc, { order: () => null });
          for (const { key, value } of parsed.rows) {
            mustHold(isName(key), 'a key is no name');
            shape(parseTableText(toTableText(value)));
          }
          found.push(parsed);
        } catch (error) {
          if (!(error instanceof Error)) throw error;
          found.push(messageOf(error));
        }
      }
      return found;
    },
  };
}

export const tableTargets: readonly Target[] = [
  ofTable({
    feed: endoflife,
    fixture: 'products-full.json',
    shape: supportRow,
    tokens: ['"eoesFrom":"2031-02-30"', '"isEol":true', '"name":"1"', '"label":null'],
  }),
  ofTable({
    feed: epss,
    fixture: 'epss_scores-2031-05-01.csv',
    shape: epssRow,
    tokens: ['score_date:', 'cve,epss', 'CVE-2031-1001', ',1e-3', ',.5', '#', '\r\n', ',nan'],
  }),
  ofTable({
    feed: kev,
    fixture: 'known_exploited_vulnerabilities.json',
    shape: knownExploitedRow,
    tokens: ['"cveID":"CVE-2031-1"', '"dueDate":"2031-02-30"', '"Known"', '"dateReleased":'],
  }),
];
