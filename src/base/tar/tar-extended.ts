/**
 * Extended headers of a tar: the entries in front of an entry that carry what its header block cannot hold.
 * PAX (`x`), GNU long names and links (`L`, `K`). Global PAX headers (`g`) change nothing, as in container engines.
 */
import type { Limits } from '../limits.ts';
import type { TarHeader } from './tar-header.ts';
import { decodeName } from './tar-path.ts';
import { type PaxRecords, parsePax } from './tar-pax.ts';
import type { TarFault } from './tar-visitor.ts';

/** What the next entry's extended headers say of it. */
export interface Announced {
  readonly pax: PaxRecords | null;
  readonly longName: string | null;
  readonly longLink: string | null;
  /** Code of why one of them could not be read: then the entry's name and size are not to be trusted. Null if all could. */
  readonly spoiledBy: string | null;
}

export const NOTHING_ANNOUNCED: Announced = { pax: null, longName: null, longLink: null, spoiledBy: null };

const [PAX, PAX_GLOBAL, GNU_NAME, GNU_LINK] = Buffer.from('xgLK');

/** True if the header is one of an extended header. */
export function isExtended({ typeflag }: TarHeader): boolean {
  return typeflag === PAX || typeflag === PAX_GLOBAL || typeflag === GNU_NAME || typeflag === GNU_LINK;
}

/** Collects the content of extended headers until the entry comes that they are for. */
export class ExtendedHeaders {
  readonly #limits: Limits;
  readonly #fault: (fault: TarFault) => void;
  #announced: Announced = NOTHING_ANNOUNCED;
  #typeflag = 0;
  #content: Buffer = Buffer.alloc(0);
  #fill = 0;

  constructor(limits: Limits, fault: (fault: TarFault) => void) {
    this.#limits = limits;
    this.#fault = fault;
  }

  /** True if a header waits for its entry. */
  get waiting(): boolean {
    return this.#announced !== NOTHING_ANNOUNCED;
  }

  /** What was announced, for the entry that has come. */
  take(): Announced {
    const announced = this.#announced;
    this.#announced = NOTHING_ANNOUNCED;
    return announced;
  }

  /** False if the header is over the limit, and its content must be passed over. */
  start(header: TarHeader): boolean {
    if (header.size > this.#limits.headerBytes) {
      // It would change nothing anyway.
      if (header.typeflag === PAX_GLOBAL) return false;
      const message = `An extended header has ${header.size} bytes; the limit is ${this.#limits.headerBytes}.`;
      this.#spoil('header-too-large', message);
      return false;
    }
    this.#typeflag = header.typeflag;
    this.#content = Buffer.alloc(header.size);
    this.#fill = 0;
    return true;
  }

  /** Takes content from `at` on; returns the place behind what belongs to the header. */
  push(bytes: Buffer, at: number): number {
    const copied = bytes.copy(this.#content, this.#fill, at);
    this.#fill += copied;
    return at + copied;
  }

  get complete(): boolean {
    return this.#fill === this.#content.length;
  }

  /** Reads the complete header. */
  end(): void {
    const content = this.#content;
    this.#content = Buffer.alloc(0);
    this.#fill = 0;
    if (this.#typeflag === PAX) this.#takePax(content);
    else if (this.#typeflag === PAX_GLOBAL) this.#takeGlobalPax(content);
    else if (this.#typeflag === GNU_NAME) this.#announce({ longName: toText(content) });
    else this.#announce({ longLink: toText(content) });
  }

  #takePax(content: Buffer): void {
    const { records, fault } = parsePax(content);
    this.#announce({ pax: records });
    if (fault !== null) this.#spoil('damaged-header', `A PAX header cannot be read: ${fault}.`);
  }

  /** Docker, containerd and podman pass over them; obeying one could move every file of the layer. */
  #takeGlobalPax(content: Buffer): void {
    const { path, linkPath, size, sparse } = parsePax(content).records;
    if (path === null && linkPath === null && size === null && sparse === null) return;
    const message = 'A global PAX header names a path or size; it is passed over as container engines do.';
    this.#fault({ code: 'pax-global-ignored', effect: 'note', message, path: '' });
  }

  #announce(part: Partial<Announced>): void {
    this.#announced = { ...this.#announced, ...part };
  }

  #spoil(code: string, message: string): void {
    this.#announce({ spoiledBy: code });
    this.#fault({ code, effect: 'incomplete', message, path: '' });
  }
}

function toText(content: Buffer): string {
  const nul = content.indexOf(0);
  return decodeName(nul < 0 ? content : content.subarray(0, nul));
}
