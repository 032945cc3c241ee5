/** `run` for readers: the facts and warnings of one file. */
import { DEFAULT_LIMITS } from '../../../src/base/limits.ts';
import type { FileEntry } from '../../../src/model/file.ts';
import type { StreamReader, WholeReader } from '../../../src/model/reader.ts';
import { mustHold } from '../target.ts';

export function fileEntry(path: string, sizeBytes: number): FileEntry {
  return { path, type: 'file', sizeBytes, mode: 0o755, uid: 0, gid: 0, linkTarget: '' };
}

/** A file of this name. Facts are handed from thread to thread: they must survive that. */
export function wholeFile(reader: WholeReader<unknown>, path: string): (bytes: Uint8Array) => unknown {
  return (bytes) => {
    const warnings: string[] = [];
    const entry = fileEntry(path, bytes.length);
    mustHold(reader.wants(entry) || bytes.length === 0, `${reader.id} does not want ${path}`);
    const warn = (code: string, message: string): unknown => warnings.push(`${code}: ${message}`);
    const fact = reader.read({ entry, bytes, limits: DEFAULT_LIMITS, warn });
    return { fact: structuredClone(fact), warnings };
  };
}

const HEAD_BYTES = 4096;

/** The same in pieces of any size, and what a second pass gives. */
export function streamedFile(reader: StreamReader<unknown>, path: string): (bytes: Uint8Array) => unknown {
  return (bytes) => {
    const whole = streamOnce(reader, path, bytes, bytes.length);
    const pieces = JSON.stringify(streamOnce(reader, path, bytes, 1000));
    mustHold(JSON.stringify(whole) === pieces, `${reader.id} says something else of the same file in pieces`);
    return whole;
  };
}

function streamOnce(reader: StreamReader<unknown>, path: string, bytes: Uint8Array, step: number): unknown {
  const entry = fileEntry(path, bytes.length);
  const sink = reader.open(bytes.subarray(0, HEAD_BYTES), entry, DEFAULT_LIMITS);
  for (let at = 0; at < bytes.length; at += step) sink?.push(bytes.subarray(at, at + step));
  const fact = sink?.end(() => {});
  if (fact !== 'again') return structuredClone(fact);
  return structuredClone(reader.readAgain({ entry, bytes, limits: DEFAULT_LIMITS, warn: () => {} }));
}
