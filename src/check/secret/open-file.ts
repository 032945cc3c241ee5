/** One file, or member of an archive: its text goes to the engine, and what is a secret as a whole is held until its end. */
import type { DetectorInfo } from './detector.ts';
import type { Hit, Scanner, StreamScan } from './engine/scanner.ts';
import { MOST_STORE_BYTES, mayBeStore, type StoreFound } from './keys/stores.ts';

/** A hit, of a detector with a pattern or without. */
export type FoundHit = Omit<Hit, 'detector'> & { readonly detector: DetectorInfo };

export interface FileParts {
  readonly scanner: Scanner;
  readonly examineStore: (bytes: Uint8Array, path: string) => StoreFound | null;
  readonly take: (hit: FoundHit) => void;
  readonly onCapped: () => void;
}

export function openFile(path: string, head: Uint8Array, parts: FileParts): StreamScan {
  const text = parts.scanner.open(path, head, parts.take, parts.onCapped);
  if (!mayBeStore(head, path)) return text;
  const store = openStore(path, parts);
  return {
    push(chunk) {
      text.push(chunk);
      store.push(chunk);
    },
    end() {
      text.end();
      store.end();
    },
  };
}

function openStore(path: string, { examineStore, take }: FileParts): StreamScan {
  let chunks: Buffer[] = [];
  let length = 0;
  return {
    push(chunk) {
      length += chunk.length;
      if (length > MOST_STORE_BYTES) chunks = [];
      else chunks.push(Buffer.from(chunk));
    },
    end() {
      const bytes = length > MOST_STORE_BYTES ? Buffer.alloc(0) : Buffer.concat(chunks);
      const found = examineStore(bytes, path);
      if (found !== null) take(toHit(found, bytes.length));
    },
  };
}

function toHit({ detector, secret, examined, isText }: StoreFound, length: number): FoundHit {
  const place = isText ? { line: 1, column: 1 } : { line: 0, column: 0 };
  return { detector, secret, examined, offset: 0, length, ...place, encodings: [], before: '', after: '' };
}
