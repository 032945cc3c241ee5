import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, it } from 'node:test';
import { isSignedBy, parseDsse, verifyDsse } from './dsse.ts';
import { DsseError, keyFingerprint } from './public-key.ts';

const PAYLOAD = '{"a":1}';
const TYPE = 'application/vnd.in-toto+json';

/** PAE by hand, so that the test does not rest on the library. */
function pae(type: string, payload: string): Buffer {
  return Buffer.from(`DSSEv1 ${Buffer.byteLength(type)} ${type} ${Buffer.byteLength(payload)} ${payload}`);
}

const KEYS = {
  'ECDSA over P-256': { ...generateKeyPairSync('ec', { namedCurve: 'P-256' }), hash: 'sha256' },
  RSA: { ...generateKeyPairSync('rsa', { modulusLength: 2048 }), hash: 'sha256' },
  Ed25519: { ...generateKeyPairSync('ed25519'), hash: null },
};
type Key = (typeof KEYS)[keyof typeof KEYS];

const pem = ({ publicKey }: Pick<Key, 'publicKey'>): string =>
  publicKey.export({ type: 'spki', format: 'pem' }).toString();
const signature = (key: Key, type: string = TYPE, payload: string = PAYLOAD): string =>
  sign(key.hash, pae(type, payload), key.privateKey).toString('base64');

function envelope(parts: object): Buffer {
  const payload = Buffer.from(PAYLOAD).toString('base64');
  return Buffer.from(JSON.stringify({ payloadType: TYPE, payload, signatures: [], ...parts }));
}

const signed = (...sigs: string[]): Buffer =>
  envelope({ signatures: sigs.map((sig) => ({ keyid: 'any', sig })) });

function codeOf(run: () => unknown): string {
  try {
    run();
    return 'none';
  } catch (thrown) {
    assert.ok(thrown instanceof DsseError);
    return thrown.code;
  }
}

describe('verifyDsse', () => {
  for (const [name, key] of Object.entries(KEYS)) {
    it(`a signature with ${name}`, () => {
      const { payload, payloadType } = verifyDsse(signed(signature(key)), pem(key));
      assert.deepEqual([Buffer.from(payload).toString(), payloadType], [PAYLOAD, TYPE]);
    });

    it(`no signature with ${name}`, () => {
      const wrong = [
        signature(key, 'text/plain'),
        signature(key, TYPE, '{"a":2}'),
        Buffer.from('x').toString('base64'),
      ];
      const others = Object.values(KEYS)
        .filter((other) => other !== key)
        .map((other) => signature(other));
      for (const sig of [...wrong, ...others])
        assert.equal(
          codeOf(() => verifyDsse(signed(sig), pem(key))),
          'bad-signature',
        );
    });
  }

  it('one of several signatures is enough', () => {
    const { RSA, Ed25519 } = KEYS;
    assert.doesNotThrow(() => verifyDsse(signed(signature(RSA), signature(Ed25519)), pem(Ed25519)));
  });

  it('both alphabets of Base64, with padding or without', () => {
    const key = KEYS['ECDSA over P-256'];
    const sig = signature(key).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
    assert.doesNotThrow(() => verifyDsse(signed(sig), pem(key)));
  });

  it('what is signed is the payload and not the text around it', () => {
    const changed = envelope({
      payload: Buffer.from('{"a":2}').toString('base64'),
      signatures: [{ sig: signature(KEYS.Ed25519) }],
    });
    assert.equal(
      codeOf(() => verifyDsse(changed, pem(KEYS.Ed25519))),
      'bad-signature',
    );
  });

  it('other keys are not taken', () => {
    const bytes = signed(signature(KEYS.Ed25519));
    const { privateKey } = KEYS.RSA;
    const bad = [
      pem(generateKeyPairSync('rsa', { modulusLength: 1024 })),
      pem(generateKeyPairSync('ec', { namedCurve: 'secp256k1' })),
      pem(generateKeyPairSync('ed448')),
      privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n',
      '',
    ];
    for (const key of bad) {
      assert.equal(
        codeOf(() => verifyDsse(bytes, key)),
        'bad-key',
      );
      assert.equal(
        codeOf(() => keyFingerprint(key)),
        'bad-key',
      );
    }
  });
});

describe('parseDsse', () => {
  const bad: readonly (readonly [name: string, bytes: Uint8Array])[] = [
    ['nothing', Buffer.alloc(0)],
    ['no UTF-8', Buffer.from([0xff])],
    ['a list', Buffer.from('[]')],
    ['no payload type', envelope({ payloadType: '', signatures: [{ sig: 'AA==' }] })],
    ['no payload', envelope({ payload: 7, signatures: [{ sig: 'AA==' }] })],
    ['a payload that is no Base64', envelope({ payload: 'a b', signatures: [{ sig: 'AA==' }] })],
    ['no signatures', envelope({ signatures: 'AA==' })],
    ['signatures that are none', envelope({ signatures: [7, {}, { sig: '' }, { sig: '?' }] })],
    ['too many signatures', envelope({ signatures: Array.from({ length: 21 }, () => ({ sig: 'AA==' })) })],
    ['an empty bundle', Buffer.from('{"dsseEnvelope":{}}')],
  ];
  for (const [name, bytes] of bad)
    it(`no envelope: ${name}`, () =>
      assert.equal(
        codeOf(() => parseDsse(bytes)),
        'no-envelope',
      ));

  it('of a bundle takes the envelope in it', () => {
    const inner: unknown = JSON.parse(signed(signature(KEYS.RSA)).toString());
    const bundle = Buffer.from(JSON.stringify({ payloadType: 'x', dsseEnvelope: inner }));
    assert.ok(isSignedBy(parseDsse(bundle), pem(KEYS.RSA)));
  });
});
