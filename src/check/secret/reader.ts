/**
 * The secrets reader: every file of every layer as it passes, what lies in its archives included. It gives masked facts
 * (fact.ts); which of them count, and in which state they are, is for `judge.ts` to say.
 */
import { createHash } from 'node:crypto';
import type { FileEntry } from '../../model/file.ts';
import type { FileSink, OpenFile, ReaderLimits, StreamReader } from '../../model/reader.ts';
import { openArchive } from './archive/open-archive.ts';
import { describeHit, type StandingOf } from './describe-hit.ts';
import type { Scanner, StreamScan } from './engine/scanner.ts';
import type { FileDigests, PublicKeyPlace, SecretFact, SecretHit } from './fact.ts';
import type { ReaderIdentity } from './identity.ts';
import { createStoreExaminer } from './keys/stores.ts';
import { hideOther } from './mask.ts';
import { type FileParts, type FoundHit, openFile } from './open-file.ts';

/** Of one file, and as many public keys: more is told, and left out. */
const MOST_HITS = 1000;

/** Bytes between two secrets within which an excerpt of one shows the other: no more stand beside a hit. */
const BESIDE = 64;

/** A file up to this size is held while it passes, so that its digests can be made if something is found. */
const HELD_BYTES = 8 * 1024 * 1024;

export interface ReaderParts {
  readonly scanner: Scanner;
  readonly standingOf: StandingOf;
  /** Ids of detectors that are not used. */
  readonly without: readonly string[];
  /** For the names of secrets, hexadecimal. */
  readonly key: string;
}

/** `partsOf` is called when the first file is opened: tables of a scanner take time. */
export function secretsReader(
  identity: ReaderIdentity,
  partsOf: () => ReaderParts,
): StreamReader<SecretFact> {
  const holder = createHolder();
  return {
    ...identity,
    open: (head, entry, limits) => openSink({ head, entry, limits }, partsOf(), holder),
    // It asks for no second pass of its own; a link to content that was passed over does.
    readAgain: (file) => readWhole(file, partsOf(), holder),
  };
}

interface Opened {
  readonly head: Uint8Array;
  readonly entry: FileEntry;
  readonly limits: ReaderLimits;
}

type Warn = OpenFile['warn'];

function readWhole(
  { bytes, entry, limits, warn }: OpenFile,
  parts: ReaderParts,
  holder: Holder,
): SecretFact | null {
  const sink = openSink({ head: bytes.subarray(0, 4096), entry, limits }, parts, holder);
  sink.push(bytes);
  const fact = sink.end(warn);
  return fact === 'again' ? null : fact;
}

function openSink({ head, entry, limits }: Opened, parts: ReaderParts, holder: Holder): FileSink<SecretFact> {
  const found = collect(parts);
  const warnings: [code: string, message: string][] = [];
  const warn: Warn = (code, message) => warnings.push([code, message]);
  const examineStore = createStoreExaminer();
  const partsFor = (path: string, member: string): FileParts => ({
    scanner: parts.scanner,
    examineStore,
    take: found.take(member),
    onCapped: () => capped(path, warn),
  });
  const members = { member: (path: string) => openMember(path, entry.path, partsFor), warn };
  const stream: StreamScan =
    openArchive(entry.path, head, limits, members) ?? openFile(entry.path, head, partsFor(entry.path, ''));
  const held = holder.hold(entry.sizeBytes);
  return {
    push(chunk) {
      held.push(chunk);
      stream.push(chunk);
    },
    end(say) {
      stream.end();
      for (const [code, message] of warnings) say(code, message);
      if (found.leftOut > 0)
        say(
          'secrets-limit',
          `${found.leftOut} more than ${MOST_HITS} secrets or public keys were found in the file.`,
        );
      return found.fact(() => held.digests());
    },
  };
}

/** Opened with its first bytes, which an archive gives as late as all others. */
function openMember(
  path: string,
  archive: string,
  partsFor: (path: string, member: string) => FileParts,
): StreamScan {
  let stream: StreamScan | null = null;
  const member = path.startsWith(`${archive}!/`) ? path.slice(archive.length + 2) : path;
  return {
    push(chunk) {
      stream ??= openFile(path, chunk.subarray(0, 4096), partsFor(path, member));
      stream.push(chunk);
    },
    end: () => stream?.end(),
  };
}

function capped(path: string, warn: Warn): void {
  warn('secrets-limit', `${path} is so full of what secrets begin with that a part of it was not looked at.`);
}

interface Collected {
  readonly leftOut: number;
  take(member: string): (hit: FoundHit) => void;
  fact(digests: () => FileDigests | null): SecretFact | null;
}

function collect({ key, standingOf, without }: ReaderParts): Collected {
  const hits: SecretHit[] = [];
  const publicKeys: PublicKeyPlace[] = [];
  let leftOut = 0;
  return {
    get leftOut() {
      return leftOut;
    },
    take(member) {
      const beside = hideBeside(hits);
      return (hit) => {
        const { detector, examined } = hit;
        if (without.includes(detector.id)) return;
        const isPublic = detector.kind === 'public';
        if ((isPublic ? publicKeys : hits).length === MOST_HITS) leftOut++;
        else if (!isPublic) beside(hit, describeHit(hit, member, { key, standingOf }));
        else if (examined.publicKey !== '') {
          const { publicKey, expiresAt } = examined;
          publicKeys.push({ member, title: detector.title, publicKey, expiresAt });
        }
      };
    },
    fact(digests) {
      if (hits.length === 0 && publicKeys.length === 0) return null;
      return { hits, publicKeys, digests: hits.length === 0 ? null : digests() };
    },
  };
}

/** Adds hits of one text, in their order. What is found beside another is hidden in the excerpts of both. */
function hideBeside(hits: SecretHit[]): (hit: FoundHit, described: SecretHit) => void {
  let near: { readonly secret: string; readonly at: number; readonly end: number }[] = [];
  return ({ secret, offset, length }, described) => {
    near = near.filter(({ end }) => offset - end <= BESIDE);
    for (const { at } of near) hits[at] = { ...hits[at]!, excerpt: hideOther(hits[at]!.excerpt, secret) };
    const excerpt = near.reduce((text, other) => hideOther(text, other.secret), described.excerpt);
    near.push({ secret, at: hits.length, end: offset + length });
    hits.push({ ...described, excerpt });
  };
}

interface Holder {
  hold(sizeBytes: number): { push(chunk: Uint8Array): void; digests(): FileDigests | null };
}

/** One buffer for all files, made when a file first comes in pieces: most come whole. */
function createHolder(): Holder {
  let buffer: Buffer | null = null;
  return {
    hold(sizeBytes) {
      let bytes: Uint8Array | null = null;
      let filled = 0;
      return {
        push(chunk) {
          if (chunk.length === sizeBytes) bytes = chunk;
          else if (sizeBytes <= HELD_BYTES) {
            buffer ??= Buffer.allocUnsafeSlow(HELD_BYTES);
            buffer.set(chunk.subarray(0, sizeBytes - filled), filled);
            filled += chunk.length;
            bytes = filled === sizeBytes ? buffer.subarray(0, sizeBytes) : null;
          }
        },
        digests: () => (bytes === null ? null : digestsOf(bytes)),
      };
    },
  };
}

function digestsOf(bytes: Uint8Array): FileDigests {
  const digest = (algorithm: string): string => createHash(algorithm).update(bytes).digest('hex');
  return { md5: digest('md5'), sha1: digest('sha1'), sha256: digest('sha256') };
}
