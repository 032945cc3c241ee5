import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { buildZip, type ZipSpec } from '../../../test/zip-builder.ts';
import { DEFAULT_LIMITS } from '../../base/limits.ts';
import { readArchives } from './archive-walk.ts';
import { parseClassFile } from './class-file.ts';
import { identifyArchive } from './identify.ts';
import { readSignature } from './signatures.ts';

interface ClassSpec {
  readonly texts?: readonly string[];
  readonly fields?: Readonly<Record<string, string | number>>;
}

function u2(value: number): Buffer {
  return Buffer.from([value >> 8, value & 0xff]);
}

/** A class with the given text constants and constant fields, and one constant of each other size. */
function buildClass({ texts = [], fields = {} }: ClassSpec): Buffer {
  const pool: Buffer[] = [Buffer.alloc(0)];
  const add = (tag: number, ...parts: Buffer[]): number =>
    pool.push(Buffer.concat([Buffer.from([tag]), ...parts])) - 1;
  const text = (value: string): number => add(1, u2(Buffer.byteLength(value)), Buffer.from(value));
  const string = (value: string): number => add(8, u2(text(value)));
  add(5, Buffer.alloc(8));
  pool.push(Buffer.alloc(0));
  add(7, u2(1));
  add(15, Buffer.alloc(3));
  for (const value of texts) string(value);
  const attribute = text('ConstantValue');
  const other = text('Deprecated');
  const made = Object.entries(fields).map(([name, value]) => {
    const int = Buffer.alloc(4);
    int.writeInt32BE(typeof value === 'number' ? value : 0);
    const constant = typeof value === 'number' ? add(3, int) : string(value);
    return Buffer.concat([
      ...[0x19, text(name), text('I'), 2, other].map(u2),
      Buffer.alloc(4),
      u2(attribute),
      Buffer.from([0, 0, 0, 2]),
      u2(constant),
    ]);
  });
  const head = Buffer.concat([Buffer.from([0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 52]), u2(pool.length)]);
  return Buffer.concat([head, ...pool, u2(0x21), u2(0), u2(0), u2(1), u2(0), u2(made.length), ...made]);
}

const ZOOKEEPER = buildClass({ fields: { MAJOR: 3, MINOR: 4, MICRO: 10, REVISION: -1, HASH: 'abc' } });

function identify(path: string, entries: readonly ZipSpec[]): string[] {
  const entry = { path, type: 'file', sizeBytes: 1, mode: 0, uid: 0, gid: 0, linkTarget: '' } as const;
  const facts = readArchives({ entry, limits: DEFAULT_LIMITS, bytes: buildZip(entries), warn: () => {} });
  return identifyArchive(path, facts![0]!).map(
    (a) => `${a.group}:${a.artifact}@${a.version} ${a.confidence}`,
  );
}

describe('parseClassFile', () => {
  it('reads text constants and constant fields', () => {
    const parsed = parseClassFile(buildClass({ texts: ['1.0', 'ünï'], fields: { A: 7, B: 'text', C: -1 } }));
    assert.deepEqual(parsed.texts, ['1.0', 'ünï', 'text']);
    assert.deepEqual(
      [...parsed.fields],
      [
        ['A', 7],
        ['B', 'text'],
        ['C', -1],
      ],
    );
  });
  it('throws an ordinary error at most, whatever is cut or flipped', () => {
    fc.assert(
      fc.property(fc.nat(ZOOKEEPER.length - 1), fc.nat(255), fc.nat(ZOOKEEPER.length), (at, value, end) => {
        const damaged = Buffer.from(ZOOKEEPER);
        damaged[at] = value;
        for (const bytes of [damaged, ZOOKEEPER.subarray(0, end)]) {
          try {
            parseClassFile(bytes);
          } catch (error) {
            assert.ok(error instanceof Error);
          }
        }
      }),
    );
  });
});

describe('signatures', () => {
  const table: [string, ClassSpec, string][] = [
    ['org/apache/zookeeper/version/Info', { fields: { MAJOR: 3, MINOR: 4, MICRO: 10 } }, 'zookeeper 3.4.10'],
    ['hidden/zookeeper/version/Info', { fields: { MAJOR: 3, MINOR: 8, MICRO: 0 } }, 'zookeeper 3.8.0'],
    ['x/jackson/databind/cfg/PackageVersion', { texts: ['2.8.11', 'g', 'a'] }, 'jackson-databind 2.8.11'],
    ['com/fasterxml/jackson/core/json/PackageVersion', { texts: ['2.19.0-rc2'] }, 'jackson-core 2.19.0-rc2'],
    ['com/alibaba/fastjson/JSON', { fields: { VERSION: '1.2.24' } }, 'fastjson 1.2.24'],
    [
      'org/h2/engine/Constants',
      { fields: { VERSION_MAJOR: 1, VERSION_MINOR: 4, BUILD_ID: 197 } },
      'h2 1.4.197',
    ],
    ['org/postgresql/util/DriverInfo', { fields: { DRIVER_VERSION: '42.2.5' } }, 'postgresql 42.2.5'],
    ['org/postgresql/util/DriverInfo', { fields: { DRIVER_VERSION: 'of your choice' } }, ''],
    ['org/apache/zookeeper/version/Info', { fields: { MAJOR: 3 } }, ''],
    ['com/example/version/Info', { fields: { MAJOR: 3, MINOR: 4, MICRO: 10 } }, ''],
  ];
  for (const [name, spec, expected] of table) {
    it(`${name}: ${expected || 'nothing'}`, () => {
      const pom = readSignature(`${name}.class`, buildClass(spec));
      assert.equal(pom === null ? '' : `${pom.artifact} ${pom.version}`, expected);
    });
  }
  it('name a library that shading left no descriptor of', () => {
    const info = { name: 'org/apache/zookeeper/version/Info.class', content: ZOOKEEPER };
    assert.deepEqual(identify('app.jar', [info]), ['org.apache.zookeeper:zookeeper@3.4.10 by signature']);
  });
  it('say nothing where a descriptor names the library', () => {
    const info = { name: 'org/apache/zookeeper/version/Info.class', content: ZOOKEEPER };
    assert.deepEqual(identify('zookeeper-3.4.11.jar', [info]), [
      'org.apache.zookeeper:zookeeper@3.4.11 installed',
    ]);
  });
  it('leave the archive readable where a class is damaged', () => {
    const info = { name: 'org/apache/zookeeper/version/Info.class', content: ZOOKEEPER.subarray(0, 20) };
    assert.deepEqual(identify('antlr-2.7.7.jar', [info]), ['antlr:antlr@2.7.7 installed']);
  });
});
