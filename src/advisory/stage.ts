/**
 * Sorts advisories and rows of tables of any number and order into shards without holding them: they wait in one temporary SQLite file
 * keyed by namespace, name and row, which also drops repetitions.
 */
import { rmSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { type Turn, takeTurns } from '../base/turns.ts';
import type { Advisory } from '../model/advisory.ts';
import { createUnfinished, temporaryPath } from './disk.ts';
import type { AdvisoryDetail, TableRow } from './feed.ts';
import { isName, textOf } from './fields.ts';
import type { Shard } from './manifest.ts';
import { toRow } from './row.ts';
import { createShardWriter, toDetailText } from './shard.ts';
import { toTableText } from './table-rows.ts';

export interface Stage {
  /** Throws on an advisory whose key or id is no name. */
  add(advisory: Advisory): void;
  /** Throws on a key that is no name, and on a value that is too large. */
  addTableRow(namespace: string, row: TableRow): void;
  addDetail(namespace: string, detail: AdvisoryDetail): void;
  /** Sorted. */
  namespaces(): readonly string[];
  /** Builds each shard in turn; `place` gets the finished temporary file and moves it. Throws the signal's reason. */
  build(place: Place, signal: AbortSignal): Promise<Shard[]>;
  /** Removes the temporary file. */
  close(): void;
}

type Place = (temporary: string, shard: Shard) => void;

/** `folder` takes the temporary files. */
export function openStage(folder: string): Stage {
  const path = temporaryPath(folder, 'stage');
  const database = createFile(path);
  const numbers = new Map<string, number>();
  const insertRow = database.prepare('INSERT OR IGNORE INTO row (ns, name, row) VALUES (?, ?, ?)');
  const insertDetail = database.prepare('INSERT OR IGNORE INTO detail (ns, id, text) VALUES (?, ?, ?)');
  const numberOf = (namespace: string): number => {
    const known = numbers.get(namespace) ?? numbers.size;
    numbers.set(namespace, known);
    return known;
  };
  return {
    add(advisory) {
      const { namespace, name } = advisory.key;
      if (!isName(namespace) || !isName(name) || !isName(advisory.id))
        throw new Error('the package name is damaged');
      insertRow.run(numberOf(namespace), name, toRow(advisory));
    },
    addTableRow(namespace, { key, value }) {
      if (!isName(key)) throw new Error('a key is damaged');
      insertRow.run(numberOf(namespace), key, toTableText(value));
    },
    addDetail: (namespace, detail) => {
      insertDetail.run(numberOf(namespace), detail.id, toDetailText(detail));
    },
    namespaces: () => [...numbers.keys()].sort(),
    async build(place, signal) {
      const turn = takeTurns(signal);
      const shards: Shard[] = [];
      for (const namespace of [...numbers.keys()].sort()) {
        const source = { database, number: numberOf(namespace), namespace, turn };
        shards.push(await buildShard(source, temporaryPath(folder, 'shard'), place));
      }
      return shards;
    },
    close() {
      if (database.isOpen) database.close();
      rmSync(path, { force: true });
    },
  };
}

interface Source {
  readonly database: DatabaseSync;
  readonly number: number;
  readonly namespace: string;
  readonly turn: Turn;
}

function createFile(path: string): DatabaseSync {
  return createUnfinished(
    path,
    `PRAGMA locking_mode = EXCLUSIVE;
    PRAGMA cache_size = -32768;
    CREATE TABLE row (ns INTEGER, name TEXT, row TEXT, PRIMARY KEY (ns, name, row)) WITHOUT ROWID;
    CREATE TABLE detail (ns INTEGER, id TEXT, text TEXT, PRIMARY KEY (ns, id, text)) WITHOUT ROWID;
    BEGIN`,
  );
}

async function buildShard(
  { database, number, namespace, turn }: Source,
  temporary: string,
  place: Place,
): Promise<Shard> {
  const writer = createShardWriter(temporary);
  try {
    const rows = database.prepare('SELECT name, row FROM row WHERE ns = ? ORDER BY name, row');
    for (const { name, row } of rows.iterate(number)) {
      writer.add({ kind: 'a', name: textOf(name), text: textOf(row) });
      await turn();
    }
    const details = database.prepare(
      'SELECT id, min(text) AS text FROM detail WHERE ns = ? GROUP BY id ORDER BY id',
    );
    for (const { id, text } of details.iterate(number)) {
      writer.add({ kind: 'd', name: textOf(id), text: textOf(text) });
      await turn();
    }
    const shard = { namespace, ...writer.finish() };
    place(temporary, shard);
    return shard;
  } finally {
    writer.discard();
  }
}
