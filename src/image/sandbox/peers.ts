/**
 * Threads that read layers help each other with heavy readers: one that has no layer left takes whole files off those
 * that have, in batches. What it finds is the same, and the order in which that counts is not its business.
 */
import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import type { Limits } from '../../base/limits.ts';
import type { ContentSink } from '../../base/tar/tar-visitor.ts';
import type { FileEntry } from '../../model/file.ts';
import type { AnyReader } from '../../model/reader.ts';
import type { Aside } from '../aside.ts';
import { isNothing, type LateFound, NOTHING_FOUND, readLate } from '../read-late.ts';

/** A batch is sent as soon as it has so many bytes. */
const BATCH_BYTES = 256 * 1024;
/** That one peer has before it: more is read here. */
const MOST_BYTES = 6 * 1024 * 1024;
const MOST_FILES = 1024;
/** A larger file is read here: a peer gets it when all of it has passed. */
const MOST_FILE_BYTES = 8 * 1024 * 1024;

interface BatchFile {
  readonly entry: FileEntry;
  readonly readerIds: readonly string[];
  /** Where its content begins in the bytes of the batch. */
  readonly start: number;
  end: number;
  /** False = its content is cut off. */
  isWhole: boolean;
}

type Said =
  /** No layer of this round is left. */
  | { readonly kind: 'idle'; readonly round: number }
  | {
      readonly kind: 'batch';
      readonly number: number;
      readonly files: readonly BatchFile[];
      readonly bytes: Uint8Array;
    }
  /** By index of the file; those without have nothing. */
  | { readonly kind: 'found'; readonly number: number; readonly found: ReadonlyMap<number, LateFound> };

interface Peer {
  readonly port: MessagePort;
  /** The last round in which it said so. */
  idleIn: number;
  /** What it has before it. */
  bytes: number;
  files: number;
}

interface Batch {
  readonly peer: Peer;
  readonly files: BatchFile[];
  readonly done: ((found: LateFound) => void)[];
  readonly bytes: Uint8Array;
  filled: number;
}

export interface PeerSettings {
  readonly ports: readonly MessagePort[];
  readonly readers: readonly AnyReader[];
  readonly limits: Limits;
}

export class Peers implements Aside {
  readonly #settings: PeerSettings;
  readonly #peers: readonly Peer[];
  #round = 0;
  /** Is being filled. */
  #batch: Batch | null = null;
  /** By number. */
  readonly #underWay: Map<number, Batch> = new Map();
  #batches = 0;
  #onDone: () => void = () => {};

  constructor(settings: PeerSettings) {
    this.#settings = settings;
    this.#peers = settings.ports.map((port) => ({ port, idleIn: 0, bytes: 0, files: 0 }));
    for (const peer of this.#peers) peer.port.on('message', (said: Said) => this.#hear(peer, said));
  }

  beginRound(): void {
    this.#round++;
  }

  endRound(): void {
    for (const { port } of this.#peers) say(port, { kind: 'idle', round: this.#round });
  }

  take(entry: FileEntry, readerIds: readonly string[], done: (found: LateFound) => void): ContentSink | null {
    const batch = this.#batchFor(entry.sizeBytes);
    if (batch === null) return null;
    const start = batch.filled;
    const file: BatchFile = { entry, readerIds, start, end: start, isWhole: false };
    batch.files.push(file);
    batch.done.push(done);
    batch.peer.files++;
    batch.peer.bytes += entry.sizeBytes;
    return {
      push(chunk) {
        const part = chunk.subarray(0, batch.bytes.length - batch.filled);
        batch.bytes.set(part, batch.filled);
        batch.filled += part.length;
        file.end = batch.filled;
      },
      end: () => {
        file.isWhole = true;
        if (batch.filled >= BATCH_BYTES / 2) this.#send();
      },
    };
  }

  async finish(): Promise<void> {
    this.#send();
    while (this.#underWay.size > 0) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#onDone = resolve;
      await promise;
    }
  }

  /** One with room for so many bytes. */
  #batchFor(bytes: number): Batch | null {
    if (bytes > MOST_FILE_BYTES) return null;
    if (this.#batch !== null && this.#batch.filled + bytes > this.#batch.bytes.length) this.#send();
    if (this.#batch !== null) return this.#isFree(this.#batch.peer) ? this.#batch : null;
    const peer = this.#freePeer();
    if (peer === null) return null;
    const room = new Uint8Array(Math.max(BATCH_BYTES, bytes));
    this.#batch = { peer, files: [], done: [], bytes: room, filled: 0 };
    return this.#batch;
  }

  #freePeer(): Peer | null {
    let found: Peer | null = null;
    for (const peer of this.#peers) {
      if (peer.idleIn !== this.#round || !this.#isFree(peer)) continue;
      if (found === null || peer.bytes < found.bytes) found = peer;
    }
    return found;
  }

  #isFree(peer: Peer): boolean {
    if (hasRoom(peer)) return true;
    // What it said since the event loop last had its turn.
    for (let got = receiveMessageOnPort(peer.port); got; got = receiveMessageOnPort(peer.port)) {
      this.#hear(peer, got.message as Said);
    }
    return hasRoom(peer);
  }

  #send(): void {
    const batch = this.#batch;
    if (batch === null) return;
    this.#batch = null;
    const number = this.#batches++;
    this.#underWay.set(number, batch);
    const { files, bytes, peer } = batch;
    say(peer.port, { kind: 'batch', number, files, bytes }, [bytes.buffer as ArrayBuffer]);
  }

  #hear(peer: Peer, said: Said): void {
    if (said.kind === 'idle') peer.idleIn = said.round;
    else if (said.kind === 'batch') this.#read(peer, said);
    else this.#settle(said);
  }

  #read({ port }: Peer, { number, files, bytes }: Extract<Said, { kind: 'batch' }>): void {
    const { readers, limits } = this.#settings;
    const found = new Map<number, LateFound>();
    for (const [index, { entry, readerIds, start, end, isWhole }] of files.entries()) {
      const asked = readers.filter(({ id }) => readerIds.includes(id));
      const reading = readLate(entry, asked, limits, (said) => {
        if (!isNothing(said)) found.set(index, said);
      });
      if (end > start) reading.push(bytes.subarray(start, end));
      if (isWhole) reading.end();
      else reading.cutOff();
    }
    // At once: the garbage collector would let many gather.
    (bytes.buffer as ArrayBuffer).transferToFixedLength(0);
    say(port, { kind: 'found', number, found });
  }

  #settle({ number, found }: Extract<Said, { kind: 'found' }>): void {
    const batch = this.#underWay.get(number);
    if (batch === undefined) return;
    this.#underWay.delete(number);
    const { peer, files, done } = batch;
    peer.files -= files.length;
    for (const { entry } of files) peer.bytes -= entry.sizeBytes;
    for (const [index, tell] of done.entries()) tell(found.get(index) ?? NOTHING_FOUND);
    this.#onDone();
  }
}

function hasRoom({ bytes, files }: Peer): boolean {
  return bytes < MOST_BYTES && files < MOST_FILES;
}

function say(port: MessagePort, said: Said, moved: ArrayBuffer[] = []): void {
  port.postMessage(said, moved);
}
