/**
 * Roughly how much memory facts take. A small layer can hold text that becomes millions of short strings in every
 * reader's hands: the sum is limited for a layer, where the rest is passed over, and for an image (image-budget.ts).
 */
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
