/** What a command touches of its process: passed in, so that a test can run a command without starting one. */
import { homedir, tmpdir } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { InputError, systemCode } from '../base/errors.ts';

export interface Io {
  /** Asked for where it is read: Node loads modules for it. */
  stdin(): Readable;
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
  const { stdout, stderr, env } = process;
  // A reader that went away must not end the process with a stack trace, and with the exit code of findings.
  for (const stream of [stdout, stderr]) stream.on('error', () => undefined);
  const io = { stdin: () => process.stdin, stdout, stderr, env, cwd: process.cwd(), home: homedir() };
  return { ...io, tempFolder: tmpdir(), now: Date.now(), signal };
}

/**
 * Writes pieces with back-pressure. A reader that went away (`| head`) ends the output without an error; any other
 * failure throws an InputError `disk-full` or `output-not-written`.
 */
export async function writePieces(stream: Writable, pieces: Iterable<string>): Promise<void> {
  stream.once('error', () => undefined);
  try {
    for (const piece of batches(pieces)) await writePiece(stream, piece);
  } catch (thrown) {
    if (systemCode(thrown) === 'EPIPE') return;
    throw outputError('standard output', thrown);
  }
}

/** The error for output that the system did not take; anything else that was thrown stays as it is. */
export function outputError(where: string, cause: unknown): unknown {
  if (systemCode(cause) === '') return cause;
  const full = ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(systemCode(cause));
  return new InputError(full ? 'disk-full' : 'output-not-written', {
    what: full ? 'The report could not be written: the disk is full.' : 'The report could not be written.',
    where,
    wayOut: full
      ? 'Free some space, or write it elsewhere.'
      : 'Check that the folder is there and that you may write to it.',
    cause,
  });
}

function writePiece(stream: Writable, piece: string): Promise<void> {
  return new Promise((done, fail) => {
    stream.write(piece, (error) => (error ? fail(error) : done()));
  });
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
