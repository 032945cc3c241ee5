import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import {
  dir,
  type Entry,
  file,
  hardlink,
  headerBlock,
  layer,
  padded,
  paxHeader,
  raw,
  special,
  symlink,
  type TarFormat,
  writeChecksum,
} from '../../../test/tar-builder.ts';
import type { FileEntry } from '../../model/file.ts';
import { DEFAULT_LIMITS, type Limits } from '../limits.ts';
import { TarWalker } from './tar.ts';

interface Walked {
  readonly entries: FileEntry[];
  readonly contents: Map<string, Buffer>;
  readonly faults: string[];
}

function walk(tar: Uint8Array, options: { step?: number; limits?: Partial<Limits> } = {}): Walked {
  const entries: FileEntry[] = [];
  const contents = new Map<string, Buffer>();
  const faults: string[] = [];
  const walker = new TarWalker(
    {
      entry(entry) {
        entries.push(entry);
        if (entry.type !== 'file') return null;
        const parts: Buffer[] = [];
        return {
          push: (chunk) => parts.push(Buffer.from(chunk)),
          end: () => contents.set(entry.path, Buffer.concat(parts)),
        };
      },
      fault: ({ code, path }) => faults.push(path === '' ? code : `${code} ${path}`),
    },
    { ...DEFAULT_LIMITS, ...options.limits },
  );
  const step = options.step ?? tar.length + 1;
  for (let at = 0; at < tar.length; at += step) walker.push(tar.subarray(at, at + step));
  walker.end();
  return { entries, contents, faults };
}

const paths = ({ entries }: Walked): string[] => entries.map((entry) => entry.path);
const text = ({ contents }: Walked, path: string): string | undefined => contents.get(path)?.toString();

const LONG = `${'d'.repeat(60)}/${'e'.repeat(60)}/${'f'.repeat(60)}/${'n'.repeat(90)}`;

describe('tar walker: forms', () => {
  for (const format of ['pax', 'gnu', 'ustar', 'v7'] satisfies TarFormat[]) {
    it(`reads ${format}`, () => {
      const tar = layer(
        [
          dir('etc'),
          file('etc/passwd', 'root', { mode: 0o4640, uid: 1000, gid: 50 }),
          symlink('bin', 'usr/bin'),
          hardlink('etc/link', 'etc/passwd'),
          file('empty'),
          special('dev/null', '3'),
          special('dev/sda', '4'),
          special('run/pipe', '6'),
        ],
        { format },
      );
      const walked = walk(tar);
      assert.deepEqual(walked.faults, []);
      assert.deepEqual(
        walked.entries.map((e) => [e.path, e.type, e.linkTarget]),
        [
          ['etc', 'directory', ''],
          ['etc/passwd', 'file', ''],
          ['bin', 'symlink', 'usr/bin'],
          ['etc/link', 'hardlink', 'etc/passwd'],
          ['empty', 'file', ''],
          ['dev/null', 'character', ''],
          ['dev/sda', 'block', ''],
          ['run/pipe', 'fifo', ''],
        ],
      );
      const { mode, uid, gid, sizeBytes } = walked.entries[1]!;
      assert.deepEqual([mode, uid, gid, sizeBytes], [0o4640, 1000, 50, 4]);
      assert.equal(text(walked, 'etc/passwd'), 'root');
      assert.equal(text(walked, 'empty'), '');
    });
  }

  for (const format of ['pax', 'gnu'] satisfies TarFormat[]) {
    it(`reads long names and links in ${format}`, () => {
      const walked = walk(layer([file(LONG, 'x'), symlink('s', LONG), hardlink('h', LONG)], { format }));
      assert.deepEqual(
        walked.entries.map((e) => [e.path, e.linkTarget]),
        [
          [LONG, ''],
          ['s', LONG],
          ['h', LONG],
        ],
      );
      assert.deepEqual(walked.faults, []);
    });
  }

  it('reads a ustar prefix and the prefix of GNU headers by Go before 1.8', () => {
    const path = `${'p'.repeat(100)}/name`;
    const old = headerBlock({ ...file(path), path }, 'ustar');
    old.write('ustar  \0', 257, 'latin1');
    writeChecksum(old);
    const walked = walk(Buffer.concat([old, layer([file(path)], { format: 'ustar' })]));
    assert.deepEqual(paths(walked), [path, path]);
  });

  it('reads numbers in base 256, and owners from PAX', () => {
    const big = 0o7777777 + 12345;
    for (const format of ['gnu', 'pax'] satisfies TarFormat[]) {
      const [entry] = walk(layer([file('a', 'b', { uid: big, gid: big + 1 })], { format })).entries;
      assert.deepEqual([entry?.uid, entry?.gid], [big, big + 1]);
    }
  });

  it('takes size and path from PAX', () => {
    const header = headerBlock({ ...file('short'), path: 'short' }, 'pax', 0);
    const entry = [
      paxHeader({ path: 'real/name', size: '5' }),
      raw(header),
      raw(padded(Buffer.from('hello'))),
    ];
    const walked = walk(layer([...entry, file('next', 'n')]));
    assert.equal(text(walked, 'real/name'), 'hello');
    assert.equal(text(walked, 'next'), 'n');
  });

  it('lets the last PAX header and an empty value win', () => {
    const walked = walk(
      layer([
        paxHeader({ path: 'one' }),
        paxHeader({ path: '' }),
        file('own'),
        file('x', '', { pax: { linkpath: '' } }),
      ]),
    );
    assert.deepEqual(paths(walked), ['own', 'x']);
  });

  it('passes over global PAX headers as engines do', () => {
    const walked = walk(
      layer([paxHeader({ comment: 'a' }, 'g'), file('a'), paxHeader({ path: 'b' }, 'g'), file('c')]),
    );
    assert.deepEqual(paths(walked), ['a', 'c']);
    assert.deepEqual(walked.faults, ['pax-global-ignored']);
  });

  it('keeps names that are no UTF-8 apart', () => {
    const name = (byte: number) => (header: Buffer) => {
      header[0] = byte;
      writeChecksum(header);
    };
    const walked = walk(
      layer([file('xa', '', { patch: name(0xff) }), file('xa', '', { patch: name(0xfe) }), file('ä/€/𝄞')]),
    );
    assert.deepEqual(paths(walked), ['\udcffa', '\udcfea', 'ä/€/𝄞']);
  });

  it('reads a checksum over signed bytes', () => {
    const signed = (header: Buffer): void => {
      header.write(name, 0, 'latin1');
      header.fill(' ', 148, 156);
      const sum = header.reduce((total, byte) => total + ((byte << 24) >> 24), 0);
      header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
    };
    const name = Buffer.from('ü').toString('latin1');
    const walked = walk(layer([file('x', 'y', { patch: signed })]));
    assert.deepEqual([paths(walked), walked.faults], [['ü'], []]);
  });

  it('takes a v7 name with a slash at its end for a folder, an unknown type for a file', () => {
    const walked = walk(layer([special('old/', '\0'), special('odd', 'Z', { content: Buffer.from('z') })]));
    assert.deepEqual(
      walked.entries.map((e) => [e.path, e.type]),
      [
        ['old', 'directory'],
        ['odd', 'file'],
      ],
    );
    assert.equal(text(walked, 'odd'), 'z');
  });
});

describe('tar walker: paths', () => {
  const CASES: [name: string, path: string, faults?: string[]][] = [
    ['./etc/passwd', 'etc/passwd'],
    ['/etc/passwd', 'etc/passwd'],
    ['.//etc///passwd', 'etc/passwd'],
    ['etc/./passwd', 'etc/passwd'],
    ['etc/x/../passwd', 'etc/passwd'],
    ['etc/..x/.y./...', 'etc/..x/.y./...'],
    ['etc/..', '', ['unusable-path']],
    ['../../etc/passwd', 'etc/passwd', ['path-outside-root etc/passwd']],
    ['a/../../b', 'b', ['path-outside-root b']],
    ['', '', ['unusable-path']],
  ];
  for (const [name, path, faults = []] of CASES) {
    it(`reads ${JSON.stringify(name)} as ${JSON.stringify(path)}`, () => {
      const walked = walk(layer([file(name, 'x'), file('next')]));
      assert.deepEqual(paths(walked), path === '' ? ['next'] : [path, 'next']);
      assert.deepEqual(walked.faults, faults);
    });
  }

  it('takes the root folder for no entry', () => {
    const walked = walk(layer([dir('./'), dir('/'), dir('.'), file('./a')]));
    assert.deepEqual([paths(walked), walked.faults], [['a'], []]);
  });

  it('refuses what is over the limits, and reads the rest', () => {
    const limits = { pathBytes: 300, pathDepth: 10 };
    const deep = 'd/'.repeat(10);
    const tar = layer([
      file('é'.repeat(151)),
      file(`${deep}x`),
      symlink('s', 'y'.repeat(301)),
      file('n', '', { pax: { path: 'a\0b' } }),
      file('é'.repeat(150)),
      file(`${deep.slice(2)}x`),
    ]);
    const walked = walk(tar, { limits });
    assert.deepEqual(paths(walked), ['é'.repeat(150), `${deep.slice(2)}x`]);
    assert.deepEqual(
      walked.faults.map((fault) => fault.split(' ')[0]),
      ['path-too-long', 'path-too-deep', 'path-too-long', 'unusable-path'],
    );
  });

  it('counts the bytes of names that are no UTF-8 once', () => {
    const named = (count: number) => file('n', '', { pax: { path: Buffer.alloc(count, 0xff) } });
    const walked = walk(layer([named(300), named(301)]), { limits: { pathBytes: 300 } });
    assert.equal(walked.entries.length, 1);
    assert.deepEqual(
      walked.faults.map((fault) => fault.split(' ')[0]),
      ['path-too-long'],
    );
  });

  it('counts entries', () => {
    const walked = walk(layer([file('a'), file('b'), file('c'), file('d')]), { limits: { layerEntries: 2 } });
    assert.deepEqual([paths(walked), walked.faults], [['a', 'b'], ['too-many-entries']]);
  });

  it('cleans the target of a hard link, not of a symbolic link', () => {
    const walked = walk(layer([hardlink('h', './etc//x/../passwd'), symlink('s', '../etc//x')]));
    assert.deepEqual(
      walked.entries.map((e) => e.linkTarget),
      ['etc/passwd', '../etc//x'],
    );
  });
});

describe('tar walker: damage', () => {
  const garbage = raw(Buffer.alloc(1024, 'garbage'));
  const after = [file('after', 'good')];

  it('goes on behind a damaged header', () => {
    const walked = walk(
      layer([file('a'), file('b', 'lost', { patch: (h) => void h.write('x', 0) }), ...after]),
    );
    assert.deepEqual([paths(walked), walked.faults], [['a', 'after'], ['damaged-header']]);
    assert.equal(text(walked, 'after'), 'good');
  });

  it('says that a layer does not begin as a tar', () => {
    const walked = walk(layer([garbage, ...after]));
    assert.deepEqual([paths(walked), walked.faults], [['after'], ['not-a-tar']]);
    assert.deepEqual(walk(Buffer.from('hello')).faults, ['truncated-layer']);
  });

  it('does not take zeros in a damaged stretch for the end', () => {
    const walked = walk(layer([file('a'), garbage, raw(Buffer.alloc(1024)), ...after]));
    assert.deepEqual([paths(walked), walked.faults], [['a', 'after'], ['damaged-header']]);
  });

  for (const [name, patch] of [
    ['letters', (h: Buffer) => void h.write('xyz', 124)],
    ['a negative number', (h: Buffer) => void h.fill(0xff, 124, 136)],
    ['more than 2^53', (h: Buffer) => void h.fill(0x9f, 124, 136)],
  ] as const) {
    it(`goes on behind a size of ${name}`, () => {
      const spoil = (header: Buffer): void => {
        patch(header);
        writeChecksum(header);
      };
      const walked = walk(layer([file('a'), file('b', '', { patch: spoil }), ...after]));
      assert.deepEqual([paths(walked), walked.faults], [['a', 'after'], ['damaged-header']]);
    });
  }

  it('passes over an entry whose PAX header is damaged', () => {
    for (const bytes of ['99 path=a\n', 'x path=a\n', '11 path=abc', '7 path\n', '12 size=1x34\n']) {
      const header = headerBlock({ ...special('p', 'x'), content: Buffer.from(bytes) });
      const walked = walk(layer([raw(header), raw(padded(Buffer.from(bytes))), file('b', 'c'), ...after]));
      assert.deepEqual(walked.faults, ['damaged-header', 'damaged-header b'], bytes);
      assert.deepEqual(paths(walked), ['after']);
    }
  });

  it('passes over an entry whose extended header is over the limit', () => {
    const limits = { headerBytes: 1000 };
    const walked = walk(layer([file('a', '', { pax: { comment: 'c'.repeat(1000) } }), ...after]), { limits });
    assert.deepEqual([paths(walked), walked.faults], [['after'], ['header-too-large', 'header-too-large a']]);
  });

  it('gives folders and links no content, whatever their size says', () => {
    const sized = (h: Buffer): void => {
      h.write('00000001000', 124);
      writeChecksum(h);
    };
    for (const content of [Buffer.alloc(0), Buffer.alloc(512, 'content')]) {
      const entries: Entry[] = [
        dir('d', { patch: sized }),
        raw(content),
        hardlink('h', 'd', { patch: sized }),
      ];
      const walked = walk(layer([...entries, raw(content), symlink('s', 'x', { patch: sized }), ...after]));
      assert.deepEqual([paths(walked), walked.faults], [['d', 'h', 's', 'after'], []]);
    }
  });

  it('ends at two blocks of zeros, and tells of data behind them', () => {
    const walked = walk(Buffer.concat([layer([file('a')]), layer(after)]));
    assert.deepEqual([paths(walked), walked.faults], [['a'], ['data-behind-end']]);
    assert.deepEqual(walk(layer([file('a')], { endBlocks: 20 })).faults, []);
  });

  it('goes on behind a single block of zeros', () => {
    const walked = walk(layer([file('a'), raw(Buffer.alloc(512)), ...after]));
    assert.deepEqual([paths(walked), walked.faults], [['a', 'after'], ['lone-zero-block']]);
  });

  it('needs no end mark', () => {
    for (const endBlocks of [0, 1]) assert.deepEqual(walk(layer(after, { endBlocks })).faults, []);
    assert.deepEqual(walk(new Uint8Array(0)), { entries: [], contents: new Map(), faults: [] });
  });

  it('tells of every cut inside an entry, and keeps what came before', () => {
    const tar = layer([file('a', 'x'.repeat(600)), file(LONG, 'y'), file('b', 'z')]);
    for (let length = 0; length <= tar.length; length++) {
      const walked = walk(tar.subarray(0, length), { step: 700 });
      const told = walked.faults.length === 0 ? 'nothing' : walked.faults.join();
      // Between entries, and in the padding behind a whole content, nothing is missing.
      if (length === 0 || (length >= 1112 && length <= 1536)) assert.equal(told, 'nothing');
      else if (length < 2048) assert.equal(told, 'truncated-layer');
      assert.match(told, /^nothing$|^truncated-layer$/);
      assert.equal(walked.contents.has('a'), length >= 1112);
    }
  });

  it('gives the same for chunks of any size', () => {
    const tar = layer([
      file(LONG, 'x'.repeat(3000)),
      garbage,
      file('sparse', 's'),
      symlink('l', LONG),
      ...after,
    ]);
    const whole = walk(tar);
    for (const step of [1, 7, 511, 512, 513, 4096]) assert.deepEqual(walk(tar, { step }), whole);
  });

  it('survives flipped bits', () => {
    const tar = layer([
      file(LONG, 'x'),
      dir('d'),
      file('sparse', 's', { pax: { 'GNU.sparse.map': '0,1' } }),
      ...after,
    ]);
    fc.assert(
      fc.property(fc.array(fc.nat(tar.length * 8 - 1), { maxLength: 20 }), (bits) => {
        const damaged = Buffer.from(tar);
        for (const bit of bits) damaged[bit >> 3]! ^= 1 << (bit & 7);
        walk(damaged, { step: 1000 });
      }),
    );
  });
});

describe('tar walker: sparse files', () => {
  const content = Buffer.concat([Buffer.alloc(1000), Buffer.from('data'), Buffer.alloc(3000)]);
  const records = (more: Record<string, string>) => ({ 'GNU.sparse.size': '4004', ...more });
  const FORMS: [string, Entry][] = [
    ['0.1', file('x', 'data', { pax: records({ 'GNU.sparse.name': 's', 'GNU.sparse.map': '1000,4' }) })],
    [
      '1.0',
      file('x', Buffer.concat([padded(Buffer.from('1\n1000\n4\n')), Buffer.from('data')]), {
        pax: {
          'GNU.sparse.major': '1',
          'GNU.sparse.minor': '0',
          'GNU.sparse.name': 's',
          'GNU.sparse.realsize': '4004',
        },
      }),
    ],
    ['all holes', file('s', '', { pax: records({ 'GNU.sparse.map': '', 'GNU.sparse.numblocks': '0' }) })],
  ];
  for (const [form, entry] of FORMS) {
    it(`expands ${form}`, () => {
      for (const step of [1, 511, 100_000]) {
        const walked = walk(layer([entry, file('next', 'n')]), { step });
        assert.deepEqual(walked.faults, []);
        assert.equal(walked.entries[0]?.sizeBytes, 4004);
        assert.deepEqual(walked.contents.get('s'), form === 'all holes' ? Buffer.alloc(4004) : content);
        assert.equal(text(walked, 'next'), 'n');
      }
    });
  }

  for (const map of ['1000,5', '1000', '4001,4', '1000,x', '1002,2,1000,2', '99999999999999999999,4']) {
    it(`tells of a map that does not fit: ${map}`, () => {
      const pax = records({ 'GNU.sparse.map': map });
      const walked = walk(layer([file('s', 'data', { pax }), file('next', 'n')]));
      assert.deepEqual(walked.faults, ['damaged-sparse-file s']);
      assert.equal(text(walked, 'next'), 'n');
    });
  }

  for (const map of ['1\n1000\n5\n', '99999\n1\n', 'x\n', '', '-1\n', '1\n1000\n4']) {
    it(`tells of a leading map that does not fit: ${JSON.stringify(map)}`, () => {
      const pax = { 'GNU.sparse.major': '1', 'GNU.sparse.minor': '0', 'GNU.sparse.realsize': '4004' };
      const stored = map === '' ? '' : Buffer.concat([padded(Buffer.from(map)), Buffer.from('data')]);
      const walked = walk(layer([file('s', stored, { pax }), file('next', 'n')]), { step: 100 });
      assert.deepEqual(walked.faults, ['damaged-sparse-file s']);
      assert.equal(text(walked, 'next'), 'n');
    });
  }

  it('does not expand beyond the limit of a kept file, nor of a layer', () => {
    const sparse = (path: string) =>
      file(path, '', { pax: { 'GNU.sparse.size': '999', 'GNU.sparse.numblocks': '0' } });
    const tar = layer([sparse('a'), sparse('b'), sparse('c')]);
    assert.equal(walk(tar, { limits: { keptFileBytes: 998 } }).faults.length, 3);
    const walked = walk(tar, { limits: { layerRatioFloorBytes: 1998 } });
    assert.deepEqual(walked.faults, ['layer-ratio-limit c']);
  });
});

describe('tar walker against tar itself', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'tar-walker-'));
    const tree = join(folder, 'tree');
    mkdirSync(join(tree, 'a', 'b'.repeat(70), 'c'.repeat(70)), { recursive: true });
    writeFileSync(join(tree, 'a', 'plain.txt'), 'plain');
    writeFileSync(join(tree, 'a', 'b'.repeat(70), 'c'.repeat(70), 'deep-ü.txt'), 'x'.repeat(1500));
    linkSync(join(tree, 'a', 'plain.txt'), join(tree, 'a', 'zz-link.txt'));
    symlinkSync('../a/plain.txt', join(tree, 'a', 'sym'));
    const sparse = openSync(join(tree, 'holes'), 'w');
    for (let i = 1; i <= 30; i++) writeSync(sparse, `piece ${i}`, i * 65536);
    truncateSync(join(tree, 'holes'), 40 * 65536);
  });
  after(() => rmSync(folder, { recursive: true }));

  const OPTIONS = [
    ['--format=v7', '--exclude=b*'],
    ['--format=ustar', '--exclude=b*'],
    ['--format=ustar'],
    ['--format=oldgnu'],
    ['--format=gnu'],
    ['--format=pax'],
    ['--format=oldgnu', '--sparse'],
    ['--format=gnu', '--sparse'],
    ['--format=pax', '--sparse', '--sparse-version=0.0'],
    ['--format=pax', '--sparse', '--sparse-version=0.1'],
    ['--format=pax', '--sparse', '--sparse-version=1.0'],
  ];
  for (const options of OPTIONS) {
    it(`reads what tar ${options.join(' ')} writes`, () => {
      const tree = join(folder, 'tree');
      const tar = execFileSync('tar', [...options, '--sort=name', '-cf', '-', '-C', tree, '.'], {
        maxBuffer: 1 << 26,
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      const walked = walk(tar, { step: 10_000 });
      assert.deepEqual(walked.faults, []);
      assert.equal(walked.entries.find((e) => e.path === 'a/zz-link.txt')?.linkTarget, 'a/plain.txt');
      for (const entry of walked.entries.filter((e) => e.type === 'file')) {
        const told = execFileSync('cat', [join(tree, entry.path)], { maxBuffer: 1 << 26 });
        assert.ok(told.equals(walked.contents.get(entry.path)!), entry.path);
        assert.equal(entry.sizeBytes, told.length);
      }
    });
  }
});
