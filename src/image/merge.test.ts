import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { memoryLayer, readEntries, textReader } from '../../test/read-layers.ts';
import { dir, type Entry, file, hardlink, layer, opaque, symlink, whiteout } from '../../test/tar-builder.ts';
import { DEFAULT_LIMITS } from '../base/limits.ts';
import type { AnyReader } from '../model/reader.ts';
import { type MergedImage, mergeLayers } from './merge.ts';
import { PathSet } from './path-set.ts';
import { readAgain, withAnswers } from './read-again.ts';
import { resolveFolder } from './resolve-path.ts';

const every = textReader('every', /./);

async function merge(layers: readonly (readonly Entry[])[], readers: readonly AnyReader[] = [every]) {
  return mergeLayers(await readEntries(layers, readers), readers, DEFAULT_LIMITS);
}

/** `path=text@layer` of the merged tree. */
function tree(image: MergedImage, reader = every): string[] {
  return image.all(reader).map(({ path, fact, layerIndex }) => `${path}=${fact}@${layerIndex}`);
}

const codes = (image: MergedImage): string[] => image.problems.map(({ code, path }) => `${code} ${path}`);

describe('merge: many layers', () => {
  const LAYERS = 100;
  const PER_LAYER = 20;
  const many = <T>(count: number, make: (i: number) => T): T[] =>
    Array.from({ length: count }, (_, i) => make(i));

  const SHAPES: readonly (readonly [name: string, layerOf: (layer: number) => readonly Entry[]])[] = [
    ['files', (l) => many(PER_LAYER, (i) => file(`app${l}/lib${i}/f`, 'x'))],
    ['links', (l) => many(PER_LAYER, (i) => symlink(`app${l}/lib${i}/l`, 'x'))],
    ['whiteouts', (l) => many(PER_LAYER, (i) => (l === 0 ? file(`a/b${i}`, 'x') : whiteout(`a/c${l}-${i}`)))],
    [
      'opaque folders',
      (l) => many(PER_LAYER, (i) => (l === 0 ? file(`a/b${i}/f`, 'x') : opaque(`a/c${l}-${i}`))),
    ],
    [
      'hard links to files below',
      (l) => many(PER_LAYER, (i) => (l === 0 ? file(`a/b${i}`, 'x') : hardlink(`c${l}/d${i}`, `a/b${i}`))),
    ],
    [
      'entries below links of a lower layer',
      (l) => [
        ...many(PER_LAYER, (i) => symlink(`app${l}/l${i}`, `../t${i}`)),
        ...(l === 0 ? [] : many(PER_LAYER, (i) => file(`app${l - 1}/l${i}/f`, 'x'))),
      ],
    ],
  ];
  for (const [name, layerOf] of SHAPES) {
    it(`asks each layer only about folders that it has: ${name}`, async (t) => {
      const layers = await readEntries(many(LAYERS, layerOf), [every]);
      const asked = t.mock.method(PathSet.prototype, 'hasHash');
      mergeLayers(layers, [every], DEFAULT_LIMITS);
      // Each entry of each layer against each layer would be 200,000, each with several questions.
      const entries = LAYERS * PER_LAYER;
      assert.ok(asked.mock.callCount() < 100 * entries, `${asked.mock.callCount() / entries} an entry`);
    });
  }
});

describe('merge: what upper layers hide', () => {
  const base = [dir('a'), file('a/f', '0'), dir('a/b'), file('a/b/g', '0'), file('h', '0')];
  const CASES: [name: string, upper: readonly Entry[], tree: readonly string[]][] = [
    ['nothing', [], ['a/b/g=0@0', 'a/f=0@0', 'h=0@0']],
    ['a replaced file', [file('a/f', '1')], ['a/b/g=0@0', 'a/f=1@1', 'h=0@0']],
    ['a removed file', [whiteout('a/f')], ['a/b/g=0@0', 'h=0@0']],
    ['a removed file of the root', [whiteout('h')], ['a/b/g=0@0', 'a/f=0@0']],
    ['a removed folder', [whiteout('a')], ['h=0@0']],
    ['a removed inner folder', [whiteout('a/b')], ['a/f=0@0', 'h=0@0']],
    [
      'a name that only begins like a removed one',
      [whiteout('a/b/g2'), whiteout('a/b2')],
      ['a/b/g=0@0', 'a/f=0@0', 'h=0@0'],
    ],
    ['an opaque folder', [dir('a'), opaque('a')], ['h=0@0']],
    [
      'an opaque folder with new files before the mark',
      [file('a/n', '1'), opaque('a')],
      ['a/n=1@1', 'h=0@0'],
    ],
    [
      'an opaque folder with new files behind the mark',
      [opaque('a'), file('a/f', '1')],
      ['a/f=1@1', 'h=0@0'],
    ],
    ['an opaque inner folder', [opaque('a/b'), file('a/b/n', '1')], ['a/b/n=1@1', 'a/f=0@0', 'h=0@0']],
    ['an opaque root', [opaque(''), file('n', '1')], ['n=1@1']],
    ['removed and made anew', [whiteout('a/f'), file('a/f', '1')], ['a/b/g=0@0', 'a/f=1@1', 'h=0@0']],
    ['made anew and removed', [file('a/f', '1'), whiteout('a/f')], ['a/b/g=0@0', 'a/f=1@1', 'h=0@0']],
    ['a folder removed and made anew', [whiteout('a'), dir('a'), file('a/n', '1')], ['a/n=1@1', 'h=0@0']],
    ['a file in place of a folder', [file('a', '1')], ['a=1@1', 'h=0@0']],
    ['a link in place of a folder', [symlink('a', 'h')], ['h=0@0']],
    ['a folder in place of a file', [dir('h'), file('h/n', '1')], ['a/b/g=0@0', 'a/f=0@0', 'h/n=1@1']],
    ['an unnamed folder in place of a file', [file('h/n', '1')], ['a/b/g=0@0', 'a/f=0@0', 'h/n=1@1']],
    ['a link in place of a file', [symlink('h', 'a/f')], ['a/b/g=0@0', 'a/f=0@0']],
    ['a folder again', [dir('a'), dir('a/b')], ['a/b/g=0@0', 'a/f=0@0', 'h=0@0']],
    [
      'marks of AUFS',
      [file('.wh..wh.aufs'), file('.wh..wh.plnk/1.2', '1'), dir('.wh..wh.orph')],
      ['a/b/g=0@0', 'a/f=0@0', 'h=0@0'],
    ],
    [
      'whiteouts of nothing',
      [file('a/.wh.'), file('a/b/.wh..'), file('a/b/.wh...')],
      ['a/b/g=0@0', 'a/f=0@0', 'h=0@0'],
    ],
  ];
  for (const [name, upper, wanted] of CASES) {
    it(name, async () => {
      assert.deepEqual(tree(await merge([base, upper])), wanted);
      // An empty layer between and above changes nothing but the number.
      const spread = await merge([base, [], upper, [file('z/other')]]);
      assert.deepEqual(tree(spread), [...wanted.map((line) => line.replace('@1', '@2')), 'z/other=@3']);
    });
  }

  it('lets nothing of a lower layer hide an upper one', async () => {
    const image = await merge([[whiteout('a/f'), opaque('a'), file('x')], [file('a/f', '1')]]);
    assert.deepEqual(tree(image), ['a/f=1@1', 'x=@0']);
  });

  it('tells what was removed, by which layer, and the history', async () => {
    const image = await merge([
      base,
      [file('a/f', '1')],
      [whiteout('a')],
      [file('a/f', '3')],
      [whiteout('h')],
    ]);
    assert.deepEqual(
      image
        .removed(every)
        .map(({ path, fact, layerIndex, removedInLayer }) => [path, fact, layerIndex, removedInLayer]),
      [
        ['a/b/g', '0', 0, 2],
        ['h', '0', 0, 4],
      ],
    );
    assert.deepEqual(image.history(every, 'a/f'), [
      { layerIndex: 0, fact: '0' },
      { layerIndex: 1, fact: '1' },
      { layerIndex: 2, fact: null },
      { layerIndex: 3, fact: '3' },
    ]);
    assert.deepEqual(image.history(every, 'none'), []);
  });

  it('counts what a reader no longer finds as removed', async () => {
    const reader = {
      ...every,
      id: 'some',
      read: ({ bytes }: { bytes: Uint8Array }) => (bytes.length > 1 ? 'long' : null),
    };
    const image = await merge([[file('f', 'long')], [file('f', 's')]], [reader]);
    assert.deepEqual(image.all(reader), []);
    assert.equal(image.removed(reader)[0]?.removedInLayer, 1);
  });
});

describe('merge: links', () => {
  const merged = [dir('usr'), dir('usr/lib'), file('usr/lib/a', '0'), symlink('lib', 'usr/lib')];

  it('puts entries below a lower link into its target', async () => {
    const image = await merge([merged, [file('lib/b', '1'), file('lib/x/c', '1')], [file('usr/lib/b', '2')]]);
    assert.deepEqual(tree(image), ['usr/lib/a=0@0', 'usr/lib/b=2@2', 'usr/lib/x/c=1@1']);
    assert.deepEqual(
      image.history(every, 'usr/lib/b').map((change) => change.layerIndex),
      [1, 2],
    );
    assert.equal(image.all(every)[1]?.entry.path, 'usr/lib/b');
    assert.equal(image.resolve('lib/b'), 'usr/lib/b');
  });

  it('lets a whiteout, an opaque mark and a file below a link act on its target', async () => {
    assert.deepEqual(tree(await merge([merged, [whiteout('lib/a')]])), []);
    assert.deepEqual(tree(await merge([merged, [opaque('lib'), file('lib/n', '1')]])), ['usr/lib/n=1@1']);
    assert.deepEqual(tree(await merge([merged, [file('lib/a', '1')]])), ['usr/lib/a=1@1']);
  });

  it('lets a folder of that name replace the link', async () => {
    const image = await merge([merged, [dir('lib'), file('lib/b', '1')]]);
    assert.deepEqual(tree(image), ['lib/b=1@1', 'usr/lib/a=0@0']);
    assert.equal(image.resolve('lib/b'), 'lib/b');
  });

  it('does not go through a link that the layer removes', async () => {
    assert.deepEqual(tree(await merge([merged, [whiteout('lib'), file('lib/b', '1')]])), [
      'lib/b=1@1',
      'usr/lib/a=0@0',
    ]);
  });

  it('goes through links behind links', async () => {
    const base = [
      dir('opt/real'),
      symlink('usr/lib', '/opt/real'),
      symlink('lib', 'usr/lib'),
      symlink('opt/real/in', 'deep'),
    ];
    const image = await merge([
      base,
      [file('lib/in/x', '1')],
      [file('usr/lib/in/y', '2'), whiteout('lib/in/x')],
    ]);
    assert.deepEqual(tree(image), ['opt/real/deep/y=2@2']);
    assert.equal(image.history(every, 'opt/real/deep/x').length, 2);
    assert.equal(image.resolve('lib/in/y'), 'opt/real/deep/y');
  });

  it('follows links of the same layer in the order of the tar', async () => {
    const image = await merge([
      [symlink('lib', 'usr/lib'), file('lib/a', '0')],
      [whiteout('usr/lib/a'), file('x')],
    ]);
    assert.deepEqual(tree(image), ['x=@1']);
  });

  it('forgets what a link of the same layer replaces', async () => {
    const [contents] = await readEntries([[file('lib/a', '0'), symlink('lib', 'usr')]], [every]);
    assert.deepEqual(contents?.facts, []);
    assert.deepEqual(
      contents?.problems.map(({ code }) => code),
      ['contradictory-entries'],
    );
  });

  for (const [name, path, real] of [
    ['a path without links', 'usr/lib/a', 'usr/lib/a'],
    ['a link', 'lib', 'usr/lib'],
    ['below a link', 'lib/a', 'usr/lib/a'],
    ['an absolute target', 'abs/a', 'usr/lib/a'],
    ['a target with ..', 'usr/up/usr/lib', 'usr/lib'],
    ['a target that leads above the root', 'usr/out/usr', 'usr'],
    ['a link to the root', 'root/usr', 'usr'],
    ['a link to itself', 'self', null],
    ['links in a circle', 'c1/x', null],
    ['.. behind a link', 'lib/../x', 'usr/x'],
    ['nothing', 'no/such', 'no/such'],
    ['the root', '', ''],
  ] as const) {
    it(`resolves ${name}`, async () => {
      const links = [
        symlink('abs', '/usr/lib'),
        symlink('usr/up', '..'),
        symlink('usr/out', '../../../..'),
        symlink('root', '/'),
        symlink('self', 'self'),
        symlink('c1', 'c2'),
        symlink('c2', '/c1/y'),
      ];
      assert.equal((await merge([[...merged, ...links]])).resolve(path), real);
    });
  }

  it('says when more links hold entries of a layer than it follows', async () => {
    const names = Array.from({ length: 101 }, (_, i) => `l${i}`);
    const image = await merge([
      names.map((name) => symlink(name, 'to')),
      names.map((name) => file(`${name}/${name}`)),
    ]);
    assert.deepEqual(codes(image), ['too-many-links ']);
    assert.equal(image.all(every).filter(({ path }) => path.startsWith('to/')).length, 100);
  });

  it('follows as many links as the limit says', async () => {
    const chain = Array.from({ length: 50 }, (_, i) => symlink(`l${i}`, `l${i + 1}`));
    const image = await merge([chain]);
    assert.equal(image.resolve('l10'), 'l50');
    assert.equal(image.resolve('l9'), null);
  });
});

describe('merge: hard links', () => {
  const names = textReader('names', /wanted/);

  for (const [name, entries] of [
    ['behind', [file('store', 'x'), hardlink('wanted', 'store')]],
    ['before', [hardlink('wanted', 'store'), file('store', 'x')]],
    ['behind another link', [file('store', 'x'), hardlink('mid', 'store'), hardlink('wanted', 'mid')]],
  ] as const) {
    it(`reads again the content that stands ${name}`, async () => {
      const [contents] = await readEntries([entries], [names]);
      assert.deepEqual(
        contents?.facts.map(({ entry, fact }) => [entry.path, entry.type, entry.sizeBytes, fact]),
        [['wanted', 'file', 1, 'x']],
      );
      assert.equal(contents?.rereads, 1);
    });
  }

  it('needs no second pass for content that the reader got', async () => {
    const [contents] = await readEntries([[file('wanted1', 'x'), hardlink('wanted2', 'wanted1')]], [names]);
    assert.deepEqual(
      contents?.facts.map(({ entry, fact }) => [entry.path, fact]),
      [
        ['wanted1', 'x'],
        ['wanted2', 'x'],
      ],
    );
    assert.equal(contents?.rereads, 0);
  });

  it('takes facts from layers below', async () => {
    const image = await merge([
      [file('f', '0')],
      [file('f', '1')],
      [hardlink('g', 'f')],
      [whiteout('f'), hardlink('h', 'f')],
    ]);
    assert.deepEqual(tree(image), ['g=1@2', 'h=1@3']);
    assert.deepEqual(codes(image), []);
  });

  it('tells of content below that was not looked at, and of none at all', async () => {
    const image = await merge(
      [
        [file('store', '0')],
        [hardlink('wanted', 'store'), hardlink('other', 'store')],
        [hardlink('wanted2', 'nowhere')],
      ],
      [names],
    );
    assert.deepEqual(codes(image), ['hard-link-without-content wanted', 'hard-link-without-content wanted2']);
  });

  it('takes a hard link to a symbolic link for one', async () => {
    const image = await merge([[symlink('s', 'usr'), hardlink('t', 's'), file('t/f', '0')]]);
    assert.deepEqual(tree(image), ['usr/f=0@0']);
  });
});

describe('merge: well-known paths', () => {
  const db = textReader('db', /^var\/db\/main$/, ['var/db/main']);

  const moved = [symlink('var/db', '../usr/share/db'), file('usr/share/db/main', '0')];
  it('asks for a file that a well-known path leads to, in every layer that has it', async () => {
    const image = await merge(
      [moved, [file('x')], [file('usr/share/db/main', '2')], [whiteout('usr/share/db/main')]],
      [db],
    );
    assert.deepEqual(
      image.wantedAgain.map(({ layerIndex, requests }) => [layerIndex, requests]),
      [0, 2].map((layerIndex) => [
        layerIndex,
        [{ readerId: 'db', path: 'usr/share/db/main', contentPath: 'usr/share/db/main' }],
      ]),
    );
  });

  it('asks through links that a later layer removed', async () => {
    const image = await merge([moved, [whiteout('var/db')]], [db]);
    assert.equal(image.wantedAgain.length, 1);
  });

  it('asks under the name the layer has, and for the content of a hard link', async () => {
    const layers = [
      [symlink('var/db', '/data'), symlink('alias', 'data')],
      [file('store', '1'), hardlink('alias/main', 'store')],
    ];
    const image = await merge(layers, [db]);
    assert.deepEqual(image.wantedAgain, [
      { layerIndex: 1, requests: [{ readerId: 'db', path: 'alias/main', contentPath: 'store' }] },
    ]);
  });

  it('does not ask for what the reader got by name, or where nothing is', async () => {
    const both = textReader('db', /^(etc|usr\/lib)\/os-release$/, ['etc/os-release', 'usr/lib/os-release']);
    const layers = [[symlink('etc/os-release', '../usr/lib/os-release'), file('usr/lib/os-release', 'x')]];
    const image = await merge(layers, [both]);
    assert.deepEqual(image.wantedAgain, []);
    assert.deepEqual(tree(image, both), ['usr/lib/os-release=x@0']);
    assert.deepEqual((await merge([[symlink('var/db', 'nowhere')]], [db])).wantedAgain, []);
  });

  it('takes no account of what was read for the links of another image', async () => {
    const [first, second] = await readEntries(
      moved.map((entry) => [entry]),
      [db],
    );
    const answer = { readerId: 'db', path: 'usr/share/db/main', contentPath: 'usr/share/db/main' };
    const source = layer([moved[1]!]);
    const answers = await readAgain(memoryLayer(source), [answer], [db], DEFAULT_LIMITS);
    const kept = withAnswers(second!, [answer], answers);
    const linked = mergeLayers([first!, kept], [db], DEFAULT_LIMITS);
    assert.deepEqual([tree(linked, db), linked.wantedAgain], [['usr/share/db/main=0@1'], []]);
    assert.deepEqual(tree(mergeLayers([kept], [db], DEFAULT_LIMITS), db), []);
  });

  it('tells of links in circles', async () => {
    const image = await merge([[symlink('var/db', 'db')]], [db]);
    assert.deepEqual(codes(image), ['link-circle var/db/main']);
  });
});

/** A file system in memory to which layers are applied entry by entry, as an engine does. */
type Node = { readonly kind: 'file' | 'folder' | 'link'; readonly text: string; readonly layer: number };

class Model {
  readonly nodes: Map<string, Node> = new Map();
  readonly histories: Map<string, { layerIndex: number; fact: string | null }[]> = new Map();
  /**
   * True where the outcome hangs on the order inside a layer, which no builder makes use of: it takes back what it made
   * itself or went through, removes links through links, or goes below links in circles.
   */
  odd = false;
  #through = false;
  #followed: Set<string> = new Set();
  #layer = 0;

  apply(entries: readonly Entry[]): void {
    const before = new Map(this.nodes);
    for (const entry of entries) if ('path' in entry) this.#applyOne(entry.path.replace(/\/$/, ''), entry);
    for (const path of new Set([...before.keys(), ...this.nodes.keys()]))
      this.#record(path, before.get(path));
    this.#layer++;
    this.#followed.clear();
  }

  resolve(path: string): string | null {
    return resolveFolder(`${path}/.`, (at) => this.#link(at), 40)?.replace(/\/\.$|^\.$/, '') ?? null;
  }

  #link(path: string): string | undefined {
    const node = this.nodes.get(path);
    if (node?.kind !== 'link') return undefined;
    this.#followed.add(path);
    return node.text;
  }

  #applyOne(name: string, entry: { typeflag: string; content: Uint8Array; linkTarget: string }): void {
    const real = resolveFolder(name, (at) => this.#link(at), 40);
    if (real === null) this.odd = true;
    const path = real ?? name;
    this.#through = path !== name;
    const base = path.slice(path.lastIndexOf('/') + 1);
    const folder = path.slice(0, path.length - base.length);
    this.#makeParents(path);
    if (base === '.wh..wh..opq') this.#remove(folder.slice(0, -1), true, this.#layer);
    else if (base.startsWith('.wh.')) this.#remove(folder + base.slice(4), false, this.#layer);
    else this.#put(path, entry);
  }

  #put(path: string, entry: { typeflag: string; content: Uint8Array; linkTarget: string }): void {
    const kind = entry.typeflag === '5' ? 'folder' : entry.typeflag === '2' ? 'link' : 'file';
    if (kind !== 'folder' || this.nodes.get(path)?.kind !== 'folder') this.#remove(path, false, Infinity);
    const text = kind === 'link' ? entry.linkTarget : Buffer.from(entry.content).toString();
    this.nodes.set(path, { kind, text, layer: this.#layer });
  }

  #makeParents(path: string): void {
    const segments = path.split('/').slice(0, -1);
    segments.forEach((_, i) => {
      const folder = segments.slice(0, i + 1).join('/');
      if (this.nodes.get(folder)?.kind !== 'folder') this.#remove(folder, false, Infinity);
      // A folder with entries of this layer is one of this layer: a mark beside it does not hide it.
      this.nodes.set(folder, { kind: 'folder', text: '', layer: this.#layer });
    });
  }

  /** What lies at and below a path, of layers before `layer`. */
  #remove(path: string, onlyBelow: boolean, layer: number): void {
    for (const [at, node] of this.nodes) {
      const inside = path === '' || at.startsWith(`${path}/`) || (!onlyBelow && at === path);
      if (!inside || node.layer >= layer) continue;
      this.odd ||= node.layer === this.#layer || this.#followed.has(at);
      this.odd ||= this.#through && node.kind === 'link';
      this.nodes.delete(at);
    }
  }

  #record(path: string, before: Node | undefined): void {
    const now = this.nodes.get(path);
    const list = this.histories.get(path) ?? [];
    this.histories.set(path, list);
    if (now?.kind === 'file' && now.layer === this.#layer)
      list.push({ layerIndex: this.#layer, fact: now.text });
    else if (before?.kind === 'file' && now?.kind !== 'file')
      list.push({ layerIndex: this.#layer, fact: null });
  }
}

async function compareWithModel(
  layers: readonly (readonly Entry[])[],
  folders: readonly string[],
): Promise<void> {
  const model = new Model();
  for (const entries of layers) model.apply(entries);
  fc.pre(!model.odd);
  const image = await merge(layers);
  const wanted = [...model.nodes]
    .filter(([, node]) => node.kind === 'file')
    .map(([path, { text, layer }]) => `${path}=${text}@${layer}`)
    .sort();
  assert.deepEqual(tree(image).sort(), wanted);
  for (const [path, history] of model.histories) assert.deepEqual(image.history(every, path), history, path);
  for (const folder of folders) assert.equal(image.resolve(folder), model.resolve(folder), folder);
}

/** In the order of names, as tools write; of two with one name the first; none below a file of the same layer. */
function inOrder(entries: readonly Entry[]): Entry[] {
  const byPath = new Map<string, Entry>();
  for (const entry of entries) {
    const path = 'path' in entry ? entry.path.replace(/\/$/, '') : '';
    if (!byPath.has(path)) byPath.set(path, entry);
  }
  const isFile = (path: string): boolean => {
    const entry = byPath.get(path);
    return entry !== undefined && 'path' in entry && entry.typeflag === '0';
  };
  return [...byPath.keys()]
    .filter((path) => !path.split('/').some((_, i, all) => i > 0 && isFile(all.slice(0, i).join('/'))))
    .sort()
    .map((path) => byPath.get(path)!);
}

describe('merge: the same as a file system to which the layers are applied', () => {
  const name = fc.constantFrom('a', 'b', 'c');
  const anyPath = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'));
  const text = fc.nat(9).map(String);

  it('with files, folders, whiteouts and opaque folders', async () => {
    const entry: fc.Arbitrary<Entry> = fc.oneof(
      { weight: 4, arbitrary: fc.tuple(anyPath, text).map(([path, content]) => file(path, content)) },
      { weight: 2, arbitrary: anyPath.map((path) => dir(path)) },
      { weight: 2, arbitrary: anyPath.map(whiteout) },
      { weight: 1, arbitrary: fc.oneof(anyPath, fc.constant('')).map(opaque) },
    );
    const layers = fc.array(fc.array(entry, { maxLength: 6 }).map(inOrder), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(layers, (stack) => compareWithModel(stack, [])),
      { numRuns: 300 },
    );
  });

  it('with symbolic links to folders', async () => {
    const folder = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join('/'));
    const path = fc.tuple(folder, fc.constantFrom('f', 'g')).map(([where, base]) => `${where}/${base}`);
    const target = fc.oneof(
      folder,
      folder.map((to) => `/${to}`),
      folder.map((to) => `../${to}`),
    );
    const entry: fc.Arbitrary<Entry> = fc.oneof(
      { weight: 4, arbitrary: fc.tuple(path, text).map(([at, content]) => file(at, content)) },
      { weight: 2, arbitrary: folder.map((at) => dir(at)) },
      { weight: 2, arbitrary: fc.tuple(folder, target).map(([at, to]) => symlink(at, to)) },
      { weight: 2, arbitrary: fc.oneof(path, folder).map(whiteout) },
      { weight: 1, arbitrary: folder.map(opaque) },
    );
    const layers = fc.array(fc.array(entry, { maxLength: 6 }).map(inOrder), { maxLength: 4 });
    const folders = ['a', 'b', 'c', 'a/b', 'b/a/c'];
    await fc.assert(
      fc.asyncProperty(layers, (stack) => compareWithModel(stack, folders)),
      { numRuns: 300 },
    );
  });
});
