import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { assignment, formed, hex, namedToken, token, tokenNear, WHOLE } from './forms.ts';

const ROW = {
  id: 'shop-key',
  title: 'Shop key',
  provider: 'Shop',
  severity: 'high',
  keywords: ['shop'],
  revoke: 'Delete it.',
  source: 'https://example.com/',
} as const;
const VALUE = '0a1b2c3d4e5f60718293a4b5c6d7e8f9';

function secretsOf(pattern: RegExp, text: string): readonly (string | undefined)[] {
  return [...text.matchAll(pattern)].map(
    (match) => match.slice(1).find((group) => group !== undefined) ?? match[0],
  );
}

describe('forms of detectors', () => {
  const { pattern } = assignment({ ...ROW, names: ['shop (?:api )?key'], value: hex(32) });

  test('a value beside its name, in many languages', () => {
    const texts = [
      `SHOP_API_KEY=${VALUE}`,
      `export SHOP_KEY="${VALUE}"`,
      `shop-api-key: '${VALUE}'`,
      `shop.api.key = ${VALUE}`,
      `{"shopApiKey":"${VALUE}"}`,
      `{\\"SHOP_API_KEY\\":\\"${VALUE}\\"}`,
      `{"name":"SHOP_API_KEY","value":"${VALUE}"}`,
      `- name: SHOP_API_KEY\n                 value: ${VALUE}`,
      `<add key="SHOP_API_KEY" value="${VALUE}" />`,
      `<shop_api_key>${VALUE}</shop_api_key>`,
      `ENV SHOP_API_KEY ${VALUE}`,
      `tool --shop-api-key ${VALUE}`,
      `os.environ['SHOP_API_KEY'] = '${VALUE}'`,
      `process.env.SHOP_API_KEY || '${VALUE}'`,
      `"shop_api_key" => "${VALUE}"`,
      `variable "shop_api_key" {\n  default = "${VALUE}"`,
      `SHOP_API_KEY: Bearer ${VALUE}`,
      `A=1\\nSHOP_API_KEY=${VALUE}\\n`,
      `SHOP_API_KEY_LIVE=${VALUE}`,
    ];
    for (const text of texts) assert.deepEqual(secretsOf(pattern, text), [VALUE], text);
  });

  test('another name, a longer value, a file with it', () => {
    const texts = [
      `WORKSHOP_KEY=${VALUE}`,
      `SHOP_KEY_ID=${VALUE}`,
      `SHOP_KEY=${VALUE}00`,
      `SHOP_KEY=${VALUE}==`,
      `SHOP_KEY=${VALUE.toUpperCase()}`,
      `SHOP_KEY_FILE=/run/secrets/${VALUE}`,
      `SHOP_KEY=\n${VALUE}`,
      `SHOP_KEY${VALUE}`,
    ];
    for (const text of texts) assert.deepEqual(secretsOf(pattern, text), [], text);
  });

  test('a token stands for itself', () => {
    const { pattern: own } = token({ ...ROW, form: 'shp_[0-9a-f]{8}', maxLength: 12 });
    assert.deepEqual(secretsOf(own, 'x=shp_00000000,shp_11111111'), ['shp_00000000', 'shp_11111111']);
    for (const text of ['xshp_00000000', '-shp_00000000', 'shp_000000000', 'shp_00000000-'])
      assert.deepEqual(secretsOf(own, text), [], text);
    assert.ok('x'.match(new RegExp(`${WHOLE}x`)));
  });

  test('a token near a word, on the line before too', () => {
    const { pattern: near } = tokenNear('shop', { ...ROW, form: 're_[0-9]{6}', maxLength: 9 });
    assert.deepEqual(secretsOf(near, 'MY_SHOP_KEY:\n    re_123456'), ['re_123456']);
    assert.deepEqual(secretsOf(near, `shop${' '.repeat(61)}re_123456`), []);
    assert.deepEqual(secretsOf(near, 'key: re_123456'), []);
  });

  test('kinds and entropies', () => {
    assert.equal(assignment({ ...ROW, names: ['shop key'], value: hex(32) }).entropy, 3);
    assert.equal(namedToken({ ...ROW, names: ['shop key'], value: formed('s-[0-9]{4}', 6) }).kind, 'token');
  });
});
