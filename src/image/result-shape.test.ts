import assert from 'node:assert/strict';
import { posix } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { wrongIn } from '../../test/changed-facts.ts';
import { withOtherValue } from '../../test/json-mutant.ts';
import { layerInfo, memoryLayer, textReader } from '../../test/read-layers.ts';
import { dir, file, hardlink, layer, opaque, symlink, whiteout } from '../../test/tar-builder.ts';
import { DEFAULT_LIMITS, type Limits } from '../base/limits.ts';
import type { FileEntry } from '../model/file.ts';
import { compareProblems, compareText } from '../model/problem.ts';
import { byPathAndReader } from './collect-layer.ts';
import { DamagedResult, decodeResult, encodeResult } from './encode-result.ts';
import { factBytes } from './fact-bytes.ts';
import type { LayerContents } from './layer-contents.ts';
import { isAscending, type PathSetData } from './path-set.ts';
import { PathSetBuilder } from './path-set-builder.ts';
import { readLayer } from './read-layer.ts';
import type { Expected } from './result-shape.ts';

const READER = textReader('text', /\.txt$/);
const HASH_KEY = { low: 5, high: 6 };
const EXPECTED: Expected = {
  readers: [READER],
  info: layerInfo(2),
  limits: DEFAULT_LIMITS,
  hashKey: HASH_KEY,
};

const TAR = layer([
  dir('dir'),
  file('a.txt', 'one'),
  file('dir/b.txt', 'two'),
  symlink('link', 'a.txt'),
  symlink('other', 'dir'),
  hardlink('c.txt', 'a.txt'),
  whiteout('gone'),
  whiteout('lost'),
  opaque('dir'),
  file('bad\0name', 'x'),
  file('deep/'.repeat(300)),
]);

async function readSample(): Promise<LayerContents> {
  const contents = await readLayer(memoryLayer(TAR, 2), [READER], DEFAULT_LIMITS, HASH_KEY);
  return { ...contents, info: layerInfo(2) };
}

function encoded(contents: LayerContents): Buffer {
  return Buffer.concat(encodeResult({ kind: 'contents', contents }));
}

function decoded(bytes: Uint8Array, limits: Partial<Limits> = {}): LayerContents {
  const result = decodeResult(bytes, { ...EXPECTED, limits: { ...DEFAULT_LIMITS, ...limits } });
  assert.ok(result.kind === 'contents');
  return result.contents;
}

const refused = (bytes: Uint8Array, message: RegExp, limits: Partial<Limits> = {}): void =>
  assert.throws(
    () => decoded(bytes, limits),
    (error) => error instanceof DamagedResult && message.test(error.message),
    String(message),
  );

const HEAD_BYTES = 20;

interface Said {
  readonly contents: Record<string, unknown> & { readonly facts: readonly unknown[] };
}

/** The document with its facts in it. */
function saidIn(bytes: Buffer): Said {
  const text = bytes.toString('utf8', HEAD_BYTES, HEAD_BYTES + bytes.readUInt32LE(4));
  const [head, ...facts] = text.split('\n').map((line) => JSON.parse(line));
  return { ...head, contents: { ...head.contents, facts } };
}

/** The same frame around another document: its facts are lines where there is a list of them. */
function withSaid(bytes: Buffer, said: unknown): Buffer {
  const { facts, ...rest } = (said as Partial<Said> | null)?.contents ?? {};
  if (!Array.isArray(facts)) return withText(bytes, JSON.stringify(said));
  const lines = [{ ...(said as Said), contents: rest }, ...facts];
  return withText(bytes, lines.map((line) => JSON.stringify(line)).join('\n'));
}

function withText(bytes: Buffer, text: string): Buffer {
  const encodedText = Buffer.from(text);
  const head = Buffer.from(bytes.subarray(0, HEAD_BYTES));
  head.writeUInt32LE(encodedText.length, 4);
  return Buffer.concat([head, encodedText, bytes.subarray(HEAD_BYTES + bytes.readUInt32LE(4))]);
}

/** What everything behind the decoder may build upon, told without the decoder's own words. */
function assertSound(contents: LayerContents): void {
  const { facts, symlinks, hardLinks, whiteouts, opaqueFolders, answered, problems } = contents;
  const links = [...symlinks, ...hardLinks].map(({ path }) => path);
  const entries = [...facts.map(({ entry }) => entry), ...hardLinks];
  for (const path of [...links, ...whiteouts, ...answered.map((one) => one.path)]) assertPath(path);
  for (const entry of entries) assertEntry(entry);
  for (const path of opaqueFolders) if (path !== '') assertPath(path);
  for (const list of [symlinks, hardLinks].map((those) => those.map(({ path }) => path)))
    assert.deepEqual(list, [...new Set(list)].sort(compareText));
  for (const list of [whiteouts, opaqueFolders]) assert.deepEqual(list, [...new Set(list)].sort(compareText));
  assert.deepEqual(facts, facts.toSorted(byPathAndReader));
  assert.deepEqual(problems, problems.toSorted(compareProblems));
  for (const fact of facts) {
    assert.deepEqual(
      [Object.getPrototypeOf(fact), fact.readerId, typeof fact.fact],
      [Object.prototype, 'text', 'string'],
    );
  }
  for (const { layerIndex, effect } of problems) {
    assert.ok(layerIndex === null || layerIndex === 2);
    assert.ok(['note', 'incomplete', 'blind'].includes(effect));
  }
  assert.ok(contents.factBytes >= facts.reduce((total, fact) => total + factBytes(fact), 0));
  for (const set of [contents.nonDirectories, contents.directories, contents.parents]) {
    assert.ok(isAscending(set.hashes));
    assert.equal(set.key, HASH_KEY);
  }
  for (const number of [contents.entries, contents.plainBytes, contents.storedBytes, contents.rereads])
    assert.ok(Number.isSafeInteger(number) && number >= 0);
  assert.equal(contents.info, EXPECTED.info);
}

function assertPath(path: string): void {
  assert.ok(path !== '' && path !== '.' && path === posix.normalize(path), path);
  assert.ok(
    !/^\/|\/$|^\.\.(\/|$)|\0/.test(path) && Buffer.byteLength(path) <= DEFAULT_LIMITS.pathBytes,
    path,
  );
}

function assertEntry({ path, ...rest }: FileEntry): void {
  assertPath(path);
  const kinds = Object.values(rest).map((value) => typeof value);
  assert.deepEqual(kinds.sort(), ['number', 'number', 'number', 'number', 'string', 'string']);
}

const segment = fc
  .oneof(
    fc.constantFrom('__proto__', 'constructor', '...', ' ', '\udc80', '\ufeffx', 'a.txt'),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }),
  )
  .map((text) => text.replace(/[/\0]/g, 'x'))
  .filter((text) => text !== '.' && text !== '..');
const path = fc.array(segment, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
const small = fc.nat(10_000);
const word = fc.string({ unit: 'binary', maxLength: 30 });
const KINDS = ['fact', 'file', 'directory', 'symlink', 'hardlink', 'whiteout', 'opaque'] as const;
type Kind = (typeof KINDS)[number];

const named = fc.uniqueArray(
  fc.record({ path, kind: fc.constantFrom<Kind>(...KINDS), size: small, text: word }),
  { maxLength: 30, selector: (one) => one.path },
);
type Named = typeof named extends fc.Arbitrary<infer T> ? T : never;

/** Plain objects: what is decoded are such. */
const PLAIN = { noNullPrototype: true };

const problem = fc.record(
  {
    code: fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/),
    effect: fc.constantFrom('note' as const, 'incomplete' as const, 'blind' as const),
    message: word,
    layerIndex: fc.constantFrom(null, 2),
    path: word,
    wayOut: word,
  },
  PLAIN,
);

/** Whatever a layer reader could answer. */
const anyContents = fc
  .record({ named, problems: fc.array(problem, { maxLength: 10 }), more: small, rereads: fc.nat(4) })
  .map(({ named: all, problems, more, rereads }): LayerContents => {
    const of = (...kinds: Kind[]): Named => all.filter(({ kind }) => kinds.includes(kind));
    const facts = of('fact')
      .map((one) => ({ readerId: 'text', entry: entryOf(one, 'file', ''), fact: one.text }))
      .sort(byPathAndReader);
    const paths = all.map((one) => one.path).sort(compareText);
    return {
      info: EXPECTED.info,
      entries: all.length + more,
      plainBytes: more,
      storedBytes: 2 ** 52 + more,
      facts,
      factBytes: facts.reduce((total, fact) => total + factBytes(fact), more),
      symlinks: of('symlink')
        .map((one) => ({ path: one.path, target: one.text }))
        .sort((a, b) => compareText(a.path, b.path)),
      hardLinks: of('hardlink')
        .map((one) => entryOf(one, 'hardlink', paths[0]!))
        .sort((a, b) => compareText(a.path, b.path)),
      whiteouts: of('whiteout')
        .map((one) => one.path)
        .sort(compareText),
      opaqueFolders: of('opaque')
        .map((one, index) => (index === 0 ? '' : one.path))
        .sort(compareText),
      nonDirectories: setOf(of('fact', 'file', 'symlink', 'hardlink')),
      directories: setOf(of('directory')),
      parents: setOf(of('directory')),
      answered: paths.map((one) => ({ readerId: 'text', path: one })),
      problems: problems.sort(compareProblems),
      rereads,
      contentDigest: more % 2 === 0 ? null : `sha256:${'0123456789abcdef'.repeat(4)}`,
    };
  });

function entryOf({ path, size }: Named[number], type: 'file' | 'hardlink', linkTarget: string): FileEntry {
  return { path, type, sizeBytes: size, mode: size % 512, uid: size, gid: 0, linkTarget };
}

function setOf(members: Named): PathSetData {
  const builder = new PathSetBuilder(HASH_KEY);
  for (const member of members) builder.add(member.path);
  return builder.end();
}

describe('shape of results', () => {
  it('lets through whatever a layer reader can answer, unchanged', () => {
    fc.assert(
      fc.property(anyContents, (contents) => {
        const got = decoded(encoded(contents));
        assert.deepEqual(got, contents);
        assertSound(got);
      }),
      { numRuns: 300 },
    );
  });

  it('refuses a member that is missing, further, or of another kind, wherever it is', async () => {
    const bytes = encoded(await readSample());
    let tried = 0;
    for (const wrong of wrongIn(saidIn(bytes))) {
      // Facts are lines: none is no mistake.
      const { contents } = wrong as Partial<Said>;
      if (typeof contents === 'object' && !('facts' in contents) && 'entries' in contents) continue;
      refused(withSaid(bytes, wrong), /./);
      tried++;
    }
    assert.ok(tried > 150, String(tried));
  });

  it('is damaged or sound, whatever value another one is put in the place of', async () => {
    const bytes = encoded(await readSample());
    let sound = 0;
    const check = (json: string): void => {
      try {
        assertSound(decoded(withSaid(bytes, JSON.parse(json))));
        sound++;
      } catch (error) {
        if (!(error instanceof DamagedResult)) throw error;
      }
    };
    fc.assert(fc.property(withOtherValue(JSON.stringify(saidIn(bytes))), check), { numRuns: 3000 });
    assert.ok(sound > 0);
    assert.deepEqual(Object.keys(Object.prototype), []);
  });
});

type Change = (contents: LayerContents) => Partial<LayerContents>;
const PROBLEM = { code: 'x', effect: 'note', message: '', layerIndex: 2, path: '', wayOut: '' } as const;
const firstEntry = (
  { facts: [first, ...rest] }: LayerContents,
  entry: Partial<FileEntry>,
): Partial<LayerContents> => ({
  facts: [{ ...first!, entry: { ...first!.entry, ...entry } }, ...rest],
});

const REFUSED: readonly (readonly [what: string, change: Change, message: RegExp])[] = [
  ['more rereads than there are rounds', () => ({ rereads: 5 }), /\.rereads is more than 4/],
  ['less facts than there are', () => ({ factBytes: 1 }), /^\.facts\[0\] is more than is told/],
  ['more facts than can be', () => ({ factBytes: 2 ** 50 }), /factBytes is more/],
  [
    'a link twice',
    ({ symlinks }) => ({ symlinks: [...symlinks, symlinks.at(-1)!] }),
    /symlinks is not in order/,
  ],
  ['a hard link twice', ({ hardLinks }) => ({ hardLinks: [...hardLinks, ...hardLinks] }), /hardLinks is not/],
  ['a whiteout twice', () => ({ whiteouts: ['a', 'a'] }), /whiteouts is not in order/],
  ['whiteouts out of order', ({ whiteouts }) => ({ whiteouts: whiteouts.toReversed() }), /whiteouts is not/],
  [
    'problems out of order',
    ({ problems }) => ({ problems: problems.toReversed() }),
    /problems is not in order/,
  ],
  ['too many problems', () => ({ problems: new Array(10_001).fill(PROBLEM) }), /\.problems is too long/],
  [
    'a long message',
    () => ({ problems: [{ ...PROBLEM, message: 'x'.repeat(13_000) }] }),
    /message is too long/,
  ],
  ['a code that is none', () => ({ problems: [{ ...PROBLEM, code: '\u001b[2J' }] }), /\.code is no code/],
  [
    'a fact of a folder',
    (contents) => firstEntry(contents, { type: 'directory' }),
    /entry\.type is none of file/,
  ],
  [
    'a path beyond the limit',
    (contents) => firstEntry(contents, { path: 'x'.repeat(5000) }),
    /no path of a layer/,
  ],
  ['less entries than paths', () => ({ entries: 1 }), /more paths than entries/],
  ['links that are no entries', ({ directories }) => ({ nonDirectories: directories }), /in no path set/],
];

const BEYOND: readonly (readonly [limit: Partial<Limits>, message: RegExp])[] = [
  [{ layerEntries: 3 }, /\.entries is more than 3/],
  [{ layerLinks: 5 }, /more links/],
  [{ layerFactBytes: 100 }, /factBytes is more/],
  [{ pathBytes: 4 }, /no path of a layer/],
  [{ pathDepth: 1 }, /no path of a layer/],
];

describe('results that say too much', () => {
  for (const [what, change, message] of REFUSED) {
    it(`are refused: ${what}`, async () => {
      const contents = await readSample();
      refused(encoded({ ...contents, ...change(contents) }), message);
    });
  }

  for (const [limit, message] of BEYOND) {
    it(`are refused beyond a limit: ${Object.keys(limit)}`, async () => {
      const bytes = encoded(await readSample());
      decoded(bytes);
      refused(bytes, message, limit);
    });
  }

  it('are refused: more answers than are kept of a layer', async () => {
    const { facts } = await readSample();
    const bytes = Buffer.concat(encodeResult({ kind: 'answers', answers: { facts, problems: [] } }));
    refused(bytes, /is more than is told or kept/, { layerFactBytes: 800 });
  });

  it('are refused: a second thing beside the contents', async () => {
    const bytes = encoded(await readSample());
    refused(withSaid(bytes, { ...saidIn(bytes), more: 1 }), /other members/);
    refused(withSaid(bytes, { ...saidIn(bytes), answers: [] }), /answers with path sets/);
  });

  it('are refused before what would fill the memory is made of them', async () => {
    const bytes = encoded(await readSample());
    const [head] = bytes.toString('utf8', HEAD_BYTES, HEAD_BYTES + bytes.readUInt32LE(4)).split('\n');
    const limits = { layerLinks: 10, layerFactBytes: 3200 };
    refused(withText(bytes, `${head}\n0\nno JSON`), /^\.facts\[0\] is of no known reader/, limits);
    refused(withText(bytes, `${head}\n[${'{},'.repeat(60)}0]`), /more than 100 values/, limits);
    refused(withText(bytes, `[${'{},'.repeat(510_000)}0]`), /more than 1000080 values/, limits);
  });

  it('are refused: more facts than are told, at the first one', async () => {
    const contents = await readSample();
    const told = factBytes(contents.facts[0]!) + 10;
    refused(encoded({ ...contents, factBytes: told }), /^\.facts\[1\] is more than is told or kept/);
  });
});
