/**
 * A layer's bytes from the network, sent by the parent through a pipe: pieces with their length in front (32 bits,
 * little endian), length 0 at the end of the layer. Reading blocks the thread.
 */
import { Buffer } from 'node:buffer';
import type { Writable } from 'node:stream';
import { STORED_CHUNK, takeTurns } from '../stored-bytes.ts';
import { readExactly } from './frames.ts';

/** The bytes of one layer. Throws if the parent closes the pipe before the end. */
export async function* readChannel(fd: number): AsyncGenerator<Uint8Array> {
  const length = Buffer.alloc(4);
  const nextBuffer = takeTurns();
  for (;;) {
    if (!readExactly(fd, length)) throw new Error('the stream of the layer was closed');
    let left = length.readUInt32LE(0);
    if (left === 0) return;
    while (left > 0) {
      const piece = nextBuffer().subarray(0, Math.min(left, STORED_CHUNK));
      if (!readExactly(fd, piece)) throw new Error('the stream of the layer was closed');
      left -= piece.length;
      yield piece;
    }
  }
}

/** Sends a layer; resolves once it was taken. `wanted` answers false when the other side needs no more. */
export async function sendChannel(
  chunks: AsyncIterable<Uint8Array>,
  channel: Writable,
  wanted: () => boolean,
): Promise<void> {
  for await (const chunk of chunks) {
    if (!wanted()) break;
    if (chunk.length > 0) await send(channel, Buffer.concat([lengthOf(chunk), chunk]));
  }
  await send(channel, lengthOf(Buffer.alloc(0)));
}

function lengthOf(chunk: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(chunk.length);
  return length;
}

function send(channel: Writable, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    channel.write(bytes, (error) => (error ? reject(error) : resolve()));
  });
}
