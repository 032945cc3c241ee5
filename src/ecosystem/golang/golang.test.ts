import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { buildElf } from '../../../test/elf-builder.ts';
import { factsOf, readWith } from '../../../test/facts-of.ts';
import { DEFAULT_LIMITS } from '../../base/limits.ts';
import { BUILD_INFO_MAGIC, type GoBuildInfo, MAX_INLINE_BYTES, parseInline } from './build-info.ts';
import { goBinaryReader } from './go-binary.ts';
import { golang } from './golang.ts';
import { mainVersion } from './main-version.ts';

const LINES = [
  'path\texample.com/shop/cmd/server',
  'mod\texample.com/shop\t(devel)\t',
  'dep\tgithub.com/a/b\tv1.2.3\th1:x=',
  'dep\tgithub.com/c/d\tv2.0.0+incompatible\th1:x=',
  '=>\tgithub.com/fork/d\tv2.0.1\th1:y=',
  'dep\texample.com/local\tv0.0.0-00010101000000-000000000000',
  '=>\t./local\t(devel)\t',
  'build\t-ldflags="-s -X main.version=v3.4.5"',
  'build\tvcs.revision=abc',
  '',
].join('\n');
const VERSION = 'go1.22.2 X:boringcrypto';
const SIZE = 70_000;

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(Math.floor(value / 128))];
}

function framed(lines: string): Buffer {
  return Buffer.concat([Buffer.alloc(16, 0x30), Buffer.from(lines), Buffer.alloc(16, 0x31)]);
}

function inlineBlock(version: string = VERSION, lines: string = LINES): Buffer {
  const modules = framed(lines);
  const header = Buffer.concat([BUILD_INFO_MAGIC, Buffer.from([8, 2]), Buffer.alloc(16)]);
  const strings = [
    Buffer.from(varint(version.length)),
    Buffer.from(version),
    Buffer.from(varint(modules.length)),
  ];
  return Buffer.concat([header, ...strings, modules]);
}

/** A block of the older form, the two string headers and the strings, at their addresses. */
function pointerBlock(address: number, is64: boolean, littleEndian: boolean): Buffer {
  const pointerBytes = is64 ? 8 : 4;
  const modules = framed(LINES);
  const block = Buffer.alloc(32 + 4 * pointerBytes + VERSION.length + modules.length);
  const put = (at: number, value: number): void => {
    const bytes = Buffer.alloc(8);
    if (littleEndian) bytes.writeBigUInt64LE(BigInt(value));
    else bytes.writeBigUInt64BE(BigInt(value));
    block.set(is64 ? bytes : littleEndian ? bytes.subarray(0, 4) : bytes.subarray(4), at);
  };
  const texts = 32 + 4 * pointerBytes;
  block.set(BUILD_INFO_MAGIC);
  block.set([pointerBytes, littleEndian ? 0 : 1], 14);
  put(16, address + 32);
  put(16 + pointerBytes, address + 32 + 2 * pointerBytes);
  put(32, address + texts);
  put(32 + pointerBytes, VERSION.length);
  put(32 + 2 * pointerBytes, address + texts + VERSION.length);
  put(32 + 3 * pointerBytes, modules.length);
  block.write(VERSION, texts);
  block.set(modules, texts + VERSION.length);
  return block;
}

function elfWith(data: Uint8Array, more: object = {}): Buffer {
  const segment = { offset: 0x2000, address: 0x402000, bytes: data };
  return buildElf({
    segments: [{ offset: 0, address: 0x400000, flags: 5, bytes: Buffer.alloc(0) }, segment],
    sizeBytes: SIZE,
    ...more,
  });
}

function read(bytes: Uint8Array, chunkBytes?: number): GoBuildInfo | null {
  return readWith(goBinaryReader, { path: 'app', bytes, mode: 0o755 }, [], chunkBytes);
}

const EXPECTED: GoBuildInfo = {
  goVersion: VERSION,
  packagePath: 'example.com/shop/cmd/server',
  main: { path: 'example.com/shop', version: '(devel)' },
  dependencies: [
    { path: 'github.com/a/b', version: 'v1.2.3' },
    { path: 'github.com/fork/d', version: 'v2.0.1' },
    { path: 'example.com/local', version: '' },
  ],
  settings: [
    ['-ldflags', '-s -X main.version=v3.4.5'],
    ['vcs.revision', 'abc'],
  ],
};

describe('goBinaryReader', () => {
  for (const is64 of [true, false]) {
    for (const littleEndian of [true, false]) {
      const kind = `${is64 ? 64 : 32} bit, ${littleEndian ? 'little' : 'big'} endian`;
      it(`reads strings in the block: ${kind}`, () => {
        assert.deepEqual(read(elfWith(inlineBlock(), { is64, littleEndian })), EXPECTED);
      });
      it(`reads strings behind pointers: ${kind}`, () => {
        const data = pointerBlock(0x402000, is64, littleEndian);
        assert.deepEqual(read(elfWith(data, { is64, littleEndian })), EXPECTED);
      });
    }
  }
  it('finds the block wherever chunks end', () => {
    const bytes = elfWith(Buffer.concat([Buffer.alloc(0x40), inlineBlock(), Buffer.alloc(0x100)]));
    for (const chunkBytes of [1, 7, 13, 4096, 8193, 8200, 8210]) {
      assert.deepEqual(read(bytes, chunkBytes), EXPECTED, `chunks of ${chunkBytes}`);
    }
  });
  it('passes over a magic that is not aligned, or in a segment that is not writable', () => {
    assert.equal(read(elfWith(Buffer.concat([Buffer.alloc(8), inlineBlock()]))), null);
    const segment = { offset: 0x2000, address: 0x402000, flags: 4, bytes: inlineBlock() };
    assert.equal(read(buildElf({ segments: [segment], sizeBytes: SIZE })), null);
  });
  it('passes over false magics before the block', () => {
    const fake = Buffer.concat([
      BUILD_INFO_MAGIC,
      Buffer.from([8, 2]),
      Buffer.alloc(16),
      Buffer.from([3, 0x58, 0x59, 0x5a, 0]),
      Buffer.alloc(11),
    ]);
    const claims = Buffer.concat([
      BUILD_INFO_MAGIC,
      Buffer.from([8, 2]),
      Buffer.alloc(16),
      Buffer.from([0xff, 0xff, 0xff, 0xff, 0x0f]),
      Buffer.alloc(11),
    ]);
    assert.deepEqual(read(elfWith(Buffer.concat([fake, claims, inlineBlock()]))), EXPECTED);
  });
  it('gives up on a file that is full of false magics', () => {
    const fake = Buffer.concat([BUILD_INFO_MAGIC, Buffer.from([8, 2])]);
    assert.throws(() => read(elfWith(Buffer.concat(Array(200).fill(fake)))), /too many/);
  });
  it('asks for the whole file where the program headers lie elsewhere', () => {
    assert.deepEqual(read(elfWith(inlineBlock(), { programHeadersAt: 60_000 })), EXPECTED);
  });
  it('finds nothing in other files', () => {
    for (const bytes of [Buffer.alloc(SIZE), elfWith(Buffer.alloc(100)), buildElf({ sizeBytes: SIZE })]) {
      assert.equal(read(bytes), null);
    }
  });
  it('reads a program that was built without modules', () => {
    const info = parseInline(inlineBlock('go1.18', ''));
    assert.deepEqual(info, {
      goVersion: 'go1.18',
      packagePath: '',
      main: null,
      dependencies: [],
      settings: [],
    });
  });
  it('drops names and versions that no module has', () => {
    const lines = [
      'dep\ta b\tv1.0.0',
      'dep\t\tv1',
      'dep\ta/b\tv1 x',
      'dep\ta/../../b\u0000\tv1',
      'x',
      '',
    ].join('\n');
    assert.deepEqual(parseInline(inlineBlock('go1.20', lines))?.dependencies, []);
  });
  it('throws an ordinary error at most, whatever is cut or flipped', () => {
    const wholes = [elfWith(inlineBlock()), elfWith(pointerBlock(0x402000, true, true))];
    fc.assert(
      fc.property(fc.constantFrom(...wholes), fc.nat(600), fc.nat(255), fc.nat(), (whole, at, value, cut) => {
        for (const base of [0, 0x2000]) {
          const damaged = Buffer.from(whole);
          damaged[base + at] = value;
          read(damaged);
        }
        const sink = goBinaryReader.open(whole.subarray(0, 4096), entry, DEFAULT_LIMITS);
        sink?.push(whole.subarray(0, cut % whole.length));
        sink?.end(() => {});
      }),
      { numRuns: 300 },
    );
  });
  const entry = {
    path: 'a',
    type: 'file',
    sizeBytes: SIZE,
    mode: 0,
    uid: 0,
    gid: 0,
    linkTarget: '',
  } as const;
  it('does not wait for ever for strings that claim to be long', () => {
    const claims = Buffer.concat([
      BUILD_INFO_MAGIC,
      Buffer.from([8, 2]),
      Buffer.alloc(16),
      Buffer.from([0xff, 0xff, 0xff, 0x7f]),
    ]);
    const data = Buffer.concat([claims, Buffer.alloc(MAX_INLINE_BYTES - claims.length), inlineBlock()]);
    assert.deepEqual(read(elfWith(data)), EXPECTED);
  });
});

describe('mainVersion', () => {
  const told = (version: string, flags: string) =>
    mainVersion({ ...EXPECTED, main: { path: 'example.com/shop', version }, settings: [['-ldflags', flags]] })
      .version;
  const table: [string, string, string][] = [
    ['v1.0.0', '-X main.version=v2.0.0', 'v1.0.0'],
    ['v0.0.0-20240101000000-abcdefabcdef+dirty', '', 'v0.0.0-20240101000000-abcdefabcdef+dirty'],
    ['(devel)', '-X main.version=v2.0.0', 'v2.0.0'],
    [
      '(devel)',
      "-s -w -X 'example.com/shop/internal/build.Version=2.0.0-rc.1' -X main.commit=abc",
      'v2.0.0-rc.1',
    ],
    ['(devel)', '-X=main.buildVersion=1.2', 'v1.2'],
    ['(devel)', '-X main.version=dev', ''],
    ['(devel)', '-X main.apiVersion=v1.0', ''],
    ['(devel)', '-X github.com/other/lib.Version=v9.9.9', ''],
    ['(devel)', '-X example.com/shopping.Version=v9.9.9', ''],
    ['(devel)', '', ''],
  ];
  for (const [version, flags, expected] of table) {
    it(`${version} with "${flags}": ${expected || 'none'}`, () =>
      assert.equal(told(version, flags), expected));
  }
});

describe('golang', () => {
  const [cataloger] = golang.catalogers;
  const catalogOf = (bytes: Uint8Array) =>
    cataloger!.catalog(factsOf([{ path: 'usr/bin/app', bytes }], cataloger!.readers), []);
  it('lists the standard library, the program and what was linked', () => {
    const { packages, identified } = catalogOf(elfWith(inlineBlock()));
    assert.deepEqual(
      packages.map((p) => [
        p.purl,
        p.evidence,
        golang.advisoryQueries(p).map((q) => `${q.key.name} ${q.version}`),
      ]),
      [
        ['pkg:golang/stdlib@1.22.2', 'build information', ['stdlib 1.22.2']],
        ['pkg:golang/example.com/shop@v3.4.5', 'build information, -ldflags', ['example.com/shop 3.4.5']],
        ['pkg:golang/github.com/a/b@v1.2.3', 'build information', ['github.com/a/b 1.2.3']],
        ['pkg:golang/github.com/fork/d@v2.0.1', 'build information', ['github.com/fork/d 2.0.1']],
        ['pkg:golang/example.com/local', 'build information', []],
      ],
    );
    assert.deepEqual(identified, ['usr/bin/app']);
  });
  it('reads a real program of the older form', (t) => {
    const bytes = programOfGo117();
    if (bytes === null) {
      t.skip('the go command and its test data are not there');
      return;
    }
    assert.deepEqual(
      catalogOf(bytes).packages.map((p) => p.purl),
      ['pkg:golang/stdlib@1.17', 'pkg:golang/example.com/go117'],
    );
  });
  it('agrees with what the Go command built', (t) => {
    const binary = buildWithGo();
    if (binary === null) {
      t.skip('the go command is not there');
      return;
    }
    const { packages } = catalogOf(binary.bytes);
    const [standardLibrary, ...modules] = packages;
    assert.equal(standardLibrary?.version, binary.goVersion.slice('go'.length));
    assert.deepEqual(
      modules.map((m) => [m.name, m.version]),
      [
        ['example.com/shop', 'v3.4.5'],
        ['example.com/dep', ''],
      ],
    );
  });
});

/** The program of Go 1.17 that Go's own tests read; null where there is no Go, or one that does not bring it. */
function programOfGo117(): Buffer | null {
  try {
    const root = execFileSync('go', ['env', 'GOROOT'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
    const path = join(root, 'src/debug/buildinfo/testdata/go117/go117.base64');
    return Buffer.from(readFileSync(path, 'latin1'), 'base64');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

/** A program with a replaced module, built without a network; null where there is no Go. */
function buildWithGo(): { bytes: Buffer; goVersion: string } | null {
  const folder = mkdtempSync(join(tmpdir(), 'go-'));
  const go = (args: readonly string[]): string =>
    execFileSync('go', args, {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        GOFLAGS: '-mod=mod',
        GOPROXY: 'off',
        GOTOOLCHAIN: 'local',
        CGO_ENABLED: '0',
        GOOS: 'linux',
      },
    }).trim();
  try {
    for (const [path, text] of GO_SOURCES) {
      mkdirSync(join(folder, dirname(path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const goVersion = go(['env', 'GOVERSION']);
    go(['build', '-buildvcs=false', '-ldflags=-s -w -X main.version=v3.4.5', '-o', 'app', '.']);
    return { bytes: readFileSync(join(folder, 'app')), goVersion };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const GO_SOURCES: readonly (readonly [string, string])[] = [
  [
    'go.mod',
    'module example.com/shop\n\ngo 1.18\n\nrequire example.com/dep v1.0.0\n\nreplace example.com/dep => ./dep\n',
  ],
  [
    'main.go',
    'package main\n\nimport "example.com/dep"\n\nvar version string\n\nfunc main() { println(dep.Text(), version) }\n',
  ],
  ['dep/go.mod', 'module example.com/dep\n\ngo 1.18\n'],
  ['dep/dep.go', 'package dep\n\nfunc Text() string { return "dep" }\n'],
];
