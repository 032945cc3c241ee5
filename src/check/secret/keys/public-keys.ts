/** Certificates and public keys: no secrets, but a private key in the same image may belong to them. */
import { type Candidate, CONFIRMED, type Detector, type Examined } from '../detector.ts';
import { readArmor } from './armor.ts';
import { publicKeyDigest, readCertificate, readPublicKey } from './der.ts';
import { readSshPublicKey } from './ssh.ts';

export const publicKeys: readonly Detector[] = [
  {
    id: 'certificate',
    kind: 'public',
    title: 'certificate',
    provider: 'Generic',
    severity: 'negligible',
    keywords: ['BEGIN CERTIFICATE-----', 'BEGIN TRUSTED CERT'],
    pattern:
      /-----BEGIN (?:TRUSTED )?CERTIFICATE-----([^-]{200,12000})-----END (?:TRUSTED )?CERTIFICATE-----/g,
    maxLength: 12_200,
    entropy: 0,
    examine: examineCertificate,
    revoke: '',
    source: 'https://www.rfc-editor.org/rfc/rfc7468#section-5',
  },
  {
    id: 'pem-public-key',
    kind: 'public',
    title: 'public key',
    provider: 'Generic',
    severity: 'negligible',
    keywords: ['PUBLIC KEY-----'],
    pattern: /-----BEGIN (?:RSA )?PUBLIC KEY-----([^-]{60,4000})-----END (?:RSA )?PUBLIC KEY-----/g,
    maxLength: 4200,
    entropy: 0,
    examine: examinePublicKey,
    revoke: '',
    source: 'https://www.rfc-editor.org/rfc/rfc7468#section-13',
  },
  {
    id: 'ssh-public-key',
    kind: 'public',
    title: 'SSH public key',
    provider: 'SSH',
    severity: 'negligible',
    keywords: ['ssh-rsa AAAA', 'ssh-ed25519 AAAA', 'ecdsa-sha2-nistp'],
    pattern:
      /(?<![\w-])(?:ssh-rsa|ssh-ed25519|ecdsa-sha2-nistp(?:256|384|521)) (AAAA[A-Za-z0-9+/]{60,3000}={0,2})/g,
    maxLength: 3100,
    entropy: 0,
    examine: examineSsh,
    revoke: '',
    source: 'https://www.rfc-editor.org/rfc/rfc4253#section-6.6',
  },
];

function examineCertificate({ groups }: Candidate): Examined | null {
  const armor = readArmor(groups[0] ?? '');
  const certificate = armor === null ? null : readCertificate(armor.bytes);
  if (certificate === null) return null;
  const end = certificate.validToDate;
  // OpenSSL reads days that there are not.
  const expiresAt = Number.isNaN(end.getTime()) ? '' : end.toISOString();
  return { ...CONFIRMED, expiresAt, publicKey: publicKeyDigest(certificate.publicKey) };
}

function examinePublicKey({ secret }: Candidate): Examined | null {
  const armor = readArmor(secret);
  const key = armor === null ? null : readPublicKey(armor.bytes);
  return key === null ? null : { ...CONFIRMED, publicKey: publicKeyDigest(key) };
}

function examineSsh({ secret }: Candidate): Examined | null {
  const key = readSshPublicKey(Buffer.from(secret, 'base64'));
  return key === null ? null : { ...CONFIRMED, publicKey: publicKeyDigest(key) };
}
