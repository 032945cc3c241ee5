import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { DEFAULT_LIMITS } from '../../base/limits.ts';
import type { FileEntry } from '../../model/file.ts';
import type { AnyReader } from '../../model/reader.ts';
import type { LateFound } from '../read-late.ts';
import { sizeOf } from './fixtures/readers.ts';
import { Peers } from './peers.ts';

const REST = { type: 'file', mode: 0o644, uid: 0, gid: 0, linkTarget: '' } as const;
const MESSAGE = 'it is not liked';

function entry(sizeBytes: number, path = 'a'): FileEntry {
  return { ...REST, path, sizeBytes };
}

/** One says how large a file is that begins with a B, the other throws over an X. */
const readers: readonly AnyReader[] = [
  sizeOf,
  {
    ...sizeOf,
    id: 'picky',
    open: (head) => ({
      push: () => {
        if (head[0] === 0x58) throw new Error(MESSAGE);
      },
      end: () => null,
    }),
  },
];

describe('threads that help each other', () => {
  let ports: MessagePort[] = [];
  let busy: Peers;
  let idle: Peers;
  beforeEach(() => {
    const { port1, port2 } = new MessageChannel();
    ports = [port1, port2];
    busy = new Peers({ ports: [port1], readers, limits: DEFAULT_LIMITS });
    idle = new Peers({ ports: [port2], readers, limits: DEFAULT_LIMITS });
    busy.beginRound();
    idle.beginRound();
  });
  afterEach(() => {
    for (const port of ports) port.close();
  });

  async function becomeIdle(): Promise<void> {
    idle.endRound();
    for (let i = 0; i < 10; i++) await turn();
  }

  /** Gives a file; answers where what was found will be, or null if nobody takes the file. */
  function give(bytes: Buffer, declared = bytes.length, ids = ['size', 'picky']): LateFound[] | null {
    const found: LateFound[] = [];
    const sink = busy.take(entry(declared), ids, (said) => found.push(said));
    if (sink === null) return null;
    for (let at = 0; at < bytes.length; at += 100_000) sink.push(bytes.subarray(at, at + 100_000));
    if (bytes.length === declared) sink.end();
    return found;
  }

  it('gives nothing to one that is at work, or was idle in an earlier round', async () => {
    assert.equal(give(Buffer.from('B')), null);
    await becomeIdle();
    busy.beginRound();
    assert.equal(give(Buffer.from('B')), null);
  });

  it('hears what was found in each file', async () => {
    await becomeIdle();
    const small = give(Buffer.from('B12'));
    const none = give(Buffer.from('A'));
    const large = give(Buffer.alloc(3_000_000, 'B'));
    const other = give(Buffer.alloc(200_000, 'B'), 200_000, ['picky']);
    const bad = give(Buffer.from('X'));
    await busy.finish();
    assert.deepEqual(
      [small, none, large, other].map((found) => found?.map(({ facts }) => facts)),
      [[[{ readerId: 'size', fact: 3 }]], [[]], [[{ readerId: 'size', fact: 3_000_000 }]], [[]]],
    );
    assert.deepEqual(
      bad?.[0]?.faults.map(({ code, path }) => [code, path]),
      [['unreadable-file', 'a']],
    );
  });

  it('takes no fact of a file that is cut off', async () => {
    await becomeIdle();
    const cut = give(Buffer.from('B12'), 5);
    const next = give(Buffer.from('B1234'));
    await busy.finish();
    assert.deepEqual(
      [cut, next].map((found) => found?.map(({ facts }) => facts.map(({ fact }) => fact))),
      [[[]], [[5]]],
    );
  });

  it('gives no more than one has time for, and no very large file', async () => {
    await becomeIdle();
    assert.equal(give(Buffer.alloc(9_000_000, 'B')), null);
    const given: LateFound[][] = [];
    for (let found = give(Buffer.alloc(1_000_000)); found !== null; found = give(Buffer.alloc(1_000_000))) {
      given.push(found);
    }
    assert.ok(given.length >= 5 && given.length <= 8, String(given.length));
    await busy.finish();
    assert.ok(given.every(({ length }) => length === 1));
    assert.notEqual(give(Buffer.alloc(1_000_000)), null);
    await busy.finish();
    let files = 0;
    while (give(Buffer.from('B')) !== null) files++;
    assert.equal(files, 1024);
    await busy.finish();
  });
});
