/**
 * Programs, counted for coverage: regular files with an execute bit that hold an ELF program, not a shared object.
 * What they are is for the catalogers to say; those that none identifies and no package owns are a figure of the report.
 */
import { ELF_EXECUTABLE, ELF_SHARED, type Elf, parseElf, SEGMENT_INTERPRETER } from '../../base/elf.ts';
import { baseName, type FileEntry } from '../../model/file.ts';
import type { FileSink, StreamReader } from '../../model/reader.ts';
import { object, word } from '../../model/shape.ts';

export interface ExecutableFact {
  readonly kind: 'elf';
}

export const executablesReader: StreamReader<ExecutableFact> = {
  kind: 'stream',
  id: 'executables',
  version: 1,
  shape: object<ExecutableFact>({ kind: word('elf') }),
  wellKnownPaths: [],
  wants: (entry) => (entry.mode & 0o111) !== 0 && entry.sizeBytes >= SMALLEST_ELF_BYTES,
  open: (head, entry) => (isProgram(parseElf(head), entry) ? SINK : null),
  readAgain: () => null,
};

const SMALLEST_ELF_BYTES = 52;

/** The head tells all; the rest passes unseen. */
const SINK: FileSink<ExecutableFact> = { push: () => {}, end: () => ({ kind: 'elf' }) };

/** Position-independent programs are shared objects with an interpreter, or, linked statically, with an entry point. */
function isProgram(elf: Elf | null, entry: FileEntry): boolean {
  if (elf === null) return false;
  if (elf.type === ELF_EXECUTABLE) return true;
  if (elf.type !== ELF_SHARED) return false;
  if (SHARED_OBJECT.test(baseName(entry.path))) return false;
  return elf.segments.some((s) => s.type === SEGMENT_INTERPRETER) || elf.entryPoint !== 0;
}

/** libc.so.6 and the dynamic linker can be run, too, and are no programs. */
const SHARED_OBJECT = /\.so(?:\.|$)/;
