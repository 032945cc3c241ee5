/** What each command for policies is called with. */
import type { Command } from 'commander';
import { DEFAULT_LIMITS } from '../base/limits.ts';
import { sanitize } from '../base/terminal.ts';
import { createDocumentReader, type DocumentReader } from '../gate/read-document.ts';
import type { Io } from './io.ts';
import type { Network, NetworkOptions } from './network.ts';
import { type InlinePolicy, splitPinned } from './policy-reference.ts';

export interface PolicyCall {
  readonly io: Io;
  readonly command: Command;
  readonly reader: DocumentReader;
  /** The policy that is named; null = `inline`, or the default one. */
  readonly reference: string | null;
  readonly inline: InlinePolicy | null;
}

/** The network is opened when a document is on it, and closed after `work`. */
export async function callPolicy(
  { io, version, command }: { readonly io: Io; readonly version: string; readonly command: Command },
  file: string | undefined,
  work: (call: PolicyCall) => Promise<number>,
): Promise<number> {
  let opened: Promise<Network> | null = null;
  const open = async (): Promise<Network> => {
    const { openNetwork } = await import('./network.ts');
    return openNetwork(io, { version, limits: DEFAULT_LIMITS }, command.opts<NetworkOptions>());
  };
  const network = (): Promise<Network> => {
    opened ??= open();
    return opened;
  };
  const reader = createDocumentReader({ cwd: io.cwd, network, signal: io.signal });
  const named = splitPinned(file ?? command.opts<{ policy?: string | InlinePolicy }>().policy);
  try {
    return await work({ io, command, reader, ...named });
  } finally {
    await (await (opened as Promise<Network> | null))?.http.close();
  }
}

export function say(io: Io, lines: readonly string[]): void {
  for (const line of lines) io.stdout.write(`${sanitize(line)}\n`);
}
