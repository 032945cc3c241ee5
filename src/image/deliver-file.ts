/**
 * Gives one file's content to the readers that want it: whole, or as it passes. What a reader throws is a Problem of
 * that file and reader; the others and the rest of the layer go on.
 */
import { messageOf } from '../base/errors.ts';
import type { Limits } from '../base/limits.ts';
import type { ContentSink, TarFault } from '../base/tar/tar-visitor.ts';
import type { FileEntry } from '../model/file.ts';
import type { AnyReader, FileSink, StreamReader, WholeReader } from '../model/reader.ts';

/** Bytes that a stream reader decides by. */
const HEAD_BYTES = 4096;

const EMPTY = Buffer.alloc(0);

export interface Delivery {
  readonly limits: Limits;
  fact(reader: AnyReader, entry: FileEntry, fact: unknown): void;
  /** A stream reader asks for the whole file in a second pass. */
  again(reader: AnyReader, entry: FileEntry): void;
  fault(fault: TarFault): void;
}

/** The readers that want an entry. One that throws over it does not. */
export function wantedBy(readers: readonly AnyReader[], entry: FileEntry): AnyReader[] {
  const wanted: AnyReader[] = [];
  for (const reader of readers) if (wants(reader, entry)) wanted.push(reader);
  return wanted;
}

function wants(reader: AnyReader, entry: FileEntry): boolean {
  try {
    return reader.wants(entry);
  } catch {
    return false;
  }
}

/** A hard link as readers are asked whether they want it: how large its content is, is not known then. */
export function linkAsFile(link: FileEntry, { keptFileBytes }: Limits): FileEntry {
  return { ...link, type: 'file', linkTarget: '', sizeBytes: keptFileBytes };
}

/** Where a file's content goes for these readers; null if none of them can have it. */
export function deliverFile(
  entry: FileEntry,
  readers: readonly AnyReader[],
  delivery: Delivery,
): ContentSink | null {
  const whole: WholeReader<unknown>[] = [];
  const streams: StreamReader<unknown>[] = [];
  for (const reader of readers) {
    if (reader.kind === 'whole') whole.push(reader);
    else streams.push(reader);
  }
  const kept = whole.length === 0 ? null : keepWhole(entry, whole, delivery);
  const streamed = streams.length === 0 ? null : streamTo(entry, streams, delivery);
  return kept !== null && streamed !== null ? both(kept, streamed) : (kept ?? streamed);
}

/** Calls back with all bytes, valid only during the call; null, and a fault, if the file is over the limit. */
export function collectWhole(
  entry: FileEntry,
  { limits, fault }: Pick<Delivery, 'limits' | 'fault'>,
  done: (bytes: Buffer) => void,
): ContentSink | null {
  const { sizeBytes } = entry;
  if (!isWithin(limits.keptFileBytes, entry, fault, 'file-too-large')) return null;
  let bytes: Buffer | null = null;
  let filled = 0;
  return {
    push(chunk) {
      // The usual small file: `end` follows while the chunk is still valid.
      if (chunk.length === sizeBytes) bytes = Buffer.from(chunk.buffer, chunk.byteOffset, sizeBytes);
      else {
        // The system gives memory only as it is filled, so that a wrong size costs nothing.
        bytes ??= Buffer.allocUnsafeSlow(sizeBytes);
        bytes.set(chunk, filled);
        filled += chunk.length;
      }
    },
    end: () => done(bytes ?? EMPTY),
  };
}

/** Whether a file is small enough; a fault if not. */
export function isWithin(
  maxBytes: number,
  { path, sizeBytes }: FileEntry,
  fault: Delivery['fault'],
  code = 'file-over-reader-limit',
): boolean {
  if (sizeBytes <= maxBytes) return true;
  const message = `The file has ${sizeBytes} bytes; the limit is ${maxBytes}.`;
  fault({ code, effect: 'incomplete', message, path });
  return false;
}

/** A reader took longer for a file than it may. */
export class ReaderTooSlow extends Error {}

/** Runs a reader's code; what it throws becomes a Problem. */
export function guardReader(
  reader: AnyReader,
  path: string,
  fault: Delivery['fault'],
  work: () => void,
): boolean {
  try {
    work();
    return true;
  } catch (error) {
    const message = `${reader.id} cannot read the file: ${messageOf(error).slice(0, 300)}`;
    const code = error instanceof ReaderTooSlow ? 'file-time-limit' : 'unreadable-file';
    fault({ code, effect: 'incomplete', message, path });
    return false;
  }
}

/** What a whole reader's `warn` makes of itself: something was left out. */
export function warning(path: string, code: string, message: string): TarFault {
  return { code, effect: 'incomplete', message: message.slice(0, 300), path };
}

function keepWhole(
  entry: FileEntry,
  readers: readonly WholeReader<unknown>[],
  delivery: Delivery,
): ContentSink | null {
  const { path } = entry;
  const fitting = readers.filter(({ maxBytes }) => isWithin(maxBytes, entry, delivery.fault));
  if (fitting.length === 0) return null;
  const warn = (code: string, message: string): void => delivery.fault(warning(path, code, message));
  return collectWhole(entry, delivery, (bytes) => {
    for (const reader of fitting) {
      guardReader(reader, path, delivery.fault, () => {
        const fact = reader.read({ entry, limits: delivery.limits, bytes, warn });
        if (fact !== null) delivery.fact(reader, entry, fact);
      });
    }
  });
}

interface Opened {
  readonly reader: StreamReader<unknown>;
  readonly sink: FileSink<unknown>;
}

function streamTo(
  entry: FileEntry,
  readers: readonly StreamReader<unknown>[],
  delivery: Delivery,
): ContentSink {
  const headBytes = Math.min(HEAD_BYTES, entry.sizeBytes);
  let head: Buffer | null = null;
  let filled = 0;
  let opened: Opened[] | null = headBytes === 0 ? openSinks(EMPTY) : null;
  function openSinks(bytes: Uint8Array): Opened[] {
    const sinks: Opened[] = [];
    for (const reader of readers) {
      guardReader(reader, entry.path, delivery.fault, () => {
        const sink = reader.open(bytes, entry, delivery.limits);
        if (sink !== null) sinks.push({ reader, sink });
      });
    }
    return sinks;
  }
  const forward = (chunk: Uint8Array): void => {
    opened = opened!.filter(({ reader, sink }) =>
      guardReader(reader, entry.path, delivery.fault, () => sink.push(chunk)),
    );
  };
  /** Fills the head from small chunks; answers what of the chunk lies behind it. */
  const fillHead = (chunk: Uint8Array): Uint8Array => {
    head ??= Buffer.alloc(headBytes);
    const part = chunk.subarray(0, headBytes - filled);
    head.set(part, filled);
    filled += part.length;
    if (filled === headBytes) {
      opened = openSinks(head);
      forward(head);
    }
    return chunk.subarray(part.length);
  };
  return {
    push(chunk) {
      if (opened === null && filled === 0 && chunk.length >= headBytes) {
        opened = openSinks(chunk.subarray(0, headBytes));
      }
      const rest = opened === null ? fillHead(chunk) : chunk;
      if (opened !== null && opened.length > 0 && rest.length > 0) forward(rest);
    },
    end() {
      const warn = (code: string, message: string): void =>
        delivery.fault(warning(entry.path, code, message));
      for (const { reader, sink } of opened ?? []) {
        guardReader(reader, entry.path, delivery.fault, () => {
          const fact = sink.end(warn);
          if (fact === 'again') delivery.again(reader, entry);
          else if (fact !== null) delivery.fact(reader, entry, fact);
        });
      }
    },
  };
}

function both(first: ContentSink, second: ContentSink): ContentSink {
  return {
    push(chunk) {
      first.push(chunk);
      second.push(chunk);
    },
    end() {
      first.end();
      second.end();
    },
  };
}
