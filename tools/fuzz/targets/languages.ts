/** What package managers of languages leave: npm, Python, Go, Java; archives are in archives.ts. */

import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { parseElf } from '../../../src/base/elf.ts';
import { executablesReader } from '../../../src/ecosystem/executables/executables.ts';
import { goBinaryReader } from '../../../src/ecosystem/golang/go-binary.ts';
import { goRelease, releaseToSemver } from '../../../src/ecosystem/golang/go-version.ts';
import { mainVersion } from '../../../src/ecosystem/golang/main-version.ts';
import { parseClassFile } from '../../../src/ecosystem/maven/class-file.ts';
import { parseManifest, parsePomProperties, pomOfPath } from '../../../src/ecosystem/maven/descriptor.ts';
import { parseArchiveName } from '../../../src/ecosystem/maven/file-name.ts';
import { readSignature, SIGNATURE_CLASSES } from '../../../src/ecosystem/maven/signatures.ts';
import { packageJsonReader } from '../../../src/ecosystem/npm/package-json.ts';
import { npmPlace } from '../../../src/ecosystem/npm/place.ts';
import { eggReader, metadataReader } from '../../../src/ecosystem/pypi/distribution.ts';
import { normalName, type PypiFact } from '../../../src/ecosystem/pypi/metadata.ts';
import { buildElf } from '../../../test/elf-builder.ts';
import { buildZip } from '../../../test/zip-builder.ts';
import { mutateJson } from '../mutate/json.ts';
import { mustHold, ofText, type Target, texts } from '../target.ts';
import { fileEntry, streamedFile, wholeFile } from './reading.ts';

const elf: Target = {
  id: 'elf',
  sources: ['base/elf.ts', 'ecosystem/executables/'],
  seeds: () =>
    [true, false].flatMap((is64) =>
      [true, false].map((littleEndian) => {
        const bytes = Buffer.from('/lib/ld.so\0');
        const segments = [
          { offset: 200, address: 0x1000, bytes },
          { type: 3, offset: 200, address: 0x1000, bytes },
        ];
        return buildElf({ is64, littleEndian, type: is64 ? 3 : 2, entryPoint: 64, segments });
      }),
    ),
  errors: [],
  run(bytes) {
    const entry = fileEntry('usr/bin/tool', bytes.length);
    const sink = executablesReader.open(bytes.subarray(0, 4096), entry, LIMITS);
    return [parseElf(bytes), sink?.end(() => {})];
  },
};

const LIMITS = {
  keptFileBytes: 2 ** 29,
  nestedArchiveDepth: 8,
  nestedArchiveBytes: 2 ** 31,
  documentBytes: 2 ** 24,
};
const GO_LINES =
  'path\texample.com/a\nmod\texample.com/a\tv1.2.3\th1:x=\ndep\texample.com/b\tv0.1.0\n=>\t../b\t\ndep\tgolang.org/x/net\tv0.2.0\n=>\texample.com/net\tv0.3.0\nbuild\t-ldflags="-X main.version=v9.9.9"\nbuild\tvcs.revision=abc\n';

function goBlock(flags: number, version: string, lines: string): Buffer {
  const framed = Buffer.concat([Buffer.alloc(16, 0x30), Buffer.from(lines), Buffer.alloc(16, 0x39)]);
  const texts = [Buffer.from(version), framed].flatMap((text) => [varint(text.length), text]);
  const head = Buffer.alloc(32);
  head.write('\xff Go buildinf:', 'latin1');
  head[14] = 8;
  head[15] = flags;
  return Buffer.concat([head, ...texts]);
}

function varint(value: number): Buffer {
  return value < 128 ? Buffer.from([value]) : Buffer.from([(value & 0x7f) | 0x80, value >> 7]);
}

/** The older form: the strings' headers and the strings lie behind the block. */
function goPointers(is64: boolean, littleEndian: boolean): Buffer {
  const address = 0x40_0000;
  const size = is64 ? 8 : 4;
  const block = Buffer.alloc(32 + 4 * size);
  const put = (at: number, value: number): void => {
    const view = new DataView(block.buffer, block.byteOffset);
    if (is64) view.setBigUint64(at, BigInt(value), littleEndian);
    else view.setUint32(at, value, littleEndian);
  };
  const modules = Buffer.concat([Buffer.alloc(16), Buffer.from(GO_LINES), Buffer.alloc(16)]);
  block.write('\xff Go buildinf:', 'latin1');
  block[14] = size;
  block[15] = littleEndian ? 0 : 1;
  const texts = Buffer.from('go1.17.1');
  put(16, address + 32);
  put(16 + size, address + 32 + 2 * size);
  put(32, address + block.length);
  put(32 + size, texts.length);
  put(32 + 2 * size, address + block.length + texts.length);
  put(32 + 3 * size, modules.length);
  const bytes = Buffer.concat([block, texts, modules]);
  return buildElf({ is64, littleEndian, segments: [{ offset: 0x200, address, bytes }] });
}

/** As large as the smallest that is looked at. */
export function goProgram(): Buffer {
  const bytes = goBlock(2, 'go1.22.2', GO_LINES);
  return buildElf({ sizeBytes: 64 * 1024, segments: [{ offset: 0x100, address: 0x1000, bytes }] });
}

const goBinary: Target = {
  id: 'go-binary',
  sources: [
    'ecosystem/golang/build-info.ts',
    'ecosystem/golang/find-build-info.ts',
    'ecosystem/golang/go-binary.ts',
    'base/elf.ts',
  ],
  seeds: () => [
    buildElf({ segments: [{ offset: 0x100, address: 0x1000, bytes: goBlock(2, 'go1.22.2', GO_LINES) }] }),
    buildElf({
      programHeadersAt: 5000,
      segments: [{ offset: 0x100, address: 0x1000, bytes: goBlock(2, 'go1.20', GO_LINES) }],
    }),
    goPointers(true, true),
    goPointers(false, false),
    gunzipSync(
      readFileSync(
        new URL('../../../src/ecosystem/golang/fixtures/image/usr/local/bin/tiny.gz', import.meta.url),
      ),
    ).subarray(0, 12_000),
  ],
  tokens: [
    '\xff Go buildinf:\x08\x02',
    '\xff Go buildinf:\x08\x00',
    'path\t',
    'mod\t',
    'dep\t',
    '=>\t',
    'build\t',
    '"=',
    'go1.',
    'devel ',
  ],
  errors: [Error],
  run: streamedFile(goBinaryReader, 'usr/bin/tool'),
};

const goVersions: Target = {
  id: 'go-versions',
  sources: ['ecosystem/golang/go-version.ts', 'ecosystem/golang/main-version.ts'],
  seeds: texts(
    'go1.22.2 X:boringcrypto',
    'go1.23rc1',
    'devel go1.23-2cb9be2',
    'devel +abc',
    '-s -w -X main.version=v1.2.3 -X "a/b.Version=2.0"',
    '1.22-devel',
  ),
  tokens: ['go1.', 'rc', 'beta', 'devel', '-X ', 'main.', 'version=', '"', "'"],
  errors: [],
  run: ofText((text) => [
    releaseToSemver(goRelease(text)),
    releaseToSemver(text),
    mainVersion({
      goVersion: '',
      packagePath: '',
      main: { path: 'a', version: '' },
      dependencies: [],
      settings: [['-ldflags', text]],
    }),
  ]),
};

const javaDescriptors: Target = {
  id: 'java-descriptors',
  sources: ['ecosystem/maven/descriptor.ts', 'ecosystem/maven/file-name.ts'],
  seeds: texts(
    'Manifest-Version: 1.0\r\nImplementation-Title: a\r\n b\r\nImplementation-Version: 1.2\r\nBundle-SymbolicName: org.x;singleton:=true\r\nBundle-License: MIT\r\n\r\nName: x\r\n',
    '#c\ngroupId=org.example\nartifactId=a\nversion=1.0\n',
    'META-INF/maven/org.example/a/pom.xml',
    'lib/log4j-1.2-api-2.17.0.jar',
    'guava-31.1-jre-sources.jar',
  ),
  tokens: [
    'groupId=',
    'artifactId:',
    'version ',
    '\r\n ',
    '\r\n\r\n',
    'Bundle-Version: ',
    '-1.0',
    '.jar',
    '-SNAPSHOT',
    '-',
  ],
  errors: [],
  run: (bytes) => {
    const text = new TextDecoder().decode(bytes);
    return [
      parseManifest(bytes),
      parsePomProperties(bytes),
      pomOfPath(text),
      parseArchiveName(text, ['1.0', '2-b']),
    ];
  },
};

function u2(value: number): Buffer {
  return Buffer.from([value >> 8, value & 255]);
}

function utf8(text: string): Buffer {
  return Buffer.concat([Buffer.from([1]), u2(text.length), Buffer.from(text)]);
}

/** A class with every kind of constant, and the fields VERSION (text) and MAJOR (number). */
function classFile(): Buffer {
  const pool = [
    utf8('VERSION'),
    utf8('1.2.83'),
    Buffer.from([8, 0, 2]),
    utf8('ConstantValue'),
    Buffer.from([3, 0, 0, 0, 3]),
    utf8('VERSION_MAJOR'),
    Buffer.from([5, ...Buffer.alloc(8)]),
    ...[7, 9, 12, 15, 16, 18].map((tag) =>
      Buffer.from([tag, ...Buffer.alloc(tag === 7 || tag === 16 ? 2 : tag === 15 ? 3 : 4)]),
    ),
  ];
  const field = (name: number, constant: number): Buffer =>
    Buffer.concat([u2(9), u2(name), u2(2), u2(1), u2(4), Buffer.from([0, 0, 0, 2]), u2(constant)]);
  const head = Buffer.from([0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 52]);
  return Buffer.concat([
    head,
    u2(pool.length + 2),
    ...pool,
    u2(1),
    u2(0),
    u2(0),
    u2(1),
    u2(0),
    u2(2),
    field(1, 3),
    field(6, 5),
    u2(0),
  ]);
}

const javaClass: Target = {
  id: 'java-class',
  sources: ['ecosystem/maven/class-file.ts', 'ecosystem/maven/signatures.ts'],
  seeds: () => [classFile()],
  tokens: [
    '\x01\x00\x07VERSION',
    '\x01\x00\x0dConstantValue',
    '\x03\x00\x00\x00\x01',
    '\x08\x00\x02',
    '\x05',
    '\x06',
  ],
  errors: [Error],
  run: (bytes) => [
    parseClassFile(bytes),
    ...CLASSES.map((name) => readSignature(name, bytes)),
    SIGNATURE_CLASSES.size,
  ],
};

const CLASSES = [
  'com/alibaba/fastjson/JSON.class',
  'x/jackson/core/json/PackageVersion.class',
  'org/h2/engine/Constants.class',
  'org/apache/zookeeper/version/Info.class',
];

const npmPackage: Target = {
  id: 'npm-package-json',
  sources: ['ecosystem/npm/package-json.ts', 'ecosystem/npm/place.ts'],
  seeds: texts(
    '{"name":"left-pad","version":"1.3.0","license":"MIT","licenses":[{"type":"BSD"},"ISC",null],"private":true}',
    '{"name":"@scope/name","version":" 1.0.0-rc.1 ","license":{"type":"MIT"}}',
    '{"name":"a","version":"1","licenses":"MIT"}',
  ),
  tokens: ['"name":', '"version":', '"license":', '"licenses":', '__proto__', '@a/b'],
  mutators: [mutateJson],
  errors: [SyntaxError],
  run(bytes) {
    const application = wholeFile(packageJsonReader, 'srv/app/package.json')(bytes);
    return [application, wholeFile(packageJsonReader, 'srv/node_modules/a/package.json')(bytes)];
  },
};

const npmPlaces: Target = {
  id: 'npm-places',
  sources: ['ecosystem/npm/place.ts'],
  seeds: texts(
    'a/node_modules/b/node_modules/@c/d/package.json',
    'usr/share/nodejs/x/package.json',
    'srv/app/package.json',
    'node_modules/x/test/fixtures/y/package.json',
  ),
  tokens: ['node_modules/', '/package.json', '@a/', '/', 'usr/share/nodejs/', 'test/', 'fixtures/'],
  errors: [],
  run: ofText(npmPlace),
};

const pypiMetadata: Target = {
  id: 'pypi-metadata',
  sources: ['ecosystem/pypi/metadata.ts', 'ecosystem/pypi/distribution.ts', 'base/rfc822.ts'],
  seeds: texts(
    'Metadata-Version: 2.1\nName: Sample_Pkg\nVersion: 1.0.post1\nLicense: MIT\nAuthor: A\nClassifier: License :: OSI Approved :: MIT License\nClassifier: Topic :: X\n\nbody\n',
    'Name: a\r\nVersion: 1\r\nLicense-Expression: MIT OR Apache-2.0\r\n\r\nx',
    'Name: \xe9\nVersion: 2\nLicense: a\n b\n c\n',
  ),
  tokens: [
    'Name: ',
    'Version: ',
    'License: ',
    'License-Expression: ',
    'Classifier: License :: ',
    '\n\n',
    '\n\r\n',
    '\n ',
  ],
  errors: [Error],
  run(bytes) {
    const fact = metadataOf(bytes);
    const egg = buildZip([{ name: 'EGG-INFO/PKG-INFO', content: bytes, stored: true }]);
    mustHold(isDeepStrictEqual(eggOf(egg), fact), 'in an archive it is another distribution');
    const name = normalName((fact as { fact: PypiFact }).fact.name);
    mustHold(normalName(name) === name && /^[a-z0-9-]+$/.test(name), 'a name is not in its normal form');
    return fact;
  },
};

const metadataOf = wholeFile(metadataReader, 'usr/lib/python3/dist-packages/a-1.dist-info/METADATA');
const eggOf = wholeFile(eggReader, 'usr/lib/python3/dist-packages/a-1.egg');

export const languageTargets: readonly Target[] = [
  elf,
  goBinary,
  goVersions,
  javaClass,
  javaDescriptors,
  npmPackage,
  npmPlaces,
  pypiMetadata,
];
