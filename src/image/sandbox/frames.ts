/**
 * Frames on the pipes to and from the sandboxed process: length (32 bits, little endian), kind, content. The side of
 * the sandbox writes and reads with blocking calls; the parent takes frames out of chunks as they come.
 */
import { readSync, writeSync } from 'node:fs';
import { parseJsonText } from '../../base/json.ts';
import type { FromSandbox } from './protocol.ts';

const HEAD_BYTES = 5;
const MESSAGE = 1;
const RESULT = 2;

export type Frame =
  | { readonly kind: 'message'; readonly message: unknown }
  | { readonly kind: 'result'; readonly task: number; readonly bytes: Uint8Array };

/** Something else than frames came. */
export class FrameError extends Error {}

export function writeMessage(fd: number, message: FromSandbox): void {
  writeFrame(fd, MESSAGE, [Buffer.from(JSON.stringify(message))]);
}

/** `parts` are those of an encoded result. */
export function writeResult(fd: number, task: number, parts: readonly Uint8Array[]): void {
  const number = Buffer.alloc(4);
  number.writeUInt32LE(task);
  writeFrame(fd, RESULT, [number, ...parts]);
}

/** A message as the parent sends it. */
export function messageFrame(message: unknown): Buffer {
  const text = Buffer.from(JSON.stringify(message));
  return Buffer.concat([head(MESSAGE, text.length), text]);
}

function writeFrame(fd: number, kind: number, parts: readonly Uint8Array[]): void {
  const length = parts.reduce((total, part) => total + part.length, 0);
  writeAll(fd, head(kind, length));
  for (const part of parts) writeAll(fd, part);
}

function head(kind: number, length: number): Buffer {
  const bytes = Buffer.alloc(HEAD_BYTES);
  bytes.writeUInt32LE(length);
  bytes[4] = kind;
  return bytes;
}

function writeAll(fd: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) {
    done += writeSync(fd, bytes, done, bytes.length - done);
  }
}

/** Reads exactly so many bytes; null if the pipe was closed before the first. */
export function readExactly(fd: number, bytes: Uint8Array): boolean {
  for (let done = 0; done < bytes.length; ) {
    const got = readSync(fd, bytes, done, bytes.length - done, null);
    if (got === 0) return false;
    done += got;
  }
  return true;
}

/** Takes frames out of a stream of bytes. No frame may be longer than `mostBytes`. */
export interface FrameTaker {
  /** Throws FrameError. */
  push(chunk: Uint8Array): Frame[];
}

export function takeFrames(mostBytes: number): FrameTaker {
  const start = Buffer.alloc(HEAD_BYTES);
  let content: Buffer | null = null;
  let filled = 0;
  /** Fills a buffer from the chunk; answers how many bytes that took. */
  const fill = (target: Buffer, chunk: Uint8Array, at: number): number => {
    const part = chunk.subarray(at, at + target.length - filled);
    target.set(part, filled);
    filled += part.length;
    return part.length;
  };
  const open = (): Buffer => {
    const length = start.readUInt32LE(0);
    if (length > mostBytes) throw new FrameError(`a frame of ${length} bytes`);
    filled = 0;
    // The system gives memory only as it is filled, so that a wrong length costs nothing.
    return Buffer.allocUnsafeSlow(length);
  };
  return {
    push(chunk) {
      const frames: Frame[] = [];
      for (let at = 0; at < chunk.length; ) {
        at += fill(content ?? start, chunk, at);
        if (content === null && filled === HEAD_BYTES) content = open();
        if (content === null || filled < content.length) continue;
        frames.push(toFrame(start[4]!, content));
        content = null;
        filled = 0;
      }
      return frames;
    },
  };
}

function toFrame(kind: number, content: Buffer): Frame {
  if (kind === RESULT && content.length >= 4) {
    return { kind: 'result', task: content.readUInt32LE(0), bytes: content.subarray(4) };
  }
  if (kind !== MESSAGE) throw new FrameError(`a frame of kind ${kind}`);
  try {
    return { kind: 'message', message: parseJsonText(content.toString()) };
  } catch {
    throw new FrameError('a message that is no JSON');
  }
}
