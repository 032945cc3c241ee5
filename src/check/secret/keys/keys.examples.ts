/** Examples of keys, each made when the test runs. */
import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { Examples } from '../detectors/example.ts';
import { toBase58 } from './base58.ts';
import { bech32Checksum } from './bech32.ts';

const RSA = generateKeyPairSync('rsa', { modulusLength: 1024 });
const EC = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const ED = generateKeyPairSync('ed25519');

/** Made with openssl for these examples; its private key was never kept. */
const CERTIFICATE = Buffer.from(
  [
    'MIIBhzCCAS2gAwIBAgIUG6efC6J4n8XDo8uodoIVnTg7ZJowCgYIKoZIzj0EAwIwGDEWMBQGA1UEAwwNcGxpbXNvbGwgdGVz',
    'dDAgFw0yNjExMjQxMzMyMDVaGA8yMTI2MTAzMTEzMzIwNVowGDEWMBQGA1UEAwwNcGxpbXNvbGwgdGVzdDBZMBMGByqGSM49',
    'AgEGCCqGSM49AwEHA0IABEWBaRfbqrNrA7FwNVbBNI2dl9pz0CTlrWMNKeEOKsYzfo2hJke6Q5nflluz1QQ/lU1URa/P8quo',
    'ARwE7zxsWaKjUzBRMB0GA1UdDgQWBBQRmhq643jTqfWJN2GXW9JLJpNidTAfBgNVHSMEGDAWgBQRmhq643jTqfWJN2GXW9JL',
    'JpNidTAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIQDJIVRxNMIvTTNbxbuZ+4Rd0b1j2C3VAJxjzLrHpQFp',
    'hQIgNTA7AM+L5eVe+X2ICS+req1VixnYzNAhJvPIXm6GviU=',
  ].join(''),
  'base64',
);

function pem(key: KeyObject, type: 'pkcs1' | 'pkcs8' | 'sec1'): string {
  return key.export({ format: 'pem', type }) as string;
}

function locked(key: KeyObject, type: 'pkcs1' | 'pkcs8'): string {
  return key.export({ format: 'pem', type, cipher: 'aes-128-cbc', passphrase: 'not a real one' }) as string;
}

function field(bytes: Uint8Array | string): Buffer {
  const content = Buffer.from(bytes as string);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  return Buffer.concat([length, content]);
}

function sshEd25519(): Buffer {
  const { x = '' } = ED.publicKey.export({ format: 'jwk' }) as { x?: string };
  return Buffer.concat([field('ssh-ed25519'), field(Buffer.from(x, 'base64url'))]);
}

function openSsh(cipher: string): string {
  const count = Buffer.from([0, 0, 0, 1]);
  const parts = [
    field(cipher),
    field(cipher === 'none' ? 'none' : 'bcrypt'),
    field(''),
    count,
    field(sshEd25519()),
  ];
  const bytes = Buffer.concat([Buffer.from('openssh-key-v1\0'), ...parts, field(Buffer.alloc(136, 7))]);
  return armored('OPENSSH PRIVATE KEY', bytes);
}

function armored(label: string, bytes: Buffer): string {
  const lines = bytes.toString('base64').replace(/(.{64})/g, '$1\n');
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
}

function mpi(bits: number): Buffer {
  const length = 2 + Math.ceil(bits / 8);
  const bytes = Buffer.from(
    Array.from({ length }, (_, index) => (index * index * 31 + index * 7 + 0x55) & 0xff),
  );
  bytes.writeUInt16BE(bits);
  return bytes;
}

/** Secret-Key packet, version 4, RSA; `usage` 0 = not encrypted. */
function pgp(usage: number): string {
  const body = Buffer.concat([
    Buffer.from([4, 0, 0, 0, 0, 1]),
    mpi(1024),
    mpi(17),
    Buffer.from([usage]),
    mpi(1024),
  ]);
  const packet = Buffer.concat([Buffer.from([0x95, body.length >> 8, body.length & 0xff]), body]);
  const label = 'PGP PRIVATE KEY BLOCK';
  return armored(label, packet)
    .replace(`${label}-----\n`, `${label}-----\nVersion: 1\n\n`)
    .replace('\n-----END', '=\n=abcd\n-----END'.slice(1));
}

function putty(encryption: string): string {
  const lines = (bytes: Buffer): string => bytes.toString('base64').replace(/(.{64})/g, '$1\n');
  return [
    'PuTTY-User-Key-File-3: ssh-ed25519',
    `Encryption: ${encryption}`,
    'Comment: a key of a test',
    'Public-Lines: 2',
    lines(sshEd25519()),
    'Private-Lines: 1',
    lines(Buffer.alloc(36, 9)),
    `Private-MAC: ${'0'.repeat(64)}`,
    '',
  ].join('\n');
}

const KEY_WITHOUT_KEY =
  'MIIE\nthe key goes here, ask your administrator for it, and put it between these two lines\n';

export const KEY_EXAMPLES: readonly Examples[] = [
  {
    detector: 'private-key',
    matches: [
      () => pem(RSA.privateKey, 'pkcs8'),
      () => pem(RSA.privateKey, 'pkcs1'),
      () => pem(EC.privateKey, 'sec1'),
      () => `{"key": ${JSON.stringify(pem(ED.privateKey, 'pkcs8'))}}`,
      () => `const KEY = "${pem(EC.privateKey, 'pkcs8').trim().split('\n').join('\\n" +\n  "')}";`,
      () => pem(EC.privateKey, 'pkcs8').replace(/^/gm, '    '),
      () => pem(EC.privateKey, 'pkcs8').replaceAll('\n', '\r\n'),
      () => locked(RSA.privateKey, 'pkcs1'),
      () => locked(RSA.privateKey, 'pkcs8'),
      () => openSsh('none'),
      () => openSsh('aes256-ctr'),
    ],
    misses: [
      () => pem(RSA.publicKey, 'pkcs1'),
      `-----BEGIN PRIVATE KEY-----\n${KEY_WITHOUT_KEY}-----END PRIVATE KEY-----`,
      '-----BEGIN RSA PRIVATE KEY-----\n{base64:64}\n{base64:64}\n{base64:40}\n-----END RSA PRIVATE KEY-----',
      () => `${pem(EC.privateKey, 'pkcs8').slice(0, 60)}\n`,
      'if (text.startsWith("-----BEGIN PRIVATE KEY-----") && text.endsWith("-----END PRIVATE KEY-----")) return;',
    ],
  },
  {
    detector: 'pgp-private-key',
    matches: [() => pgp(0), () => pgp(254), () => `key: |\n${pgp(0).replace(/^/gm, '  ')}`],
    misses: [
      () => pgp(0).replaceAll('PRIVATE', 'PUBLIC'),
      `-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n{base64:64}\n{base64:64}\n-----END PGP PRIVATE KEY BLOCK-----`,
      () => pgp(0).slice(0, 200),
    ],
  },
  {
    detector: 'putty-private-key',
    matches: [
      () => putty('none'),
      () => putty('aes256-cbc'),
      () => putty('none').replaceAll('\n', '\r\n'),
      () => JSON.stringify({ key: putty('none') }),
      () => putty('none').replace(/^/gm, '    '),
    ],
    misses: [
      () => putty('none').replace('Public-Lines: 2', 'Lines: 2'),
      () => putty('none').slice(0, 150),
      'PuTTY-User-Key-File-3: ssh-ed25519 is the first line of the file',
    ],
  },
  {
    detector: 'gnupg-private-key',
    matches: [
      'Created: 20260101T000000\nKey: (private-key (rsa (n #00{HEX:120}#)\n',
      'Key: (protected-private-key (ecc (curve Ed25519)(q\n  #40{HEX:64}#)(protected\n',
      'Key: (private-key (ecc (curve "NIST P-256")(q #04{HEX:128}#)(d\n  #{HEX:64}#)))\n',
    ],
    misses: [
      'Key: (shadowed-private-key (rsa (n #00{HEX:120}#)\n',
      'Key: (public-key (rsa (n #00{HEX:120}#)\n',
      'it begins with Key: (private-key (rsa (n #00{HEX:120}#)',
    ],
  },
  {
    detector: 'json-web-key',
    matches: [
      () => JSON.stringify(EC.privateKey.export({ format: 'jwk' })),
      () => JSON.stringify({ keys: [{ use: 'sig', ...RSA.privateKey.export({ format: 'jwk' }) }] }, null, 2),
      () => JSON.stringify(JSON.stringify(ED.privateKey.export({ format: 'jwk' }))),
      '{"d":"{base64url:43}","crv":"P-256","kty":"EC"}',
      '{"kty": "oct", "k": "{base64url:43}"}',
    ],
    misses: [
      () => JSON.stringify(EC.publicKey.export({ format: 'jwk' })),
      '{"kty":"EC","d":"{base64url:30}"}',
      '{"kty":"RSA","k":"{base64url:43}"}',
      '{"kty":"EC"},{"d":"{base64url:43}"}',
    ],
  },
  {
    detector: 'private-key-base64',
    matches: [
      () => `privateKey=${bare(RSA.privateKey)}`,
      () => `{"key": "${bare(EC.privateKey)}"}`,
      () => `APP_KEY: ${bare(ED.privateKey)}`,
    ],
    misses: [
      () =>
        `publicKey=${(RSA.publicKey.export({ format: 'der', type: 'spki' }) as Buffer).toString('base64')}`,
      () => `privateKey=${bare(RSA.privateKey).slice(0, -40)}`,
      () => `privateKey=A${bare(EC.privateKey)}`,
      () => pem(EC.privateKey, 'pkcs8'),
    ],
  },
  {
    detector: 'bitcoin-private-key',
    matches: [
      (seed) => `BITCOIN_PRIVATE_KEY=${wif(seed, 33)}`,
      (seed) => `"privateKey": "${wif(seed, 32)}"`,
      (seed) => `wallet.private.key=${wif(seed, 33)}`,
    ],
    misses: [
      (seed) => `BITCOIN_PRIVATE_KEY=${wif(seed, 33).slice(0, -1)}1`,
      (seed) => `BITCOIN_ADDRESS=${wif(seed, 33)}`,
      'PRIVATE_KEY=K{alnum:51}',
    ],
  },
  {
    detector: 'age-secret-key',
    matches: [() => age('q'), () => `# created\n${age('z')}\n`, () => `AGE_KEY="${age('p')}"`],
    misses: [
      () => age('q').toLowerCase(),
      () => `${age('q').slice(0, -1)}${age('q').endsWith('Q') ? 'P' : 'Q'}`,
      () => `${age('q')}Q`,
    ],
  },
  {
    detector: 'certificate',
    matches: [
      certificate,
      () => certificate().replaceAll('\n', '\\n'),
      () => certificate().replace(/^/gm, '  '),
    ],
    misses: [
      '-----BEGIN CERTIFICATE-----\n{base64:64}\n{base64:64}\n{base64:64}\n{base64:64}\n-----END CERTIFICATE-----',
      () => certificate().slice(0, 400),
      '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----',
    ],
  },
  {
    detector: 'pem-public-key',
    matches: [
      () => RSA.publicKey.export({ format: 'pem', type: 'pkcs1' }) as string,
      () => ED.publicKey.export({ format: 'pem', type: 'spki' }) as string,
      () => JSON.stringify(EC.publicKey.export({ format: 'pem', type: 'spki' })),
    ],
    misses: [
      '-----BEGIN PUBLIC KEY-----\n{base64:64}\n{base64:64}\n-----END PUBLIC KEY-----',
      () => (ED.publicKey.export({ format: 'pem', type: 'spki' }) as string).slice(0, 60),
      () => pem(EC.privateKey, 'pkcs8'),
    ],
  },
  {
    detector: 'ssh-public-key',
    matches: [
      () => `ssh-ed25519 ${sshEd25519().toString('base64')} someone@example.test`,
      () => `command="/bin/true" ssh-ed25519 ${sshEd25519().toString('base64')}`,
      () => `key: "ssh-ed25519 ${sshEd25519().toString('base64')}"`,
    ],
    misses: [
      'ssh-ed25519 AAAA{base64:20}',
      'ssh-rsa AAAA{base64:200}',
      () => `ssh-dsa ${sshEd25519().toString('base64')}`,
    ],
  },
];

function bare(key: KeyObject): string {
  return (key.export({ format: 'der', type: 'pkcs8' }) as Buffer).toString('base64');
}

/** 33 bytes where the public key is compressed. */
function wif(seed: string, length: 32 | 33): string {
  const key = createHash('sha256').update(seed).digest();
  return toBase58(Buffer.concat([Buffer.from([0x80]), key, Buffer.alloc(length - 32, 1)]));
}

function certificate(): string {
  return armored('CERTIFICATE', CERTIFICATE);
}

function age(filling: string): string {
  const text = `age-secret-key-1${`${filling}x8gf2tvdw0s3jn54khce6mua7l`.repeat(2).slice(0, 52)}`;
  return `${text}${bech32Checksum(text)}`.toUpperCase();
}
