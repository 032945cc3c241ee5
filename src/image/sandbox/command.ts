/**
 * The command that starts the sandboxed process. Two fences: Node's permission model, and what the system enforces
 * where there is a POSIX shell: no core dump, no file written, data and processor time within a limit.
 */
import { existsSync, realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Limits, MIB } from '../../base/limits.ts';
import { PACKAGE_ROOT } from '../../base/package-root.ts';
import { sandboxFence } from './fence.ts';
import { sibling } from './sibling.ts';

export interface SandboxCommand {
  readonly file: string;
  readonly args: readonly string[];
}

/** What a process of this kind takes before it reads anything: code, stacks of threads, empty heaps. */
const BASE_BYTES = 1024 * MIB;
/** An end for a process whose parent was killed, in seconds of processor time. */
const CPU_SECONDS = 4 * 3600;

const SHELL = '/bin/sh';

/** Names of the engine's own options differ from one version to the next, and a wrong one ends the process. */
const TUNED_FOR = /^26\./;
/** A pattern of a detector is run so often that it is compiled at once. */
const TUNING = ['--no-regexp-tier-up'];

/** What readers use of others' code. */
const LIBRARIES = ['js-yaml', 'saxes', 'smol-toml', 'xmlchars'];

/** `readersModule` and `folders` are what it may read by path, besides its own code. */
export function sandboxCommand(
  limits: Limits,
  readersModule: string,
  folders: readonly string[],
): SandboxCommand {
  const own = import.meta.url;
  const code = fileURLToPath(new URL(own.endsWith('.ts') ? '../../' : './', own));
  const data = fileURLToPath(new URL('data/java/', PACKAGE_ROOT));
  // The published program has its libraries in its own files.
  const libraries = own.endsWith('.ts') ? LIBRARIES : [];
  const readable = [
    code,
    data,
    ...libraries.map((name) => fileURLToPath(new URL(`node_modules/${name}/`, PACKAGE_ROOT))),
    fileURLToPath(new URL('./', readersModule)),
    ...folders,
  ]
    .filter((folder) => existsSync(folder))
    .map((folder) => realpathSync(folder));
  const node = [
    '--permission',
    // Given up by each thread before it reads anything: permissions.ts.
    ...(sandboxFence().threads ? ['--allow-worker'] : []),
    // The module opens and writes files whatever the permission model says.
    '--no-experimental-sqlite',
    '--no-warnings',
    ...(TUNED_FOR.test(process.versions.node) ? TUNING : []),
    `--max-old-space-size=${Math.ceil(limits.threadHeapBytes / MIB)}`,
    ...readable.map((folder) => `--allow-fs-read=${folder}`),
    realpathSync(fileURLToPath(sibling('./sandbox-child', own))),
    readersModule,
  ];
  if (!existsSync(SHELL)) return { file: process.execPath, args: node };
  const kibibytes = Math.ceil((limits.sandboxBytes + BASE_BYTES) / 1024);
  const fence = `ulimit -c 0; ulimit -f 0; ulimit -d ${kibibytes}; ulimit -t ${CPU_SECONDS}; exec "$0" "$@"`;
  return { file: SHELL, args: ['-c', fence, process.execPath, ...node] };
}
