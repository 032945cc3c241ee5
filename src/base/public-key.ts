/** Public keys in PEM (SPKI, RFC 7468) that signed envelopes are checked with. Apart from the check, which loads much. */
import { createPublicKey, hash, type KeyObject } from 'node:crypto';

export class DsseError extends Error {
  readonly code: 'no-envelope' | 'bad-key' | 'bad-signature';

  constructor(code: DsseError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DsseError';
    this.code = code;
  }
}

/** SHA-256 of the key in SPKI and DER, in hexadecimal digits. Throws DsseError `bad-key`. */
export function keyFingerprint(publicKeyPem: string): string {
  return hash('sha256', parsePublicKey(publicKeyPem).export({ type: 'spki', format: 'der' }));
}

/** Throws DsseError `bad-key`. */
export function parsePublicKey(pem: string): KeyObject {
  let key: KeyObject;
  try {
    // Else a private key, whose public half Node would take, could stand in a policy and nobody would notice.
    if (!/^\s*-----BEGIN PUBLIC KEY-----/.test(pem))
      throw new Error('it does not begin as a public key in PEM');
    key = createPublicKey(pem);
  } catch (cause) {
    throw new DsseError('bad-key', 'the public key cannot be read', { cause });
  }
  if (isUsable(key)) return key;
  throw new DsseError('bad-key', `keys of this kind (${key.asymmetricKeyType}) are not taken`);
}

const LEAST_RSA_BITS = 2048;

function isUsable({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean {
  switch (asymmetricKeyType) {
    case 'ec':
      return asymmetricKeyDetails?.namedCurve === 'prime256v1';
    case 'rsa':
      return (asymmetricKeyDetails?.modulusLength ?? 0) >= LEAST_RSA_BITS;
    default:
      return asymmetricKeyType === 'ed25519';
  }
}
