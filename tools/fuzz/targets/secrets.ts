/** Secrets: archives as they pass, keys and key stores, and the reader as a whole. */
import { createHash, generateKeyPairSync } from 'node:crypto';
import { deflateRawSync, gunzipSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { DEFAULT_LIMITS } from '../../../src/base/limits.ts';
import { gunzip } from '../../../src/check/secret/archive/gunzip.ts';
import { openArchive } from '../../../src/check/secret/archive/open-archive.ts';
import { createSecretsReader } from '../../../src/check/secret/create-reader.ts';
import { exampleText } from '../../../src/check/secret/detectors/example.ts';
import { createScanner } from '../../../src/check/secret/engine/scanner.ts';
import { secretFact } from '../../../src/check/secret/fact.ts';
import { bareKeys } from '../../../src/check/secret/keys/jwk.ts';
import { KEY_EXAMPLES } from '../../../src/check/secret/keys/keys.examples.ts';
import { privateKeys } from '../../../src/check/secret/keys/private-keys.ts';
import { publicKeys } from '../../../src/check/secret/keys/public-keys.ts';
import { javaKeyStore, pkcs12 } from '../../../src/check/secret/keys/store-builder.ts';
import { createStoreExaminer, mayBeStore } from '../../../src/check/secret/keys/stores.ts';
import type { SecretSettings } from '../../../src/check/secret/settings.ts';
import { file, layer } from '../../../test/tar-builder.ts';
import { buildZip } from '../../../test/zip-builder.ts';
import { mutateBytes } from '../mutate/bytes.ts';
import { mutateContent, mutateGzip } from '../mutate/containers.ts';
import { type Mutator, mustHold, type Target } from '../target.ts';
import { streamedFile } from './reading.ts';

const MEMBERS = [
  { name: 'conf/a.properties', content: 'password=x\n' },
  { name: 'b.bin', content: Buffer.alloc(700, 'ab'), stored: true },
];
const ZIP = buildZip(MEMBERS);
const TAR = layer([file('a/b', 'text'), file('c.zip', ZIP)]);

/** One member of ar; its header says `size`, or how long it is. */
function ar(...members: readonly (readonly [name: string, content: Uint8Array, size?: string])[]): Buffer {
  const parts = members.flatMap(([name, content, size = String(content.length)]) => [
    Buffer.from(`${name.padEnd(16)}0           0     0     100644  ${size.padEnd(10)}\`\n`, 'latin1'),
    content,
    Buffer.alloc(content.length % 2, '\n'),
  ]);
  return Buffer.concat([Buffer.from('!<arch>\n'), ...parts]);
}

function archives(): readonly Uint8Array[] {
  return [
    ZIP,
    TAR,
    gzipSync(TAR),
    zstdCompressSync(TAR),
    ar(
      ['debian-binary/', Buffer.from('2.0\n')],
      ['control.tar.gz', gzipSync(TAR)],
      ['', Buffer.from('x')],
      ['none', Buffer.alloc(0)],
    ),
    ar(['bad', Buffer.from('x'), 'y']),
    buildZip([{ name: 'in.zip', content: buildZip([{ name: 'in.tar', content: TAR, stored: true }]) }]),
    // Four levels, of which three are opened.
    gzipSync(gzipSync(gzipSync(gzipSync('deep')))),
    gzipSync(Buffer.alloc(300_000)),
    Buffer.concat([gzipSync('one'), gzipSync('two'), Buffer.alloc(9)]),
    Buffer.from('\xfd7zXZ\0 and more', 'latin1'),
    layer([file('a.xz', Buffer.from('BZh91AY', 'latin1')), file('log.gz', gzipSync('plain'))]),
    Buffer.from('no archive'),
  ];
}

const ARCHIVE_LIMITS = { ...DEFAULT_LIMITS, nestedArchiveDepth: 3, nestedArchiveBytes: 200_000 };

interface Opened {
  readonly members: readonly (readonly [path: string, bytes: number, digest: string])[];
  readonly warnings: readonly string[];
  readonly passed: number;
}

function openAll(bytes: Uint8Array, step: number): Opened | null {
  const members: [string, number, string][] = [];
  const warnings: string[] = [];
  let passed = 0;
  const sink = openArchive('a', bytes.subarray(0, 4096), ARCHIVE_LIMITS, {
    member(path) {
      const hash = createHash('sha256');
      let [length, isOver] = [0, false];
      return {
        push(chunk) {
          mustHold(!isOver, 'bytes behind the end of a member');
          hash.update(chunk);
          length += chunk.length;
          passed += chunk.length;
        },
        end() {
          mustHold(!isOver, 'a member ends twice');
          isOver = true;
          members.push([path, length, hash.digest('hex')]);
        },
      };
    },
    warn: (code, message) => warnings.push(`${code}: ${message}`),
  });
  if (sink === null) return null;
  for (let at = 0; at < bytes.length; at += step) sink.push(bytes.subarray(at, at + step));
  sink.end();
  return { members, warnings, passed };
}

/** Where something is damaged, how much came before it may depend on the pieces. */
function mustBeSame(whole: Opened | null, pieces: Opened | null): void {
  const said = [...(whole?.warnings ?? []), ...(pieces?.warnings ?? [])];
  if (said.some((text) => /^(?:damaged-archive|nested-archive-limit)/.test(text))) return;
  mustHold(JSON.stringify(whole) === JSON.stringify(pieces), 'the archive in pieces is another one');
}

const archive: Target = {
  id: 'secret-archive',
  sources: ['check/secret/archive/'],
  seeds: archives,
  tokens: [
    'PK\x03\x04',
    'PK\x01\x02',
    '\x1f\x8b\x08',
    '\x28\xb5\x2f\xfd',
    '!<arch>\n',
    '`\n',
    'ustar',
    'BZh',
    '9999999999',
  ],
  mutators: [mutateContent, mutateContent, nestInput],
  errors: [],
  memoryBytes: 256 * 1024 * 1024,
  run(bytes) {
    const whole = openAll(bytes, bytes.length || 1);
    for (const step of stepsOf(bytes)) mustBeSame(whole, openAll(bytes, step));
    if (whole === null) return null;
    mustHold(whole.passed <= ARCHIVE_LIMITS.nestedArchiveBytes, 'more comes out than may');
    mustHold(whole.warnings.length <= 110, 'it is told of without end');
    for (const [path] of whole.members) {
      mustHold(path.length < 20_000, 'a path has no end');
    }
    return whole;
  },
};

/** Small ones take long. */
function stepsOf({ length }: Uint8Array): readonly number[] {
  return length < 4096 ? [1000, 61] : [1000];
}

/** In one more archive. */
function nestInput(...[bytes, random]: Parameters<Mutator>): Uint8Array {
  return random.pick([
    () => gzipSync(bytes),
    () => zstdCompressSync(bytes),
    () => layer([file('n', bytes), file('n', 'x')]),
    () => buildZip([{ name: 'n', content: bytes }]),
    () => ar(['n/', bytes], ['m/', Buffer.from('x')]),
  ])();
}

const GZIP_FIELDS = Buffer.concat([
  Buffer.from('1f8b081e0000000000030300585858', 'hex'),
  Buffer.from('name\0comment\0'),
  Buffer.from([0, 0]),
]);

const gunzipAll: Target = {
  id: 'secret-gunzip',
  sources: ['check/secret/archive/gunzip.ts'],
  seeds: () => [
    gzipSync('text'),
    gzipSync(''),
    gzipSync(Buffer.alloc(100_000, 'abc')),
    gzipSync(TAR, { level: 0 }),
    Buffer.concat([gzipSync('one'), gzipSync('two')]),
    Buffer.concat([gzipSync('one'), Buffer.alloc(9)]),
    Buffer.concat([GZIP_FIELDS, deflateRawSync('x'), Buffer.from('830cdd8c01000000', 'hex')]),
    Buffer.concat([GZIP_FIELDS.subarray(0, 15), Buffer.alloc(70_000, 1)]),
    gzipSync('cut off').subarray(0, -3),
    Buffer.from('\x1f\x8b\x07no', 'latin1'),
  ],
  tokens: ['\x1f\x8b\x08\x00', '\x1f\x8b\x08\x1f', '\x03\x00', '\x00\x00\xff\xff'],
  mutators: [mutateGzip],
  errors: [],
  run(bytes) {
    const known = knownPlain(bytes);
    for (const step of [bytes.length || 1, ...stepsOf(bytes)]) {
      const plain = unpack(bytes, step);
      // zlib also looks at sums of headers and at lengths, and takes what it does not know for an end.
      if (known !== null && bytes.length > 0)
        mustHold(plain?.equals(known) === true, 'zlib unpacks something else');
    }
    return known?.length ?? null;
  },
};

const MOST_PLAIN = 4 * 1024 * 1024;

function knownPlain(bytes: Uint8Array): Buffer | null {
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_PLAIN });
  } catch {
    return null;
  }
}

/** Null where it is damaged, or more than anyone asked for. */
function unpack(bytes: Uint8Array, step: number): Buffer | null {
  const chunks: Buffer[] = [];
  let length = 0;
  const sink = gunzip((plain) => {
    chunks.push(Buffer.from(plain));
    length += plain.length;
    return length <= MOST_PLAIN;
  });
  mustHold(sink !== null, 'the handle cannot be used');
  try {
    for (let at = 0; at < bytes.length; at += step) sink!.push(bytes.subarray(at, at + step));
    sink!.end();
    return Buffer.concat(chunks);
  } catch (error) {
    mustHold((error as Error).constructor === Error, `${error}`);
    return null;
  }
}

const PAIRS = {
  rsa: generateKeyPairSync('rsa', { modulusLength: 1024 }),
  ec: generateKeyPairSync('ec', { namedCurve: 'prime256v1' }),
  ed: generateKeyPairSync('ed25519'),
};

const textOfAll = KEY_EXAMPLES.flatMap(({ detector, matches, misses }) =>
  [...matches, ...misses].map((example, index) =>
    Buffer.from(exampleText(example, detector, index), 'latin1'),
  ),
);

/** Nothing is refused: what a key is is told by its own check. */
const keyScanner = createScanner([...privateKeys, ...publicKeys, ...bareKeys], () => false);

const keys: Target = {
  id: 'secret-keys',
  sources: [
    'check/secret/keys/armor.ts',
    'check/secret/keys/asn1.ts',
    'check/secret/keys/base58.ts',
    'check/secret/keys/bech32.ts',
    'check/secret/keys/der.ts',
    'check/secret/keys/jwk.ts',
    'check/secret/keys/pgp.ts',
    'check/secret/keys/private-keys.ts',
    'check/secret/keys/public-keys.ts',
    'check/secret/keys/ssh.ts',
  ],
  seeds: () => textOfAll,
  tokens: [
    '-----BEGIN ',
    '-----END ',
    ' PRIVATE KEY-----',
    'Proc-Type: 4,ENCRYPTED',
    'DEK-Info: ',
    'ssh-rsa AAAA',
    '"kty":"',
    '"d":"',
    '\\n',
    '\\r\\n',
  ],
  mutators: [mutateArmored, mutateArmored],
  errors: [],
  run(bytes) {
    const found: unknown[] = [];
    const stream = keyScanner.open('srv/key', bytes, ({ detector, secret, examined, ...hit }) => {
      mustHold(examined.publicKey === '' || /^[0-9a-f]{64}$/.test(examined.publicKey), 'it is no digest');
      mustHold(
        examined.note.length < 200 && /^[\x20-\x7e]*$/.test(examined.note),
        'a note of something else',
      );
      found.push([detector.id, secret.length, examined, hit]);
    });
    stream.push(bytes);
    stream.end();
    return found;
  },
};

/** Bytes that are base64 in a text are changed. */
function mutateArmored(...[bytes, random, other]: Parameters<Mutator>): Uint8Array {
  const text = bytes.toString('latin1');
  const runs = [...text.matchAll(/[A-Za-z0-9+/\n]{40,}={0,2}/g)];
  if (runs.length === 0) return mutateBytes(bytes, { random, tokens: [], other });
  const run = random.pick(runs);
  const plain = Buffer.from(run[0], 'base64');
  const changed = (random.oneIn(2) ? mutateElement : mutateBytes)(plain, { random, tokens: [], other });
  const lines = Buffer.from(changed).toString('base64').replace(/.{64}/g, '$&\n');
  return Buffer.from(text.slice(0, run.index) + lines + text.slice(run.index + run[0].length), 'latin1');
}

/** Lengths of one byte more or less, as a format that counts them would have it. */
function mutateElement(bytes: Uint8Array, { random }: Parameters<typeof mutateBytes>[1]): Buffer {
  const changed = Buffer.from(bytes);
  for (let count = 0; changed.length > 0 && (count === 0 || random.oneIn(2)); count++) {
    const at = random.int(changed.length);
    changed[at] = random.pick([
      0,
      1,
      2,
      3,
      4,
      5,
      6,
      0x30,
      0x80,
      0x81,
      0xff,
      changed[at]! + 1,
      changed[at]! - 1,
    ]);
  }
  return changed;
}

const DER_FORMS = ['pkcs8', 'pkcs1', 'sec1'] as const;

/** The first byte says which name the file has. */
const PATHS = ['srv/file', 'config/master.key', 'root/.erlang.cookie', 'etc/wireguard/privatekey'];

function stores(): readonly Uint8Array[] {
  const der = [PAIRS.rsa, PAIRS.ec, PAIRS.ed].flatMap(({ privateKey }) =>
    DER_FORMS.flatMap((type) => {
      try {
        return [privateKey.export({ format: 'der', type })];
      } catch {
        return [];
      }
    }),
  );
  const locked = PAIRS.ec.privateKey.export({
    format: 'der',
    type: 'pkcs8',
    cipher: 'aes-128-cbc',
    passphrase: 'x',
  });
  const armored = textOfAll.flatMap((text) => {
    const base64 = /-----BEGIN (?:CERTIFICATE|PGP PRIVATE KEY BLOCK)-----([^-]*)/.exec(
      text.toString('latin1'),
    )?.[1];
    return base64 === undefined ? [] : [Buffer.from(base64.replace(/^Version.*$|^=.{4}$/gm, ''), 'base64')];
  });
  const tor = Buffer.concat([Buffer.from('== ed25519v1-secret: type0 ==\0\0\0'), Buffer.alloc(64, 'k3y')]);
  const binary = [
    ...der,
    locked,
    ...armored,
    tor,
    Buffer.from(`03d9a29a67fb4bb5${'00'.repeat(40)}`, 'hex'),
    javaKeyStore(['private', 'trusted', 'secret']),
    javaKeyStore(['secret'], { magic: 0xcececece, password: '' }),
    javaKeyStore(['trusted']),
    pkcs12(1, 'none'),
    pkcs12(2, 'changeit'),
    pkcs12(2, 'kept for itself'),
    pkcs12(3, ''),
  ].map((bytes) => Buffer.concat([Buffer.from([0]), bytes]));
  return [
    ...binary,
    Buffer.from('\x01d0c1f9a47be85d36d0c1f9a47be85d36\n'),
    Buffer.from('\x02ZKXWMQPLTRUSVHJGYNBC'),
    Buffer.from('\x03kGxW9q3PzLtR7uSvHjBnYcD2mFaE5oI8wKdQ1rT6yU4='),
  ];
}

const keyStores: Target = {
  id: 'secret-stores',
  sources: [
    'check/secret/keys/asn1.ts',
    'check/secret/keys/jks.ts',
    'check/secret/keys/pgp.ts',
    'check/secret/keys/pkcs12.ts',
    'check/secret/keys/stores.ts',
    'check/secret/keys/store-kinds.ts',
  ],
  seeds: stores,
  tokens: [
    '\xfe\xed\xfe\xed',
    '\xce\xce\xce\xce',
    '\x30\x82',
    '\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01',
    '\x02\x01\x03',
    '\xa0\x82',
  ],
  mutators: [
    (bytes, random, other) =>
      Buffer.concat([bytes.subarray(0, 1), mutateElement(bytes.subarray(1), { random, tokens: [], other })]),
  ],
  errors: [],
  run(bytes) {
    const path = PATHS[(bytes[0] ?? 0) % PATHS.length]!;
    const content = bytes.subarray(1);
    if (content.length === 0 || !mayBeStore(content, path)) return null;
    const found = createStoreExaminer(100)(content, path);
    if (found === null) return null;
    mustHold(/^(?:|[0-9a-f]{64})$/.test(found.examined.publicKey), 'it is no digest');
    return found;
  },
};

const SETTINGS: SecretSettings = { key: '00', keyIsOwn: true, detectors: [], without: [] };
const reader = createSecretsReader(SETTINGS);
const PEM = PAIRS.ed.privateKey.export({ format: 'pem', type: 'pkcs8' }) as string;

/** What comes of the whole file, and that its shape lets it through. */
const wholeReader: Target = {
  id: 'secret-reader',
  sources: [
    'check/secret/create-reader.ts',
    'check/secret/describe-hit.ts',
    'check/secret/fact.ts',
    'check/secret/mask.ts',
    'check/secret/open-file.ts',
    'check/secret/reader.ts',
  ],
  seeds: () => [
    Buffer.from(PEM),
    Buffer.from(`key = "${PEM.replaceAll('\n', '\\n')}" # plimsoll:allow\n`),
    layer([
      file('a.pem', PEM),
      file('z.gz', gzipSync(PEM)),
      file('b.zip', buildZip([{ name: 'k', content: PEM }])),
    ]),
    gzipSync(layer([file('k.jks', javaKeyStore(['private'])), file('c.crt', textOfAll.at(-1)!)])),
    ...textOfAll.slice(0, 40),
  ],
  tokens: ['-----BEGIN PRIVATE KEY-----', 'plimsoll:allow', '\n', '\0'],
  mutators: [mutateContent, mutateContent, mutateArmored],
  errors: [],
  memoryBytes: 256 * 1024 * 1024,
  run(bytes) {
    const fact = streamedFile(reader, 'srv/app.conf')(bytes);
    if (fact !== null)
      mustHold(JSON.stringify(secretFact(fact)) === JSON.stringify(fact), 'a fact has another shape');
    return fact;
  },
};

export const secretTargets: readonly Target[] = [archive, gunzipAll, keys, keyStores, wholeReader];
