/**
 * Files that are a secret as a whole and have no text to look for: key stores of Java, PKCS #12, keys in DER and OpenPGP's packets,
 * databases of KeePass, keys of Tor; and texts of a few characters that only the file's name explains.
 * Told by first bytes, or by name and form. Left out: BKS and UBER of Bouncy Castle, which begin with nothing that tells them.
 */
import type { X509Certificate } from 'node:crypto';
import { CONFIRMED, type DetectorInfo, type Examined } from '../detector.ts';
import { childrenOf, readElement } from './asn1.ts';
import { describeKey, publicKeyDigest, readCertificate, readPrivateKey } from './der.ts';
import { isJavaKeyStore, opensJavaKeyStore, readJavaKeyStore } from './jks.ts';
import { readPgpSecretKey } from './pgp.ts';
import { findMac, fitsMac, isPkcs12, readPkcs12 } from './pkcs12.ts';
import { BY_NAME, CERTIFICATE, JAVA, KEEPASS, PGP, PKCS12, PRIVATE_KEY, TOR } from './store-kinds.ts';

/** A secret that is a whole file. */
export interface StoreFound {
  readonly detector: DetectorInfo;
  /** Latin-1: base64 of what is binary. */
  readonly secret: string;
  readonly examined: Examined;
  readonly isText: boolean;
}

/** Larger ones are not looked at: a store of hundreds of keys has a megabyte. */
export const MOST_STORE_BYTES: number = 2 * 1024 * 1024;

/** Whether the file may be one of these, by its first bytes or its name; `head` is not empty. */
export function mayBeStore(head: Uint8Array, path: string): boolean {
  return FIRST_BYTES.has(head[0] ?? 0) || BY_NAME.some(({ name }) => name.test(path));
}

/**
 * For one file of an image and all that lies in it; bytes that hold no secret, or none that is known here, give null. At most
 * `mostHashes` rounds of hashing are spent on passwords: archives may hold any number of stores.
 */
export function createStoreExaminer(
  mostHashes: number = MOST_HASHES,
): (bytes: Uint8Array, path: string) => StoreFound | null {
  const tries = { left: mostHashes };
  return (bytes, path) => examineStore(bufferOf(bytes), path, tries);
}

/** About a second. */
const MOST_HASHES = 1_000_000;

interface Tries {
  left: number;
}

/** DER, Java's two, KeePass's, Tor's, OpenPGP's. */
const FIRST_BYTES: ReadonlySet<number> = new Set([0x30, 0xfe, 0xce, 0x03, 0x3d, 0x94, 0x95, 0xc5]);
const TOR_MAGIC = '== ed25519v1-secret: type0 ==\0\0\0';

function examineStore(bytes: Buffer, path: string, tries: Tries): StoreFound | null {
  const byName = examineByName(bytes, path);
  if (byName !== null || bytes.length < 32 || bytes.length > MOST_STORE_BYTES) return byName;
  if (isJavaKeyStore(bytes)) return examineJava(bytes);
  if (isPkcs12(bytes)) return examinePkcs12(bytes, tries);
  if (bytes[0] === 0x30) return examineDer(bytes);
  if (PGP_STARTS.has(bytes[0]!)) return examinePgp(bytes);
  if (bytes.readUInt32BE(0) === 0x03d9a29a)
    return (bytes[4]! & 0xf0) === 0x60 ? found(KEEPASS, bytes, ENCRYPTED) : null;
  return bytes.length === 96 && bytes.toString('latin1', 0, 32) === TOR_MAGIC
    ? found(TOR, bytes, CONFIRMED)
    : null;
}

function found(detector: DetectorInfo, bytes: Buffer, examined: Examined): StoreFound {
  return { detector, secret: bytes.toString('base64'), examined, isText: false };
}

const ENCRYPTED: Examined = { ...CONFIRMED, severity: 'medium', note: 'encrypted with a password' };

function examineByName(bytes: Buffer, path: string): StoreFound | null {
  if (bytes.length > 400) return null;
  const text = bytes.toString('latin1').trim();
  const kind = BY_NAME.find(({ name, form }) => name.test(path) && form.test(text));
  // A form that is filled with one character is for people to fill in.
  if (kind === undefined || new Set(text).size < 7) return null;
  return { detector: kind.detector, secret: text, examined: CONFIRMED, isText: true };
}

/** What documentation and installers set, and people leave. */
const DEFAULT_PASSWORDS = [
  'changeit',
  'changeme',
  'password',
  'secret',
  '',
  '123456',
  'keystore',
  'storepass',
];

function examineJava(bytes: Buffer): StoreFound | null {
  const { form, keys, certificate } = readJavaKeyStore(bytes);
  if (keys === 0) return null;
  const password = DEFAULT_PASSWORDS.find((one) => opensJavaKeyStore(bytes, one));
  const note = `${form} with ${keys} ${keys === 1 ? 'key' : 'keys'}, ${passwordNote(password)}`;
  const owner = certificate === null ? null : readCertificate(certificate);
  const publicKey = owner === null ? '' : publicKeyDigest(owner.publicKey);
  return found(JAVA, bytes, { ...CONFIRMED, severity: severityBy(password), note, publicKey });
}

function passwordNote(password: string | undefined): string {
  if (password === undefined) return 'encrypted with a password';
  return password === '' ? 'its password is empty' : `its password is the usual one, ${password}`;
}

function severityBy(password: string | undefined): 'high' | 'medium' {
  return password === undefined ? 'medium' : 'high';
}

function examinePkcs12(bytes: Buffer, tries: Tries): StoreFound | null {
  const { keys } = readPkcs12(bytes);
  if (keys === 'none') return null;
  if (keys === 'plain') return found(PKCS12, bytes, { ...CONFIRMED, note: 'its key is not encrypted' });
  const password = guessPassword(bytes, tries);
  return found(PKCS12, bytes, { ...CONFIRMED, severity: severityBy(password), note: passwordNote(password) });
}

function guessPassword(bytes: Buffer, tries: Tries): string | undefined {
  const mac = findMac(bytes);
  if (mac === null) return undefined;
  return DEFAULT_PASSWORDS.find((one) => {
    if (mac.iterations > tries.left) return false;
    tries.left -= mac.iterations;
    return fitsMac(mac, one);
  });
}

/** Keys in DER are as long as their file. A longer one is something else, and is not worth the time. */
const MOST_DER = 20_000;

function examineDer(bytes: Buffer): StoreFound | null {
  const whole = readElement(bytes, 0);
  if (bytes.length > MOST_DER || whole === null || whole.to !== bytes.length) return null;
  const [first, second] = childrenOf(bytes, whole);
  // A private key begins with its version: 0, or 1 (RFC 5958, RFC 5915).
  if (first?.tag === 0x02 && first.to - first.from === 1) return examineKey(bytes);
  if (first?.tag !== 0x30) return null;
  const algorithm = childrenOf(bytes, first)[0];
  if (second?.tag === 0x04 && algorithm?.tag === 0x06) return examineEncrypted(bytes, algorithm.from);
  const certificate = readCertificate(bytes);
  return certificate === null ? null : publicOf(bytes, certificate);
}

function examineKey(bytes: Buffer): StoreFound | null {
  const key = readPrivateKey(bytes);
  if (key === null) return null;
  return found(PRIVATE_KEY, bytes, { ...CONFIRMED, note: describeKey(key), publicKey: publicKeyDigest(key) });
}

/** EncryptedPrivateKeyInfo, by PKCS #5 (1.2.840.113549.1.5) or PKCS #12 (1.2.840.113549.1.12.1): RFC 5208, section 6. */
function examineEncrypted(bytes: Buffer, oid: number): StoreFound | null {
  const text = bytes.toString('hex', oid, oid + 10);
  return /^2a864886f70d01(?:05|0c01)/.test(text) ? found(PRIVATE_KEY, bytes, ENCRYPTED) : null;
}

function publicOf(bytes: Buffer, { publicKey }: X509Certificate): StoreFound {
  return found(CERTIFICATE, bytes, { ...CONFIRMED, publicKey: publicKeyDigest(publicKey) });
}

/** Secret-Key packets of old and new form (RFC 9580, section 4.2). */
const PGP_STARTS: ReadonlySet<number> = new Set([0x94, 0x95, 0xc5]);

/** The packet has to end at the end, or where another one begins: its user's name, or a signature. */
function examinePgp(bytes: Buffer): StoreFound | null {
  const key = readPgpSecretKey(bytes);
  const next = key === null ? null : packetEnd(bytes);
  if (key === null || next === null || (next < bytes.length && bytes[next]! < 0x80)) return null;
  return found(PGP, bytes, key.isEncrypted ? ENCRYPTED : { ...CONFIRMED, note: 'not encrypted' });
}

function packetEnd(bytes: Buffer): number | null {
  const [first, one] = [bytes[0]!, bytes[1]!];
  let end = 3 + bytes.readUInt16BE(1);
  if (first === 0x94) end = 2 + one;
  else if (first === 0xc5 && one < 192) end = 2 + one;
  else if (first === 0xc5)
    end = one < 224 ? 3 + (one - 192) * 256 + bytes[2]! + 192 : 6 + bytes.readUInt32BE(2);
  return end > bytes.length ? null : end;
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
