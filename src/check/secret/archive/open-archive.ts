/**
 * Files inside files, as streams of their own, in memory that does not grow with them: ZIP (jar, war, whl, apk of
 * Android), gzip, bzip2, zstd and xz, tar (tgz, npm and Alpine packages), ar (Debian packages). Told by first bytes, not by name.
 * Left out: 7z and rar, which are named; archives behind a start script.
 */
import type { ReaderLimits } from '../../../model/reader.ts';
import { arMembers } from './ar.ts';
import { type Compression, compressed } from './compressed.ts';
import { tarMembers } from './tar.ts';
import { type ArchiveSink, type ArchiveVisitor, guarded, type Walk } from './walk.ts';
import { zipMembers } from './zip.ts';

/** Null for what is no archive by its first bytes. */
export function openArchive(
  path: string,
  head: Uint8Array,
  limits: ReaderLimits,
  visitor: ArchiveVisitor,
): ArchiveSink | null {
  const form = formOf(head);
  return form === null ? null : openForm(createWalk(limits, visitor), { form, path, depth: 1 });
}

type Form = 'zip' | Compression | 'tar' | 'ar' | 'unreadable';

/** Bytes at their places; a tar's stands at 257 (POSIX.1-1988, ustar). */
const MAGIC: readonly (readonly [form: Form, at: number, bytes: string])[] = [
  ['zip', 0, 'PK\x03\x04'],
  ['gzip', 0, '\x1f\x8b\x08'],
  ['zstd', 0, '\x28\xb5\x2f\xfd'],
  ['tar', 257, 'ustar'],
  ['ar', 0, '!<arch>\n'],
  ['xz', 0, '\xfd7zXZ\0'],
  // The digits of pi, as its blocks begin.
  ['bzip2', 4, '1AY&SY'],
  ['unreadable', 0, '7z\xbc\xaf\x27\x1c'],
  ['unreadable', 0, 'Rar!\x1a\x07'],
];

/** So many bytes tell what a file is. */
const HEAD_BYTES = 264;

function formOf(head: Uint8Array): Form | null {
  const text = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, HEAD_BYTES)).toString(
    'latin1',
  );
  return MAGIC.find(([, at, bytes]) => text.startsWith(bytes, at))?.[0] ?? null;
}

interface Place {
  readonly form: Form;
  readonly path: string;
  /** Archives around it, itself included. */
  readonly depth: number;
}

function openForm(walk: Walk, { form, path, depth }: Place): ArchiveSink {
  if (depth > walk.limits.nestedArchiveDepth) {
    walk.visitor.warn('archive-too-deep', `${path} lies in more archives than are opened.`);
    return NOTHING;
  }
  const inner = { path, depth };
  if (form === 'zip') return guarded(walk, path, zipMembers(walk, inner));
  if (form === 'tar') return guarded(walk, path, tarMembers(walk, inner));
  if (form === 'ar') return guarded(walk, path, arMembers(walk, inner));
  if (form !== 'unreadable') return guarded(walk, path, compressed(walk, inner, form));
  walk.visitor.warn('archive-form', `${path} is compressed in a form that is not opened.`);
  return NOTHING;
}

const NOTHING: ArchiveSink = { push: () => {}, end: () => {} };

function createWalk(limits: ReaderLimits, visitor: ArchiveVisitor): Walk {
  let left = limits.nestedArchiveBytes;
  let isTold = false;
  const walk: Walk = {
    limits,
    visitor: withFewWarnings(visitor),
    open: (path, depth, fileName = path) => sniffed(walk, { path, depth, fileName }),
    count(bytes) {
      left -= bytes;
      if (left < 0 && !isTold) {
        isTold = true;
        visitor.warn(
          'archive-too-large',
          `More than ${limits.nestedArchiveBytes} bytes lie in the archives of the file.`,
        );
      }
      return left >= 0;
    },
  };
  return walk;
}

/** Of one file: an archive may have a million members that are damaged. */
const MOST_WARNINGS = 100;

function withFewWarnings({ member, warn }: ArchiveVisitor): ArchiveVisitor {
  let count = 0;
  return {
    member,
    warn(code, message) {
      count++;
      if (count <= MOST_WARNINGS) warn(code, message);
      else if (count === MOST_WARNINGS + 1)
        warn('damaged-archive', 'More is wrong with the archives in the file than is told.');
    },
  };
}

/** Waits for the first bytes. */
function sniffed(
  walk: Walk,
  { path, depth, fileName }: { readonly path: string; readonly depth: number; readonly fileName: string },
): ArchiveSink {
  let head: Buffer = Buffer.alloc(0);
  let sink: ArchiveSink | null = null;
  const decide = (): ArchiveSink => {
    const form = formOf(head);
    const opened =
      form === null ? walk.visitor.member(fileName) : openForm(walk, { form, path, depth: depth + 1 });
    opened.push(head);
    return opened;
  };
  return {
    push(chunk) {
      if (!walk.count(chunk.length)) return;
      if (sink !== null) sink.push(chunk);
      else {
        head = Buffer.concat([head, chunk]);
        if (head.length >= HEAD_BYTES) sink = decide();
      }
    },
    end() {
      sink ??= head.length > 0 ? decide() : null;
      sink?.end();
    },
  };
}
