/** `node advisories-child.ts SOURCE DATABASE [FEED]`: compiles feeds in this process, and prints what it took as JSON. */
import { openDatabase, shardPath } from '../../src/advisory/database.ts';
import type { AnyFeed } from '../../src/advisory/feed.ts';
import { feeds } from '../../src/advisory/list.ts';
import { findLocalFiles } from '../../src/advisory/local-files.ts';
import { readLines } from '../../src/advisory/shard.ts';
import { databaseStatus } from '../../src/advisory/status.ts';
import { updateDatabase } from '../../src/advisory/update.ts';
import { InputError } from '../../src/base/errors.ts';
import { schemes } from '../../src/version/list.ts';

export interface CompileFigures {
  readonly records: number;
  readonly advisories: number;
  readonly seconds: number;
  readonly peakBytes: number;
  readonly shards: readonly { readonly namespace: string; readonly bytes: number }[];
  /** 2,000 names in the largest shard, half of them with advisories; with opening it. */
  readonly lookupMs: number;
}

const LOOK_UPS = 2000;

async function hasFiles(source: string, chosen: readonly AnyFeed[], signal: AbortSignal): Promise<boolean> {
  try {
    return (await findLocalFiles(source, chosen, signal)).feeds.length > 0;
  } catch (error) {
    if (error instanceof InputError && error.code === 'no-advisories') return false;
    throw error;
  }
}

/** Null if none of the files is the feed's. */
async function compile(
  source: string,
  folder: string,
  feedId: string | undefined,
): Promise<CompileFigures | null> {
  const chosen = feeds.filter(({ id }) => feedId === undefined || id === feedId);
  const { signal } = new AbortController();
  if (!(await hasFiles(source, chosen, signal))) return null;
  const start = performance.now();
  const { outcomes } = await updateDatabase({
    folder,
    feeds: chosen,
    schemes,
    namespaces: null,
    from: { kind: 'local', path: source },
    force: true,
    now: '1970-01-01T00:00:00Z',
    http: null,
    maxDownloadBytes: null,
    signal,
    onProgress: () => {},
  });
  const seconds = (performance.now() - start) / 1000;
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  const count = (key: 'records' | 'advisories'): number =>
    outcomes.reduce((sum, outcome) => sum + (outcome.count?.[key] ?? 0), 0);
  const shards = databaseStatus(folder).namespaces;
  return {
    records: count('records'),
    advisories: count('advisories'),
    seconds,
    peakBytes,
    shards: shards.map(({ namespace, diskBytes }) => ({ namespace, bytes: diskBytes })),
    lookupMs: lookUp(
      folder,
      shards.reduce((a, b) => (a.diskBytes >= b.diskBytes ? a : b)),
    ),
  };
}

type NamespaceStatus = ReturnType<typeof databaseStatus>['namespaces'][number];

function lookUp(folder: string, { namespace, digest }: NamespaceStatus): number {
  const names = sampleNames(shardPath(folder, digest));
  const start = performance.now();
  const database = openDatabase(folder);
  for (const name of names) database.lookup.find({ namespace, name });
  const ms = performance.now() - start;
  database.close();
  return ms;
}

/** Every second name is one that has advisories, spread over the shard; the others have none. */
function sampleNames(path: string): string[] {
  const all = new Set<string>();
  for (const line of readLines(path)) if (line.kind === 'a') all.add(line.name);
  const known = [...all];
  return Array.from({ length: LOOK_UPS }, (_, index) =>
    index % 2 === 0 ? known[Math.floor((index / LOOK_UPS) * known.length)]! : `absent-package-${index}`,
  );
}

const [source, folder, feedId] = process.argv.slice(2);
if (source === undefined || folder === undefined)
  throw new Error('usage: advisories-child.ts SOURCE DATABASE [FEED]');
process.stdout.write(JSON.stringify(await compile(source, folder, feedId)));
