/**
 * A walker over a tar that is pushed through it chunk by chunk: v7, ustar, GNU (long names, base 256, sparse) and
 * PAX (names, size, owners, sparse). Content that nobody wants passes uncopied.
 *
 * It reads what a container engine would unpack (Go's archive/tar): two zero blocks end the archive, folders and
 * links have no content whatever their size says, global PAX headers change nothing. Where an engine would refuse
 * the layer, the walker goes on at the next block that is a header, and says so.
 */

import type { FileEntry } from '../../model/file.ts';
import type { ProblemEffect } from '../../model/problem.ts';
import type { Limits } from '../limits.ts';
import { findEntry, toFileEntry } from './tar-entry.ts';
import { ExtendedHeaders, isExtended } from './tar-extended.ts';
import { BLOCK, hasRightChecksum, isZeroBlock, parseHeader, type TarHeader } from './tar-header.ts';
import type { PaxSparse } from './tar-pax.ts';
import {
  appendExtension,
  expandHoles,
  expandPacked,
  isSoundMap,
  type OldSparse,
  parseOldSparse,
} from './tar-sparse.ts';
import type { ContentSink, TarFault, TarVisitor } from './tar-visitor.ts';

type State = 'header' | 'extended' | 'sparse' | 'content' | 'ended';

const [GNU_SPARSE, GNU_VOLUME] = Buffer.from('SV');

export class TarWalker {
  readonly #visitor: TarVisitor;
  readonly #limits: Limits;
  readonly #place: { readonly limits: Limits; fault(fault: TarFault): void };
  readonly #extended: ExtendedHeaders;
  #state: State = 'header';
  /** Bytes of the archive before the current place. */
  #offset = 0;
  /** Where the current block begins, which may be in an earlier chunk. */
  #blockOffset = 0;
  /** A block that came in pieces. */
  readonly #block: Buffer = Buffer.alloc(BLOCK);
  #blockFill = 0;
  /** Bytes of content that are still to come, and of what is passed over after them. */
  #content = 0;
  #skip = 0;
  #sink: ContentSink | null = null;
  #sparse: { readonly header: TarHeader; readonly old: OldSparse } | null = null;
  /** Size of a folder or link that should have no content, in whole blocks: passed over if no header is there. */
  #doubtful = 0;
  #zeroBlocks = 0;
  /** True while no header is found. */
  #lost = false;
  #tailTold = false;
  #entries = 0;
  #holeBytes = 0;

  constructor(visitor: TarVisitor, limits: Limits) {
    this.#visitor = visitor;
    this.#limits = limits;
    this.#place = { limits, fault: (fault) => visitor.fault(fault) };
    this.#extended = new ExtendedHeaders(limits, this.#place.fault);
  }

  /** Entries so far, the root folder included. */
  get entries(): number {
    return this.#entries;
  }

  push(chunk: Uint8Array): void {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    for (let at = 0; at < bytes.length; ) {
      const next = this.#step(bytes, at);
      this.#offset += next - at;
      at = next;
    }
  }

  /** Tells the walker that nothing follows. */
  end(): void {
    const between = this.#state === 'ended' || (this.#state === 'header' && this.#blockFill === 0);
    if (!between || this.#extended.waiting) {
      this.#fault(
        'truncated-layer',
        `The layer ends inside an entry, after ${this.#offset} bytes of its tar.`,
      );
    }
    this.#state = 'ended';
    this.#sink = null;
  }

  /** Uses some bytes from `at` on and returns the place behind them. */
  #step(bytes: Buffer, at: number): number {
    if (this.#state === 'content') return this.#passContent(bytes, at);
    if (this.#state === 'ended') return this.#passTail(bytes, at);
    if (this.#state === 'extended') return this.#passExtended(bytes, at);
    if (this.#skip > 0) {
      const take = Math.min(this.#skip, bytes.length - at);
      this.#skip -= take;
      return at + take;
    }
    if (this.#blockFill === 0) this.#blockOffset = this.#offset;
    if (this.#blockFill === 0 && bytes.length - at >= BLOCK) {
      this.#takeBlock(bytes, at);
      return at + BLOCK;
    }
    return this.#fillBlock(bytes, at);
  }

  #fillBlock(bytes: Buffer, at: number): number {
    const copied = bytes.copy(this.#block, this.#blockFill, at);
    this.#blockFill = (this.#blockFill + copied) % BLOCK;
    if (this.#blockFill === 0) this.#takeBlock(this.#block, 0);
    return at + copied;
  }

  #passContent(bytes: Buffer, at: number): number {
    const take = Math.min(this.#content, bytes.length - at);
    this.#sink?.push(bytes.subarray(at, at + take));
    this.#content -= take;
    if (this.#content === 0) this.#endContent();
    return at + take;
  }

  #endContent(): void {
    const sink = this.#sink;
    this.#state = 'header';
    this.#sink = null;
    sink?.end();
  }

  #passExtended(bytes: Buffer, at: number): number {
    const next = this.#extended.push(bytes, at);
    if (this.#extended.complete) this.#endExtended();
    return next;
  }

  #endExtended(): void {
    this.#state = 'header';
    this.#extended.end();
  }

  /** Engines stop at the end mark: what follows is in no container, and is only told of. */
  #passTail(bytes: Buffer, at: number): number {
    if (!this.#tailTold && !isZero(bytes.subarray(at))) {
      this.#tailTold = true;
      const message =
        'The layer has data behind the end mark of its tar; container engines do not unpack them.';
      this.#fault('data-behind-end', message, 'note');
    }
    return bytes.length;
  }

  #takeBlock(bytes: Buffer, at: number): void {
    if (this.#state === 'sparse') this.#extendSparse(bytes, at);
    else if (isZeroBlock(bytes, at)) this.#takeZeroBlock();
    else if (hasRightChecksum(bytes, at)) this.#takeHeader(parseHeader(bytes, at), bytes, at);
    else this.#takeGarbage();
  }

  /** In a damaged stretch zeros are as likely to be lost content as the end. */
  #takeZeroBlock(): void {
    if (!this.#lost && ++this.#zeroBlocks === 2) this.#state = 'ended';
  }

  #takeGarbage(): void {
    if (this.#doubtful > 0) this.#skip = this.#doubtful - BLOCK;
    else this.#loseWay();
    this.#doubtful = 0;
  }

  #loseWay(): void {
    if (this.#lost) return;
    this.#lost = true;
    this.#zeroBlocks = 0;
    this.#extended.take();
    if (this.#blockOffset === 0) {
      this.#fault('not-a-tar', 'The layer does not begin with a tar header.');
    } else {
      const message = `There is no tar header at byte ${this.#blockOffset} of the layer; what follows may be missing.`;
      this.#fault('damaged-header', message);
    }
  }

  #takeHeader(header: TarHeader, bytes: Buffer, at: number): void {
    this.#doubtful = 0;
    if (!(header.size >= 0)) {
      this.#loseWay();
      return;
    }
    if (this.#zeroBlocks > 0) {
      const message = `A single block of zeros stands before byte ${this.#blockOffset} of the layer's tar.`;
      this.#fault('lone-zero-block', message, 'note');
    }
    this.#zeroBlocks = 0;
    this.#lost = false;
    if (isExtended(header)) this.#startExtended(header);
    else if (header.typeflag === GNU_SPARSE) this.#startSparse(header, bytes, at);
    else this.#startEntry(header, null);
  }

  #startExtended(header: TarHeader): void {
    this.#skip = padding(header.size);
    if (!this.#extended.start(header)) this.#skip += header.size;
    else if (header.size === 0) this.#endExtended();
    else this.#state = 'extended';
  }

  #startSparse(header: TarHeader, bytes: Buffer, at: number): void {
    const { more, ...old } = parseOldSparse(bytes, at);
    if (more) {
      this.#sparse = { header, old };
      this.#state = 'sparse';
    } else this.#startEntry(header, old);
  }

  #extendSparse(bytes: Buffer, at: number): void {
    const { header, old } = this.#sparse!;
    const more = appendExtension(bytes, at, old.map);
    if (more && old.map.length * 12 < this.#limits.headerBytes) return;
    this.#sparse = null;
    this.#startEntry(header, old);
  }

  #startEntry(header: TarHeader, oldSparse: PaxSparse | null): void {
    const announced = this.#extended.take();
    const found = findEntry(header, announced, oldSparse);
    if (!this.#countEntry()) return;
    if (found.type !== 'file') this.#doubtful = found.declaredBytes + padding(found.declaredBytes);
    this.#content = found.storedBytes;
    this.#skip = padding(found.storedBytes);
    this.#state = 'content';
    if (announced.spoiledBy !== null) this.#passOver(found.name, announced.spoiledBy);
    else if (header.typeflag !== GNU_VOLUME) {
      const entry = toFileEntry(found, header, announced, this.#place);
      if (entry !== null) this.#offer(entry, found.storedBytes, found.sparse);
    }
    if (this.#content === 0) this.#endContent();
  }

  #countEntry(): boolean {
    if (this.#entries < this.#limits.layerEntries) {
      this.#entries++;
      return true;
    }
    this.#fault('too-many-entries', `The layer has more than ${this.#limits.layerEntries} entries.`);
    this.#state = 'ended';
    this.#tailTold = true;
    return false;
  }

  #passOver(name: string, code: string): void {
    const message = 'An entry is passed over, because its extended header could not be read.';
    this.#fault(code, message, 'incomplete', name.slice(0, 200));
  }

  #offer(entry: FileEntry, storedBytes: number, sparse: PaxSparse | null): void {
    const sink = this.#visitor.entry(entry);
    this.#sink = sink === null || sparse === null ? sink : this.#expand(sink, entry, storedBytes, sparse);
  }

  /** The sink that gets a sparse file's data with the holes filled. */
  #expand(sink: ContentSink, entry: FileEntry, storedBytes: number, sparse: PaxSparse): ContentSink | null {
    const { path, sizeBytes } = entry;
    const { map, realSize } = sparse;
    const damaged = (): void => {
      this.#fault(
        'damaged-sparse-file',
        'The map of a sparse file does not fit its data.',
        'incomplete',
        path,
      );
    };
    // A few stored bytes can stand for a file of any size, again and again.
    this.#holeBytes += Math.max(0, sizeBytes - storedBytes);
    const tooLarge = sizeBytes > this.#limits.keptFileBytes;
    if (tooLarge || this.#holeBytes > this.#limits.layerRatioFloorBytes) {
      const code = tooLarge ? 'file-too-large' : 'layer-ratio-limit';
      this.#fault(code, `A sparse file of ${sizeBytes} bytes is not expanded.`, 'incomplete', path);
      return null;
    }
    if (map === null) {
      return expandPacked(sink, { storedBytes, realSize, mapBytes: this.#limits.headerBytes }, damaged);
    }
    if (isSoundMap(map, storedBytes, realSize)) return expandHoles(sink, map, realSize);
    damaged();
    return null;
  }

  #fault(code: string, message: string, effect: ProblemEffect = 'incomplete', path = ''): void {
    this.#visitor.fault({ code, effect, message, path });
  }
}

function isZero(bytes: Buffer): boolean {
  for (let at = 0; at < bytes.length; at += BLOCK) {
    const whole = at + BLOCK <= bytes.length;
    if (!(whole ? isZeroBlock(bytes, at) : bytes.subarray(at).every((byte) => byte === 0))) return false;
  }
  return true;
}

/** Zeros that fill the last block of `size` bytes. */
function padding(size: number): number {
  return (BLOCK - (size % BLOCK)) % BLOCK;
}
