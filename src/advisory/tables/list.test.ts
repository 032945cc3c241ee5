/**
 * The contract of every table's feed, checked over the list: its files are recognised and give rows with keys, as they are;
 * cut off, damaged and with other values in them they give an error or fewer rows, never odd ones.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { withOtherValue } from '../../../test/json-mutant.ts';
import { InputError } from '../../base/errors.ts';
import { epssRow, knownExploitedRow } from '../../model/exploitation.ts';
import { supportRow } from '../../model/lifecycle.ts';
import { compareText } from '../../model/problem.ts';
import type { Shape } from '../../model/shape.ts';
import { TABLES, type TableName, tableNamespace } from '../../model/table.ts';
import { readHead } from '../documents.ts';
import type { Doc, ParsedRows, TableFeed } from '../feed.ts';
import { isName } from '../fields.ts';
import { feeds } from '../list.ts';
import { listFiles } from '../local-files.ts';
import { toTableText } from '../table-rows.ts';
import { tableFeeds } from './list.ts';

/** What judging takes the values of a table for. */
const SHAPES: Readonly<Record<TableName, Shape<unknown>>> = {
  'end-of-life': supportRow,
  epss: epssRow,
  'known-exploited': knownExploitedRow,
};

const CONTEXT = { order: () => null };

async function documentsOf(feed: TableFeed, path: string): Promise<Doc[]> {
  const docs: Doc[] = [];
  for await (const doc of feed.documents(path)) docs.push(doc);
  return docs;
}

function tryParsing(feed: TableFeed, doc: Doc): ParsedRows | null {
  if (doc.damage !== '') return null;
  try {
    return feed.parse(doc, CONTEXT);
  } catch (error) {
    assert.ok(error instanceof Error, String(error));
    return null;
  }
}

function assertParsed(feed: TableFeed, parsed: ParsedRows | null): void {
  for (const { key, value } of parsed?.rows ?? []) {
    assert.ok(isName(key), JSON.stringify(key));
    assert.deepEqual(SHAPES[feed.table](JSON.parse(toTableText(value))), value);
  }
  assert.match(parsed?.modifiedAt ?? '', /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)?$/);
}

describe('list of tables', () => {
  it('is sorted, has each table once, and no id of another feed', () => {
    const ids = tableFeeds.map(({ id }) => id);
    assert.deepEqual(ids, [...new Set(ids)].sort(compareText));
    assert.deepEqual(tableFeeds.map(({ table }) => table).sort(compareText), TABLES);
    assert.ok(!feeds.some(({ id }) => ids.includes(id)));
  });

  it('no feed of advisories fills one', () => {
    for (const table of TABLES) {
      assert.ok(!feeds.some((feed) => feed.fills(tableNamespace(table))));
      assert.equal(tableFeeds.filter((feed) => feed.fills(tableNamespace(table))).length, 1);
    }
  });
});

for (const feed of tableFeeds) {
  describe(`table ${feed.table}`, () => {
    const files = listFiles(join(import.meta.dirname, feed.id, 'fixtures'));
    let folder = '';
    before(() => {
      folder = mkdtempSync(join(tmpdir(), 'plimsoll-table-'));
    });
    after(() => rmSync(folder, { recursive: true }));

    it('recognises its files, as no other table does', async () => {
      assert.notEqual(files.length, 0);
      for (const file of files) {
        const head = await readHead(file);
        assert.deepEqual(
          tableFeeds.filter((one) => one.recognises(head)).map(({ id }) => id),
          [feed.id],
        );
      }
    });

    it('gives rows with their date, the same each time', async () => {
      for (const file of files) {
        const docs = await documentsOf(feed, file);
        const parsed = docs.map((doc) => feed.parse(Object.freeze(doc), CONTEXT));
        assert.deepEqual(
          docs.map((doc) => feed.parse(doc, CONTEXT)),
          parsed,
        );
        assert.ok(parsed.every(({ rows, modifiedAt }) => rows.length > 0 && modifiedAt !== ''));
        for (const one of parsed) assertParsed(feed, one);
      }
    });

    it('names one download, also of a mirror', () => {
      const namespaces = [tableNamespace(feed.table)];
      const [own, mirrored] = [null, 'https://mirror.example/p/'].map(
        (m) => feed.parts(namespaces, m)[0]!.url,
      );
      assert.equal(new URL(own!).protocol, 'https:');
      assert.ok(mirrored!.startsWith(`https://mirror.example/p/${feed.id}/`));
    });

    it('gets over files that are empty, cut off or damaged, and other values', async () => {
      for (const file of files) {
        const whole = readFileSync(file);
        const path = join(folder, basename(file));
        for (let at = 0; at < whole.length; at += Math.ceil(whole.length / 40)) {
          const changed = Buffer.from(whole);
          changed[at] = changed[at]! ^ 0x55;
          for (const bytes of [whole.subarray(0, at), changed]) {
            writeFileSync(path, bytes);
            const docs = await documentsOf(feed, path).catch((error: unknown) => {
              assert.ok(error instanceof InputError, String(error));
              return [];
            });
            for (const doc of docs) assertParsed(feed, tryParsing(feed, doc));
          }
        }
        for (const doc of await documentsOf(feed, file)) {
          const others = doc.text.startsWith('{') ? [withOtherValue(doc.text)] : [];
          const texts = fc.oneof(...others, fc.json(), fc.string());
          fc.assert(
            fc.property(texts, (text) => assertParsed(feed, tryParsing(feed, { ...doc, text }))),
            { numRuns: 300 },
          );
        }
      }
    });
  });
}
