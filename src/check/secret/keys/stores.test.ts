import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { publicKeyDigest } from './der.ts';
import { der, javaKeyStore, pkcs12 } from './store-builder.ts';
import { createStoreExaminer, mayBeStore } from './stores.ts';

const RSA = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
const EC = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey;
const ED = generateKeyPairSync('ed25519').privateKey;

const inDer = (key: KeyObject, type: 'pkcs1' | 'pkcs8' | 'sec1'): Buffer =>
  key.export({ format: 'der', type }) as Buffer;

function examine(bytes: Buffer, path = 'srv/file'): string {
  if (!mayBeStore(bytes, path)) return 'not looked at';
  const found = createStoreExaminer()(bytes, path);
  if (found === null) return 'none';
  const { severity, note } = found.examined;
  return [found.detector.id, severity ?? found.detector.severity, note]
    .filter((part) => part !== '')
    .join(', ');
}

describe('stores', () => {
  test('of Java', () => {
    const jceks = { magic: 0xcececece };
    for (const [bytes, expected] of [
      [javaKeyStore(['private']), 'high, JKS with 1 key, its password is the usual one, changeit'],
      [
        javaKeyStore(['trusted', 'private', 'private']),
        'high, JKS with 2 keys, its password is the usual one, changeit',
      ],
      [javaKeyStore(['private'], { password: '' }), 'high, JKS with 1 key, its password is empty'],
      [
        javaKeyStore(['private'], { password: 'kept for itself' }),
        'medium, JKS with 1 key, encrypted with a password',
      ],
      [javaKeyStore(['secret'], jceks), 'high, JCEKS with 1 key, its password is the usual one, changeit'],
    ] as const)
      assert.equal(examine(bytes), `java-key-store, ${expected}`);
    assert.equal(examine(javaKeyStore(['trusted', 'trusted'])), 'none');
    assert.equal(examine(javaKeyStore(['trusted'], jceks)), 'none');
    assert.equal(examine(javaKeyStore([])), 'none');
  });

  test('of Java, damaged', () => {
    const whole = javaKeyStore(['private', 'private']);
    assert.equal(examine(whole.subarray(0, 30)), 'none');
    assert.equal(examine(whole.subarray(0, 100)), 'none');
    assert.equal(
      examine(whole.subarray(0, -1)),
      'java-key-store, medium, JKS with 2 keys, encrypted with a password',
    );
  });

  test('PKCS #12', () => {
    for (const [bytes, expected] of [
      [pkcs12(2, 'changeit'), 'pkcs12-key-store, high, its password is the usual one, changeit'],
      [pkcs12(2, ''), 'pkcs12-key-store, high, its password is empty'],
      [pkcs12(2, 'kept for itself'), 'pkcs12-key-store, medium, encrypted with a password'],
      [pkcs12(1, 'kept for itself'), 'pkcs12-key-store, high, its key is not encrypted'],
      [pkcs12(5, 'changeme'), 'pkcs12-key-store, high, its password is the usual one, changeme'],
      [pkcs12(3, 'changeit'), 'none'],
    ] as const)
      assert.equal(examine(bytes), expected);
  });

  test('passwords of one file cost so much and no more', () => {
    const examiner = createStoreExaminer(1000);
    const severity = (): unknown => examiner(pkcs12(2, 'changeit', 100), 'srv/a.p12')?.examined.severity;
    assert.equal(severity(), 'high');
    examiner(pkcs12(2, 'kept for itself', 120), 'srv/a.p12');
    assert.equal(severity(), 'medium');
  });

  test('private keys in DER', () => {
    for (const [bytes, note] of [
      [inDer(RSA, 'pkcs8'), 'RSA, 1024 bits; shorter than the 2048 bits of today'],
      [inDer(RSA, 'pkcs1'), 'RSA, 1024 bits; shorter than the 2048 bits of today'],
      [inDer(EC, 'pkcs8'), 'EC, prime256v1'],
      [inDer(EC, 'sec1'), 'EC, prime256v1'],
      [inDer(ED, 'pkcs8'), 'ED25519'],
    ] as const)
      assert.equal(examine(bytes), `private-key, high, ${note}`);
    const cipher = { cipher: 'aes-256-cbc', passphrase: 'not a real one' };
    const locked = RSA.export({ format: 'der', type: 'pkcs8', ...cipher }) as Buffer;
    assert.equal(examine(locked), 'private-key, medium, encrypted with a password');
    assert.equal(examine(Buffer.concat([inDer(EC, 'pkcs8'), Buffer.alloc(1)])), 'none');
    assert.equal(examine(inDer(EC, 'pkcs8').subarray(0, -1)), 'none');
    assert.equal(examine(der(0x30, der(0x02, Buffer.from([0])), Buffer.alloc(60))), 'none');
  });

  test('a key is the same in DER as it is in PEM', () => {
    const found = createStoreExaminer()(inDer(EC, 'pkcs8'), 'srv/file');
    const pem = EC.export({ format: 'pem', type: 'pkcs8' }) as string;
    assert.equal(found?.secret, pem.replace(/-----[A-Z ]+-----|\n/g, ''));
    assert.equal(found?.examined.publicKey, publicKeyDigest(EC));
  });

  test('OpenPGP packets, KeePass, Tor', () => {
    const number = Buffer.concat([Buffer.from([4, 0]), Buffer.alloc(128, 0x85)]);
    const body = (usage: number): Buffer =>
      Buffer.concat([Buffer.from([4, 0, 0, 0, 0, 1]), number, number, Buffer.from([usage]), number]);
    const packet = (usage: number): Buffer => {
      const bytes = body(usage);
      return Buffer.concat([Buffer.from([0x95, bytes.length >> 8, bytes.length & 255]), bytes]);
    };
    assert.equal(examine(packet(0)), 'pgp-private-key, high, not encrypted');
    assert.equal(examine(packet(254)), 'pgp-private-key, medium, encrypted with a password');
    assert.equal(examine(Buffer.concat([packet(0), Buffer.from([0x11])])), 'none');
    assert.equal(examine(packet(0).subarray(0, -9)), 'none');
    const keepass = Buffer.from('03d9a29a67fb4bb501000400', 'hex');
    assert.equal(
      examine(Buffer.concat([keepass, Buffer.alloc(90)])),
      'keepass-database, medium, encrypted with a password',
    );
    const tor = Buffer.concat([Buffer.from('== ed25519v1-secret: type0 ==\0\0\0'), Buffer.alloc(64, 3)]);
    assert.equal(examine(tor), 'tor-service-key, high');
    assert.equal(examine(tor.subarray(1)), 'none');
  });

  test('texts that the name of their file explains', () => {
    const hex = '0f1e2d3c4b5a69788796a5b4c3d2e1f0';
    for (const [text, path, expected] of [
      [hex, 'app/config/master.key', 'rails-master-key, critical'],
      [`${hex}\n`, 'a.jar!/config/credentials/production.key', 'rails-master-key, critical'],
      [hex, 'app/config/webmaster.key', 'none'],
      [hex.slice(1), 'app/config/master.key', 'none'],
      ['0'.repeat(32), 'app/config/master.key', 'none'],
      [`key: ${hex}`, 'app/config/master.key', 'none'],
      ['ABKQZWRTYPLMNXCVGHJD', 'var/lib/rabbitmq/.erlang.cookie', 'erlang-cookie, high'],
      ['ABKQZWRTYPLMNXCVGHJD', 'var/lib/rabbitmq/erlang.txt', 'not looked at'],
      [
        `${Buffer.from(hex).toString('base64').slice(0, 42)}A=`,
        'etc/wireguard/privatekey',
        'wireguard-private-key, high',
      ],
      [`${Buffer.from(hex).toString('base64').slice(0, 42)}A=`, 'etc/wireguard/publickey', 'not looked at'],
    ] as const)
      assert.equal(examine(Buffer.from(text), path), expected, `${path} ${text}`);
  });

  test('no bytes make it fail', () => {
    const seeds = [javaKeyStore(['trusted', 'private']), pkcs12(2, 'x'), inDer(EC, 'pkcs8')];
    fc.assert(
      fc.property(fc.constantFrom(...seeds), fc.nat(), fc.nat(255), fc.nat(), (seed, at, value, length) => {
        const bytes = Buffer.from(seed.subarray(0, length % (seed.length + 1)));
        if (bytes.length > 0) bytes[at % bytes.length] = value;
        examine(bytes);
      }),
      { numRuns: 300 },
    );
  });
});
