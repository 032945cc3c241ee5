/**
 * PKCS #12 (RFC 7292), as far as it is not encrypted: which kinds of bags a store holds, and whether a password fits its MAC. Bags
 * are told by their object identifiers, so that stores in BER, which older tools write, are read as well.
 * Left out: MACs by PBMAC1 (RFC 9579), and what lies in bags that are encrypted as a whole, which by custom are certificates.
 */
import { createHash, createHmac } from 'node:crypto';
import { childrenOf, readElement } from './asn1.ts';

/** 1.2.840.113549.1.7.1, `data`, by which the content of a store begins. */
const DATA = Buffer.from('06092a864886f70d010701', 'hex');
/** 1.2.840.113549.1.12.10.1, to which the kind of a bag is added. */
const BAG = '060b2a864886f70d010c0a01';
const [KEY, SHROUDED_KEY, SECRET] = ['01', '02', '05'].map((kind) => Buffer.from(`${BAG}${kind}`, 'hex'));

export interface Pkcs12 {
  /** `plain`: private keys that nothing hides. */
  readonly keys: 'plain' | 'encrypted' | 'none';
}

/** PFX: a sequence of version 3 and a sequence that begins with `data`. */
export function isPkcs12(bytes: Buffer): boolean {
  if (bytes[0] !== 0x30) return false;
  const version = bytes.indexOf('020103', 0, 'hex');
  if (version < 2 || version > 6) return false;
  const data = bytes.indexOf(DATA, version + 3);
  return data > version && data <= version + 9;
}

export function readPkcs12(bytes: Buffer): Pkcs12 {
  if (bytes.includes(KEY!)) return { keys: 'plain' };
  return { keys: [SHROUDED_KEY!, SECRET!].some((bag) => bytes.includes(bag)) ? 'encrypted' : 'none' };
}

/** RFC 7292, section 4: what the password is held against. */
export interface Pkcs12Mac {
  readonly hash: string;
  readonly mac: Buffer;
  readonly salt: Buffer;
  readonly iterations: number;
  readonly content: Buffer;
}

/** Null where there is none, or none that is read here. */
export function findMac(bytes: Buffer): Pkcs12Mac | null {
  const [, safe, macData] = childrenOf(bytes, readElement(bytes, 0));
  const explicit = childrenOf(bytes, safe ?? null)[1] ?? null;
  const content = childrenOf(bytes, explicit)[0];
  const [digestInfo, salt, iterations] = childrenOf(bytes, macData ?? null);
  const [algorithm, mac] = childrenOf(bytes, digestInfo ?? null);
  const oid = childrenOf(bytes, algorithm ?? null)[0];
  if (content === undefined || salt === undefined || mac === undefined || oid === undefined) return null;
  const hash = HASHES.get(bytes.toString('hex', oid.from, oid.to));
  const count = iterations === undefined ? 1 : toNumber(bytes.subarray(iterations.from, iterations.to));
  if (hash === undefined || content.tag !== 0x04 || salt.to - salt.from > 1024) return null;
  return {
    hash,
    iterations: count,
    mac: bytes.subarray(mac.from, mac.to),
    salt: bytes.subarray(salt.from, salt.to),
    content: bytes.subarray(content.from, content.to),
  };
}

/** It takes as many hashes as the MAC has iterations. */
export function fitsMac({ hash, mac, salt, iterations, content }: Pkcs12Mac, password: string): boolean {
  const key = deriveMacKey(hash, { password, salt, iterations });
  return createHmac(hash, key).update(content).digest().equals(mac);
}

/** 1.3.14.3.2.26; 2.16.840.1.101.3.4.2.1, .3 and .2. */
const HASHES: ReadonlyMap<string, string> = new Map([
  ['2b0e03021a', 'sha1'],
  ['608648016503040201', 'sha256'],
  ['608648016503040202', 'sha384'],
  ['608648016503040203', 'sha512'],
]);

/** RFC 7292, appendix B.2, with purpose 3, for a key that one hash gives. */
function deriveMacKey(
  hash: string,
  {
    password,
    salt,
    iterations,
  }: { readonly password: string; readonly salt: Buffer; readonly iterations: number },
): Buffer {
  const block = hash === 'sha1' || hash === 'sha256' ? 64 : 128;
  const text = Buffer.from(`${password}\0`, 'utf16le').swap16();
  const parts = [Buffer.alloc(block, 3), repeated(salt, block), repeated(text, block)];
  let key: Buffer = createHash(hash).update(Buffer.concat(parts)).digest();
  for (let round = 1; round < iterations; round++) key = createHash(hash).update(key).digest();
  return key;
}

/** To a multiple of the block. */
function repeated(bytes: Buffer, block: number): Buffer {
  return bytes.length === 0 ? bytes : Buffer.alloc(block * Math.ceil(bytes.length / block), bytes);
}

function toNumber(bytes: Buffer): number {
  return bytes.length === 0 || bytes.length > 4
    ? Number.POSITIVE_INFINITY
    : bytes.readUIntBE(0, bytes.length);
}
