/** From a filled stage to shards in their place and the change that would make them current. */
import { InputError } from '../base/errors.ts';
import { type Change, placeShard } from './commit.ts';
import type { Manifest, Shard, Snapshot } from './manifest.ts';
import type { Stage } from './stage.ts';

/** Moves the shards of a stage into the database's folder. Nobody sees them before a manifest names them. */
export function buildShards(stage: Stage, folder: string, signal: AbortSignal): Promise<Shard[]> {
  return stage.build((temporary, shard) => placeShard(folder, temporary, shard.digest), signal);
}

export interface ChangeParts {
  readonly shards: readonly Shard[];
  readonly snapshots: readonly Snapshot[];
  /** What was asked for. */
  readonly namespaces: readonly string[];
}

/**
 * Throws InputError `feed-shrank` if a namespace lost more than a fifth of the advisories that the same feed gave it
 * last time: more likely a broken download than good news.
 */
export function toChange(manifest: Manifest | null, parts: ChangeParts, force: boolean): Change {
  const { shards, snapshots, namespaces } = parts;
  const feeds = new Set(snapshots.map((snapshot) => snapshot.feed));
  for (const old of manifest?.shards ?? []) {
    if (force || !namespaces.includes(old.namespace) || !isFilledBy(manifest, old.namespace, feeds)) continue;
    const rows = shards.find((shard) => shard.namespace === old.namespace)?.rows ?? 0;
    if (rows < old.rows * KEPT_SHARE) throw shrank(old, rows);
  }
  return { replaces: namespaces, shards, snapshots };
}

const KEPT_SHARE = 0.8;

function isFilledBy(manifest: Manifest | null, namespace: string, feeds: ReadonlySet<string>): boolean {
  return (manifest?.snapshots ?? []).some((s) => s.namespaces.includes(namespace) && feeds.has(s.feed));
}

function shrank(old: Shard, rows: number): InputError {
  return new InputError('feed-shrank', {
    what: `${old.namespace} would fall from ${old.rows} advisories to ${rows}, which looks like a broken feed.`,
    where: old.namespace,
    wayOut: 'Try again later. If the feed is right, run `plimsoll db update --force`.',
  });
}
