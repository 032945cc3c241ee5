import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Candidate, Detector } from '../detector.ts';
import { expand } from '../detectors/example.ts';
import { examples } from '../detectors/examples-list.ts';
import { detectors } from '../detectors/list.ts';
import { isFalseAlarm } from './false-alarm.ts';

const find = (id: string): Detector => detectors.find((each) => each.id === id)!;

/** A token that stands between other text, as binary content has it. */
const TOKEN: Detector = { ...find('crates-io-token'), pattern: /(?<![A-Za-z0-9_-])\w+/g };
const ASSIGNMENT: Detector = find('generic-secret');

function candidate(secret: string, beside: Partial<Candidate> = {}): Candidate {
  return { secret, match: secret, groups: [], path: 'app/x', before: '', after: '', ...beside };
}

const assigned = (secret: string, after = ''): Candidate =>
  candidate(secret, { match: `api_key = ${secret}`, groups: [secret], after });

const random = (form: string): string => expand(form, 'false alarms');

describe('values that are no secret', () => {
  const values = [
    'changeme-please-now',
    'your-api-key-here',
    'my_secret_key_value',
    '<YOUR_API_KEY>',
    `$${'{API_KEY}'}`,
    '$API_KEY',
    '{{ vault.api_key }}',
    'xxxxxxxxxxxxxxxxxxxx',
    '00000000000000000000',
    '0123456789abcdef0123',
    'abcabcabcabcabcabc',
    'sk-...',
    'process.env.API_KEY',
    'request.auth_token',
    '/run/secrets/api_key',
    '/etc/ssl/private/server-2024.key',
    './secrets/api.txt',
    'https://login.acme.example/token',
    'accessKeyId',
    'SECRET_KEY_NAME_2',
    'Cisco123',
    'str0ngp@ssword',
    'sup3rs3cret2024!',
    'Test12345@',
    '3.1.4-r1',
    '13.0.0-next-8.37',
    'XmlStringMaxLen256',
    'V1ServiceAccountTokenProjection',
    'u0160patn',
    '2024-11-24 10:11:12',
    `gho_${random('{alnum:36}')}`,
    'utf8StringToString2',
    'DB_PWD_FTP_KEY',
    Buffer.from('this is no bearer token!').toString('base64'),
    Buffer.from('https://login.acme.example/').toString('base64'),
    `*${random('{HEX:40}')}`,
    `0x${random('{hex:32}')}`,
  ];
  for (const value of values) {
    test(`${value} beside a name`, () => assert.ok(isFalseAlarm(assigned(value), ASSIGNMENT)));
  }

  const code = [
    'getSecret',
    'self.get_option',
    'module.params',
    'config["api',
    'a?.load',
    'vault::read',
    '_backends.OAuthTokenAuth',
    'win32security.OpenToken',
  ];
  for (const value of code) {
    test(`${value}( is code`, () => assert.ok(isFalseAlarm(assigned(value, '("x1y2z3")'), TOKEN)));
  }
});

describe('values that may be a secret', () => {
  const values = [
    random('{alnum:20}'),
    random('{hex:32}'),
    random('{lowerdigit:24}'),
    random('{hex:24}.{hex:32}'),
    `/${random('{base64:42}')}=`,
    random('{base64:20}/{base64:19}'),
    random('{letters:3}{alnum:7}!{alnum:4}#{alnum:4}-{digits:2}'),
    random('{uuid}'),
    `$5$${random('{alnum:16}')}$${random('{alnum:43}')}`,
    random('{digits:32}'),
    Buffer.from(random('{alnum:20}')).toString('base64'),
    random('{letters:3}PL3{upper:1}wbZvs{upper:1}pfl'),
  ];
  for (const value of values) {
    test(value.replace(/./g, '*'), () => {
      assert.ok(!isFalseAlarm(assigned(value), TOKEN));
      if (/[A-Za-z]/.test(value)) assert.ok(!isFalseAlarm(assigned(value), ASSIGNMENT));
    });
  }
});

test('a password with a parenthesis is no call', () => {
  assert.ok(!isFalseAlarm(assigned(random('{letters:2}{alnum:10}'), '(7#'), ASSIGNMENT));
});

describe('tokens in longer text', () => {
  const telling = `abcd_${random('{alnum:32}')}`;
  const rows: readonly [what: string, found: Candidate, isNone: boolean][] = [
    ['a word', candidate('ciousnessMediterraneanextraordinary', { before: 'pre' }), true],
    ['words behind each other', candidate('AKIAISLANDISSHARITAL', { before: 'INSERTINSIDEIS' }), true],
    ['a name of C++', candidate('y2_3hexINtNtCscHgRw1M2fX5_5alloc', { before: '_ZN2v88inter' }), true],
    ['a stretch of base64', candidate(random('EAA{alnum:80}'), { before: random('{alnum:40}') }), true],
    ['a tag and a length', candidate(random('cio{alnum:32}'), { before: '\0Z#' }), false],
    ['a tag behind', candidate(random('cio{alnum:32}'), { after: 'r\x01\0\0' }), false],
    ['small letters before capitals', candidate(random('AKIA{base32:8}77AA'), { before: 'error in' }), false],
    [
      'a telling front among constants',
      candidate(telling, { before: 'not in gzip format', after: 'run' }),
      false,
    ],
    ['words behind a telling front', candidate('skey_identifierauthority', { before: 'reason' }), true],
  ];
  for (const [what, found, isNone] of rows) {
    test(what, () => assert.equal(isFalseAlarm(found, TOKEN), isNone));
  }

  test('not where a pattern has no borders of its own', () => {
    const free = { ...TOKEN, pattern: /ghu_[A-Za-z0-9]{36}/g };
    assert.ok(!isFalseAlarm(candidate(random('ghu_{alnum:36}'), { before: 'format' }), free));
  });
});

/** A detector's own examples with other random characters each time. */
function* drawn(detector: Detector, matches: readonly string[], times: number): Generator<Candidate> {
  for (const form of matches) {
    for (let time = 0; time < times; time += 1) {
      const text = expand(form, `drawn ${detector.id} ${time}`);
      const found = new RegExp(detector.pattern.source, detector.pattern.flags).exec(text);
      if (found === null) continue;
      const groups = found.slice(1);
      const secret = groups.find((group) => group !== undefined) ?? found[0];
      const end = found.index + found[0].length;
      const [before, after] = [
        text.slice(Math.max(0, found.index - 64), found.index),
        text.slice(end, end + 64),
      ];
      yield { secret, match: found[0], groups, path: 'app/x', before, after };
    }
  }
}

test('of random tokens of all detectors not one in a thousand is refused, of none one in thirty', () => {
  let all = 0;
  let refused = 0;
  for (const { detector: id, matches } of examples) {
    const detector = find(id);
    const forms = matches.filter((each): each is string => typeof each === 'string');
    const candidates = [...drawn(detector, forms, 30)];
    const wrong = candidates.filter((each) => isFalseAlarm(each, detector));
    assert.ok(wrong.length * 30 <= candidates.length, `${id}: ${wrong[0]?.match}`);
    all += candidates.length;
    refused += wrong.length;
  }
  assert.ok(all > 10_000, `${all}`);
  assert.ok(refused * 1000 < all, `${refused} of ${all}`);
});
