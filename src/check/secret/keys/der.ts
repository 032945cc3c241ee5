/** Private and public keys in DER, as far as can be told without a password. */
import { createHash, createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';

/** The forms of a private key without a password: RFC 5208 and 5958, RFC 8017 appendix A.1.2, RFC 5915. */
const PRIVATE_TYPES = ['pkcs8', 'pkcs1', 'sec1'] as const;

/** Null for what is no private key that can be read as it is. */
export function readPrivateKey(der: Buffer): KeyObject | null {
  for (const type of PRIVATE_TYPES) {
    try {
      return createPrivateKey({ key: der, format: 'der', type });
    } catch {
      // Another form, or none.
    }
  }
  return null;
}

/** Null for what is no certificate. */
export function readCertificate(der: Buffer): X509Certificate | null {
  try {
    return new X509Certificate(der);
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
