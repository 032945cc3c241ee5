/** Tells how an archive is compressed by its first bytes. */
import { InputError, messageOf } from '../../base/errors.ts';
import { type Compression, detectCompression } from '../inflate/decompress.ts';

/** Kinds of archives that no layer has, but that people hand over as images (first bytes, hexadecimal). */
const OTHER_ARCHIVES: readonly (readonly [magic: string, name: string])[] = [
  ['504b0304', 'ZIP'],
  ['377abcaf271c', '7-Zip'],
];

/** Needs the first `SNIFF_BYTES`. Throws an InputError `unknown-compression` for a known one that is not read. */
export function sniffCompression(head: Uint8Array, where: string): Compression {
  const hex = Buffer.from(head.subarray(0, 6)).toString('hex');
  const other = OTHER_ARCHIVES.find(([magic]) => hex.startsWith(magic))?.[1];
  if (other !== undefined) throw unknownCompression(`it is compressed with ${other}`, where);
  try {
    return detectCompression(head);
  } catch (cause) {
    throw unknownCompression(messageOf(cause), where);
  }
}

function unknownCompression(reason: string, where: string): InputError {
  return new InputError('unknown-compression', {
    what: `The archive cannot be read: ${reason}. Plain tars, gzip and zstd can be read.`,
    where,
    wayOut: 'Unpack it first, or save the image again as a plain tar.',
  });
}
