/** Elements of DER (X.690): tag, length, content. Left out: tags above 30 and lengths that are not said (BER). */

export interface Element {
  readonly tag: number;
  /** Where the content begins, and ends. */
  readonly from: number;
  readonly to: number;
}

/** Null where none begins, or its content is not all there. */
export function readElement(bytes: Uint8Array, at: number): Element | null {
  const [tag, first] = [bytes[at], bytes[at + 1]];
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f || first === 0x80) return null;
  const digits = first < 0x80 ? 0 : first & 0x7f;
  if (digits > 4) return null;
  let length = digits === 0 ? first : 0;
  for (let i = 0; i < digits; i++) length = length * 256 + (bytes[at + 2 + i] ?? 0);
  const from = at + 2 + digits;
  return from + length > bytes.length ? null : { tag, from, to: from + length };
}

/** The first elements within another, at most eight; none of null. */
export function childrenOf(bytes: Uint8Array, parent: Element | null): readonly Element[] {
  const found: Element[] = [];
  for (let at = parent?.from ?? 0; parent !== null && at < parent.to && found.length < 8; ) {
    const child = readElement(bytes, at);
    if (child === null || child.to > parent.to) break;
    found.push(child);
    at = child.to;
  }
  return found;
}
