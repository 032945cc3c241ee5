import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bytesSource } from '../../src/base/byte-source.ts';
import { openZip, readZipEntry, zipEntries } from '../../src/base/zip.ts';
import { classShape } from '../../src/ecosystem/maven/classes/class-shape.ts';
import { parseClassTable } from '../../src/ecosystem/maven/classes/class-table.ts';
import { findLibraries } from '../../src/ecosystem/maven/classes/find-libraries.ts';
import { listContent } from '../../src/ecosystem/maven/java-archive.ts';
import { buildZip, type ZipSpec } from '../../test/zip-builder.ts';
import { makeTable } from './make-table.ts';

/** A class with a text constant and one method of these instructions, that calls nothing. */
function classFile(name: string, text: string, code: readonly number[], order: 'ab' | 'ba' = 'ab'): Buffer {
  const utf8 = (value: string): Buffer =>
    Buffer.concat([Buffer.from([1, 0, value.length]), Buffer.from(value)]);
  const constants = [
    utf8('Code'),
    utf8('run'),
    utf8('()V'),
    utf8('java/lang/Object'),
    utf8(text),
    utf8(name),
  ];
  const all = order === 'ab' ? constants : constants.toReversed();
  const at = (constant: Buffer): number => 1 + all.indexOf(constant);
  const [codeName, method, type, parent, value, own] = constants as [
    Buffer,
    Buffer,
    Buffer,
    Buffer,
    Buffer,
    Buffer,
  ];
  const u2 = (...numbers: number[]): Buffer => Buffer.from(numbers.flatMap((n) => [n >> 8, n & 0xff]));
  return Buffer.concat([
    Buffer.from([0xca, 0xfe, 0xba, 0xbe]),
    u2(0, 52, 10),
    ...all,
    Buffer.concat([Buffer.from([7]), u2(at(own)), Buffer.from([7]), u2(at(parent))]),
    Buffer.concat([Buffer.from([8]), u2(at(value))]),
    u2(
      0x21,
      7,
      8,
      0,
      0,
      1,
      1,
      at(method),
      at(type),
      1,
      at(codeName),
      0,
      12 + code.length,
      1,
      1,
      0,
      code.length,
    ),
    Buffer.from(code),
    u2(0, 0, 0),
  ]);
}

const NAMES = Array.from({ length: 12 }, (_, number) => `Part${number}`);

function entries(folder: string, text: string, order: 'ab' | 'ba' = 'ab'): ZipSpec[] {
  return NAMES.map((name, number) => ({
    name: `${folder}/${name}.class`,
    content: classFile(
      `${folder.replace('WEB-INF/classes/', '')}/${name}`,
      number === 0 ? text : 'same',
      [0x2a, 0xb1],
      order,
    ),
  }));
}

const library = { group: 'org.example', artifact: 'parts' };
const TABLE = parseClassTable(
  makeTable([
    { ...library, version: '1.0', bytes: buildZip(entries('org/example/parts', 'one')) },
    { ...library, version: '1.1', bytes: buildZip(entries('org/example/parts', 'two')) },
  ]),
);

function found(specs: readonly ZipSpec[]): string[] {
  const archive = openZip(bytesSource(buildZip(specs)));
  const { classes } = listContent(archive);
  const all = [...zipEntries(archive)];
  const libraries = findLibraries(classes, TABLE, (numbers) =>
    numbers.map((number) => {
      const entry = all.find(({ headerOffset }) => headerOffset === classes.places[number]);
      return entry === undefined ? null : classShape(readZipEntry(archive, entry, 1e6));
    }),
  );
  return libraries.map((one) => [one.artifact, one.versions.join(' '), one.coverage, one.share].join(' | '));
}

const app: ZipSpec = { name: 'com/example/app/Main.class', content: 'x' };

describe('known classes', () => {
  const table: readonly (readonly [what: string, specs: readonly ZipSpec[], expected: readonly string[]])[] =
    [
      ['as released', entries('org/example/parts', 'one'), ['parts | 1.0 | 100 | 100']],
      ['in another version', [app, ...entries('org/example/parts', 'two')], ['parts | 1.1 | 100 | 92']],
      ['in a version that is not known', entries('org/example/parts', 'three'), ['parts |  | 100 | 100']],
      [
        'moved, written anew',
        entries('my/shaded/org/example/parts', 'two', 'ba'),
        ['parts | 1.1 | 100 | 100'],
      ],
      [
        'moved to a folder of another name',
        entries('my/inner/parts', 'one', 'ba'),
        ['parts | 1.0 | 100 | 100'],
      ],
      ['moved, not known', entries('my/parts', 'three'), ['parts |  | 100 | 100']],
      [
        'of an application around',
        entries('WEB-INF/classes/org/example/parts', 'one'),
        ['parts | 1.0 | 100 | 100'],
      ],
      ['most of it', entries('org/example/parts', 'one').slice(0, 7), ['parts | 1.0 | 58 | 100']],
      [
        'what both versions have',
        entries('org/example/parts', 'one').slice(1),
        ['parts | 1.0 1.1 | 91 | 100'],
      ],
      ['a few of it', entries('org/example/parts', 'one').slice(0, 5), []],
      ['another edition', entries('org/example/ee11/parts', 'one'), []],
      ['another library', entries('org/example/other', 'one'), []],
      ['nothing', [app], []],
    ];
  for (const [what, specs, expected] of table) it(what, () => assert.deepEqual(found(specs), expected));

  it('is made the same of the same', () => {
    const release = { ...library, version: '1.0', bytes: buildZip(entries('org/example/parts', 'one')) };
    assert.deepEqual(makeTable([release]), makeTable([release]));
  });
});

describe('shape of a class', () => {
  const shape = (...args: Parameters<typeof classFile>): number => classShape(classFile(...args));
  const one = shape('org/example/A', 'text', [0x2a, 0xb1]);

  it('does not tell packages and the order of constants', () => {
    assert.equal(shape('my/own/A', 'text', [0x2a, 0xb1], 'ba'), one);
    assert.equal(shape('A', 'text', [0x2a, 0xb1]), one);
  });
  it('tells texts and instructions', () => {
    for (const other of [
      shape('org/example/A', 'other', [0x2a, 0xb1]),
      shape('org/example/A', 'text', [0x2b, 0xb1]),
      shape('org/example/A', 'text', [0x2a, 0x2a, 0xb1]),
    ])
      assert.notEqual(other, one);
  });
  it('throws on what is cut off', () => {
    const whole = classFile('org/example/A', 'text', [0xaa, 0, 0, 0]);
    for (let end = 0; end < whole.length - 6; end += 1)
      assert.throws(() => classShape(whole.subarray(0, end)));
    assert.throws(() => classShape(Buffer.from('no class at all')), /no class/);
  });
});
