/** What a command touches of its process: passed in, so that a test can run a command without starting one. */
import { once } from 'node:events';
import { homedir, tmpdir } from 'node:os';
import type { Readable, Writable } from 'node:stream';

export interface Io {
  readonly stdin: Readable;
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly home: string;
  readonly tempFolder: string;
  /** Milliseconds since 1970, read once a command. */
  readonly now: number;
  readonly signal: AbortSignal;
}

/** The real process. */
export function processIo(signal: AbortSignal): Io {
  const { stdin, stdout, stderr, env } = process;
  const io = { stdin, stdout, stderr, env, cwd: process.cwd(), home: homedir() };
  return { ...io, tempFolder: tmpdir(), now: Date.now(), signal };
}

/** Writes pieces with back-pressure. A reader that went away (`| head`) ends the output without an error. */
export async function writePieces(stream: Writable, pieces: Iterable<string>): Promise<void> {
  const gone = new Promise<never>((_, reject) => stream.once('error', reject));
  gone.catch(() => undefined);
  try {
    for (const piece of batches(pieces)) {
      if (!stream.write(piece)) await Promise.race([once(stream, 'drain'), gone]);
    }
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'EPIPE')) throw thrown;
  }
}

const BATCH_CHARACTERS = 64 * 1024;

/** Joins small pieces: one write call a batch. */
function* batches(pieces: Iterable<string>): Iterable<string> {
  let batch = '';
  for (const piece of pieces) {
    batch += piece;
    if (batch.length >= BATCH_CHARACTERS) {
      yield batch;
      batch = '';
    }
  }
  if (batch !== '') yield batch;
}
