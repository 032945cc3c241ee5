/** Private keys in text: PEM, OpenSSH, OpenPGP, PuTTY, age. Encrypted ones are told apart; what is no key is none. */
import { type Candidate, CONFIRMED, type Detector, type Examined } from '../detector.ts';
import { readArmor } from './armor.ts';
import { hasBech32Checksum } from './bech32.ts';
import { describeKey, publicKeyDigest, readPrivateKey } from './der.ts';
import { readPgpSecretKey } from './pgp.ts';
import { readOpenSshKey, readSshPublicKey } from './ssh.ts';

/** Bytes of the longest key: RSA of 16,384 bits in PEM has 12,700. */
const MOST_BYTES = 16_000;

const REVOKE =
  'Wherever its public key or certificate is trusted: remove that there, have the certificate revoked by its issuer, and make a new pair.';

const PEM_PATTERN =
  /-----BEGIN (?:RSA |EC |DSA |OPENSSH |ENCRYPTED |ANY )?PRIVATE KEY-----((?:[^-]{0,24}Proc-Type: ?4,ENCRYPTED[^-]{0,24}DEK-Info: ?[A-Z0-9-]{3,20},)?[^-]{60,15600})-----END (?:RSA |EC |DSA |OPENSSH |ENCRYPTED |ANY )?PRIVATE KEY-----/g;

/** Ends of lines may be those of a string in JSON, and lines be indented. */
const PUTTY_PATTERN =
  /PuTTY-User-Key-File-[23]: [\w@.-]{3,40}(?:\r|\\r)?(?:\n|\\n)[ \t]{0,16}Encryption: [\w-]{3,20}(?:\r|\\r)?(?:\n|\\n)[ \t]{0,16}Comment: [^\r\n\\]{0,200}(?:\r|\\r)?(?:\n|\\n)[ \t]{0,16}Public-Lines: \d{1,3}([A-Za-z0-9+/=\r\n\\ \t]{20,6000})(?:Key-Derivation|Private-Lines): /g;

export const privateKeys: readonly Detector[] = [
  {
    id: 'private-key',
    kind: 'token',
    title: 'Private key',
    provider: 'Generic',
    severity: 'high',
    keywords: ['PRIVATE KEY-----'],
    pattern: PEM_PATTERN,
    maxLength: MOST_BYTES,
    entropy: 0,
    examine: examinePem,
    revoke: REVOKE,
    source: 'https://www.rfc-editor.org/rfc/rfc7468',
  },
  {
    id: 'pgp-private-key',
    kind: 'token',
    title: 'OpenPGP private key',
    provider: 'OpenPGP',
    severity: 'high',
    keywords: ['BEGIN PGP PRIVATE'],
    pattern: /-----BEGIN PGP PRIVATE KEY BLOCK-----([^-]{100,15800})-----END PGP PRIVATE KEY BLOCK-----/g,
    maxLength: MOST_BYTES,
    entropy: 0,
    examine: examinePgp,
    revoke: 'Publish a revocation certificate for it (gpg --gen-revoke), then make a new key.',
    source: 'https://www.rfc-editor.org/rfc/rfc4880#section-5.5.3',
  },
  {
    id: 'putty-private-key',
    kind: 'token',
    title: 'PuTTY private key',
    provider: 'PuTTY',
    severity: 'high',
    keywords: ['PuTTY-User-Key-File-'],
    pattern: PUTTY_PATTERN,
    maxLength: MOST_BYTES,
    entropy: 0,
    examine: examinePutty,
    revoke: REVOKE,
    source: 'https://the.earth.li/~sgtatham/putty/latest/htmldoc/AppendixC.html',
  },
  {
    id: 'gnupg-private-key',
    kind: 'token',
    title: 'Private key of GnuPG',
    provider: 'OpenPGP',
    severity: 'high',
    keywords: ['private-key ('],
    // The first number is a public one, and tells keys apart.
    pattern:
      /(?<![^\n])Key: \((?:protected-)?private-key \((?:rsa|dsa|elg|ecc)\s{0,10}\([^#]{1,80}#([0-9A-Fa-f\s]{32,2600})#/g,
    maxLength: 2760,
    entropy: 0,
    examine: ({ secret, match }) => {
      const core = secret.replace(/\s+/g, '');
      return match.includes('protected-') ? encrypted('a passphrase', core) : { ...CONFIRMED, core };
    },
    revoke: 'Publish a revocation certificate for it (gpg --gen-revoke), then make a new key.',
    source: 'https://github.com/gpg/gnupg/blob/master/agent/keyformat.txt',
  },
  {
    id: 'age-secret-key',
    kind: 'token',
    title: 'age secret key',
    provider: 'age',
    severity: 'high',
    keywords: ['AGE-SECRET-KEY-1'],
    pattern: /(?<![A-Z0-9])AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}(?![A-Z0-9])/g,
    maxLength: 100,
    entropy: 0,
    examine: ({ secret }) => (hasBech32Checksum(secret.toLowerCase()) ? CONFIRMED : null),
    revoke: 'Encrypt what it opens anew, for a new recipient.',
    source: 'https://github.com/C2SP/C2SP/blob/main/age.md',
  },
];

function examinePem({ secret, match }: Candidate): Examined | null {
  const label = /^-----BEGIN ([A-Z ]{7,30})-----/.exec(match)?.[1] ?? '';
  const armor = readArmor(secret);
  if (armor === null) return null;
  const { bytes, headers, text } = armor;
  if (label === 'OPENSSH PRIVATE KEY') return examineOpenSsh(bytes, text);
  if (label === 'ENCRYPTED PRIVATE KEY') return isSequence(bytes) ? encrypted('a password', text) : null;
  // RFC 1421, section 4.6.1.1.
  if (/Proc-Type: ?4,ENCRYPTED/.test(headers)) return encrypted(cipherOf(headers), text);
  const key = readPrivateKey(bytes);
  if (key === null) return null;
  return { ...CONFIRMED, note: describeKey(key), publicKey: publicKeyDigest(key), core: text };
}

function cipherOf(headers: string): string {
  return /DEK-Info: ?([\w-]{3,30})/.exec(headers)?.[1] ?? 'a password';
}

/** DER, SEQUENCE that is about as long as the bytes. */
function isSequence(bytes: Buffer): boolean {
  return bytes[0] === 0x30 && bytes.length > 100;
}

function encrypted(how: string, core: string): Examined {
  return { ...CONFIRMED, severity: 'medium', note: `encrypted with ${how}`, core };
}

function examineOpenSsh(bytes: Buffer, core: string): Examined | null {
  const key = readOpenSshKey(bytes);
  if (key === null) return null;
  const publicKey = key.publicKey === null ? '' : publicKeyDigest(key.publicKey);
  if (key.cipher !== 'none') return { ...encrypted(key.cipher, core), publicKey };
  const note = key.publicKey === null ? '' : describeKey(key.publicKey);
  return { ...CONFIRMED, note, publicKey, core };
}

function examinePgp({ secret }: Candidate): Examined | null {
  const armor = readArmor(secret);
  const key = armor === null ? null : readPgpSecretKey(armor.bytes);
  if (armor === null || key === null) return null;
  return key.isEncrypted
    ? encrypted('a passphrase', armor.text)
    : { ...CONFIRMED, note: 'not encrypted', core: armor.text };
}

/** Told by its public part, which stands before the private one. */
function examinePutty({ secret, match }: Candidate): Examined | null {
  const core = secret.replace(/\\[rn]|\s+/g, '');
  const key = readSshPublicKey(Buffer.from(core, 'base64'));
  const publicKey = key === null ? '' : publicKeyDigest(key);
  const encryption = /Encryption: ([\w-]+)/.exec(match)?.[1] ?? 'none';
  if (encryption !== 'none') return { ...encrypted(encryption, core), publicKey };
  return { ...CONFIRMED, note: key === null ? '' : describeKey(key), publicKey, core };
}
