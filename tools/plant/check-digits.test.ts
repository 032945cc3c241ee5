/** Check digits, against examples of those who specified them. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { crc32 } from 'node:zlib';
import { chanceOf } from './chance.ts';
import { base58Check, bech32, crc24, crc32Base36, crc32Base62, hasRightCheckDigits } from './check-digits.ts';
import { secretKinds } from './kinds/list.ts';

describe('check digits of planted secrets', () => {
  it('base 62, padded: the number can be read back', () => {
    for (const text of ['', 'a', '123456789', 'aBc'.repeat(10)]) {
      const digits = crc32Base62(text);
      assert.equal(digits.length, 6);
      const value = [...digits].reduce((sum, digit) => sum * 62 + digitValue(digit), 0);
      assert.equal(value, crc32(text));
    }
  });

  it('base 36: the example of the decoder of GitLab', () => {
    const payload = ['W5m1cHR6skC98Bx7', 'XkuYjmM6MQpnOjgK', 'bzpyegp0OjIQ'].join('');
    assert.equal(crc32Base36(`glrtr-${payload}.01.18`), '1uebm4k');
  });

  it('Bech32: the shortest of BIP 173', () => {
    assert.equal(bech32('a', Buffer.alloc(0)), 'A12UEL5L');
  });

  it('are right in what is made, and wrong after a change', () => {
    const chance = chanceOf(4);
    for (const id of ['github-pat-classic', 'npm', 'grafana-service-account', 'age-identity']) {
      const token = secretKinds.find((kind) => kind.id === id)!.make(chance) as string;
      assert.ok(hasRightCheckDigits(token), id);
      const changed = token.replace(/.$/, (last) => (last === '7' ? '6' : '7'));
      assert.ok(!hasRightCheckDigits(changed), id);
    }
    assert.ok(hasRightCheckDigits('a token of nobody'));
  });

  it('CRC-24: the check value of the catalogue of CRC algorithms', () => {
    assert.equal(crc24(Buffer.from('123456789')).toString('hex'), '21cf02');
  });

  it('Base58Check: an extended private key says so', () => {
    const bytes = Buffer.concat([Buffer.from('0488ade4', 'hex'), Buffer.alloc(74, 1)]);
    assert.match(base58Check(bytes), /^xprv[1-9A-HJ-NP-Za-km-z]{107}$/);
  });
});

function digitValue(digit: string): number {
  return '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'.indexOf(digit);
}
