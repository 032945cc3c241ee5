/** What `truth.json` says of a planted image is so: every secret is read back from where it is said to be. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { buildImage, writeDockerArchive } from '../../test/image-builder.ts';
import { file } from '../../test/tar-builder.ts';
import type { History, ImageConfig } from './base-archive.ts';
import { chanceOf } from './chance.ts';
import { secretKinds } from './kinds/list.ts';
import { planSecrets } from './plan.ts';
import { plant } from './plant.ts';
import type { PlantTruth } from './truth.ts';

/** Without those that take a slow tool, or large random numbers. */
const QUICK = secretKinds.filter(({ id }) => !/jks|pkcs|rsa|dsa|google-service/.test(id));
const COUNT = 150;

describe('a planted image', () => {
  it('has 100 kinds of secrets and more, each with its documentation', () => {
    assert.ok(secretKinds.length >= 100);
    assert.equal(new Set(secretKinds.map(({ id }) => id)).size, secretKinds.length);
    for (const { id, source } of secretKinds) assert.match(source, /^https:\/\//, id);
  });

  it('is made without a look at the scanner', () => {
    const sources = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' });
    for (const path of sources.filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))) {
      const text = readFileSync(join(import.meta.dirname, path), 'utf8');
      assert.doesNotMatch(text, /from '[^']*\/src\//, path);
    }
  });

  let folder = '';
  let truth: PlantTruth;
  let image: ReturnType<typeof readLayout>;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'plimsoll-plant-test-'));
    truth = plantSmall(folder, 7);
    image = readLayout(join(folder, 'planted'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('holds its secrets where its list says', () => {
    assert.equal(truth.secrets.length, COUNT);
    assert.equal(new Set(truth.secrets.map(({ sha256 }) => sha256)).size, COUNT);
    assert.equal(image.layers.length, truth.layers);
    assert.equal(image.layers[0]!.get('etc/base'), 'base\n', 'the base is still there');
    for (const place of truth.secrets.flatMap(({ places }) => places)) {
      if (place.path.startsWith('config:')) continue;
      const content = image.layers[place.layerIndex!]!.get(place.path.split('!/')[0]!);
      assert.ok(content !== undefined, place.path);
      const hasLines = place.lines !== null && place.lines[0] > 0;
      if (place.path.includes('!/') || !hasLines || place.encodings.includes('utf-16')) continue;
      const ahead = content.slice(0, place.offset);
      assert.equal(ahead.split('\n').length, place.lines![0], place.path);
      assert.equal(place.offset - ahead.lastIndexOf('\n'), place.column, place.path);
    }
  });

  it('removes, hides and overwrites as its list says', () => {
    const fates = new Set(truth.secrets.map(({ fate }) => fate));
    assert.deepEqual([...fates].sort(), FATES);
    for (const { fate, places } of truth.secrets) {
      const [place] = places;
      if (place!.goneInLayer === null) continue;
      const path = place!.path.split('!/')[0]!;
      assert.ok(image.layers[place!.goneInLayer]!.has(markOf(fate, path)), `${fate} ${path}`);
    }
  });

  it('names the entries of the config and the layers that they made', () => {
    const history = image.config.history!;
    for (const { sha256, places } of truth.secrets) {
      for (const { path, layerIndex } of places.filter((place) => place.path.startsWith('config:history/'))) {
        const entry = history[Number(path.slice('config:history/'.length))]!;
        assert.ok(holds(entry, sha256), path);
        assert.equal(layerIndex, layerOf(history, entry), path);
      }
    }
  });

  it('is the same for the same seed, and another for another', () => {
    const kinds = QUICK.filter(({ shape }) => shape === 'named');
    const [a, b, c] = [5, 5, 6].map((seed) => planSecrets(chanceOf(seed), kinds, 60, 3));
    assert.deepEqual(a, b);
    assert.notDeepEqual(a, c);
  });
});

const FATES = [
  'in-config',
  'moved',
  'overwritten',
  'removed-file',
  'removed-folder',
  'removed-opaque',
  'visible',
];

function plantSmall(folder: string, seed: number): PlantTruth {
  const base = buildImage({
    layers: [{ entries: [file('etc/base', 'base\n')] }, { entries: [file('etc/more', 'more\n')] }],
    tags: ['example.test/base:1'],
  });
  const archive = join(folder, 'base.tar');
  writeDockerArchive(archive, [base], 'blobs');
  return plant(archive, join(folder, 'planted'), { seed, count: COUNT, kinds: QUICK });
}

/** What in the last layer hides the file. */
function markOf(fate: string, path: string): string {
  const slash = path.lastIndexOf('/');
  const [parent, name] = [path.slice(0, slash), path.slice(slash + 1)];
  if (fate === 'removed-folder') return parent.replace(/([^/]*)$/, '.wh.$1');
  if (fate === 'removed-opaque') return `${parent}/.wh..wh..opq`;
  return fate === 'overwritten' ? path : `${parent}/.wh.${name}`;
}

/** Layers as their files' content by path, read without any of Plimsoll's own readers. */
function readLayout(folder: string): { config: ImageConfig; layers: ReadonlyMap<string, string>[] } {
  const blob = (digest: string): Buffer => readFileSync(join(folder, 'blobs/sha256', digest.slice(7)));
  const index = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8'));
  const manifest = JSON.parse(blob(index.manifests[0].digest).toString());
  const digests: string[] = manifest.layers.map(({ digest }: { digest: string }) => digest);
  return {
    config: JSON.parse(blob(manifest.config.digest).toString()),
    layers: digests.map((digest) => filesOf(gunzipSync(blob(digest)))),
  };
}

function filesOf(tar: Buffer): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  let name = '';
  for (let at = 0; tar[at] !== 0; ) {
    const size = Number.parseInt(tar.toString('latin1', at + 124, at + 135), 8);
    const content = tar.toString('latin1', at + 512, at + 512 + size);
    const type = String.fromCharCode(tar[at + 156]!);
    if (type === 'x') name = /path=(.*)\n/.exec(content)?.[1] ?? '';
    else {
      files.set(name || tar.toString('latin1', at, at + 100).replace(/\0.*$/, ''), content);
      name = '';
    }
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}

/** Whether some run of characters in the instruction has this SHA-256. */
function holds({ created_by: createdBy = '' }: History, sha256: string): boolean {
  const starts = [...createdBy.matchAll(/(?<=[=\s])\S|(?<=Bearer )\S/g)].map(({ index }) => index);
  return starts.some((start) => {
    for (let end = createdBy.length; end > start; end--) {
      if (createHash('sha256').update(createdBy.slice(start, end), 'latin1').digest('hex') === sha256)
        return true;
    }
    return false;
  });
}

function layerOf(history: readonly History[], entry: History): number | null {
  if (entry.empty_layer === true) return null;
  return history.filter((one) => one.empty_layer !== true).indexOf(entry);
}
