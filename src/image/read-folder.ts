/**
 * Reads a folder, an unpacked root file system or a source tree, as one layer. No link is followed, so that nothing
 * outside the folder is read; pipes, sockets and devices are never opened. Whiteouts have no meaning here, there is no
 * layer below.
 */
import { createHash } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  type Stats,
} from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { InputError, messageOf, systemCode } from '../base/errors.ts';
import type { Limits } from '../base/limits.ts';
import { decodeName, encodeName, pathFault } from '../base/tar/tar-path.ts';
import type { ContentSink, TarFault, TarVisitor } from '../base/tar/tar-visitor.ts';
import type { Digest } from '../model/digest.ts';
import type { FileEntry, FileType } from '../model/file.ts';
import type { LayerInfo } from '../model/image.ts';
import { compareProblems } from '../model/problem.ts';
import type { AnyReader } from '../model/reader.ts';
import { type AgainRequest, answeredBy, LayerCollector } from './collect-layer.ts';
import type { LayerContents } from './layer-contents.ts';
import type { HashKey } from './path-hash.ts';
import { type AgainAnswers, AgainServer } from './read-again.ts';
import { STORED_CHUNK } from './stored-bytes.ts';

export interface FolderInput {
  readonly info: LayerInfo;
  readonly path: string;
  /** Folders at its top of which nothing is read. */
  readonly passesOver: readonly string[];
  /** Told how many bytes of files were read. */
  onProgress(storedBytes: number): void;
}

export interface ReadSettings {
  readonly readers: readonly AnyReader[];
  readonly limits: Limits;
  readonly hashKey: HashKey;
}

/** Throws InputError if the folder itself cannot be read. */
export async function readFolder(input: FolderInput, settings: ReadSettings): Promise<LayerContents> {
  const collector = new LayerCollector({ ...settings, layerIndex: input.info.index });
  const walk = new FolderWalk(input, collector, settings.limits);
  await walk.run();
  const requests = collector.settleLinks();
  const again = readFolderAgain(input, requests, settings);
  collector.addFacts(again.facts);
  return {
    info: input.info,
    entries: walk.entries,
    plainBytes: walk.bytes,
    storedBytes: walk.bytes,
    facts: collector.facts,
    factBytes: collector.factBytes,
    ...collector.endTree(),
    answered: answeredBy(requests),
    problems: [...collector.log.problems, ...again.problems].sort(compareProblems),
    rereads: 0,
    contentDigest: walk.digest,
  };
}

/** The files behind `requests`, each to the reader that asked. */
export function readFolderAgain(
  input: FolderInput,
  requests: readonly AgainRequest[],
  { readers, limits }: ReadSettings,
): AgainAnswers {
  const server = new AgainServer(requests, readers, limits, input.info.index);
  for (const path of new Set(requests.map((request) => request.contentPath))) {
    const file = join(Buffer.from(input.path), encodeName(path));
    try {
      const entry = toEntry(path, lstatSync(file), file);
      if (entry?.type === 'file') readContent(file, entry, server.entry(entry), () => {});
    } catch (error) {
      server.fault(unreadable(path, error));
    }
  }
  return { facts: server.facts, problems: server.problems };
}

interface Found {
  /** In the image. */
  readonly path: string;
  /** On the disk. */
  readonly file: Buffer;
}

const TURN_BYTES = 16 * 1024 * 1024;

class FolderWalk {
  readonly #input: FolderInput;
  readonly #visitor: TarVisitor;
  readonly #limits: Limits;
  readonly #hash = createHash('sha256');
  #bytes = 0;
  #entries = 0;
  #nextTurn = TURN_BYTES;

  constructor(input: FolderInput, visitor: TarVisitor, limits: Limits) {
    this.#input = input;
    this.#visitor = visitor;
    this.#limits = limits;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get entries(): number {
    return this.#entries;
  }

  /** Over path, type, mode, size, link target and content of every entry. */
  get digest(): Digest {
    return `sha256:${this.#hash.copy().digest('hex')}`;
  }

  async run(): Promise<void> {
    const pending = this.#list({ path: '', file: Buffer.from(this.#input.path) }).reverse();
    for (let found = pending.pop(); found !== undefined; found = pending.pop()) {
      if (this.#entries >= this.#limits.layerEntries || this.#bytes > this.#limits.layerPlainBytes) {
        this.#fault('too-many-entries', 'The folder is larger than the limits; the rest was not read.', '');
        return;
      }
      this.#entries++;
      const type = this.#visit(found);
      if (type === 'directory') for (const child of this.#list(found).reverse()) pending.push(child);
      await this.#turn();
    }
  }

  /** In the order of their bytes. */
  #list(folder: Found): Found[] {
    try {
      const names = readdirSync(folder.file, { encoding: 'buffer' }).sort(Buffer.compare);
      if (this.#input.passesOver.includes(folder.path)) return this.#passOver(folder.path, names.length);
      return names.map((name) => ({
        path: folder.path === '' ? decodeName(name) : `${folder.path}/${decodeName(name)}`,
        file: join(folder.file, name),
      }));
    } catch (error) {
      if (folder.path === '') throw unreadableFolder(this.#input.path, error);
      this.#visitor.fault(unreadable(folder.path, error));
      return [];
    }
  }

  #passOver(path: string, names: number): Found[] {
    const message = 'What lies in the folder is no part of what is scanned; it is passed over.';
    if (names > 0) this.#visitor.fault({ code: 'passed-over', effect: 'note', message, path });
    return [];
  }

  #visit({ path, file }: Found): FileType | null {
    const fault = pathFault(path, this.#limits);
    if (fault !== null) {
      this.#fault(fault.code, `The path cannot be used: ${fault.why}.`, path.slice(0, 200));
      return null;
    }
    try {
      const stats = lstatSync(file);
      const entry = toEntry(path, stats, file);
      if (entry === null) return null;
      const sink = this.#visitor.entry(entry);
      const content = entry.type === 'file' ? this.#read(file, entry, stats, sink) : '';
      const { type, mode, sizeBytes, linkTarget } = entry;
      this.#hash.update(`${JSON.stringify([path, type, mode, sizeBytes, linkTarget, content])}\n`);
      return type;
    } catch (error) {
      this.#visitor.fault(unreadable(path, error));
      return null;
    }
  }

  /** Digest of the content; files that are nearly all hole are not read to their end. */
  #read(file: Buffer, entry: FileEntry, stats: Stats, sink: ContentSink | null): string {
    if (entry.sizeBytes > this.#limits.keptFileBytes && stats.blocks * 1024 < entry.sizeBytes) {
      const message = `A sparse file of ${entry.sizeBytes} bytes is not read.`;
      if (sink !== null) this.#fault('file-too-large', message, entry.path);
      return '';
    }
    const hash = createHash('sha256');
    readContent(file, entry, sink, (chunk) => {
      hash.update(chunk);
      this.#bytes += chunk.length;
    });
    return hash.digest('hex');
  }

  async #turn(): Promise<void> {
    if (this.#bytes < this.#nextTurn) return;
    this.#nextTurn = this.#bytes + TURN_BYTES;
    this.#input.onProgress(this.#bytes);
    await setImmediate();
  }

  #fault(code: string, message: string, path: string): void {
    this.#visitor.fault({ code, effect: 'incomplete', message, path });
  }
}

const SLASH = Buffer.from('/');
const buffer = Buffer.allocUnsafeSlow(STORED_CHUNK);

function join(folder: Buffer, name: Buffer): Buffer {
  return Buffer.concat([folder, SLASH, name]);
}

/** Null for a socket, which no image has. */
function toEntry(path: string, stats: Stats, file: Buffer): FileEntry | null {
  const type = typeOf(stats);
  if (type === null) return null;
  return {
    path,
    type,
    sizeBytes: type === 'file' ? stats.size : 0,
    mode: stats.mode & 0o7777,
    uid: stats.uid,
    gid: stats.gid,
    linkTarget: type === 'symlink' ? decodeName(readlinkSync(file, { encoding: 'buffer' })) : '',
  };
}

function typeOf(stats: Stats): FileType | null {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'directory';
  if (stats.isSymbolicLink()) return 'symlink';
  if (stats.isFIFO()) return 'fifo';
  if (stats.isCharacterDevice()) return 'character';
  return stats.isBlockDevice() ? 'block' : null;
}

/** Opened so that neither a link nor a pipe that was put in the file's place can be reached. */
function readContent(
  file: Buffer,
  entry: FileEntry,
  sink: ContentSink | null,
  each: (chunk: Buffer) => void,
): void {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  const opened = openSync(file, O_RDONLY | (O_NOFOLLOW ?? 0) | (O_NONBLOCK ?? 0));
  try {
    if (!fstatSync(opened).isFile()) throw new Error('it is no regular file any more');
    let done = 0;
    while (done < entry.sizeBytes) {
      const got = readSync(opened, buffer, 0, Math.min(buffer.length, entry.sizeBytes - done), done);
      if (got === 0) throw new Error('it became shorter while it was read');
      const chunk = buffer.subarray(0, got);
      each(chunk);
      sink?.push(chunk);
      done += got;
    }
    sink?.end();
  } finally {
    closeSync(opened);
  }
}

function unreadable(path: string, error: unknown): TarFault {
  // The system's own message would name the path on this machine.
  const message = `The file or folder cannot be read: ${systemCode(error) || messageOf(error)}.`;
  return { code: 'unreadable-file', effect: 'incomplete', message, path };
}

function unreadableFolder(path: string, cause: unknown): InputError {
  return new InputError('unreadable-input', {
    what: `The root file system cannot be read: ${messageOf(cause)}.`,
    where: path,
    wayOut: 'Name a folder that holds an unpacked root file system and may be read.',
    cause,
  });
}
