/**
 * One pass over a layer: stored bytes are hashed, decompressed, hashed again and walked as a tar. A layer whose bytes
 * are not the ones that the image names ends the scan with an InputError: its facts are somebody else's.
 */
import { createHash, type Hash } from 'node:crypto';
import { InputError } from '../base/errors.ts';
import type { Limits } from '../base/limits.ts';
import { type Digest, digestAlgorithm } from '../model/digest.ts';
import type { LayerInfo } from '../model/image.ts';
import { CompressionError, createDecompressor, type Decompressor } from './inflate/decompress.ts';
import { fixedChunks } from './stored-bytes.ts';
import { TarWalker } from './tar/tar.ts';
import type { TarVisitor } from './tar/tar-visitor.ts';

/** A layer and a way to its stored bytes. */
export interface LayerInput {
  readonly info: LayerInfo;
  /** What the stored bytes must hash to; null where nothing says. */
  readonly digest: Digest | null;
  /** What the plain tar must hash to; null where nothing says. */
  readonly diffId: Digest | null;
  /** The stored bytes from the start; called again for a second pass. A chunk is valid until the next is asked for. */
  open(): AsyncIterable<Uint8Array>;
  /** Told how many stored bytes were read. */
  onProgress(storedBytes: number): void;
}

export interface PassResult {
  readonly entries: number;
  readonly storedBytes: number;
  readonly plainBytes: number;
}

/** Throws InputError `digest-mismatch`. Damage that no digest tells of becomes faults for the visitor. */
export async function passLayer(input: LayerInput, visitor: TarVisitor, limits: Limits): Promise<PassResult> {
  const pass = new LayerPass(input, visitor, limits);
  try {
    for await (const chunk of fixedChunks(input.open())) await pass.push(chunk);
    await pass.end();
  } finally {
    pass.close();
  }
  return pass.result;
}

class LayerPass {
  readonly #input: LayerInput;
  readonly #visitor: TarVisitor;
  readonly #limits: Limits;
  readonly #walker: TarWalker;
  readonly #storedHash: Hash | null;
  readonly #plainHash: Hash | null;
  #decompressor: Decompressor | null = null;
  #storedBytes = 0;
  #plainBytes = 0;
  /** Why the plain tar is not all there. */
  #failure: CompressionError | null = null;
  #overLimit = false;
  #thrown: { readonly error: unknown } | null = null;

  constructor(input: LayerInput, visitor: TarVisitor, limits: Limits) {
    this.#input = input;
    this.#visitor = visitor;
    this.#limits = limits;
    this.#walker = new TarWalker(visitor, limits);
    this.#storedHash = input.digest === null ? null : createHash(digestAlgorithm(input.digest));
    this.#plainHash = input.diffId === null ? null : createHash(digestAlgorithm(input.diffId));
  }

  get result(): PassResult {
    return {
      entries: this.#walker.entries,
      storedBytes: this.#storedBytes,
      plainBytes: this.#plainBytes,
    };
  }

  /** After damage the rest is only hashed, so that a layer which was damaged on its way is told from one made so. */
  async push(stored: Uint8Array): Promise<void> {
    this.#storedBytes += stored.length;
    this.#storedHash?.update(stored);
    await this.#attempt(() => {
      this.#decompressor ??= createDecompressor(stored, (plain) => this.#takePlain(plain));
      return this.#decompressor.push(stored);
    });
    this.#input.onProgress(this.#storedBytes);
  }

  async end(): Promise<void> {
    await this.#attempt(async () => this.#decompressor?.end());
    if (this.#failure === null && !this.#overLimit) this.#walker.end();
    this.#checkDigests();
    if (this.#failure !== null) this.#tellFailure(this.#failure);
    if (this.#decompressor?.foreignTail === true) {
      const message = 'Bytes that are not compressed data follow the compressed layer.';
      this.#visitor.fault({ code: 'data-behind-end', effect: 'note', message, path: '' });
    }
  }

  close(): void {
    this.#decompressor?.close();
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    if (this.#failure !== null || this.#overLimit) return;
    try {
      await work();
    } catch (error) {
      if (!(error instanceof CompressionError)) throw error;
      this.#failure = error;
    }
    if (this.#thrown !== null) throw this.#thrown.error;
  }

  #takePlain(plain: Uint8Array): boolean {
    this.#plainBytes += plain.length;
    if (this.#plainBytes > this.#limits.layerPlainBytes) {
      this.#overLimit = true;
      const message = `The layer unpacks to more than ${this.#limits.layerPlainBytes} bytes; the rest was not read.`;
      this.#visitor.fault({ code: 'layer-too-large', effect: 'incomplete', message, path: '' });
      return false;
    }
    this.#plainHash?.update(plain);
    try {
      this.#walker.push(plain);
      return true;
    } catch (error) {
      // Not damage: kept apart from what the decompressor throws.
      this.#thrown = { error };
      return false;
    }
  }

  #checkDigests(): void {
    const { digest, diffId } = this.#input;
    this.#check('stored bytes', digest, this.#storedHash);
    if (this.#overLimit || this.#failure?.code === 'unknown-compression') return;
    this.#check('unpacked tar', diffId, this.#plainHash);
  }

  #check(part: string, expected: Digest | null, hash: Hash | null): void {
    if (expected === null || hash === null) return;
    const got = `${digestAlgorithm(expected)}:${hash.digest('hex')}`;
    if (got === expected) return;
    const reason = this.#failure === null ? '' : ` (${this.#failure.message})`;
    throw new InputError('digest-mismatch', {
      what: `The content of layer ${this.#input.info.index} is not what the image names${reason}; digest of its ${part}: expected ${expected}, got ${got}.`,
      where: `layer ${this.#input.info.index}`,
      wayOut: 'The image is damaged or was changed on its way. Pull, save or copy it again.',
    });
  }

  #tellFailure({ code, message }: CompressionError): void {
    const unknown = code === 'unknown-compression';
    this.#visitor.fault({
      code,
      // Nothing of such a layer was looked at.
      effect: unknown ? 'blind' : 'incomplete',
      message: unknown
        ? `The layer cannot be read: ${message}; gzip, zstd and plain layers can.`
        : `The compressed layer is cut off or damaged after ${this.#plainBytes} bytes of its tar: ${message}.`,
      path: '',
    });
  }
}
