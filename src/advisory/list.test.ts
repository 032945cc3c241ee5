/**
 * The contract of every feed, checked over the list. Each has files in `fixtures`, as its source publishes them: they
 * are recognised and give advisories as they are; cut off, damaged and with other values in them they give an error
 * or fewer advisories, never odd ones.
 */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { withOtherValue } from '../../test/json-mutant.ts';
import { InputError } from '../base/errors.ts';
import type { Advisory } from '../model/advisory.ts';
import { compareText } from '../model/problem.ts';
import { schemes } from '../version/list.ts';
import { toContext } from './compile.ts';
import { readHead } from './documents.ts';
import type { Doc, Feed, ParseContext, Parsed } from './feed.ts';
import { isName } from './fields.ts';
import { feeds } from './list.ts';
import { listFiles } from './local-files.ts';
import { parseRow, toRow } from './row.ts';

const CONTEXT = toContext(schemes);
const NO_ORDER: ParseContext = { order: () => null };

function fixturesOf({ id }: Feed): readonly string[] {
  return listFiles(join(import.meta.dirname, 'feeds', id, 'fixtures'));
}

async function documentsOf(feed: Feed, path: string): Promise<Doc[]> {
  const docs: Doc[] = [];
  for await (const doc of feed.documents(path)) docs.push(doc);
  return docs;
}

async function firstToRecognise(path: string): Promise<Feed | undefined> {
  const head = await readHead(path);
  return feeds.find((feed) => feed.recognises(head));
}

/** What can be parsed; null for a document that is damaged. Anything thrown but an error fails. */
function tryParsing(feed: Feed, doc: Doc, context: ParseContext = CONTEXT): Parsed | null {
  if (doc.damage !== '') return null;
  try {
    return feed.parse(Object.freeze({ ...doc }), context);
  } catch (error) {
    assert.ok(error instanceof Error, String(error));
    return null;
  }
}

/** What the database and the matcher rely on. */
function assertAdvisory(feed: Feed, advisory: Advisory): void {
  assert.equal(advisory.feed, feed.id);
  for (const name of [advisory.id, advisory.key.namespace, advisory.key.name, ...advisory.aliases])
    assert.ok(isName(name), JSON.stringify(name));
  assert.ok(!advisory.aliases.includes(advisory.id));
  assert.ok(advisory.title.length <= 200);
  for (const time of [advisory.publishedAt, advisory.withdrawnAt])
    assert.match(time, /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)?$/);
  for (const { fixed, lastAffected } of advisory.ranges) assert.ok(fixed === null || lastAffected === null);
  assert.deepEqual(parseRow(toRow(advisory), advisory.key), advisory);
}

function assertParsed(feed: Feed, parsed: Parsed | null): void {
  for (const advisory of parsed?.advisories ?? []) assertAdvisory(feed, advisory);
  for (const reason of parsed?.skipped ?? []) assert.equal(typeof reason, 'string');
}

describe('list of feeds', () => {
  it('is sorted, each id once, each with a licence', () => {
    const ids = feeds.map(({ id }) => id);
    assert.deepEqual(ids, [...new Set(ids)].sort(compareText));
    assert.ok(ids.every((id) => /^[a-z][a-z0-9-]*$/.test(id)));
    assert.ok(feeds.every(({ licence }) => licence.length > 10));
  });

  it('fills nothing that nobody knows', () => {
    for (const name of ['', ':', 'no-such-distribution:1', '__proto__', 'constructor'])
      assert.ok(!feeds.some((feed) => feed.fills(name)), name);
  });
});

for (const feed of feeds) {
  describe(`feed ${feed.id}`, () => {
    const files = fixturesOf(feed);
    let folder = '';
    before(() => {
      folder = mkdtempSync(join(tmpdir(), 'plimsoll-feed-'));
    });
    after(() => rmSync(folder, { recursive: true }));

    it('recognises its files, before any other feed does', async () => {
      assert.notEqual(files.length, 0);
      for (const file of files) assert.equal((await firstToRecognise(file))?.id, feed.id, file);
    });

    it('gives advisories, the same each time, for namespaces that it fills', async () => {
      for (const file of files) {
        const docs = await documentsOf(feed, file);
        assert.deepEqual(await documentsOf(feed, file), docs);
        const parsed = docs.map((doc) => feed.parse(Object.freeze(doc), CONTEXT));
        assert.deepEqual(
          docs.map((doc) => feed.parse(doc, CONTEXT)),
          parsed,
        );
        const advisories = parsed.flatMap((p) => p.advisories);
        assert.notEqual(advisories.length, 0, file);
        for (const { key } of advisories) {
          assert.ok(feed.fills(key.namespace), key.namespace);
          assert.ok(feed.speaksFor(file, key.namespace));
        }
        for (const one of parsed) assertParsed(feed, one);
        for (const doc of docs) assertParsed(feed, tryParsing(feed, doc, NO_ORDER));
      }
    });

    it('names downloads for its namespaces, also of a mirror', async () => {
      const docs = (await Promise.all(files.map((file) => documentsOf(feed, file)))).flat();
      const advisories = docs.flatMap((doc) => feed.parse(doc, CONTEXT).advisories);
      const namespaces = [...new Set(advisories.map(({ key }) => key.namespace))].sort();
      for (const mirror of [null, 'https://mirror.example/plimsoll/']) {
        const parts = feed.parts(namespaces, mirror);
        assert.deepEqual([...new Set(parts.flatMap((part) => part.namespaces))].sort(), namespaces);
        const urls = parts.map(({ url }) => url);
        assert.deepEqual(urls, [...new Set(urls)]);
        for (const url of urls) {
          assert.equal(new URL(url).protocol, 'https:');
          if (mirror !== null) assert.ok(url.startsWith(mirror), url);
        }
      }
    });

    it('gets over files that are empty, cut off or damaged', async () => {
      for (const file of files) {
        const whole = readFileSync(file);
        const path = join(folder, basename(dirname(file)), basename(file));
        mkdirSync(dirname(path), { recursive: true });
        for (const bytes of damaged(whole)) {
          writeFileSync(path, bytes);
          feed.recognises(await readHead(path).catch(() => ({ path, head: '' })));
          const docs = await documentsOf(feed, path).catch((error: unknown) => {
            assert.ok(error instanceof InputError, String(error));
            return [];
          });
          for (const doc of docs) assertParsed(feed, tryParsing(feed, doc));
        }
      }
    });

    it('gets over documents with other values in them', async () => {
      for (const file of files) {
        for (const doc of await documentsOf(feed, file)) {
          const texts = fc.oneof(withOtherValue(doc.text), fc.json(), fc.constantFrom('', '{', '"', '[[]]'));
          fc.assert(
            fc.property(texts, (text) => assertParsed(feed, tryParsing(feed, { ...doc, text }))),
            { numRuns: 300 },
          );
        }
      }
      assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
    });
  });
}

/** Cut at many places, and with single bytes changed. */
function* damaged(whole: Buffer): Generator<Uint8Array> {
  yield new Uint8Array(0);
  const step = Math.max(1, Math.floor(whole.length / 25));
  for (let at = 1; at < whole.length; at += step) {
    yield whole.subarray(0, at);
    const changed = Buffer.from(whole);
    changed[at] = changed[at]! ^ 0x55;
    yield changed;
  }
  yield Buffer.from('{"__proto__":{"polluted":1},"packages":[{"pkg":{"__proto__":{"polluted":1}}}]}');
  yield Buffer.from('[1,2,3]');
  yield Buffer.alloc(5000, 0x7b);
}
