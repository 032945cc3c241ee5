/** Shows a file to heavy readers, in whatever thread, and keeps what they say until it is its turn. */
import type { Limits } from '../base/limits.ts';
import type { ContentSink, TarFault } from '../base/tar/tar-visitor.ts';
import type { FileEntry } from '../model/file.ts';
import type { AnyReader } from '../model/reader.ts';
import { deliverFile } from './deliver-file.ts';
import { ownData } from './fact-bytes.ts';

/** What readers said of one file. */
export interface LateFound {
  readonly facts: readonly { readonly readerId: string; readonly fact: unknown }[];
  /** Ids of those that ask for the whole file in a second pass. */
  readonly again: readonly string[];
  readonly faults: readonly TarFault[];
}

export const NOTHING_FOUND: LateFound = { facts: [], again: [], faults: [] };

export function isNothing({ facts, again, faults }: LateFound): boolean {
  return facts.length === 0 && again.length === 0 && faults.length === 0;
}

export interface LateReading extends ContentSink {
  /** In the place of an end that does not come; nothing after an end. */
  cutOff(): void;
}

/** `done` is called once, at the end. */
export function readLate(
  entry: FileEntry,
  readers: readonly AnyReader[],
  limits: Limits,
  done: (found: LateFound) => void,
): LateReading {
  const facts: { readerId: string; fact: unknown }[] = [];
  const again: string[] = [];
  const faults: TarFault[] = [];
  const sink = deliverFile(entry, readers, {
    limits,
    fact: ({ id }, _entry, fact) => void facts.push({ readerId: id, fact: ownData(fact) }),
    again: ({ id }) => void again.push(id),
    fault: (fault) => void faults.push(fault),
  });
  let isOpen = true;
  const cutOff = (): void => {
    if (isOpen) done({ facts, again, faults });
    isOpen = false;
  };
  return {
    push: (chunk) => sink?.push(chunk),
    end() {
      sink?.end();
      cutOff();
    },
    cutOff,
  };
}
