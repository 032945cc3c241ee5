/** Private keys that are not in armour: JSON Web Keys, DER in base64 alone, and keys of Bitcoin. */
import { createPrivateKey } from 'node:crypto';
import { type Candidate, CONFIRMED, type Detector, type Examined } from '../detector.ts';
import { readBase58 } from './base58.ts';
import { describeKey, publicKeyDigest, readPrivateKey } from './der.ts';

const REVOKE =
  'Wherever its public key is trusted (a key set, a certificate): remove that there, and make a new pair.';

export const bareKeys: readonly Detector[] = [
  {
    id: 'json-web-key',
    kind: 'token',
    title: 'JSON Web Key with its private part',
    provider: 'Generic',
    severity: 'high',
    keywords: ['"kty"', 'kty\\"'],
    // Of a row of the same members each looks no further than to the next.
    pattern:
      /\\?"kty\\?"\s{0,8}:\s{0,8}\\?"(?:RSA|EC|OKP|oct)\\?"(?:(?!"kty)[^{}]){0,2000}?"(?:d|k)\\?"\s{0,8}:\s{0,8}\\?"([A-Za-z0-9_-]{22,1400})\\?"|\\?"(?:d|k)\\?"\s{0,8}:\s{0,8}\\?"([A-Za-z0-9_-]{22,1400})\\?"(?:(?!"[dk]\\?")[^{}]){0,2000}?"kty\\?"\s{0,8}:\s{0,8}\\?"(?:RSA|EC|OKP|oct)\\?"/g,
    maxLength: 3520,
    entropy: 4,
    examine: examineJwk,
    revoke: REVOKE,
    source: 'https://www.rfc-editor.org/rfc/rfc7518#section-6',
  },
  {
    id: 'private-key-base64',
    kind: 'token',
    title: 'Private key without its armour',
    provider: 'Generic',
    severity: 'high',
    // The algorithm of RFC 5208: RSA, elliptic curves, Ed25519.
    keywords: [
      'IBADANBgkqhkiG9w0BAQEF',
      'AgEAMBMGByqGSM49AgEG',
      'AgEAMBAGByqGSM49AgEG',
      'MC4CAQAwBQYDK2VwBCIEI',
    ],
    pattern:
      /(?<![A-Za-z0-9+/\r\n])(M(?:II[A-Za-z0-9+/]{2}[A-Za-z0-9+/]IBADANBgkqhkiG9w0BAQEF|I[A-Za-z0-9+/]{1,3}AgEAM[BH][A-Za-z0-9+/]GByqGSM49AgEG|C4CAQAwBQYDK2VwBCIEI)[A-Za-z0-9+/]{30,13000}={0,2})(?![A-Za-z0-9+/=])/g,
    maxLength: 13_100,
    entropy: 4,
    examine: examineBase64,
    revoke: REVOKE,
    source: 'https://www.rfc-editor.org/rfc/rfc5208',
  },
  {
    id: 'bitcoin-private-key',
    kind: 'token',
    title: 'Bitcoin private key',
    provider: 'Bitcoin',
    severity: 'critical',
    keywords: ['private_key', 'privatekey', 'private-key', 'private.key', 'privkey', 'wif='],
    pattern:
      /(?:[Pp][Rr][Ii][Vv](?:[Aa][Tt][Ee])?[_.-]?[Kk][Ee][Yy]|[Ww][Ii][Ff])[^A-Za-z0-9]{1,12}([5KL][1-9A-HJ-NP-Za-km-z]{50,51})(?![A-Za-z0-9])/g,
    maxLength: 90,
    entropy: 4,
    examine: ({ secret }) => (readBase58(secret)?.[0] === 0x80 ? CONFIRMED : null),
    revoke: 'Move what it holds to a new wallet.',
    source: 'https://en.bitcoin.it/wiki/Wallet_import_format',
  },
];

/** RFC 7518, sections 6.2.2, 6.3.2 and 6.4, RFC 8037, section 2: how long the private part is. */
function examineJwk({ secret, match }: Candidate): Examined | null {
  const kind = /kty\\?"\s*:\s*\\?"(\w+)/.exec(match)?.[1] ?? '';
  const member = match[match.search(/"[dk]\\?"\s*:/) + 1];
  if ((kind === 'oct') !== (member === 'k')) return null;
  const bytes = Buffer.from(secret, 'base64url').length;
  const isLong = {
    EC: [32, 48, 66].includes(bytes),
    OKP: [32, 56, 57].includes(bytes),
    RSA: bytes >= 96,
    oct: bytes >= 16,
  };
  if (isLong[kind as keyof typeof isLong] !== true) return null;
  return { ...CONFIRMED, ...describePair(kind, match) };
}

/** The public part, which stands beside it. Of RSA keys all numbers would have to be there, and often some are not. */
function describePair(kind: string, match: string): Pick<Examined, 'note' | 'publicKey'> {
  const member = (name: string): string =>
    new RegExp(`"${name}\\\\?"\\s{0,8}:\\s{0,8}\\\\?"([\\w-]{1,1400})`).exec(match)?.[1] ?? '';
  const key = Object.fromEntries(
    ['crv', 'x', 'y', 'd', 'n', 'e', 'p', 'q', 'dp', 'dq', 'qi'].map((name) => [name, member(name)]),
  );
  try {
    const made = createPrivateKey({ key: { ...key, kty: kind }, format: 'jwk' });
    return { note: describeKey(made), publicKey: publicKeyDigest(made) };
  } catch {
    return { note: kind === 'oct' ? 'symmetric' : kind, publicKey: '' };
  }
}

function examineBase64({ secret }: Candidate): Examined | null {
  const key = readPrivateKey(Buffer.from(secret, 'base64'));
  return key === null ? null : { ...CONFIRMED, note: describeKey(key), publicKey: publicKeyDigest(key) };
}
