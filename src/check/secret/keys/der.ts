/** Private and public keys in DER, as far as can be told without a password. */
import { createHash, createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { childrenOf, readElement } from './asn1.ts';

/** The forms of a private key without a password: RFC 5208 and 5958, RFC 8017 appendix A.1.2, RFC 5915. */
const PRIVATE_TYPES = ['pkcs8', 'pkcs1', 'sec1'] as const;

/** Null for what is no private key that can be read as it is. */
export function readPrivateKey(der: Buffer): KeyObject | null {
  if (isCostly(der)) return null;
  for (const type of PRIVATE_TYPES) {
    try {
      return createPrivateKey({ key: der, format: 'der', type });
    } catch {
      // Another form, or none.
    }
  }
  return null;
}

/** DSA; Diffie-Hellman of PKCS #3 and of X9.42. */
const DISCRETE: readonly Buffer[] = ['06072a8648ce3804', '06092a864886f70d010301', '06072a8648ce3e02'].map(
  (oid) => Buffer.from(oid, 'hex'),
);
const MOST_DISCRETE_BYTES = 1500;
/** FIPS 186-4, section 4.2: 256 bits, with what says how long they are. */
const MOST_EXPONENT_BYTES = 80;

/** The public number is worked out when such a key is read: with numbers of 24,000 bits that takes six seconds. */
function isCostly(der: Buffer): boolean {
  const [, algorithm, key] = childrenOf(der, readElement(der, 0));
  if (algorithm === undefined || key === undefined) return false;
  const isDiscrete = DISCRETE.some((oid) =>
    der.subarray(algorithm.from, algorithm.from + oid.length).equals(oid),
  );
  return isDiscrete && (der.length > MOST_DISCRETE_BYTES || key.to - key.from > MOST_EXPONENT_BYTES);
}

/** RFC 5280, section 4.1.2.7, and RFC 8017, appendix A.1.1. Null for what is no public key. */
export function readPublicKey(der: Buffer): KeyObject | null {
  for (const type of ['spki', 'pkcs1'] as const) {
    try {
      return createPublicKey({ key: der, format: 'der', type });
    } catch {
      // The other form, or none.
    }
  }
  return null;
}

/** Null for what is no certificate, or one for a key of a kind that Node does not know. */
export function readCertificate(der: Buffer): X509Certificate | null {
  try {
    const certificate = new X509Certificate(der);
    return certificate.publicKey.type === 'public' ? certificate : null;
  } catch {
    return null;
  }
}

/** SHA-256 of the SubjectPublicKeyInfo in hexadecimal: the same for a private key, its public key and its certificate. */
export function publicKeyDigest(key: KeyObject): string {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  return createHash('sha256')
    .update(publicKey.export({ format: 'der', type: 'spki' }))
    .digest('hex');
}

/** `RSA, 2048 bits`, and what is wrong with that; a curve goes by its name. */
export function describeKey(key: KeyObject): string {
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {};
  const type = (key.asymmetricKeyType ?? 'unknown').toUpperCase();
  if (modulusLength === undefined) return namedCurve === undefined ? type : `${type}, ${namedCurve}`;
  const short = modulusLength < LEAST_BITS ? `; shorter than the ${LEAST_BITS} bits of today` : '';
  return `${type}, ${modulusLength} bits${short}`;
}

/** NIST SP 800-131A revision 2, table 2. */
const LEAST_BITS = 2048;
