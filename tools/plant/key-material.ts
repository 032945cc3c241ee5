/**
 * Real private keys in the forms that are not OpenSSL's: OpenSSH (PROTOCOL.key), PuTTY (its manual, appendix C), OpenPGP
 * (RFC 9580). The keys themselves come from `node:crypto`, so that these are new at every run, whatever the seed.
 */
import { createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { crc24 } from './check-digits.ts';

export type KeyType = 'rsa' | 'ec' | 'ed25519' | 'dsa';

export function makeKey(type: KeyType): KeyObject {
  switch (type) {
    case 'rsa':
      return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    case 'ec':
      return generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey;
    case 'ed25519':
      return generateKeyPairSync('ed25519').privateKey;
    case 'dsa':
      return generateKeyPairSync('dsa', { modulusLength: 1024, divisorLength: 160 }).privateKey;
  }
}

/** `rsa` or `ed25519`, without a passphrase. */
export function toOpenSsh(key: KeyObject, comment: string): string {
  const { name, publicBlob, secretFields } = partsOf(key);
  const check = u32(0x5a17c0de);
  const inner = Buffer.concat([check, check, string(name), ...secretFields, string(comment)]);
  const padding = Buffer.from(Array.from({ length: -inner.length & 7 }, (_, i) => i + 1));
  const bytes = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    ...[string('none'), string('none'), string(''), u32(1), string(publicBlob)],
    string(Buffer.concat([inner, padding])),
  ]);
  return armor('OPENSSH PRIVATE KEY', bytes, 70);
}

/** `ed25519`, version 3, without a passphrase. */
export function toPutty(key: KeyObject, comment: string): string {
  const { name, publicBlob } = partsOf(key);
  const secret = string(Buffer.from(jwkOf(key)['d']!, 'base64url'));
  const mac = createHmac('sha256', '')
    .update(Buffer.concat([name, 'none', comment, publicBlob, secret].map(string)))
    .digest('hex');
  const [publicLines, privateLines] = [publicBlob, secret].map((bytes) => wrap(bytes, 64));
  return [
    `PuTTY-User-Key-File-3: ${name}`,
    'Encryption: none',
    `Comment: ${comment}`,
    `Public-Lines: ${publicLines!.length}`,
    ...publicLines!,
    `Private-Lines: ${privateLines!.length}`,
    ...privateLines!,
    `Private-MAC: ${mac}`,
    '',
  ].join('\n');
}

/** A version 4 secret key packet (EdDSA, not encrypted) and a user id. */
export function toPgp(key: KeyObject, user: string): string {
  const { x, d } = jwkOf(key);
  const secret = mpi(Buffer.from(d!, 'base64url'));
  const sum = Buffer.alloc(2);
  sum.writeUInt16BE(secret.reduce((total, byte) => total + byte, 0) & 0xffff);
  const body = Buffer.concat([
    Buffer.from([4]),
    u32(1_700_000_000),
    Buffer.from('16092b06010401da470f01', 'hex'),
    mpi(Buffer.concat([Buffer.from([0x40]), Buffer.from(x!, 'base64url')])),
    Buffer.from([0]),
    secret,
    sum,
  ]);
  const bytes = Buffer.concat([packet(5, body), packet(13, Buffer.from(user))]);
  return [
    '-----BEGIN PGP PRIVATE KEY BLOCK-----',
    '',
    ...wrap(bytes, 64),
    `=${crc24(bytes).toString('base64')}`,
    '-----END PGP PRIVATE KEY BLOCK-----',
    '',
  ].join('\n');
}

function partsOf(key: KeyObject): { name: string; publicBlob: Buffer; secretFields: readonly Buffer[] } {
  const jwk = jwkOf(key);
  const bytes = (member: string): Buffer => Buffer.from(jwk[member]!, 'base64url');
  if (key.asymmetricKeyType === 'ed25519') {
    const open = string(bytes('x'));
    return {
      name: 'ssh-ed25519',
      publicBlob: Buffer.concat([string('ssh-ed25519'), open]),
      secretFields: [open, string(Buffer.concat([bytes('d'), bytes('x')]))],
    };
  }
  const number = (member: string): Buffer => string(positive(bytes(member)));
  return {
    name: 'ssh-rsa',
    publicBlob: Buffer.concat([string('ssh-rsa'), number('e'), number('n')]),
    secretFields: ['n', 'e', 'd', 'qi', 'p', 'q'].map(number),
  };
}

function jwkOf(key: KeyObject): Readonly<Record<string, string>> {
  return key.export({ format: 'jwk' }) as Record<string, string>;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function string(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value as string);
  return Buffer.concat([u32(bytes.length), bytes]);
}

/** Two's complement: a leading zero where the top bit would mean a sign. */
function positive(bytes: Buffer): Buffer {
  return bytes[0]! >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes;
}

function mpi(bytes: Buffer): Buffer {
  const start = bytes.findIndex((byte) => byte !== 0);
  const digits = bytes.subarray(start);
  const bits = digits.length * 8 - Math.clz32(digits[0]!) + 24;
  return Buffer.concat([Buffer.from([bits >> 8, bits & 255]), digits]);
}

function packet(tag: number, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0xc0 | tag, body.length]), body]);
}

function armor(label: string, bytes: Buffer, width: number): string {
  return [`-----BEGIN ${label}-----`, ...wrap(bytes, width), `-----END ${label}-----`, ''].join('\n');
}

function wrap(bytes: Buffer, width: number): string[] {
  return bytes.toString('base64').match(new RegExp(`.{1,${width}}`, 'g')) ?? [];
}
