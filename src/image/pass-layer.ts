/**
 * One pass over a layer: stored bytes are hashed, decompressed, hashed again and walked as a tar. A layer whose bytes
 * are not the ones that the image names ends the scan with an InputError: its facts are somebody else's.
 */
import { createHash, type Hash } from 'node:crypto';
import { InputError } from '../base/errors.ts';
import { plainTarget } from '../base/inflate-engine.ts';
import type { Limits } from '../base/limits.ts';
import { TarWalker } from '../base/tar/tar.ts';
import type { TarFault, TarVisitor } from '../base/tar/tar-visitor.ts';
import { type Digest, digestAlgorithm } from '../model/digest.ts';
import type { LayerInfo } from '../model/image.ts';
import { CompressionError, createDecompressor, type Decompressor } from './inflate/decompress.ts';
import { createBudget, type LayerBudget } from './layer-budget.ts';
import { fixedChunks } from './stored-bytes.ts';

/** A layer and a way to its stored bytes. */
export interface LayerInput {
  readonly info: LayerInfo;
  /** What the stored bytes must hash to; null where nothing says. */
  readonly digest: Digest | null;
  /** What the plain tar must hash to; null where nothing says. */
  readonly diffId: Digest | null;
  /** From the start; called again for a second pass. A chunk is valid as long as in `fixedChunks`. */
  readonly openStored: () => AsyncIterable<Uint8Array>;
  /** How many there are: of a file its own size, else what the manifest says; -1 where nothing says. */
  readonly storedSize: number;
  /** Told how many stored and plain bytes were read. */
  onProgress(storedBytes: number, plainBytes: number): void;
}

export interface PassResult {
  readonly entries: number;
  readonly storedBytes: number;
  readonly plainBytes: number;
}

/** Throws InputError `digest-mismatch`. Damage that no digest tells of becomes faults for the visitor. */
export async function passLayer(input: LayerInput, visitor: TarVisitor, limits: Limits): Promise<PassResult> {
  const pass = new LayerPass(input, visitor, limits);
  pass.end(await feed(input, pass));
  return pass.result;
}

/** How decompressing ended. */
interface FeedEnd {
  readonly failure: CompressionError | null;
  readonly foreignTail: boolean;
}

/** After damage the rest is only hashed, so that a layer which was damaged on its way is told from one made so. */
async function feed(input: LayerInput, pass: LayerPass): Promise<FeedEnd> {
  // A digest over the plain bytes says more than their sums.
  const checkSums = input.diffId === null;
  let decompressor: Decompressor | null = null;
  let failure: CompressionError | null = null;
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    if (failure !== null || pass.overLimit) return;
    try {
      await work();
    } catch (error) {
      if (!(error instanceof CompressionError)) throw error;
      failure = error;
    }
    pass.rethrow();
  };
  const chunks = fixedChunks(input.openStored());
  try {
    let next = chunks.next();
    for (let got = await next; got.done !== true; got = await next) {
      const stored = got.value;
      pass.countStored(stored);
      const inflated = attempt(() => {
        decompressor ??= createDecompressor(
          stored,
          plainTarget((plain) => pass.takePlain(plain), checkSums),
        );
        return decompressor.push(stored);
      });
      // Another thread inflates them meanwhile.
      pass.hashStored(stored);
      next = chunks.next();
      // Told when it is waited for.
      next.catch(() => {});
      await inflated;
    }
    await attempt(async () => (decompressor as Decompressor | null)?.end());
    return { failure, foreignTail: (decompressor as Decompressor | null)?.foreignTail === true };
  } finally {
    await chunks.return(undefined);
    (decompressor as Decompressor | null)?.close();
  }
}

class LayerPass {
  readonly #input: LayerInput;
  readonly #visitor: TarVisitor;
  readonly #budget: LayerBudget;
  readonly #walker: TarWalker;
  readonly #storedHash: Hash | null;
  readonly #plainHash: Hash | null;
  #storedBytes = 0;
  #plainBytes = 0;
  #overLimit = false;
  #thrown: { readonly error: unknown } | null = null;

  constructor(input: LayerInput, visitor: TarVisitor, limits: Limits) {
    this.#input = input;
    this.#visitor = visitor;
    this.#budget = createBudget(limits, input.storedSize);
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

  get overLimit(): boolean {
    return this.#overLimit;
  }

  countStored(stored: Uint8Array): void {
    this.#storedBytes += stored.length;
    this.#tell(this.#budget.stored(stored.length));
    this.#input.onProgress(this.#storedBytes, this.#plainBytes);
  }

  hashStored(stored: Uint8Array): void {
    this.#storedHash?.update(stored);
  }

  /** What the walker threw, which is not damage of the compressed data. */
  rethrow(): void {
    if (this.#thrown !== null) throw this.#thrown.error;
  }

  end({ failure, foreignTail }: FeedEnd): void {
    if (failure === null && !this.#overLimit) this.#walker.end();
    this.#checkDigests(failure);
    if (failure !== null) this.#tellFailure(failure);
    if (foreignTail) {
      const message = 'Bytes that are not compressed data follow the compressed layer.';
      this.#visitor.fault({ code: 'data-behind-end', effect: 'note', message, path: '' });
    }
  }

  /** False = nothing more is wanted. */
  takePlain(plain: Uint8Array): boolean {
    this.#plainBytes += plain.length;
    if (this.#tell(this.#budget.plain(plain.length))) return false;
    this.#plainHash?.update(plain);
    try {
      this.#walker.push(plain);
      return true;
    } catch (error) {
      this.#thrown = { error };
      return false;
    }
  }

  /** Whether there is a fault, after which nothing more is taken. */
  #tell(fault: TarFault | null): boolean {
    if (fault === null) return false;
    this.#overLimit = true;
    this.#visitor.fault(fault);
    return true;
  }

  #checkDigests(failure: CompressionError | null): void {
    const { digest, diffId } = this.#input;
    const reason = failure === null ? '' : ` (${failure.message})`;
    this.#check(`${reason}; digest of its stored bytes`, digest, this.#storedHash);
    if (this.#overLimit || failure?.code === 'unknown-compression') return;
    this.#check(`${reason}; digest of its unpacked tar`, diffId, this.#plainHash);
  }

  #check(part: string, expected: Digest | null, hash: Hash | null): void {
    if (expected === null || hash === null) return;
    const got = `${digestAlgorithm(expected)}:${hash.digest('hex')}`;
    if (got === expected) return;
    throw new InputError('digest-mismatch', {
      what: `The content of layer ${this.#input.info.index} is not what the image names${part}: expected ${expected}, got ${got}.`,
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
