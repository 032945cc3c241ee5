/** Keys of SSH: public ones (RFC 4253, section 6.6; RFC 5656; RFC 8709) and OpenSSH's private form (PROTOCOL.key). */
import { createPublicKey, type KeyObject } from 'node:crypto';

const MAGIC = Buffer.from('openssh-key-v1\0', 'latin1');

export interface OpenSshKey {
  /** `none`, or the cipher that hides the private part. */
  readonly cipher: string;
  /** Null for a kind of key that Node does not know. */
  readonly publicKey: KeyObject | null;
}

/** Null for what is not of this form. */
export function readOpenSshKey(bytes: Buffer): OpenSshKey | null {
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) return null;
  const reader = fieldsOf(bytes, MAGIC.length);
  const cipher = reader.next();
  // Name and options of the key derivation.
  reader.next();
  reader.next();
  reader.skip(4);
  const blob = reader.next();
  const rest = reader.next();
  if (cipher === null || blob === null || rest === null || rest.length < 64) return null;
  const name = cipher.toString('latin1');
  // It stands in reports.
  if (!/^[\w.@-]{1,64}$/.test(name)) return null;
  return { cipher: name, publicKey: readSshPublicKey(blob) };
}

const CURVES: ReadonlyMap<string, string> = new Map([
  ['nistp256', 'P-256'],
  ['nistp384', 'P-384'],
  ['nistp521', 'P-521'],
]);

/** Null for what is no public key, or of a kind that Node does not know. */
export function readSshPublicKey(blob: Buffer): KeyObject | null {
  const reader = fieldsOf(blob, 0);
  const kind = reader.next()?.toString('latin1') ?? '';
  const [first, second] = [reader.next(), reader.next()];
  if (first === null) return null;
  try {
    if (kind === 'ssh-ed25519') return fromJwk({ kty: 'OKP', crv: 'Ed25519', x: encode(first) });
    if (kind === 'ssh-rsa' && second !== null)
      return fromJwk({ kty: 'RSA', e: encode(first), n: encode(unsigned(second)) });
    if (kind.startsWith('ecdsa-sha2-') && second !== null) return fromPoint(first.toString('latin1'), second);
  } catch {
    // Numbers that are no key.
  }
  return null;
}

function fromPoint(curve: string, point: Buffer): KeyObject | null {
  const crv = CURVES.get(curve);
  // SEC 1, section 2.3.3: 4, then both coordinates.
  if (crv === undefined || point[0] !== 4) return null;
  const half = (point.length - 1) / 2;
  return fromJwk({
    kty: 'EC',
    crv,
    x: encode(point.subarray(1, 1 + half)),
    y: encode(point.subarray(1 + half)),
  });
}

function fromJwk(key: Readonly<Record<string, string>>): KeyObject {
  return createPublicKey({ key, format: 'jwk' });
}

function encode(bytes: Buffer): string {
  return bytes.toString('base64url');
}

function unsigned(bytes: Buffer): Buffer {
  return bytes[0] === 0 ? bytes.subarray(1) : bytes;
}

interface Fields {
  /** Length in four bytes, then so many; null where they are not there. */
  next(): Buffer | null;
  skip(bytes: number): void;
}

function fieldsOf(bytes: Buffer, start: number): Fields {
  let at = start;
  return {
    next() {
      if (at + 4 > bytes.length) return null;
      const length = bytes.readUInt32BE(at);
      if (at + 4 + length > bytes.length) return null;
      at += 4 + length;
      return bytes.subarray(at - length, at);
    },
    skip(count) {
      at += count;
    },
  };
}
