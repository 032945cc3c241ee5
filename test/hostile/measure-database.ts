/** Reads one package database of very many lines in a process of its own: `measure-database.ts NAME`. */
import { readFileSync } from 'node:fs';
import { DEFAULT_LIMITS, MIB } from '../../src/base/limits.ts';
import { installedReader } from '../../src/ecosystem/apk/installed-reader.ts';
import { filesReader } from '../../src/ecosystem/dpkg/files-reader.ts';
import { statusReader } from '../../src/ecosystem/dpkg/status-reader.ts';
import type { WholeReader } from '../../src/model/reader.ts';

interface Database {
  readonly reader: WholeReader<unknown>;
  readonly path: string;
  readonly start: string;
  /** Again and again. */
  readonly line: string;
}

const DATABASES: Readonly<Record<string, Database>> = {
  apk: { reader: installedReader, path: 'lib/apk/db/installed', start: 'P:a\nV:1\n', line: 'R:a\n' },
  status: {
    reader: statusReader,
    path: 'var/lib/dpkg/status',
    start: 'Package: a\nMaintainer: x\n',
    line: ' a\n',
  },
  list: { reader: filesReader, path: 'var/lib/dpkg/info/a.list', start: '', line: '/a\n' },
};

const { reader, path, start, line } = DATABASES[process.argv[2]!]!;
const bytes = Buffer.alloc(reader.maxBytes, line);
bytes.write(start);
const entry = { path, type: 'file', sizeBytes: bytes.length, mode: 0o644, uid: 0, gid: 0 } as const;
const before = process.memoryUsage.rss();
const fact = reader.read({
  entry: { ...entry, linkTarget: '' },
  limits: DEFAULT_LIMITS,
  bytes,
  warn: () => undefined,
});
const addedBytes = peakBytes() - before;
process.stdout.write(
  JSON.stringify({
    fileMib: Math.round(bytes.length / MIB),
    factMib: Math.round(JSON.stringify(fact).length / MIB),
    addedMib: Math.round(addedBytes / MIB),
  }),
);

/** `resourceUsage` begins with the peak of the process that started this one. Elsewhere than on Linux: what is held. */
function peakBytes(): number {
  try {
    const status = readFileSync('/proc/self/status', 'latin1');
    return 1024 * Number(/^VmHWM:\s*(\d+) kB$/m.exec(status)![1]);
  } catch {
    return process.memoryUsage.rss();
  }
}
