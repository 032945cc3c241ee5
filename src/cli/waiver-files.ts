/** Files of waivers and the policy that they are held against, as the commands for waivers read them. */
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { InputError, messageOf, systemCode } from '../base/errors.ts';
import { loadPolicy } from '../gate/load-policy.ts';
import { createDocumentReader, type DocumentReader } from '../gate/read-document.ts';
import { sha256 } from '../model/digest.ts';
import type { Policy } from '../model/policy.ts';
import type { Waiver } from '../model/waiver.ts';
import { parseWaivers } from '../policy/waiver/parse-waivers.ts';
import type { Io } from './io.ts';
import { type InlinePolicy, splitPinned } from './policy-reference.ts';
import { createWorkbench } from './workbench.ts';

const MOST_BYTES = 4 * 1024 * 1024;

/** Null where there is no file. Throws InputError for one that cannot be read. */
export function readTextFile(io: Io, file: string): string | null {
  const path = resolve(io.cwd, file);
  try {
    const found = statSync(path);
    if (!found.isFile()) throw new Error('it is no file');
    if (found.size > MOST_BYTES) throw new Error(`it has more than ${MOST_BYTES} bytes`);
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(path));
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return null;
    throw unreadable(file, messageOf(cause), cause);
  }
}

/** As readTextFile; a file that is not there is an error too. */
export function neededTextFile(io: Io, file: string): string {
  const text = readTextFile(io, file);
  if (text === null) throw unreadable(file, 'it is not there');
  return text;
}

function unreadable(where: string, why: string, cause?: unknown): InputError {
  return new InputError('document-unreadable', {
    what: `The file cannot be read: ${why}.`,
    where,
    wayOut: 'Name a file that can be read.',
    cause,
  });
}

/** A file as it is, outside of any policy. */
export function waiversIn(text: string, file: string): readonly Waiver[] {
  const document = { reference: file, digest: sha256(text) };
  return parseWaivers(text, { document, policyDocument: 0, isSigned: false });
}

/** Today, UTC, `YYYY-MM-DD`. `--now` goes before the clock. */
export function todayOf(io: Io, command: Command): string {
  const { now } = command.opts<{ readonly now?: string }>();
  return (now ?? new Date(io.now).toISOString()).slice(0, 10);
}

export interface PolicyInUse {
  readonly policy: Policy;
  readonly reader: DocumentReader;
}

/** What the options and settings name; else the default policy. */
export async function withPolicy<T>(
  io: Io,
  version: string,
  command: Command,
  use: (inUse: PolicyInUse) => Promise<T> | T,
): Promise<T> {
  const workbench = await createWorkbench(io, version, command);
  try {
    const network = async () => ({ http: await workbench.http(), registry: await workbench.registry() });
    const reader = createDocumentReader({ cwd: io.cwd, network, signal: io.signal });
    const { reference, inline } = splitPinned(command.opts<{ policy?: string | InlinePolicy }>().policy);
    return await use({ policy: await loadPolicy(reference, reader, inline), reader });
  } finally {
    await workbench.close();
  }
}
