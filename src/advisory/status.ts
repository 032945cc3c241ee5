/** What is in a database, and whether its files are what they should be. */
import { statSync } from 'node:fs';
import { messageOf } from '../base/errors.ts';
import { takeTurns } from '../base/turns.ts';
import type { Digest } from '../model/digest.ts';
import { getManifest, shardPath } from './database.ts';
import type { Shard, Snapshot } from './manifest.ts';
import { createTally, readLines } from './shard.ts';

export interface DatabaseStatus {
  readonly folder: string;
  readonly digest: Digest;
  readonly namespaces: readonly NamespaceStatus[];
  readonly snapshots: readonly Snapshot[];
  /** Bytes of all shard files. */
  readonly diskBytes: number;
}

export interface NamespaceStatus extends Shard {
  readonly feeds: readonly string[];
  /** Of the oldest snapshot that filled it, UTC ISO 8601. */
  readonly fetchedAt: string;
  /** Bytes of the shard's file; 0 if it is missing. */
  readonly diskBytes: number;
}

/** Reads the manifest and the files' sizes. Throws as openDatabase does. */
export function databaseStatus(folder: string): DatabaseStatus {
  const { manifest, digest } = getManifest(folder);
  const namespaces = manifest.shards.map((shard) => {
    const snapshots = manifest.snapshots.filter((s) => s.namespaces.includes(shard.namespace));
    return {
      ...shard,
      feeds: snapshots.map((snapshot) => snapshot.feed),
      fetchedAt: snapshots.map((snapshot) => snapshot.fetchedAt).sort()[0] ?? '',
      diskBytes: statSync(shardPath(folder, shard.digest), { throwIfNoEntry: false })?.size ?? 0,
    };
  });
  const diskBytes = namespaces.reduce((sum, namespace) => sum + namespace.diskBytes, 0);
  return { folder, digest, namespaces, snapshots: manifest.snapshots, diskBytes };
}

export interface Damage {
  readonly namespace: string;
  readonly path: string;
  readonly why: string;
}

/** Reads every row and compares the digests; empty if all is well. Throws the signal's reason. */
export async function verifyDatabase(folder: string, signal: AbortSignal): Promise<readonly Damage[]> {
  const damages: Damage[] = [];
  for (const { namespace, digest } of getManifest(folder).manifest.shards) {
    const path = shardPath(folder, digest);
    try {
      const turn = takeTurns(signal);
      const tally = createTally();
      for (const line of readLines(path)) {
        tally.add(line);
        await turn();
      }
      if (tally.result().digest === digest) continue;
      damages.push({ namespace, path, why: 'its rows are not those of its name' });
    } catch (thrown) {
      signal.throwIfAborted();
      damages.push({ namespace, path, why: messageOf(thrown) });
    }
  }
  return damages;
}
