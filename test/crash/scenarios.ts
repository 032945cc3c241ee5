/** What is killed: pulls, scans that fill the cache, and everything that changes the advisory database. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { sha256 } from '../../src/model/digest.ts';
import { compareText } from '../../src/model/problem.ts';
import { npmPackage, osvRecord } from '../cli/images.ts';
import { here, put, run } from '../cli/plimsoll.ts';
import { type BuiltImage, buildImage, type LayerSpec, writeDockerArchive } from '../image-builder.ts';
import { type LocalServer, serve } from '../local-server.ts';
import { file } from '../tar-builder.ts';
import { buildZip } from '../zip-builder.ts';
import type { Scenario } from './kill-often.ts';
import { randomOf } from './random.ts';

/** Some layers, each with packages and some bytes that take a while to read. */
export function imageToPull(): BuiltImage {
  const random = randomOf(7);
  const layers = Array.from({ length: 4 }, (_, layer): LayerSpec => {
    const packages = Array.from({ length: 40 }, (_, i) =>
      npmPackage(`p${i}`, `${layer}.0.${i}`, `l${layer}`),
    );
    return { entries: [...packages, file(`big${layer}`, random.bytes(500_000))] };
  });
  return buildImage({ layers, tags: ['example.test/app:1'] });
}

/** A scan of a registry's image, whose layers are kept. */
export async function pulling(reference: string): Promise<Scenario> {
  return scanning(() => ({ words: ['scan', reference] }));
}

/** Scans of an archive: a file with a report into another file, and standard input by turns. */
export async function readingArchive(image: BuiltImage): Promise<Scenario> {
  writeDockerArchive(join(here, 'app.tar'), [image]);
  const stdin = readFileSync(join(here, 'app.tar'));
  const fromFile = { words: ['scan', join(here, 'app.tar'), '--output', `json=${join(here, 'out.json')}`] };
  const fromStdin = { words: ['scan', '-'], stdin };
  return scanning((turn) => (turn % 2 === 0 ? fromFile : fromStdin));
}

interface Scan {
  readonly words: readonly string[];
  readonly stdin?: Uint8Array;
}

async function scanning(scanOf: (turn: number) => Scan): Promise<Scenario> {
  const cache = join(here, 'cache');
  const rightOf = new Map<string, string>();
  let rightCache: readonly string[] | null = null;
  const place = placeHere();
  const argsOf = ({ words }: Scan): string[] => [...words, '--format', 'json', '--cache-dir', cache];
  const answer = async (scan: Scan, ...more: string[]): Promise<string> => {
    const { code, stdout, stderr } = await run(
      [...argsOf(scan), ...more],
      scan.stdin === undefined ? {} : { stdin: scan.stdin },
    );
    assert.deepEqual([code, stderr], [0, '']);
    return stdout;
  };
  for (const scan of [scanOf(0), scanOf(1)]) {
    rightOf.set(scan.words[1]!, await answer(scan, '--no-cache'));
  }
  return {
    ...place,
    watched: here,
    prepare(turn) {
      // What is whole would spare the work that is to be disturbed; what is not has to be lived with.
      for (const path of filesBelow(cache)) if (isWhole(path)) rmSync(path);
      const scan = scanOf(turn);
      return { args: argsOf(scan), ...(scan.stdin === undefined ? {} : { stdin: scan.stdin }) };
    },
    async next(turn) {
      const scan = scanOf(turn);
      const right = rightOf.get(scan.words[1]!);
      assert.equal(await answer(scan), right);
      assert.equal(await answer(scan), right, 'from the cache');
      const kept = keptIn(cache);
      rightCache ??= kept;
      assert.deepEqual(kept, rightCache);
    },
    leftovers: () => [
      ...filesBelow(cache).filter((path) => path.endsWith('.part')),
      ...filesBelow(place.tempFolder),
      ...readdirSync(here).filter((name) => name.endsWith('.part')),
    ],
  };
}

/** The key of the folder is drawn by chance and is no answer. */
function isWhole(path: string): boolean {
  return !path.endsWith('.part') && !path.endsWith('path-key') && !path.includes('/code/');
}

/** Names say what is kept: they are digests of all that it depends on. */
function keptIn(cache: string): readonly string[] {
  return filesBelow(cache)
    .filter(isWhole)
    .map((path) => relative(cache, path));
}

/** `db update` from a folder; each turn has a record more than the one before. */
export async function updatingFromFolder(): Promise<Scenario> {
  mkdirSync(join(here, 'osv/npm'), { recursive: true });
  return updating((turn) => {
    writeFileSync(join(here, 'osv/npm/all.zip'), feedOf(turn));
    return ['db', 'update', '--from', join(here, 'osv')];
  });
}

/** The same over HTTP; the server gives the feed in pieces, so that downloads are hit too. */
export async function updatingOverHttp(): Promise<{ scenario: Scenario; server: LocalServer }> {
  let feed = feedOf(0);
  const server = await serve((request, response) => {
    if (request.url !== '/osv/npm/all.zip') return void response.writeHead(404).end();
    const etag = `"${sha256(feed).slice(7, 30)}"`;
    if (request.headers['if-none-match'] === etag) return void response.writeHead(304).end();
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const resumes = from > 0 && request.headers['if-range'] === etag;
    const rest = resumes ? feed.subarray(from) : feed;
    response.writeHead(resumes ? 206 : 200, {
      etag,
      'content-length': rest.length,
      ...(resumes ? { 'content-range': `bytes ${from}-${feed.length - 1}/${feed.length}` } : {}),
    });
    const send = (at: number): void => {
      if (at >= rest.length) return void response.end();
      response.write(rest.subarray(at, at + PIECE_BYTES));
      setTimeout(send, 5, at + PIECE_BYTES);
    };
    send(0);
  });
  const scenario = await updating((turn) => {
    feed = feedOf(turn);
    return ['db', 'update', '--from', server.origin, '--only', 'npm'];
  });
  return { scenario, server };
}

const PIECE_BYTES = 40_000;

/** `db import` of one of two databases by turns, which share nothing. */
export async function importing(): Promise<Scenario> {
  for (const name of ['one', 'two']) {
    put(`${name}/npm/all.zip`, feedOf(name === 'one' ? 1 : 500, name));
    const folder = join(here, `db-${name}`);
    assert.equal((await run(['db', 'update', '--from', join(here, name), '--database', folder])).code, 0);
    assert.equal((await run(['db', 'export', join(here, `${name}.db`), '--database', folder])).code, 0);
  }
  return changing({
    begin(turn) {
      // The shards of the one before the last are still there: with them there would be nothing to do.
      for (const path of filesBelow(join(here, 'db/shards'))) {
        const current = [...shardsOf(join(here, 'db')).values()].map((digest) =>
          digest.slice('sha256:'.length),
        );
        if (!current.some((hex) => path.includes(hex))) rmSync(path);
      }
      return ['db', 'import', join(here, turn % 2 === 0 ? 'one.db' : 'two.db')];
    },
    right: async (turn) => manifestOf(join(here, turn % 2 === 0 ? 'db-one' : 'db-two')),
  });
}

function updating(begin: (turn: number) => readonly string[]): Scenario {
  return changing({
    begin,
    // Updated in one go elsewhere.
    async right(_, words) {
      const folder = join(here, 'undisturbed');
      rmSync(folder, { recursive: true, force: true });
      assert.equal((await run([...words, '--database', folder])).code, 0);
      return manifestOf(folder);
    },
  });
}

interface Changing {
  /** Answers the command that changes the database. */
  begin(turn: number): readonly string[];
  /** The manifest that there has to be in the end. */
  right(turn: number, words: readonly string[]): Promise<string>;
}

function changing({ begin, right }: Changing): Scenario {
  const folder = join(here, 'db');
  let words: readonly string[] = [];
  let last: ReadonlyMap<string, string> = new Map();
  return {
    ...placeHere(),
    watched: here,
    prepare(turn) {
      words = begin(turn);
      last = shardsOf(folder);
      return { args: [...words, '--database', folder] };
    },
    async next(turn) {
      const wanted = await right(turn, words);
      await assertUsable(folder, last, shardsIn(wanted));
      const { code, stderr } = await run([...words, '--database', folder]);
      assert.deepEqual([code, stderr], [0, '']);
      assert.equal(manifestOf(folder), wanted);
      assert.equal((await run(['db', 'verify', '--database', folder])).code, 0);
    },
    leftovers: () => [...filesBelow(join(folder, 'tmp')), ...filesBelow(join(here, 'tmp'))],
  };
}

/** As it was, or as it is to be: nothing in between. */
async function assertUsable(
  folder: string,
  old: ReadonlyMap<string, string>,
  wanted: ReadonlyMap<string, string>,
): Promise<void> {
  const now = shardsOf(folder);
  if (now.size === 0) assert.equal(old.size, 0);
  else {
    assert.ok([old, wanted].some((shards) => sameEntries(shards, now)));
    assert.equal((await run(['db', 'verify', '--database', folder])).code, 0);
  }
}

function sameEntries(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  return a.size === b.size && [...a].every(([name, digest]) => b.get(name) === digest);
}

function manifestOf(folder: string): string {
  return readFileSync(join(folder, 'manifest.json'), 'utf8');
}

function shardsOf(folder: string): ReadonlyMap<string, string> {
  return filesBelow(folder).includes(join(folder, 'manifest.json'))
    ? shardsIn(manifestOf(folder))
    : new Map();
}

function shardsIn(manifest: string): ReadonlyMap<string, string> {
  const { shards }: { shards: readonly { namespace: string; digest: string }[] } = JSON.parse(manifest);
  return new Map(shards.map(({ namespace, digest }) => [namespace, digest]));
}

const RECORDS = 600;

/** Records of a ZIP that grows with the turn; not compressible, so that it takes a while to fetch. */
function feedOf(turn: number, prefix = 'package'): Buffer {
  const random = randomOf(3);
  return Buffer.from(
    buildZip(
      Array.from({ length: RECORDS + turn }, (_, i) => {
        const id = `CVE-2024-${10000 + i}`;
        const flaw = { id, ecosystem: 'npm', name: `${prefix}-${i}`, fixed: '1.0.0' };
        const details = random.bytes(600).toString('base64');
        return { name: `${id}.json`, content: JSON.stringify({ ...JSON.parse(osvRecord(flaw)), details }) };
      }),
    ),
  );
}

function placeHere(): { cwd: string; home: string; tempFolder: string } {
  return { cwd: here, home: join(here, 'home'), tempFolder: join(here, 'tmp') };
}

function filesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort(compareText);
  } catch {
    return [];
  }
}
