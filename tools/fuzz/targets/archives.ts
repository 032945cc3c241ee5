/** Archives: tar, ZIP, Java archives, eggs. */
import { bytesSource } from '../../../src/base/byte-source.ts';
import { DEFAULT_LIMITS } from '../../../src/base/limits.ts';
import { TarWalker } from '../../../src/base/tar/tar.ts';
import { cleanPath, decodeName, encodeName, pathFault } from '../../../src/base/tar/tar-path.ts';
import { openZip, readZipEntry, ZipError, zipEntries } from '../../../src/base/zip.ts';
import { readArchives } from '../../../src/ecosystem/maven/archive-walk.ts';
import { javaArchiveReader } from '../../../src/ecosystem/maven/read-archive.ts';
import { streamArchive } from '../../../src/ecosystem/maven/stream-archive.ts';
import { eggReader } from '../../../src/ecosystem/pypi/distribution.ts';
import {
  dir,
  type Entry,
  file,
  hardlink,
  layer,
  paxHeader,
  special,
  symlink,
  type TarFormat,
} from '../../../test/tar-builder.ts';
import { buildZip } from '../../../test/zip-builder.ts';
import { mutateTar, mutateZip, splitZip } from '../mutate/containers.ts';
import { mutateHeader, repairTar } from '../mutate/tar.ts';
import { buildStreamedZip, mutateRecord } from '../mutate/zip-records.ts';
import { type Mutator, mustHold, type Target, texts } from '../target.ts';
import { fileEntry, streamedFile, wholeFile } from './reading.ts';

const ENTRIES: readonly Entry[] = [
  dir('etc'),
  file('etc/passwd', 'root'),
  symlink('etc/link', '../passwd'),
  hardlink('etc/hard', './etc/passwd'),
  file('.wh.gone'),
  special('dev/null', '3'),
];
const SPARSE_PAX = {
  'GNU.sparse.major': '1',
  'GNU.sparse.minor': '0',
  'GNU.sparse.name': 's',
  'GNU.sparse.realsize': '20',
};

function tars(): Uint8Array[] {
  const formats: readonly TarFormat[] = ['pax', 'gnu', 'ustar', 'v7'];
  const long = `${'a'.repeat(60)}/${'b'.repeat(60)}`;
  return [
    ...formats.map((format) => layer(ENTRIES, { format })),
    ...(['pax', 'gnu', 'ustar'] as const).map((format) => layer([file(long, 'x')], { format })),
    layer([file('u', 'x', { uid: 2 ** 40 }), symlink('s', 'c'.repeat(150))], { format: 'gnu' }),
    layer([
      paxHeader({ path: 'p', size: '1', linkpath: 'l', uid: '5' }, 'g'),
      file('q', 'x', { pax: { path: 'r', uid: '7', mtime: '1.5' } }),
    ]),
    layer([file('s', '1\n10\n4\ndata', { pax: SPARSE_PAX })]),
    layer([file('s', 'data', { pax: { 'GNU.sparse.size': '9', 'GNU.sparse.map': '5,4' } })]),
    layer([
      file('s', 'data', {
        pax: {
          'GNU.sparse.size': '9',
          'GNU.sparse.numblocks': '1',
          'GNU.sparse.offset': '5',
          'GNU.sparse.numbytes': '4',
        },
      }),
    ]),
    layer([special('s', 'S', { content: Buffer.from('data'), patch: writeOldSparse })], { format: 'gnu' }),
    layer([file('a', 'x')], { endBlocks: 0 }),
  ];
}

/** One piece of 4 bytes at 5, of 9. */
function writeOldSparse(header: Buffer): void {
  header.write('00000000005\0', 386, 'latin1');
  header.write('00000000004\0', 398, 'latin1');
  header.write('00000000011\0', 483, 'latin1');
  repairTar(header).copy(header);
}

const LIMITS = {
  ...DEFAULT_LIMITS,
  layerEntries: 500,
  keptFileBytes: 1 << 20,
  headerBytes: 1 << 16,
  layerRatioFloorBytes: 1 << 22,
};

interface Walked {
  readonly entries: unknown[];
  readonly faults: unknown[];
}

function walk(bytes: Uint8Array, step: number): Walked {
  const entries: unknown[] = [];
  const faults: unknown[] = [];
  const walker = new TarWalker(
    {
      entry(entry) {
        const seen = { entry, bytes: 0, ended: false };
        entries.push(seen);
        return {
          push(chunk) {
            mustHold(!seen.ended, 'content after its end');
            seen.bytes += chunk.length;
          },
          end() {
            seen.ended = true;
            mustHold(seen.bytes === entry.sizeBytes, 'the content has another size than the entry');
          },
        };
      },
      fault: (fault) => faults.push(fault),
    },
    LIMITS,
  );
  for (let at = 0; at < bytes.length; at += step) walker.push(bytes.subarray(at, at + step));
  walker.end();
  return { entries, faults };
}

const tar: Target = {
  id: 'tar',
  sources: ['base/tar/'],
  seeds: tars,
  tokens: [
    'ustar\x0000',
    'ustar  \0',
    ' path=',
    ' size=',
    '20 path=a\n',
    ' GNU.sparse.map=0,1\n',
    ' linkpath=',
    '../',
    '.wh.',
  ],
  mutators: [mutateTar, (bytes, random) => mutateHeader(bytes, random)],
  repair: repairTar,
  errors: [],
  run(bytes) {
    const whole = walk(bytes, bytes.length);
    for (const step of [512, 100]) {
      mustHold(
        JSON.stringify(walk(bytes, step)) === JSON.stringify(whole),
        'the tar in pieces is another one',
      );
    }
    return whole;
  },
};

const PATH_LIMITS = { ...DEFAULT_LIMITS, pathBytes: 200, pathDepth: 20 };

const tarPaths: Target = {
  id: 'tar-paths',
  sources: ['base/tar/tar-path.ts'],
  seeds: texts(
    './a/b',
    '/',
    '../../x',
    'a//b/./c/../d/',
    '\u00fcber/\xff',
    'a/'.repeat(30),
    'long/'.repeat(50),
  ),
  tokens: ['/', './', '../', '..', '.', '//', '\xff', '\xed\xb2\x80', '\0'],
  maxBytes: 2048,
  errors: [],
  run(bytes) {
    const name = decodeName(Buffer.from(bytes));
    mustHold(encodeName(name).equals(bytes), 'a name changes its bytes');
    const { path } = cleanPath(name);
    mustHold(
      cleanPath(path).path === path && !/(?:^|\/)\.{0,2}(?:\/|$)/.test(path.replace(/^$/, 'root')),
      'a path is not clean',
    );
    const fault = pathFault(path, PATH_LIMITS);
    const isLong = encodeName(path).length > PATH_LIMITS.pathBytes;
    const isDeep = path.split('/').length > PATH_LIMITS.pathDepth;
    mustHold((fault === null) === !(isLong || isDeep || path.includes('\0')), 'a path is refused, or not');
    return [path, fault];
  },
};

const JAR_ENTRIES = [
  {
    name: 'META-INF/MANIFEST.MF',
    content: 'Manifest-Version: 1.0\r\nImplementation-Title: app\r\nImplementation-Version: 1.0\r\n',
  },
  {
    name: 'META-INF/maven/org.example/app/pom.properties',
    content: 'groupId=org.example\nartifactId=app\nversion=1.0\n',
  },
  { name: 'META-INF/maven/org.example/app/pom.xml', content: '<project/>' },
  { name: 'org/example/App.class', content: '\xca\xfe' },
  { name: 'x.txt', content: 'text', stored: true },
];
const JAR = buildZip(JAR_ENTRIES);

const zip: Target = {
  id: 'zip',
  sources: ['base/zip.ts', 'base/byte-source.ts'],
  seeds: () => [
    JAR,
    buildZip(JAR_ENTRIES.slice(3), { zip64: true }),
    buildZip(JAR_ENTRIES.slice(4), { prefix: Buffer.from('#!/bin/sh\n'), comment: 'PK\x05\x06' }),
    buildZip([]),
  ],
  tokens: [
    'PK\x01\x02',
    'PK\x03\x04',
    'PK\x05\x06',
    'PK\x06\x06',
    'PK\x06\x07',
    '\xff\xff\xff\xff',
    '\x01\x00\x18\x00',
  ],
  mutators: [mutateZip, mutateRecord],
  errors: [ZipError],
  run(bytes) {
    const archive = openZip(bytesSource(bytes));
    return [...zipEntries(archive)].map((entry) => {
      try {
        const content = readZipEntry(archive, entry, 1 << 20);
        mustHold(content.length === entry.plainBytes, 'an entry has another size than it says');
        return [entry, content.length];
      } catch (error) {
        if (!(error instanceof ZipError)) throw error;
        return [entry, error.message];
      }
    });
  },
};

const jar: Target = {
  id: 'jar',
  sources: [
    'ecosystem/maven/read-archive.ts',
    'ecosystem/maven/java-archive.ts',
    'ecosystem/maven/presence.ts',
  ],
  seeds: () => [
    JAR,
    buildZip([
      ...JAR_ENTRIES,
      { name: 'BOOT-INF/lib/inner.jar', content: JAR, stored: true },
      { name: 'BOOT-INF/classes/a/B.class', content: 'x' },
    ]),
    buildZip([{ name: 'WEB-INF/lib/a-1.0.jar', content: buildZip([{ name: 'lib/b.jar', content: JAR }]) }], {
      prefix: Buffer.from('#!\n'),
    }),
    buildZip([
      { name: 'com/alibaba/fastjson/JSON.class', content: 'x' },
      { name: 'META-INF/versions/9/a/B.class', content: '' },
    ]),
    Buffer.from('no archive'),
  ],
  tokens: [
    'PK\x01\x02',
    'PK\x03\x04',
    'PK\x05\x06',
    '.jar',
    '.class',
    'META-INF/',
    'pom.properties',
    'BOOT-INF/lib/',
  ],
  mutators: [mutateZip, mutateZip, mutateRecord],
  errors: [Error, ZipError],
  memoryBytes: 256 * 1024 * 1024,
  run: streamedFile(javaArchiveReader, 'srv/app.jar'),
};

const STREAMED_ENTRIES = [
  ...JAR_ENTRIES,
  { name: 'BOOT-INF/lib/inner.jar', content: JAR, stored: true },
  { name: 'com/alibaba/fastjson/JSON.class', content: 'x' },
];

/** A large archive, read as it passes, must give what it gives when it is read whole, or ask for that. */
const jarStream: Target = {
  id: 'jar-stream',
  sources: ['base/zip-stream.ts', 'base/zip-unpack.ts', 'ecosystem/maven/stream-archive.ts'],
  seeds: () => [
    JAR,
    buildZip(STREAMED_ENTRIES, { comment: 'a comment' }),
    buildStreamedZip(STREAMED_ENTRIES),
    buildZip([], {}),
    buildZip(JAR_ENTRIES, { zip64: true }),
  ],
  tokens: ['PK\x01\x02', 'PK\x03\x04', 'PK\x05\x06', 'PK\x07\x08', '.jar', 'META-INF/', 'pom.properties'],
  mutators: [mutateZip, mutateRecord, restream],
  errors: [],
  memoryBytes: 256 * 1024 * 1024,
  run(bytes) {
    const streamed = readStreamed(bytes, bytes.length || 1);
    mustHold(readStreamed(bytes, 50) === streamed, 'in pieces the archive is another one');
    // With so little kept, archives inside are read as they pass, too.
    for (const facts of [streamed, readStreamed(bytes, 50, 100)]) {
      mustHold(facts === 'again' || facts === readWhole(bytes), 'as it passes the archive is another one');
    }
    return streamed === 'again' ? null : streamed;
  },
};

function readStreamed(bytes: Uint8Array, step: number, maxEntryBytes?: number): string {
  const sink = streamArchive(DEFAULT_LIMITS, maxEntryBytes);
  for (let at = 0; at < bytes.length; at += step) sink.push(bytes.subarray(at, at + step));
  const facts = sink.end(() => {});
  return facts === 'again' ? facts : JSON.stringify(facts);
}

/** With what it warns of; empty where it cannot be read. */
function readWhole(bytes: Uint8Array): string {
  const warnings: string[] = [];
  const entry = fileEntry('srv/app.jar', bytes.length);
  const warn = (_: string, message: string): unknown => warnings.push(message);
  try {
    const facts = readArchives({ entry, bytes, limits: DEFAULT_LIMITS, warn });
    return JSON.stringify(facts) + warnings.join('\n');
  } catch {
    return '';
  }
}

/** The same entries with their sizes behind them, or not. */
function restream(...[bytes, random, other]: Parameters<Mutator>): Uint8Array {
  const entries = splitZip(Buffer.from(mutateZip(bytes, random, other)));
  return random.oneIn(2) ? buildStreamedZip(entries) : buildZip(entries);
}

const egg: Target = {
  id: 'pypi-egg',
  sources: ['ecosystem/pypi/distribution.ts'],
  seeds: () => [
    buildZip([
      { name: 'EGG-INFO/PKG-INFO', content: 'Name: a\nVersion: 1.0\n' },
      { name: 'a.py', content: '' },
    ]),
    Buffer.from('/usr/lib/a\n'),
  ],
  tokens: ['EGG-INFO/PKG-INFO', 'PK\x01\x02', 'PK\x05\x06', 'Name: ', 'Version: '],
  mutators: [mutateZip],
  errors: [Error, ZipError],
  run: wholeFile(eggReader, 'usr/lib/a-1.0.egg'),
};

export const archiveTargets: readonly Target[] = [egg, jar, jarStream, tar, tarPaths, zip];
