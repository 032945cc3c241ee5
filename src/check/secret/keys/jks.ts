/**
 * Key stores of Java: JKS and JCEKS, as `sun.security.provider.JavaKeyStore` writes them. Nobody specified the form but that class:
 * magic, version, number of entries; for each a tag, an alias, a date and its content; a digest that depends on the password.
 * Left out: what lies behind a secret key of a JCEKS store, whose length a serialized object does not say.
 */
import { createHash } from 'node:crypto';

const JKS_MAGIC = 0xfeedfeed;
const JCEKS_MAGIC = 0xcececece;
const [PRIVATE_KEY, CERTIFICATE, SECRET_KEY] = [1, 2, 3];
const DIGEST_BYTES = 20;
const SALT = 'Mighty Aphrodite';
/** A store of all authorities of the web has 150. */
const MOST_ENTRIES = 10_000;

export interface JavaKeyStore {
  readonly form: 'JKS' | 'JCEKS';
  /** Entries that hold a private or a secret key; a trust store has none. */
  readonly keys: number;
  /** DER of the first key's own certificate; null where there is none. */
  readonly certificate: Buffer | null;
}

export function isJavaKeyStore(bytes: Buffer): boolean {
  if (bytes.length < 12 + DIGEST_BYTES) return false;
  return [JKS_MAGIC, JCEKS_MAGIC].includes(bytes.readUInt32BE(0)) && [1, 2].includes(bytes.readUInt32BE(4));
}

/** What is damaged is read as far as it goes. */
export function readJavaKeyStore(bytes: Buffer): JavaKeyStore {
  const form = bytes.readUInt32BE(0) === JKS_MAGIC ? 'JKS' : 'JCEKS';
  const entries = { keys: 0, certificate: null as Buffer | null };
  try {
    readEntries(bytes, entries);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return { form, ...entries };
}

/** Whether this is the password that the store's digest was made with. */
export function opensJavaKeyStore(bytes: Buffer, password: string): boolean {
  const end = bytes.length - DIGEST_BYTES;
  const digest = createHash('sha1')
    .update(Buffer.from(password, 'utf16le').swap16())
    .update(SALT)
    .update(bytes.subarray(0, end))
    .digest();
  return digest.equals(bytes.subarray(end));
}

/** Throws a RangeError behind the end. */
function readEntries(bytes: Buffer, found: { keys: number; certificate: Buffer | null }): void {
  const count = Math.min(bytes.readUInt32BE(8), MOST_ENTRIES);
  // Before version 2 a certificate did not say its type.
  const hasTypes = bytes.readUInt32BE(4) === 2;
  let at = 12;
  const skipText = (): void => {
    at += 2 + bytes.readUInt16BE(at);
  };
  const next = (): Buffer => {
    const start = at + 4;
    at = start + bytes.readUInt32BE(at);
    if (at > bytes.length) throw new RangeError('an entry is cut off');
    return bytes.subarray(start, at);
  };
  const nextCertificate = (): Buffer => {
    if (hasTypes) skipText();
    return next();
  };
  for (let entry = 0; entry < count; entry++) {
    const tag = bytes.readUInt32BE(at);
    at += 4;
    skipText();
    at += 8;
    if (tag === CERTIFICATE) nextCertificate();
    else if (tag === PRIVATE_KEY) {
      next();
      found.keys += 1;
      const chain = Math.min(bytes.readUInt32BE(at), MOST_ENTRIES);
      at += 4;
      for (let place = 0; place < chain; place++) {
        const certificate = nextCertificate();
        if (place === 0) found.certificate ??= certificate;
      }
    } else {
      if (tag === SECRET_KEY) found.keys += 1;
      return;
    }
  }
}
