import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { describe, test } from 'node:test';
import { readArmor } from './armor.ts';
import { readPrivateKey } from './der.ts';
import { der } from './store-builder.ts';

/** A number of so many bytes. */
function number(bytes: number, seed: string): Buffer {
  const block = (at: number): Buffer => createHash('sha512').update(`${seed} ${at}`).digest();
  const digits = Buffer.concat(Array.from({ length: Math.ceil(bytes / 64) }, (_, at) => block(at)));
  digits[0]! |= 0x80;
  digits[bytes - 1]! |= 1;
  return der(0x02, Buffer.from([0]), digits.subarray(0, bytes));
}

function dsa(primeBytes: number, keyBytes: number): Buffer {
  const numbers = der(0x30, number(primeBytes, 'p'), number(32, 'q'), number(primeBytes - 1, 'g'));
  const algorithm = der(0x30, der(0x06, Buffer.from('2a8648ce380401', 'hex')), numbers);
  return der(0x30, der(0x02, Buffer.from([0])), algorithm, der(0x04, number(keyBytes, 'x')));
}

describe('keys: what reading them costs', () => {
  test('numbers of DSA are not larger than DSA knows', () => {
    assert.equal(readPrivateKey(dsa(384, 32))?.asymmetricKeyType, 'dsa');
    assert.equal(readPrivateKey(dsa(1000, 32)), null);
    assert.equal(readPrivateKey(dsa(384, 384)), null);
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const large = privateKey.export({ format: 'der', type: 'pkcs8' });
    assert.equal(readPrivateKey(large)?.asymmetricKeyType, 'rsa');
  });

  test('lines of source texts', () => {
    const base64 = 'QUJD'.repeat(20);
    const bodies = [
      `"${base64.slice(0, 40)}" +\n  '${base64.slice(40)}';`,
      `# ${base64.slice(0, 40)} \\\n# ${base64.slice(40)}`,
      `> ${base64},\n.\n`,
      `\n  ${base64}\\n\\\n`,
    ];
    for (const body of bodies) assert.equal(readArmor(body)?.text, base64, body);
    assert.equal(readArmor(`${base64}...x`), null);
  });
});
