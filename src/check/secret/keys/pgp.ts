/** The first packet of an OpenPGP secret key (RFC 4880, sections 4.2 and 5.5; RFC 9580 for newer versions). */

export interface PgpSecretKey {
  readonly isEncrypted: boolean;
}

const SECRET_KEY = 5;

/** Numbers (MPIs) of the public part, by algorithm (RFC 4880, section 9.1). */
const NUMBERS: ReadonlyMap<number, number> = new Map([
  [1, 2],
  [2, 2],
  [3, 2],
  [16, 3],
  [17, 4],
]);
/** Curves: the name of the curve, then a point (RFC 6637, section 9; EdDSA as 22). */
const CURVES: ReadonlySet<number> = new Set([18, 19, 22]);
const ECDH = 18;

/** Null for what does not begin with a secret key. */
export function readPgpSecretKey(bytes: Buffer): PgpSecretKey | null {
  const first = bytes[0] ?? 0;
  const isNew = (first & 0x40) !== 0;
  const tag = isNew ? first & 0x3f : (first >> 2) & 0x0f;
  if ((first & 0x80) === 0 || tag !== SECRET_KEY) return null;
  const start = isNew ? newHeader(bytes) : 2 + ((1 << (first & 3)) - 1);
  const version = bytes[start];
  if (version !== 4) return version === 5 || version === 6 ? { isEncrypted: true } : null;
  const at = endOfPublicPart(bytes, start + 6, bytes[start + 5] ?? 0);
  return at === null || at >= bytes.length ? null : { isEncrypted: bytes[at] !== 0 };
}

/** RFC 4880, section 4.2.2: one, two or five octets of length. */
function newHeader(bytes: Buffer): number {
  const length = bytes[1] ?? 0;
  return length < 192 ? 2 : length < 224 ? 3 : 6;
}

function endOfPublicPart(bytes: Buffer, start: number, algorithm: number): number | null {
  let at = start;
  const skipNumber = (): void => {
    at += 2 + Math.ceil(((bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0)) / 8);
  };
  const numbers = NUMBERS.get(algorithm);
  if (numbers !== undefined) for (let i = 0; i < numbers; i++) skipNumber();
  else if (CURVES.has(algorithm)) {
    at += 1 + (bytes[at] ?? 0);
    skipNumber();
    if (algorithm === ECDH) at += 1 + (bytes[at] ?? 0);
  } else return null;
  return at;
}
