/** Private keys as text, and JSON Web Tokens. PEM: RFC 7468, RFC 1421; JWT: RFC 7519. */
import { createHmac, type KeyObject } from 'node:crypto';
import type { Chance } from '../chance.ts';
import { type KeyType, makeKey, toOpenSsh, toPgp, toPutty } from '../key-material.ts';
import { block, token, type ValueKind } from '../kind.ts';

const PEM = 'https://www.rfc-editor.org/rfc/rfc7468';
const JWT = 'https://www.rfc-editor.org/rfc/rfc7519';
const OPENSSH = 'https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key';

export const keys: readonly ValueKind[] = [
  block('pem-rsa-pkcs1', 'TLS_KEY', PEM, () => pem(makeKey('rsa'), 'pkcs1')),
  block('pem-rsa-pkcs8', 'TLS_KEY', PEM, () => pem(makeKey('rsa'), 'pkcs8')),
  block('pem-ec-sec1', 'SIGNING_KEY', PEM, () => pem(makeKey('ec'), 'sec1')),
  block('pem-ec-pkcs8', 'SIGNING_KEY', PEM, () => pem(makeKey('ec'), 'pkcs8')),
  block('pem-ed25519', 'SIGNING_KEY', PEM, () => pem(makeKey('ed25519'), 'pkcs8')),
  block('pem-dsa', 'LEGACY_KEY', PEM, () => pem(makeKey('dsa'), 'pkcs8')),
  block('pem-pkcs8-encrypted', 'TLS_KEY', PEM, (c) => pemEncrypted('rsa', 'pkcs8', c)),
  block('pem-rsa-encrypted', 'TLS_KEY', 'https://www.rfc-editor.org/rfc/rfc1421', (c) =>
    pemEncrypted('rsa', 'pkcs1', c),
  ),
  block('openssh-ed25519', 'DEPLOY_KEY', OPENSSH, (c) =>
    toOpenSsh(makeKey('ed25519'), c.fill('deploy@ci-{l4}')),
  ),
  block('openssh-rsa', 'DEPLOY_KEY', OPENSSH, (c) => toOpenSsh(makeKey('rsa'), c.fill('deploy@ci-{l4}'))),
  block('putty-ed25519', 'PPK', 'https://the.earth.li/~sgtatham/putty/0.83/htmldoc/AppendixC.html', (c) =>
    toPutty(makeKey('ed25519'), c.fill('key-{d8}')),
  ),
  block('pgp-private', 'GPG_KEY', 'https://www.rfc-editor.org/rfc/rfc9580', (c) =>
    toPgp(makeKey('ed25519'), c.fill('Release {l5} <release@acme-{l4}.internal>')),
  ),
  token('jwt-valid', 'SERVICE_JWT', JWT, (c) => jwt(c, 4_070_908_800)),
  token('jwt-expired', 'OLD_JWT', JWT, (c) => jwt(c, 1_500_000_000 + c.int(90_000_000))),
  token('jwt-without-expiry', 'WORKER_JWT', JWT, (c) => jwt(c, null)),
];

/** `expiresAt`: seconds since 1970, or null. */
export function jwt(chance: Chance, expiresAt: number | null): string {
  const claims = {
    iss: chance.fill('https://login.acme-{l4}.internal'),
    sub: chance.uuid(),
    iat: 1_490_000_000,
    ...(expiresAt === null ? {} : { exp: expiresAt }),
  };
  const signed = [{ alg: 'HS256', typ: 'JWT' }, claims].map(toBase64Url).join('.');
  return `${signed}.${createHmac('sha256', chance.bytes(32)).update(signed).digest('base64url')}`;
}

export function pem(key: KeyObject, type: 'pkcs1' | 'pkcs8' | 'sec1'): string {
  return key.export({ type, format: 'pem' }) as string;
}

function pemEncrypted(key: KeyType, type: 'pkcs1' | 'pkcs8', chance: Chance): string {
  return makeKey(key).export({
    type,
    format: 'pem',
    cipher: 'aes-256-cbc',
    passphrase: chance.fill('{a20}'),
  }) as string;
}

function toBase64Url(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
