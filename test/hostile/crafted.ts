/**
 * Layers that a builder would not make: names, links, headers and sizes that lie. Each says what a scan finds, and
 * which Problems it tells; `after` stands behind the harm and must always be found.
 */
import { gzipSync } from 'node:zlib';
import {
  dir,
  type Entry,
  type EntrySpec,
  file,
  hardlink,
  headerBlock,
  layer,
  opaque,
  padded,
  paxHeader,
  raw,
  special,
  symlink,
  whiteout,
  writeChecksum,
} from '../tar-builder.ts';

export interface Crafted {
  readonly name: string;
  readonly layers: readonly Uint8Array[];
  /** Files with their text. */
  readonly finds: Readonly<Record<string, string>>;
  /** `code path`, sorted. */
  readonly tells?: readonly string[];
}

const EMPTY_MEMBER = gzipSync('');
const after = file('after', '');
const found = { after: '' };

/** Layers of entries, `after` at the end of the last one. */
function crafted(
  name: string,
  layers: readonly (readonly Entry[])[],
  finds: Crafted['finds'],
  tells: readonly string[] = [],
): Crafted {
  const last = layers.length - 1;
  const tars = layers.map((entries, index) => layer(index === last ? [...entries, after] : entries));
  return { name, layers: tars, finds: { ...finds, ...found }, tells };
}

/** A file whose header says this size. */
function sized(field: string | Uint8Array): EntrySpec {
  return file('a', '1', {
    patch: (header) => {
      header.fill(0, 124, 136);
      header.set(Buffer.from(field as string), 124);
      writeChecksum(header);
    },
  });
}

function longName(name: string): Entry {
  const content = Buffer.from(`${name}\0`);
  return raw(
    Buffer.concat([headerBlock(special('././@LongLink', 'L', { content }), 'gnu'), padded(content)]),
  );
}

function numbered<T>(count: number, make: (number: number) => T): T[] {
  return Array.from({ length: count }, (_, i) => make(i));
}

const NAMES: readonly Crafted[] = [
  crafted('.. at the front', [[file('../../etc/passwd', '1')]], { 'etc/passwd': '1' }, [
    'path-outside-root etc/passwd',
  ]),
  crafted('.. in the middle', [[file('a/../../b', '1')]], { b: '1' }, ['path-outside-root b']),
  crafted('absolute', [[file('/etc/x', '1')]], { 'etc/x': '1' }),
  crafted('a NUL byte', [[file('n', '1', { pax: { path: 'a\0b' } })]], {}, ['unusable-path a\0b']),
  crafted('backslashes are letters', [[file('a\\..\\b', '1'), file('C:\\x', '2')]], {
    'a\\..\\b': '1',
    'C:\\x': '2',
  }),
  crafted('dots and slashes', [[file('...', '1'), file('././b', '2'), file('c//.../d', '3')]], {
    '...': '1',
    b: '2',
    'c/.../d': '3',
  }),
  crafted(
    'one path in five spellings: the last counts',
    [numbered(5, (i) => file(['a', './a', '/a', 'b/../a', 'a'][i]!, String(i)))],
    { a: '4' },
  ),
  crafted(
    'letters that look or sort alike stay apart',
    [[file('A', '1'), file('a', '2'), file('\u00e9', '3'), file('e\u0301', '4'), file('a\u202eb', '5')]],
    { A: '1', a: '2', '\u00e9': '3', 'e\u0301': '4', 'a\u202eb': '5' },
  ),
  crafted(
    'bytes that are no UTF-8 stay apart',
    [[0xff, 0xfe].map((byte) => file('n', String(byte), { pax: { path: Buffer.from([0x61, byte]) } }))],
    { 'a\udcff': '255', 'a\udcfe': '254' },
  ),
  crafted(
    'names of JavaScript',
    [[file('__proto__', '1'), file('constructor/prototype', '2'), file('toString', '3')]],
    JSON.parse('{"__proto__":"1","constructor/prototype":"2","toString":"3"}'),
  ),
];

const HEADERS: readonly Crafted[] = [
  crafted(
    '100,000 small PAX headers',
    [[...numbered(100_000, (i) => paxHeader({ comment: `c${i}` })), file('a', '1')]],
    { a: '1' },
  ),
  crafted(
    'a chain of PAX paths: the last counts',
    [[paxHeader({ path: 'x' }), paxHeader({ path: 'y' }), file('a', '1')]],
    { y: '1' },
  ),
  crafted(
    'a chain of 10,000 GNU long names',
    [[...numbered(10_000, (i) => longName(`n${i}`)), file('a', '1')]],
    { n9999: '1' },
  ),
  {
    name: 'a long name without an entry',
    layers: [layer([after, longName('n')])],
    finds: found,
    tells: ['truncated-layer'],
  },
  crafted(
    'a global PAX header that moves every file',
    [[paxHeader({ path: 'moved', size: '0' }, 'g'), file('a', '1')]],
    { a: '1' },
    ['pax-global-ignored'],
  ),
];

const SIZES: readonly Crafted[] = [
  ...[
    ['negative, base 256', Buffer.alloc(12, 0xff)],
    ['huge, base 256', Buffer.concat([Buffer.from([0x80]), Buffer.alloc(11, 0xff)])],
    ['2^62, base 256', Buffer.from([0x80, 0, 0, 0, 0x40, 0, 0, 0, 0, 0, 0, 0])],
    ['no octal digits', '99999999999'],
    ['a minus', '-1'],
  ].map(([name, field]) =>
    crafted(`size: ${name as string}`, [[file('b', 'x'), sized(field!)]], { b: 'x' }, ['damaged-header']),
  ),
  {
    name: 'size: more than there is',
    layers: [layer([file('b', 'x'), sized('77777777777')]), layer([after])],
    finds: { b: 'x', ...found },
    tells: ['file-too-large a', 'truncated-layer'],
  },
  ...['-5', '99999999999999999999', '1e1', '0x10', ' 1', ''].map((size) =>
    crafted(
      `PAX size: "${size}"`,
      [[file('b', 'x'), file('a', '1', { pax: { size } })]],
      size === '' ? { a: '1', b: 'x' } : { b: 'x' },
      size === '' ? [] : ['damaged-header', 'damaged-header a'],
    ),
  ),
  crafted(
    'folders and links with a size',
    [
      [dir('d'), symlink('s', 'after')].map((entry) => ({
        ...entry,
        patch: (header: Buffer) => {
          header.write('00000001000', 124, 'latin1');
          writeChecksum(header);
        },
      })),
    ],
    {},
  ),
];

const LINKS: readonly Crafted[] = [
  crafted('a link out of the image', [[symlink('out', '/../../..'), file('out/x', '1')]], { x: '1' }),
  crafted(
    'files below a link of the layer below',
    [[dir('real'), symlink('link', 'real')], [file('link/f', '1')]],
    { 'real/f': '1' },
  ),
  crafted(
    'a whiteout below a link',
    [[file('real/g', '0'), symlink('link', 'real')], [whiteout('link/g')]],
    {},
  ),
  crafted(
    'a folder that becomes a link and a folder again',
    [
      [file('d/a', '1'), file('t/x', '2')],
      [symlink('d', 't'), file('d/b', '3')],
      [dir('d'), file('d/c', '4')],
    ],
    { 't/x': '2', 't/b': '3', 'd/c': '4' },
  ),
  crafted(
    'the same in one layer',
    [[file('d/a', '1'), symlink('d', 't'), file('d/b', '2'), dir('d'), file('d/c', '3')]],
    { 'd/b': '2', 'd/c': '3' },
    ['contradictory-entries d', 'contradictory-entries d'],
  ),
  crafted(
    'hard links to devices, to nothing, and out of the image',
    [[special('sda', '4', { device: [8, 0] }), hardlink('a', 'sda'), hardlink('b', '../../etc/shadow')]],
    {},
  ),
];

const WHITEOUTS: readonly Crafted[] = [
  crafted(
    '1,000 whiteouts',
    [numbered(1000, (i) => file(`w/f${i}`, 'x')), numbered(1000, (i) => whiteout(`w/f${i}`))],
    {},
  ),
  crafted('a whiteout beside its file', [[file('a', '1')], [file('a', '2'), whiteout('a')]], { a: '2' }),
  crafted(
    'whiteouts of nothing, of . and of ..',
    [
      [file('a', '1'), file('d/b', '2')],
      [file('d/.wh.'), file('d/.wh..'), file('d/.wh...')],
    ],
    { a: '1', 'd/b': '2' },
    ['unusable-path d/.wh.', 'unusable-path d/.wh..', 'unusable-path d/.wh...'],
  ),
  crafted('a whiteout by a path with ..', [[file('a', '1')], [file('d/../.wh.a')]], {}),
  crafted(
    'an opaque folder hides what is below, not beside',
    [[file('d/a', '1')], [file('d/b', '2'), opaque('d'), file('d/c', '3')]],
    { 'd/b': '2', 'd/c': '3' },
  ),
];

const KINDS: readonly Crafted[] = [
  crafted(
    'devices, pipes, and types that nobody knows',
    [
      [
        special('null', '3', { device: [1, 3] }),
        special('sda', '4', { device: [8, 0] }),
        special('pipe', '6'),
        special('contiguous', '7'),
        special('vendor', 'Z'),
      ],
    ],
    { contiguous: '', vendor: '' },
  ),
];

const STREAMS: readonly Crafted[] = [
  {
    name: '20,000 empty gzip members',
    layers: [Buffer.concat([...numbered(20_000, () => EMPTY_MEMBER), gzipSync(layer([after]))])],
    finds: found,
  },
  { name: 'no bytes at all', layers: [Buffer.alloc(0), layer([after])], finds: found },
  { name: 'zeros alone', layers: [Buffer.alloc(100_000), layer([after])], finds: found },
  {
    name: 'no tar',
    layers: [Buffer.from('hello'.repeat(1000)), layer([after])],
    finds: found,
    tells: ['not-a-tar', 'truncated-layer'],
  },
];

export const CRAFTED: Readonly<Record<string, readonly Crafted[]>> = {
  names: NAMES,
  headers: HEADERS,
  sizes: SIZES,
  links: LINKS,
  whiteouts: WHITEOUTS,
  'kinds of entries': KINDS,
  streams: STREAMS,
};
