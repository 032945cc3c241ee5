/** Readers as the sandbox calls them: the current file is noted, time is counted, known culprits are passed over. */
import type { FileEntry } from '../../model/file.ts';
import type { AnyReader, FileSink, OpenFile, StreamReader, WholeReader } from '../../model/reader.ts';
import { ReaderTooSlow } from '../deliver-file.ts';
import { type CurrentFileMemory, enterFile, leaveFile } from './current-file.ts';
import type { Culprit } from './protocol.ts';

export interface Wrapping {
  /** Null = nobody watches. */
  readonly current: CurrentFileMemory | null;
  readonly skip: readonly Culprit[];
  /** Milliseconds that one reader may take for one file. */
  readonly fileMs: number;
}

export function wrapReaders(readers: readonly AnyReader[], wrapping: Wrapping): AnyReader[] {
  return readers.map((reader) => wrapReader(reader, wrapping));
}

type Around = <T>(path: string, work: () => T) => T;

function wrapReader(reader: AnyReader, { current, skip, fileMs }: Wrapping): AnyReader {
  const skipped = new Set(skip.filter(({ readerId }) => readerId === reader.id).map(({ path }) => path));
  const around: Around = (path, work) => {
    if (current === null) return work();
    enterFile(current, reader.id, path);
    try {
      return work();
    } finally {
      // Not reached where the thread is ended for its memory.
      leaveFile(current);
    }
  };
  const passes = (path: string): boolean => skipped.size > 0 && skipped.has(path);
  const wants = (entry: FileEntry): boolean =>
    !passes(entry.path) && around(entry.path, () => reader.wants(entry));
  // Asked of every file of every layer: nothing stands between where nobody watches and nothing is passed over.
  const asked = current === null && skipped.size === 0 ? {} : { wants };
  const shown = <T>({ entry }: OpenFile, work: () => T): T | null =>
    passes(entry.path) ? null : around(entry.path, work);
  if (reader.kind === 'whole') {
    const whole: WholeReader<unknown> = {
      ...reader,
      ...asked,
      read: (file) => shown(file, () => reader.read(file)),
    };
    return whole;
  }
  const stream: StreamReader<unknown> = {
    ...reader,
    ...asked,
    readAgain: (file) => shown(file, () => reader.readAgain(file)),
    open(head, entry, limits) {
      const sink = around(entry.path, () => reader.open(head, entry, limits));
      return sink === null ? null : wrapSink(sink, entry.path, around, fileMs);
    },
  };
  return stream;
}

/** Many short calls can take long together. */
function wrapSink(sink: FileSink<unknown>, path: string, around: Around, fileMs: number): FileSink<unknown> {
  let spentMs = 0;
  return {
    push(chunk) {
      const before = performance.now();
      around(path, () => sink.push(chunk));
      spentMs += performance.now() - before;
      if (spentMs > fileMs) throw new ReaderTooSlow(`it takes more than ${fileMs} ms`);
    },
    end: (warn) => around(path, () => sink.end(warn)),
  };
}
