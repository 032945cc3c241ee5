/**
 * Roughly how much memory facts take. A small layer can hold text that becomes millions of short strings in every
 * reader's hands: the sum is limited for a layer, where the rest is passed over, and for an image, which is refused.
 */
import { InputError } from '../base/errors.ts';

/** What V8 needs for a value besides its content: measured, rounded up. */
const STRING_BYTES = 32;
const OBJECT_BYTES = 64;
const SLOT_BYTES = 16;

/** Estimated memory of plain data, in bytes. */
export function factBytes(value: unknown): number {
  if (typeof value === 'string') return STRING_BYTES + value.length;
  if (typeof value !== 'object' || value === null) return SLOT_BYTES;
  if (ArrayBuffer.isView(value)) return OBJECT_BYTES + value.byteLength;
  const members = Array.isArray(value) ? value : Object.values(value);
  let bytes = OBJECT_BYTES;
  for (const member of members) bytes += SLOT_BYTES + factBytes(member);
  return bytes;
}

/** Throws InputError `image-too-rich` where the layers' facts together are more than is kept of one image. */
export function checkFactBytes(totalBytes: number, limitBytes: number): void {
  if (totalBytes <= limitBytes) return;
  throw new InputError('image-too-rich', {
    what: `The layers hold more package data than is kept of one image (${limitBytes} bytes).`,
    where: 'the layers of the image',
    wayOut: 'No real image is known to come near: look at what fills its package databases.',
  });
}
