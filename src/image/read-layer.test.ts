import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { layerInfo, memoryLayer, readEntries, textReader } from '../../test/read-layers.ts';
import { dir, type Entry, file, hardlink, layer, opaque, symlink, whiteout } from '../../test/tar-builder.ts';
import { InputError } from '../base/errors.ts';
import { DEFAULT_LIMITS, type Limits } from '../base/limits.ts';
import { sha256 } from '../model/digest.ts';
import type { AnyReader, StreamReader } from '../model/reader.ts';
import { text } from '../model/shape.ts';
import type { LayerContents } from './layer-contents.ts';
import { PathSet } from './path-set.ts';
import { readLayer } from './read-layer.ts';

const every = textReader('every', /./);

async function readOne(
  entries: readonly Entry[] | Uint8Array,
  readers: readonly AnyReader[] = [every],
  limits: Partial<Limits> = {},
): Promise<LayerContents> {
  const [contents] = await readEntries([entries], readers, { ...DEFAULT_LIMITS, ...limits });
  return contents!;
}

const codes = ({ problems }: LayerContents): string[] =>
  problems.map(({ code, path }) => `${code} ${path}`.trim());
const facts = (contents: LayerContents) =>
  contents.facts.map(({ readerId, entry, fact }) => [readerId, entry.path, fact]);

/** Keeps the head's length and everything it got. */
function streamReader(id: string, opens: (head: Uint8Array, path: string) => boolean): StreamReader<string> {
  return {
    id,
    version: 1,
    kind: 'stream',
    shape: text,
    wellKnownPaths: [],
    wants: () => true,
    open(head, { path }) {
      if (!opens(head, path)) return null;
      const parts: Buffer[] = [];
      const headBytes = head.length;
      return {
        push: (chunk) => parts.push(Buffer.from(chunk)),
        end: () => `${headBytes}:${sha256(Buffer.concat(parts))}`,
      };
    },
    readAgain: () => null,
  };
}

describe('read a layer', () => {
  const entries = [
    dir('a'),
    file('a/f', 'text'),
    symlink('l', 'a'),
    hardlink('a/h', 'a/f'),
    whiteout('a/gone'),
    opaque('b'),
    file('zero'),
  ];

  it('keeps names, links, marks and counts', async () => {
    const contents = await readOne(entries);
    assert.deepEqual(facts(contents), [
      ['every', 'a/f', 'text'],
      ['every', 'a/h', 'text'],
      ['every', 'zero', ''],
    ]);
    assert.deepEqual(contents.symlinks, [{ path: 'l', target: 'a' }]);
    assert.deepEqual(
      contents.hardLinks.map(({ path, linkTarget }) => [path, linkTarget]),
      [['a/h', 'a/f']],
    );
    assert.deepEqual([contents.whiteouts, contents.opaqueFolders], [['a/gone'], ['b']]);
    assert.deepEqual([contents.entries, contents.rereads, contents.problems], [7, 0, []]);
    assert.equal(contents.plainBytes, layer(entries).length);
    const [files, folders, parents] = [contents.nonDirectories, contents.directories, contents.parents].map(
      (data) => new PathSet(data),
    );
    assert.deepEqual([files!.count, folders!.count, parents!.count], [4, 1, 2]);
    assert.ok(files!.has('a/h') && !files!.has('a/gone') && folders!.has('a') && parents!.has('b'));
  });

  it('gives the same for any compression and chunks', async () => {
    const tar = layer(entries);
    const plain = await readLayer(memoryLayer(tar), [every], DEFAULT_LIMITS);
    for (const stored of [gzipSync(tar), zstdCompressSync(tar)]) {
      for (const step of [3, 1000, 1 << 20]) {
        const contents = await readLayer(memoryLayer(stored, 0, step), [every], DEFAULT_LIMITS);
        const { storedBytes, info } = plain;
        assert.deepEqual({ ...contents, storedBytes, info }, plain);
      }
    }
  });

  it('can be sent to another thread', async () => {
    const contents = await readOne(entries);
    assert.deepEqual(structuredClone(contents), contents);
  });

  it('lets the last of two entries win', async () => {
    const contents = await readOne([
      file('a', '1'),
      file('b', '1'),
      file('a', '2'),
      symlink('b', 'a'),
      file('c'),
      dir('c'),
    ]);
    assert.deepEqual(facts(contents), [['every', 'a', '2']]);
    assert.deepEqual(codes(contents), ['contradictory-entries c']);
  });

  it('calls readers for regular files only, once for each', async () => {
    const asked: string[] = [];
    const reader = { ...every, wants: ({ path }: { path: string }) => asked.push(path) > 0 };
    await readOne([dir('d'), file('f'), symlink('s', 'f'), file('g'), whiteout('x'), opaque('d')], [reader]);
    assert.deepEqual(asked, ['f', 'g']);
  });
});

describe('read a layer: readers', () => {
  it('gives streams the head and then all of the file', async () => {
    const sizes = [0, 1, 4095, 4096, 4097, 300_000, 1_000_000];
    const contents = sizes.map((size) => Buffer.alloc(size, 'anchor'));
    const tar = layer(contents.map((content, i) => file(`f${i}`, content)));
    for (const step of [100, 5000, 1 << 20]) {
      const read = await readLayer(
        memoryLayer(gzipSync(tar), 0, step),
        [streamReader('s', () => true)],
        DEFAULT_LIMITS,
      );
      assert.deepEqual(
        read.facts.map(({ fact }) => fact),
        contents.map((content) => `${Math.min(4096, content.length)}:${sha256(content)}`),
      );
    }
  });

  it('serves several readers of one file', async () => {
    const readers = [
      textReader('b', /f/),
      streamReader('a', (head) => head[0] === 0x31),
      textReader('c', /g/),
    ];
    const contents = await readOne([file('f', '1'), file('g', '2')], readers);
    assert.deepEqual(
      facts(contents).map((fact) => fact.slice(0, 2)),
      [
        ['a', 'f'],
        ['b', 'f'],
        ['c', 'g'],
      ],
    );
  });

  it('makes a Problem of what a reader throws, and goes on', async () => {
    const boom = (): never => {
      throw new Error('odd bytes');
    };
    const sink = { push: () => {}, end: () => null };
    const stream = streamReader('s', () => true);
    const readers: AnyReader[] = [
      { ...every, id: 'read', read: boom },
      { ...stream, id: 'open', open: boom },
      { ...stream, id: 'push', open: () => ({ ...sink, push: boom }) },
      { ...stream, id: 'end', open: () => ({ ...sink, end: boom }) },
      { ...every, id: 'wants', wants: boom },
      every,
    ];
    const contents = await readOne([file('f', 'x'), file('g', 'y')], readers);
    assert.deepEqual(facts(contents), [
      ['every', 'f', 'x'],
      ['every', 'g', 'y'],
    ]);
    assert.deepEqual(
      contents.problems.filter(({ path }) => path === 'f').map(({ message, effect }) => [message, effect]),
      ['end', 'open', 'push', 'read'].map((id) => [`${id} cannot read the file: odd bytes`, 'incomplete']),
    );
  });

  it('passes warnings on', async () => {
    const reader: AnyReader = {
      ...every,
      read({ warn }) {
        warn('odd-record', 'one record is odd');
        return 'x';
      },
    };
    assert.deepEqual(codes(await readOne([file('f', 'x')], [reader])), ['odd-record f']);
  });

  it('reads nothing again for a link to what a reader passed over for its size', async () => {
    const large: AnyReader = { ...every, wants: ({ sizeBytes }) => sizeBytes >= 100 };
    const contents = await readOne(
      [file('small', 'x'), hardlink('other', 'small'), file('big', 'y'.repeat(100)), hardlink('twin', 'big')],
      [large],
    );
    assert.equal(contents.rereads, 0);
    assert.deepEqual(
      contents.facts.map(({ entry }) => entry.path),
      ['big', 'twin'],
    );
  });

  it('reads a file again where a stream asks for it', async () => {
    const stream: StreamReader<string> = {
      ...streamReader('s', (head) => head[0] === 0x31),
      open: (head) => (head[0] === 0x31 ? { push: () => {}, end: () => 'again' } : null),
      readAgain: ({ bytes, entry }) => `${entry.path} ${bytes.length}`,
    };
    const content = Buffer.alloc(700_000, '1');
    const contents = await readOne([file('a', content), file('b', '2'), hardlink('c', 'a')], [stream]);
    assert.deepEqual(facts(contents), [
      ['s', 'a', 'a 700000'],
      ['s', 'c', 'c 700000'],
    ]);
    assert.equal(contents.rereads, 1);
    assert.deepEqual(contents.answered, [
      { readerId: 's', path: 'a' },
      { readerId: 's', path: 'c' },
    ]);
  });

  it('does not keep a file over the limit', async () => {
    const contents = await readOne([file('big', '12345'), file('fits', '1234')], [every], {
      keptFileBytes: 4,
    });
    assert.deepEqual(
      [facts(contents), codes(contents)],
      [[['every', 'fits', '1234']], ['file-too-large big']],
    );
  });

  it('does not give a reader more than it takes, in a second pass neither', async () => {
    const small = { ...textReader('small', /^link|big$/), maxBytes: 4 };
    const entries = [hardlink('link', 'content'), file('big', '12345'), file('content', '12345')];
    const contents = await readOne(entries, [small]);
    assert.deepEqual(
      [facts(contents), codes(contents)],
      [[], ['file-over-reader-limit big', 'file-over-reader-limit link']],
    );
  });
});

describe('read a layer: digests', () => {
  const tar = layer([file('f', 'x'.repeat(5000))]);
  const stored = gzipSync(tar);
  const other = sha256('other');
  const cut = stored.subarray(0, stored.length - 20);
  const bad = Buffer.from(stored);
  bad.fill(0xff, 30, 50);

  const read = (bytes: Uint8Array, digests: { digest?: typeof other; diffId?: typeof other }) =>
    readLayer({ ...memoryLayer(bytes, 3), ...digests }, [every], DEFAULT_LIMITS);

  it('checks stored bytes and plain tar', async () => {
    assert.equal((await read(stored, { digest: sha256(stored), diffId: sha256(tar) })).facts.length, 1);
    assert.equal((await read(tar, { digest: sha256(tar), diffId: sha256(tar) })).facts.length, 1);
  });

  for (const [name, bytes, digests] of [
    ['another digest', stored, { digest: other }],
    ['another diff id', stored, { digest: sha256(stored), diffId: other }],
    ['cut bytes with a digest', cut, { digest: sha256(stored) }],
    ['cut bytes with a diff id', cut, { diffId: sha256(tar) }],
    ['damaged bytes with a digest', bad, { digest: sha256(stored) }],
    ['damaged bytes with a diff id', bad, { diffId: sha256(tar) }],
    ['a cut plain tar with a diff id', tar.subarray(0, 700), { diffId: sha256(tar) }],
    ['nothing at all', new Uint8Array(0), { diffId: sha256(tar) }],
  ] as const) {
    it(`refuses ${name}`, async () => {
      await assert.rejects(read(bytes, digests), (error) => {
        assert.ok(error instanceof InputError);
        assert.equal(error.code, 'digest-mismatch');
        assert.match(error.message, /[Ll]ayer 3 .*expected sha256:[0-9a-f]{64}, got sha256:[0-9a-f]{64}/);
        return true;
      });
    });
  }

  it('tells of damage that no digest tells of', async () => {
    assert.deepEqual(codes(await read(cut, {})), ['truncated-layer']);
    assert.deepEqual(codes(await read(cut, { digest: sha256(cut) })), ['truncated-layer']);
    assert.deepEqual(codes(await read(bad, {})), ['damaged-layer']);
    assert.deepEqual(codes(await read(Buffer.concat([stored, Buffer.from('x')]), {})), ['data-behind-end']);
    const xz = Buffer.from('fd377a585a000004', 'hex');
    const [problem] = (await read(xz, { digest: sha256(xz), diffId: sha256(tar) })).problems;
    assert.deepEqual(
      [problem?.code, problem?.effect, problem?.layerIndex],
      ['unknown-compression', 'blind', 3],
    );
    assert.match(problem?.message ?? '', /compressed with xz/);
  });

  it('reads an empty layer', async () => {
    const contents = await read(new Uint8Array(0), {});
    assert.deepEqual([contents.entries, contents.problems], [0, []]);
  });

  it('passes on what opening throws', async () => {
    const failing = { ...memoryLayer(stored), openStored: Readable };
    async function* Readable(): AsyncGenerator<Uint8Array> {
      yield stored.subarray(0, 10);
      throw new InputError('network', { what: 'cut off', where: 'registry', wayOut: '' });
    }
    await assert.rejects(readLayer(failing, [every], DEFAULT_LIMITS), { code: 'network' });
  });

  it('checks the second pass too', async () => {
    const again = layer([file('store', 'x'), hardlink('wanted', 'store')]);
    let passes = 0;
    const input = {
      info: layerInfo(0),
      digest: null,
      diffId: sha256(again),
      storedSize: again.length,
      async *openStored() {
        yield passes++ === 0 ? again : layer([file('store', 'y'), hardlink('wanted', 'store')]);
      },
      onProgress: () => {},
    };
    await assert.rejects(readLayer(input, [textReader('w', /wanted/)], DEFAULT_LIMITS), {
      code: 'digest-mismatch',
    });
  });
});

describe('read a layer: damage', () => {
  const tar = layer([
    file('a', 'x'.repeat(700)),
    dir('d'),
    hardlink('d/h', 'a'),
    symlink('s', 'd'),
    file('d/z', 'y'),
  ]);
  const KNOWN =
    /^(truncated-layer|damaged-layer|not-a-tar|damaged-header|lone-zero-block|data-behind-end|unusable-path|contradictory-entries|damaged-sparse-file|file-too-large|file-over-reader-limit|header-too-large|path-too-long|path-too-deep|unknown-compression|path-outside-root)( |$)/;

  it('cut at any place gives what came before and a Problem', async () => {
    for (const stored of [gzipSync(tar), zstdCompressSync(tar), tar]) {
      for (let length = 1; length < stored.length; length += stored === tar ? 37 : 1) {
        const contents = await readLayer(memoryLayer(stored.subarray(0, length)), [every], DEFAULT_LIMITS);
        assert.ok(
          codes(contents).every((code) => KNOWN.test(code)),
          codes(contents).join(),
        );
        if (stored !== tar) assert.equal(contents.problems.length, 1, String(length));
      }
    }
  });

  it('never throws, whatever bytes are changed', async () => {
    const forms = [tar, gzipSync(tar), zstdCompressSync(tar)];
    const change = fc.tuple(fc.nat(100_000), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(fc.nat(2), fc.array(change, { minLength: 1, maxLength: 8 }), async (form, changes) => {
        const damaged = Buffer.from(forms[form]!);
        for (const [at, byte] of changes) damaged[at % damaged.length] = byte;
        const contents = await readLayer(
          memoryLayer(damaged),
          [every, streamReader('s', () => true)],
          DEFAULT_LIMITS,
        );
        assert.ok(
          codes(contents).every((code) => KNOWN.test(code)),
          codes(contents).join(),
        );
        assert.deepEqual(structuredClone(contents), contents);
      }),
      { numRuns: 300 },
    );
  });

  it('reads random bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 3000 }), async (bytes) => {
        await readLayer(memoryLayer(bytes), [every], DEFAULT_LIMITS);
      }),
    );
  });
});
