/** Tells compressions apart by a file's first bytes. */
import { InputError } from '../../base/errors.ts';

/** Magic numbers of what Plimsoll does not unpack (7-Zip, xz, bzip2, LZ4, ZIP, LZIP). */
const UNKNOWN: readonly (readonly [magic: string, name: string])[] = [
  ['fd377a585a00', 'xz'],
  ['425a68', 'bzip2'],
  ['04224d18', 'LZ4'],
  ['504b0304', 'ZIP'],
  ['377abcaf271c', '7-Zip'],
  ['4c5a4950', 'lzip'],
];

/** `gzip` (RFC 1952), `zstd` (RFC 8878), or null for anything else. */
export function findCompression(head: Uint8Array): 'gzip' | 'zstd' | null {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  return Buffer.from(head.subarray(0, 4)).toString('hex') === '28b52ffd' ? 'zstd' : null;
}

/** Throws an InputError `unknown-compression` that names the compression. */
export function refuseUnknownCompression(head: Uint8Array, where: string): void {
  const hex = Buffer.from(head.subarray(0, 6)).toString('hex');
  const name = UNKNOWN.find(([magic]) => hex.startsWith(magic))?.[1];
  if (name === undefined) return;
  throw new InputError('unknown-compression', {
    what: `The archive is compressed with ${name}; gzip, zstd and plain tars can be read.`,
    where,
    wayOut: 'Unpack it first, or save the image again as a plain tar.',
  });
}
