/**
 * Files with holes, expanded: old GNU headers of type `S`, PAX sparse 0.0, 0.1 and 1.0
 * (GNU tar manual, "Storing Sparse Files"). The data lie packed; a map says where each piece belongs.
 */

import { parseNumber } from './tar-header.ts';
import type { ContentSink } from './tar-visitor.ts';

/** Offset and length of each piece, flat, in order. */
export type SparseMap = readonly number[];

export interface OldSparse {
  readonly map: number[];
  readonly realSize: number;
}

/** The map in a header block of type `S`: four pieces; more follow in blocks of their own. */
export function parseOldSparse(block: Buffer, at: number): OldSparse & { readonly more: boolean } {
  const map: number[] = [];
  appendPieces(block, at + 386, 4, map);
  return { map, realSize: parseNumber(block, at + 483, 12), more: block[at + 482] !== 0 };
}

/** Adds the pieces of an extension block; true if another one follows. */
export function appendExtension(block: Buffer, at: number, map: number[]): boolean {
  appendPieces(block, at, 21, map);
  return block[at + 504] !== 0;
}

/** True if the pieces are in order, lie inside the file and are as long together as what is stored. */
export function isSoundMap(map: SparseMap, storedBytes: number, realSize: number): boolean {
  if (map.length % 2 !== 0 || !Number.isSafeInteger(realSize) || realSize < 0) return false;
  let end = 0;
  let stored = 0;
  for (let i = 0; i < map.length; i += 2) {
    const [offset, length] = [map[i]!, map[i + 1]!];
    if (!(offset >= end && length >= 0 && offset + length <= realSize)) return false;
    end = offset + length;
    stored += length;
  }
  return stored === storedBytes;
}

/** Passes packed data on with the holes filled. The map must be sound. */
export function expandHoles(sink: ContentSink, map: SparseMap, realSize: number): ContentSink {
  let piece = 0;
  let position = 0;
  const fillTo = (offset: number): void => {
    pushZeros(sink, offset - position);
    position = offset;
  };
  return {
    push(chunk) {
      for (let at = 0; at < chunk.length; ) {
        const [offset, length] = [map[piece]!, map[piece + 1]!];
        if (position < offset) fillTo(offset);
        const take = Math.min(chunk.length - at, offset + length - position);
        if (take > 0) sink.push(chunk.subarray(at, at + take));
        position += take;
        at += take;
        if (position === offset + length) piece += 2;
      }
    },
    end() {
      fillTo(realSize);
      sink.end();
    },
  };
}

export interface PackedFile {
  /** Bytes in the tar: map and data. */
  readonly storedBytes: number;
  readonly realSize: number;
  /** Longest map that is read, in bytes. */
  readonly mapBytes: number;
}

/** PAX sparse 1.0: the map stands in front of the data, as decimal numbers in lines, up to a whole block. */
export function expandPacked(sink: ContentSink, file: PackedFile, damaged: () => void): ContentSink {
  const head: Buffer[] = [];
  let headBytes = 0;
  let inner: ContentSink | null = null;
  let failed = false;
  const start = (): void => {
    const bytes = Buffer.concat(head);
    const found = parseTextMap(bytes);
    if (found === 'more' && headBytes < Math.min(file.mapBytes, file.storedBytes)) return;
    if (found === 'more' || !isSoundMap(found.map, file.storedBytes - found.end, file.realSize)) {
      failed = true;
      damaged();
      return;
    }
    inner = expandHoles(sink, found.map, file.realSize);
    if (bytes.length > found.end) inner.push(bytes.subarray(found.end));
  };
  return {
    push(chunk) {
      if (inner !== null) inner.push(chunk);
      if (inner !== null || failed) return;
      head.push(Buffer.from(chunk));
      headBytes += chunk.length;
      start();
    },
    end() {
      if (inner === null && !failed) damaged();
      inner?.end();
    },
  };
}

const ZEROS = Buffer.alloc(64 * 1024);

function pushZeros(sink: ContentSink, count: number): void {
  for (let left = count; left > 0; left -= ZEROS.length) {
    sink.push(left < ZEROS.length ? ZEROS.subarray(0, left) : ZEROS);
  }
}

/** A piece of offset and length 0 fills unused places; offsets of 0 with a length are real. */
function appendPieces(block: Buffer, at: number, count: number, map: number[]): void {
  for (let i = 0; i < count; i++) {
    const place = at + i * 24;
    if (block[place] === 0) return;
    map.push(parseNumber(block, place, 12), parseNumber(block, place + 12, 12));
  }
}

function parseTextMap(bytes: Buffer): { map: number[]; end: number } | 'more' {
  const map: number[] = [];
  let at = 0;
  let wanted = 1;
  for (let index = 0; index < wanted; index++) {
    const newline = bytes.indexOf(0x0a, at);
    if (newline < 0) return 'more';
    const value = Number(bytes.toString('latin1', at, Math.min(newline, at + 20)));
    if (index > 0) map.push(value);
    else if (Number.isSafeInteger(value) && value >= 0) wanted += 2 * value;
    else return 'more';
    at = newline + 1;
  }
  const end = Math.ceil(at / 512) * 512;
  return bytes.length < end ? 'more' : { map, end };
}
