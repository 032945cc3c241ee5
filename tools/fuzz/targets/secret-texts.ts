/** Secrets in texts: the engine, the detectors and what they refuse, the config, what is shown, facts, rules of the user. */
import { UsageError } from '../../../src/base/errors.ts';
import { parseJsonText } from '../../../src/base/json.ts';
import { scanConfig } from '../../../src/check/secret/config.ts';
import { parseRules } from '../../../src/check/secret/custom/parse-rules.ts';
import { toDetector } from '../../../src/check/secret/custom/row.ts';
import { testRules } from '../../../src/check/secret/custom/test-rules.ts';
import { describeHit } from '../../../src/check/secret/describe-hit.ts';
import type { Detector } from '../../../src/check/secret/detector.ts';
import { exampleText } from '../../../src/check/secret/detectors/example.ts';
import { examples } from '../../../src/check/secret/detectors/examples-list.ts';
import { detectors } from '../../../src/check/secret/detectors/list.ts';
import {
  createScanner,
  createSizedScanner,
  type Hit,
  type Scanner,
} from '../../../src/check/secret/engine/scanner.ts';
import { toSizes } from '../../../src/check/secret/engine/stream.ts';
import { type SecretFact, type SecretHit, secretFact } from '../../../src/check/secret/fact.ts';
import { isFalseAlarm } from '../../../src/check/secret/filter/false-alarm.ts';
import { standingOf } from '../../../src/check/secret/filter/known.ts';
import { excerptOf, maskSecret } from '../../../src/check/secret/mask.ts';
import type { ImageInfo } from '../../../src/model/image.ts';
import { ShapeError } from '../../../src/model/shape.ts';
import { PLANTED, TEST_DETECTORS } from '../../../test/test-detectors.ts';
import { mutateJson } from '../mutate/json.ts';
import { createRandom, type Random } from '../random.ts';
import { mustHold, type Target, texts } from '../target.ts';

/** Of a secret's hit, without the detector's functions. */
type Plain = Omit<Hit, 'detector'> & { readonly detector: string };

function scan(scanner: Scanner, chunks: readonly Uint8Array[], onCapped?: () => void): readonly Plain[] {
  const hits: Plain[] = [];
  const stream = scanner.open(
    'srv/app.conf',
    chunks[0] ?? new Uint8Array(),
    (hit) => hits.push({ ...hit, detector: hit.detector.id }),
    onCapped,
  );
  for (const chunk of chunks) stream.push(chunk);
  stream.end();
  return hits;
}

/** Chunks of 1 to `most` bytes. */
function cut(bytes: Uint8Array, random: Random, most: number): readonly Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const size = 1 + random.int(most);
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return chunks;
}

const wholeEngine = createScanner(TEST_DETECTORS, () => false);
/** Steps of a few hundred bytes: borders everywhere. */
const smallEngine = createSizedScanner(
  TEST_DETECTORS,
  () => false,
  (longest) => toSizes(longest, 256, 256),
);

/** Behind so many bytes a zero comes too late for small steps to tell binary content by it. */
const SMALL_HEAD = 1024;

type Encode = (text: string) => string;

const ENCODINGS: readonly (readonly [name: string, encode: Encode])[] = [
  ['plain', (text) => text],
  ['base64', (text) => Buffer.from(text, 'latin1').toString('base64')],
  ['base64 of URLs', (text) => Buffer.from(text, 'latin1').toString('base64url')],
  ['hex', (text) => Buffer.from(text, 'latin1').toString('hex')],
  [
    'percent',
    (text) => text.replace(/[^A-Za-z0-9]/g, (sign) => `%${sign.charCodeAt(0).toString(16).padStart(2, '0')}`),
  ],
  ['utf-16', (text) => `\0\0${Buffer.from(text, 'utf16le').toString('latin1')}\0\0`],
];

/** The first bytes say which secret is put in, how it is encoded and where, and how all is cut. */
const engine: Target = {
  id: 'secret-engine',
  sources: ['check/secret/engine/'],
  seeds: () => [
    ...ENCODINGS.flatMap(([, encode], way) =>
      PLANTED.map((text, which) =>
        Buffer.concat([
          Buffer.from([which, way, 40, which]),
          Buffer.from(`x ${encode(text)} y\n`.repeat(2), 'latin1'),
        ]),
      ),
    ),
    Buffer.concat([Buffer.alloc(4), Buffer.from(`\ufeffa ${PLANTED.join(' ')}`, 'utf16le')]),
    Buffer.concat([Buffer.alloc(4), Buffer.from(`\ufeffa ${PLANTED.join(' ')}`, 'utf16le').swap16()]),
    Buffer.concat([Buffer.alloc(4), Buffer.from(Buffer.alloc(4000, PLANTED.join('\n')).toString('base64'))]),
    Buffer.concat([Buffer.alloc(4), Buffer.from(Buffer.alloc(4000, PLANTED.join('\n')).toString('hex'))]),
  ],
  tokens: [
    'tok_',
    'password: ',
    'acme ',
    'xyzb-1-',
    '-----BEGIN TEST KEY-----',
    'zq:12',
    'Q3Rok',
    '%41%42',
    '\\n',
    '\r\n',
    '\0',
    '://a:',
  ],
  maxBytes: 4096,
  errors: [],
  run(bytes) {
    const [which = 0, way = 0, place = 0, seed = 0] = bytes;
    const content = bytes.subarray(4);
    const random = createRandom(seed);
    const hits = scan(wholeEngine, [content]);
    mustBeInside(hits, content);
    mustBeSame(hits, scan(wholeEngine, cut(content, random, 700)), 'in pieces other secrets are found');
    // Where a digit of an encoded text is left out, what is found behind it depends on where pieces begin.
    const small = scan(smallEngine, cut(content, random, 300));
    if (content.indexOf(0) < SMALL_HEAD)
      mustBeAmong(
        hits.filter(({ encodings }) => encodings.length === 0),
        small,
      );
    mustFind(content, { which, way, place });
    return hits;
  },
};

function mustBeAmong(hits: readonly Plain[], others: readonly Plain[]): void {
  for (const { offset, length, detector } of hits) {
    const isThere = others.some((hit) => hit.offset < offset + length && hit.offset + hit.length > offset);
    mustHold(isThere, `in small steps ${detector} is not found`);
  }
}

function mustBeSame(a: readonly Plain[], b: readonly Plain[], property: string): void {
  if (JSON.stringify(a) !== JSON.stringify(b))
    mustHold(false, `${property}: ${JSON.stringify(a).slice(0, 500)}, ${JSON.stringify(b).slice(0, 500)}`);
}

function mustBeInside(hits: readonly Plain[], { length }: Uint8Array): void {
  let last = 0;
  for (const { offset, length: bytes, before, after, encodings, secret } of hits) {
    mustHold(offset >= last, 'hits are out of order');
    mustHold(bytes > 0 && offset + bytes <= length, 'a hit lies outside');
    mustHold(before.length <= 64 && after.length <= 64, 'more than is told stands beside');
    mustHold(!/[\x00-\x1f\x7f-\x9f]/.test(before + after), 'a control character stands beside');
    mustHold(encodings.length > 0 || secret.length === bytes, 'a secret has another length');
    last = offset;
  }
}

interface Planted {
  readonly which: number;
  readonly way: number;
  /** Of 256 parts of the content. */
  readonly place: number;
}

/** Fewer encoded bytes are not decoded. */
const LONG = PLANTED.filter((text) => text.length >= 20);

/** What is put between two lines of whatever is found, or lies in something larger that is. */
function mustFind(content: Uint8Array, { which, way, place }: Planted): void {
  const text = LONG[which % LONG.length]!;
  const [name, encode] = ENCODINGS[way % ENCODINGS.length]!;
  const at = Math.floor((content.length * place) / 256);
  const planted = Buffer.from(encode(text), 'latin1');
  const front = Buffer.concat([Buffer.from('##\n'), content.subarray(0, at), Buffer.from('\n<')]);
  const bytes = Buffer.concat([front, planted, Buffer.from('>\n'), content.subarray(at)]);
  const hits = scan(wholeEngine, [bytes]);
  const end = front.length + planted.length;
  const isFound = hits.some((hit) => hit.offset < end && hit.offset + hit.length > front.length);
  mustHold(isFound, `what is put in as ${name} is not found`);
}

const scanner = createScanner(detectors, isFalseAlarm);
const eager = createScanner(detectors, () => false);

function allExamples(): readonly Uint8Array[] {
  return examples.map(({ detector, matches, misses }) => {
    const all = [...matches, ...misses].map((example, index) => exampleText(example, detector, index));
    return Buffer.from(all.join('\n'), 'latin1');
  });
}

const WORDS = detectors.flatMap(({ keywords }) => keywords);

/** All patterns over whatever; time is watched by who runs this. */
const allDetectors: Target = {
  id: 'secret-detectors',
  sources: ['check/secret/detectors/'],
  seeds: allExamples,
  tokens: [
    ...WORDS,
    '=',
    ': ',
    '"',
    '://',
    '@',
    '\\n',
    '\n',
    '.',
    '-',
    '{"',
    '"}',
    'A'.repeat(40),
    '0a'.repeat(20),
    ' '.repeat(50),
  ],
  maxBytes: 8192,
  errors: [],
  run(bytes) {
    const found = describeAll(eager, bytes);
    const random = createRandom(bytes.length);
    const pieces = describeAll(eager, ...cut(bytes, random, 2000));
    mustHold(JSON.stringify(found) === JSON.stringify(pieces), 'in pieces other secrets are found');
    return [found, describeAll(scanner, bytes)];
  },
};

/** What would leave the reader. */
function describeAll(by: Scanner, ...chunks: readonly Uint8Array[]): readonly SecretHit[] {
  const found: SecretHit[] = [];
  const stream = by.open('srv/app.conf', chunks[0] ?? new Uint8Array(), (hit) => {
    const described = describeHit(hit, '', { key: '00', standingOf });
    mustSayNothing(described, hit.examined.core === '' ? hit.secret : hit.examined.core);
    found.push(described);
  });
  for (const chunk of chunks) stream.push(chunk);
  stream.end();
  const fact: SecretFact = { hits: found, publicKeys: [], digests: null };
  mustHold(JSON.stringify(secretFact(fact)) === JSON.stringify(fact), 'a fact has another shape');
  return found;
}

function mustSayNothing({ masked, excerpt, note }: SecretHit, secret: string): void {
  mustBeMasked(masked, secret);
  mustBeExcerpt(excerpt, secret);
  mustHold(secret.length < 8 || !note.includes(secret), 'a note says the secret');
}

function mustBeMasked(masked: string, secret: string): void {
  mustHold(masked.endsWith('…') && masked.length <= 5, 'more than four characters are shown');
  mustHold(4 * (masked.length - 1) <= secret.length, 'more than a quarter is shown');
  mustHold(!/\p{C}/u.test(masked), 'a control character is shown');
}

function mustBeExcerpt(excerpt: string, secret: string): void {
  mustHold(excerpt.length <= 120, 'an excerpt is too long');
  mustHold(!/\p{C}/u.test(excerpt), 'an excerpt has a control character');
  mustHold(secret.length < 8 || !excerpt.includes(secret), 'an excerpt has the secret');
}

/** Of a secret, what stands in front and behind, with zeros in between: the excerpt. */
const mask: Target = {
  id: 'secret-mask',
  sources: ['check/secret/mask.ts'],
  seeds: () =>
    [
      'correct horse battery\0password=\0 # plain',
      'hunter-two-and-more\0first hunter-two-and-more, password=\0 and hunter-two-and-more again',
      'hunter-two-and-more\0-and-more; password=\0 hunter-two',
      'hunter-two-and-more\0and-more\0hunter',
      '$&$`ab"\'x9\0\x1b[31m\u009b0m$&\0\u{1f600}\u202e',
      `abc\0${'x9'.repeat(40)} ${'word '.repeat(20)}\u{1f600}\0\u{1f600}`.repeat(2),
      '\0\0',
    ].map((text) => Buffer.from(text)),
  tokens: ['\0', '\x1b[0m', '\x9b', '\u202e', '\ufeff', '\xad', '\u2028', '$&', 'hunter-two-and-more'],
  maxBytes: 1024,
  errors: [],
  run(bytes) {
    const [secret = '', before = '', after = ''] = Buffer.from(bytes).toString('latin1').split('\0');
    const masked = maskSecret(secret);
    mustBeMasked(masked, secret);
    const excerpt = excerptOf(before, secret, after);
    mustBeExcerpt(excerpt, secret);
    return [masked, excerpt];
  },
};

const FACT: SecretFact = {
  hits: [
    {
      detector: 'acme-token',
      title: 'Acme token',
      provider: 'Acme',
      revoke: 'Revoke it.',
      severity: 'high',
      member: 'a!/b',
      line: 1,
      column: 2,
      offset: 3,
      encodings: ['base64'],
      secretId: '0123456789abcdef'.repeat(2),
      masked: 'acme…',
      excerpt: 'token=acme…',
      note: '',
      expiresAt: '2026-01-01T00:00:00Z',
      publicKey: '',
      standing: 'counted',
      standingReason: '',
    },
  ],
  publicKeys: [{ member: '', title: 'certificate', publicKey: 'ab'.repeat(32), expiresAt: '' }],
  digests: { md5: '0f'.repeat(16), sha1: '0f'.repeat(20), sha256: '0f'.repeat(32) },
};

const fact: Target = {
  id: 'secret-fact',
  sources: ['check/secret/fact.ts'],
  seeds: () => [
    Buffer.from(JSON.stringify(FACT)),
    Buffer.from(JSON.stringify({ ...FACT, digests: null, hits: [] })),
  ],
  tokens: ['__proto__', 'constructor', 'counted', 'utf-16', 'critical', 'x'.repeat(300)],
  mutators: [mutateJson, mutateJson],
  errors: [ShapeError, SyntaxError],
  run(bytes) {
    const given: unknown = parseJsonText(new TextDecoder().decode(bytes));
    const made = secretFact(given);
    mustHold(made !== given && Object.getPrototypeOf(made) === Object.prototype, 'a fact is not built anew');
    mustHold(Object.keys(made).join() === 'hits,publicKeys,digests', 'a fact has other members');
    for (const hit of made.hits) {
      mustHold(Object.keys(hit).join() === Object.keys(FACT.hits[0]!).join(), 'a hit has other members');
      mustHold(hit.masked.length <= 200 && hit.excerpt.length <= 200, 'a text is too long');
    }
    mustHold(JSON.stringify(secretFact(made)) === JSON.stringify(made), 'a second time it is another fact');
    return made;
  },
};

const TOKEN = detectors.find(({ kind, pattern }) => kind === 'token' && pattern.source.startsWith('(?<'))!;
const ASSIGNMENT = detectors.find(({ kind }) => kind === 'assignment')!;

/** Of a secret, its lead, what stands in front and behind, with line feeds in between. */
const falseAlarm: Target = {
  id: 'secret-false-alarm',
  sources: ['check/secret/filter/'],
  seeds: texts(
    'changeme\npassword=\n\n',
    'k2v9Q3RokZy8Zy8pLr4T\npassword = "\nline \n" behind',
    'request.auth_token\ntoken=\n\n;',
    'os.environ\nkey: \n\n["A"]',
    '/etc/ssl/private\nkey_file=\n\n',
    'str0ngp@ssword\npass: \n\n',
    'glpat-aB3dE5gH7jK9mN1pQ3sT\n\nAB\n_cd',
    'aB3dE5gH7jK9mN1pQ3sT\nsha256: \nABCDEFG\nxyzABC',
    'https://host/path\nurl=\n\n',
    'abcabcabcabc\n\n\n',
    'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n\n\n',
    'AAAAAAAAAAAAAAAAAAAAAA_BBBBBBBBBBBBBBB\n\n\n',
    'a1\n\n\n',
    '1.2.3-beta\nversion: \n\n',
    "#9$%x(=r&k!2+*\nSECRET_KEY = \n\n'",
    '~/.ssh/id_rsa\nkey=\n\n',
    'getKey()\nkey=\n\n',
    'AKIAIOSFODNN7EXAMPLE\n\n\n',
  ),
  tokens: [
    '=',
    ': ',
    '(',
    '[',
    '.',
    '/',
    '${',
    '}}',
    '<',
    '>',
    '***',
    'your_',
    'example',
    '(((((((',
    ' '.repeat(30),
    'a.b.c',
    '_file=',
  ],
  maxBytes: 16_384,
  errors: [],
  run(bytes) {
    const [secret = '', lead = '', before = '', after = ''] = Buffer.from(bytes)
      .toString('latin1')
      .split('\n');
    const match = lead + secret;
    // The engine gives no more beside a match.
    const beside = { before: before.slice(-64), after: after.slice(0, 64) };
    const candidate = { secret, match, groups: [match, secret], path: 'srv/a', ...beside };
    return [TOKEN, ASSIGNMENT].map((detector) => {
      const answer = isFalseAlarm(candidate, detector);
      mustHold(typeof answer === 'boolean', 'it is no answer');
      return [answer, standingOf(detector.id, secret)];
    });
  },
};

const YAML_RULES = `detectors:
  - id: acme-token
    title: Acme token
    provider: Acme
    severity: critical
    keywords: [acme_]
    pattern: '(?i)acme_([a-z0-9]{20})'
    group: 1
    entropy: 2.5
    path: '\\.conf$'
    stop-words: [dummy]
    revoke: Revoke it.
    source: https://example.com/
    tests:
      matches: ['acme_1b3d5f7h9j2k4m6n8p0q']
      misses: ['acme_short']
without: [aws-access-key-id]
allow:
  - detector: acme-token
    path: srv/**
    fingerprint: x
    owner: a
    reason: b
    until: 2027-01-31
`;

const GITLEAKS_RULES = `title = "x"
[extend]
useDefault = true
disabledRules = ["a"]
[allowlist]
description = "all"
paths = ['''\\.md$''']
regexes = ['''(?P<a>x)\\z''']
stopwords = ["dummy"]
[[rules]]
id = "acme"
description = "Acme"
regex = '''(?i)\\bacme_([[:alnum:]]{20})\\b'''
secretGroup = 1
entropy = 2
keywords = ["acme_"]
path = '''\\.conf$'''
tags = ["x"]
[[rules.allowlists]]
condition = "AND"
regexTarget = "line"
regexes = ["a"]
stopwords = ["b"]
`;

/** The first character says which form it is: `y` or `t`. */
const rules: Target = {
  id: 'secret-rules',
  sources: ['check/secret/custom/'],
  seeds: texts(
    `y${YAML_RULES}`,
    `t${GITLEAKS_RULES}`,
    'y',
    't',
    'yallow: [{detector: a, owner: b, reason: c, until: 2020-02-30}]',
    'yallow: [{owner: b, reason: c, until: 2027-01-31}]',
    'ydetectors: [{id: a b, pattern: x, keywords: [abc]}]',
    'ydetectors: [{id: ab, pattern: x, keywords: [a]}]',
    'ydetectors: [{id: ab, pattern: "(", keywords: [abc], severity: bad}]',
    'ydetectors: [{id: ab, pattern: "(", keywords: [abc]}]',
    'ydetectors: [{id: ab, pattern: "x(a)\\\\1", keywords: [abc], entropy: -1}]',
    'ydetectors: [{id: ab, pattern: "(a*)*b", keywords: [abc], group: 1, tests: {matches: [x], misses: [abcb]}}]',
    'y- a',
    'y"unfinished',
    'tx = ',
    't[[rules]]\nid = "a"\nregex = "x"\nkeywords = ["abc"]\nsecretGroup = "x"\nentropy = "nan"\n',
    't[[rules]]\nid = "a"\nregex = "x"\nkeywords = ["abc"]\nsecretGroup = 1979-05-27\n',
  ),
  tokens: [
    '__proto__',
    'constructor',
    '- ',
    ': ',
    '&a ',
    '*a',
    '<<: ',
    '!!binary ',
    '[[rules]]\n',
    '[[',
    ']]',
    "'''",
    '(?i)',
    '(?P<',
    '[[:alpha:]]',
    '\\z',
    '\n  ',
    '{',
    '}',
    '1979-05-27',
    'nan',
    '-1',
  ],
  maxBytes: 2048,
  errors: [UsageError],
  run(bytes) {
    const text = new TextDecoder().decode(bytes);
    const parsed = parseRules(text.slice(1), text.startsWith('t') ? 'toml' : 'yaml', 'rules');
    for (const { row } of parsed.detectors) mustBeDetector(toDetector(row), row.group);
    // Patterns are of the user: what they cost is not looked at, so that only short texts are tried.
    const tests = parsed.detectors.flatMap(({ matches, misses }) => [...matches, ...misses]);
    const canRun = tests.length > 0 && tests.every((one) => one.length < 32);
    return [parsed, canRun ? testRules(parsed) : null];
  },
};

function mustBeDetector({ keywords, maxLength, entropy, examine }: Detector, group: number): void {
  mustHold(keywords.length > 0 && keywords.every((word) => word.length >= 3), 'there is nothing to look for');
  mustHold(maxLength > 0 && maxLength <= 4200, 'a match has no end');
  mustHold(entropy >= 0 && entropy <= 100, 'an entropy is no number');
  mustHold(Number.isSafeInteger(group) && group >= 0, 'a group is no number');
  examine?.({ secret: 'abc', match: 'abc', groups: ['abc'], path: 'srv/a.conf', before: 'x', after: 'y' });
}

const SECRET = exampleText(
  examples.find(({ detector }) => detector === 'github-fine-grained-token')?.matches[0] ?? '',
  'fuzz',
  0,
);
const OPEN_PASSWORD = `${'k2v9'}Rok7${'Zy8pLr4T'}`;

const CONFIG = {
  config: {
    env: ['PATH=/bin', `TOKEN=${SECRET}`, SECRET, `DB_PASSWORD=${OPEN_PASSWORD}`],
    entrypoint: ['/bin/sh', '-c', `echo ${OPEN_PASSWORD}`],
    cmd: ['run', '--password', OPEN_PASSWORD, '--token', SECRET],
    user: 'root',
    labels: { maintainer: 'a', [`x.${SECRET}`]: 'b', 'api-token': OPEN_PASSWORD },
    exposedPorts: ['80/tcp'],
    healthcheck: ['CMD', 'curl', `http://a:${OPEN_PASSWORD}@host/`],
    history: [
      { createdBy: `RUN |1 TOKEN=${SECRET} /bin/sh -c make`, comment: '', emptyLayer: false },
      { createdBy: 'ENV A=b', comment: SECRET, emptyLayer: true },
    ],
  },
  annotations: { note: `password=${OPEN_PASSWORD}` },
  layers: [`RUN |1 TOKEN=${SECRET} /bin/sh -c make`, 'ENV A=b', 'something else'],
};

const configParts = { scanner, standingOf, key: '00', without: [], settings: '' };

/** JSON that has the form of an image's texts; what has another form is made to fit. */
const config: Target = {
  id: 'secret-config',
  sources: ['check/secret/config.ts', 'check/secret/describe-hit.ts', 'check/secret/mask.ts'],
  seeds: () => [Buffer.from(JSON.stringify(CONFIG)), Buffer.from('{}')],
  tokens: [
    SECRET,
    OPEN_PASSWORD,
    'password=',
    '--token',
    ' ',
    '=',
    '__proto__',
    '\\ud800',
    '\u{1f600}',
    '$&',
  ],
  mutators: [mutateJson, mutateJson],
  maxBytes: 8192,
  errors: [SyntaxError],
  run(bytes) {
    const image = toImage(parseJsonText(new TextDecoder().decode(bytes)));
    const secrets: string[] = [];
    const noted: Scanner = {
      open: (path, head, onHit, onCapped) =>
        scanner.open(
          path,
          head,
          (hit) => {
            if (hit.detector.kind !== 'public')
              secrets.push(Buffer.from(hit.secret, 'latin1').toString('utf8'));
            onHit(hit);
          },
          onCapped,
        ),
    };
    const { hits, shown } = scanConfig(image, { ...configParts, scanner: noted });
    const texts = [...textsIn(shown), ...hits.map(({ path }) => path)];
    // Shorter ones may be a word of anything.
    for (const secret of secrets.filter((each) => each.length >= 8))
      mustHold(!texts.some((text) => text.includes(secret)), 'a secret is shown');
    mustHold(shown.config.cmd.length === image.config.cmd.length, 'there are other words');
    return { hits, shown };
  },
};

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, each]) => [name, ...textsIn(each)]);
}

function toImage(given: unknown): ImageInfo {
  const top = membersOf(given);
  const found = membersOf(top['config']);
  const list = (name: string): readonly string[] => textsIn(found[name]);
  const record = (value: unknown): Record<string, string> =>
    Object.fromEntries(
      Object.entries(membersOf(value)).map(([name, each]) => [name, String(textsIn(each)[0] ?? '')]),
    );
  const history = Object.values(membersOf(found['history'])).map((step) => {
    const { createdBy, comment, emptyLayer } = membersOf(step);
    return {
      createdBy: textsIn(createdBy)[0] ?? '',
      comment: textsIn(comment)[0] ?? '',
      emptyLayer: emptyLayer === true,
    };
  });
  return {
    reference: 'a',
    source: 'registry',
    names: [],
    id: null,
    manifestDigest: null,
    indexDigest: null,
    platform: { os: 'linux', architecture: 'amd64', variant: '' } as ImageInfo['platform'],
    config: {
      env: list('env'),
      entrypoint: list('entrypoint'),
      cmd: list('cmd'),
      user: list('user')[0] ?? '',
      labels: record(found['labels']),
      exposedPorts: list('exposedPorts'),
      healthcheck: list('healthcheck'),
      history,
    },
    layers: textsIn(top['layers']).map((createdBy, index) => ({
      index,
      digest: null,
      diffId: null,
      chainId: null,
      sizeBytes: -1,
      createdBy,
    })),
    annotations: record(top['annotations']),
  };
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

export const secretTextTargets: readonly Target[] = [
  allDetectors,
  config,
  engine,
  fact,
  falseAlarm,
  mask,
  rules,
];
