/**
 * Layers made to harm whoever reads them: little to store, much to unpack, to keep or to resolve. Plain tars unless
 * said; the large ones come as chunks, so that a test needs no more memory than the reader under test.
 */
import { gzipSync } from 'node:zlib';
import {
  dir,
  type Entry,
  file,
  hardlink,
  headerBlock,
  layer,
  paxHeader,
  raw,
  symlink,
  whiteout,
} from '../tar-builder.ts';

const MIB = 2 ** 20;

/** A gzip layer of one file of zeros: about a thousandth of what it unpacks to. */
export function* gzipBomb(plainBytes: number): Generator<Uint8Array> {
  yield gzipSync(headerBlock(file('bomb'), 'pax', plainBytes));
  const member = gzipSync(Buffer.alloc(16 * MIB));
  for (let done = 0; done < plainBytes; done += 16 * MIB) yield member;
}

/** A zstd layer of one file of zeros, in blocks of one repeated byte: four bytes for 128 KiB (RFC 8878, 3.1.1.2). */
export function zstdBomb(plainBytes: number): Buffer {
  const header = headerBlock(file('bomb'), 'pax', plainBytes);
  // Frame header: no sum, no size, a window of 128 KiB.
  const frame = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x38]);
  const block = (type: number, size: number, last = 0): Buffer => {
    const bytes = Buffer.alloc(3);
    bytes.writeUIntLE((size << 3) | (type << 1) | last, 0, 3);
    return bytes;
  };
  const zeros = Buffer.concat([block(1, 128 * 1024), Buffer.from([0])]);
  const count = Math.ceil(plainBytes / (128 * 1024));
  const blocks = Array.from({ length: count }, () => zeros);
  return Buffer.concat([frame, block(0, header.length), header, ...blocks, block(0, 0, 1)]);
}

/** Empty files in folders of a thousand; headers are stamped from one, a million a second. */
export function* manyEntries(count: number): Generator<Uint8Array> {
  const name = (number: number): string => {
    const digits = String(number).padStart(9, '0');
    return `srv/data/folder-${digits.slice(0, 6)}/file-${digits}.dat`;
  };
  const stamp = headerBlock(file(name(0)));
  const sumOf = (text: string): number => [...text].reduce((sum, c) => sum + c.charCodeAt(0), 0);
  const rest =
    stamp.reduce((sum, byte, at) => sum + (at >= 148 && at < 156 ? 0x20 : byte), 0) - sumOf(name(0));
  const perChunk = 512;
  for (let first = 0; first < count; first += perChunk) {
    const size = Math.min(perChunk, count - first);
    const chunk = Buffer.alloc(512 * size, stamp);
    for (let i = 0; i < size; i++) {
      const path = name(first + i);
      chunk.write(path, 512 * i, 'latin1');
      chunk.write((rest + sumOf(path)).toString(8).padStart(6, '0'), 512 * i + 148, 'latin1');
    }
    yield chunk;
  }
}

/** An extended header of that size for an ordinary file, then another file. */
export function hugePax(sizeBytes: number): Buffer {
  return layer([paxHeader({ comment: 'c'.repeat(sizeBytes) }), file('after-huge', 'x'), file('next', 'y')]);
}

/** A folder in a folder in a folder; then a file that anyone can read. */
export function deepPath(depth: number): Buffer {
  return layer([file(`${'d/'.repeat(depth)}f`, 'deep'), file('next', 'y')]);
}

/** Links to each other, to themselves, out of the image, and to ever longer paths. */
export function linkMaze(): Buffer {
  return layer([
    symlink('a', 'b'),
    symlink('b', 'a'),
    symlink('self', 'self/self'),
    symlink('up', '../../../../..'),
    symlink('grow', 'grow/x/grow'),
    ...Array.from({ length: 100 }, (_, i) => symlink(`chain${i}`, `chain${i + 1}/./../chain${i + 1}`)),
    file('a/f', '1'),
    file('self/f', '2'),
    file('up/f', '3'),
    file('grow/f', '4'),
    file('chain0/f', '5'),
    hardlink('h1', 'h2'),
    hardlink('h2', 'h1'),
    hardlink('h3', 'h3'),
  ]);
}

/** Links that every entry of the layer above goes through. */
export function linkFarm(count: number): readonly [lower: Buffer, upper: Buffer] {
  const names = Array.from({ length: count }, (_, i) => `l${i}`);
  return [
    layer([
      ...names.map((name) => symlink(name, 'to')),
      ...names.map((name) => symlink(`to/${name}`, `../${name}`)),
    ]),
    layer(names.map((name) => file(`${name}/${name}/f`, name))),
  ];
}

/** As many Problems as entries. */
export function manyProblems(count: number): Buffer {
  return layer(Array.from({ length: count }, (_, i) => file(`../../f${i}`, 'x')));
}

/** A folder with files, replaced by a file, made anew, again and again. */
export function backAndForth(turns: number, files: number): Buffer {
  const inside = Array.from({ length: files }, (_, i) => file(`kept/f${i}`, 'x'));
  const turn: Entry[] = [dir('d'), file('d/f', 'y'), file('d', 'z')];
  return layer([...inside, ...Array.from({ length: turns }, () => turn).flat()]);
}

/** Each one removes what another layer has. */
export function manyWhiteouts(count: number): Buffer {
  return layer(Array.from({ length: count }, (_, i) => whiteout(`w/f${i}`)));
}

/** A sparse file of any size in three blocks, many times. */
export function holes(count: number, sizeBytes: number): Buffer {
  const pax = { 'GNU.sparse.size': String(sizeBytes), 'GNU.sparse.numblocks': '0', 'GNU.sparse.map': '' };
  return layer(Array.from({ length: count }, (_, i) => file(`hole${i}`, '', { pax })));
}

/** A header that says more content than there is. */
export function lyingSize(sizeBytes: number): Buffer {
  return Buffer.concat([
    layer([raw(headerBlock(file('liar'), 'pax', sizeBytes))], { endBlocks: 0 }),
    Buffer.alloc(10_000),
  ]);
}
