/** Whole scans: of layers, and of what a sandboxed process says that it read. */
import { DEFAULT_LIMITS } from '../../../src/base/limits.ts';
import { ecosystems } from '../../../src/ecosystem/list.ts';
import { DamagedResult, decodeResult, encodeResult } from '../../../src/image/encode-result.ts';
import type { LayerContents } from '../../../src/image/layer-contents.ts';
import { mergeLayers } from '../../../src/image/merge.ts';
import { readLayer } from '../../../src/image/read-layer.ts';
import type { OpenImage } from '../../../src/image/source.ts';
import { catalogImage } from '../../../src/scan/catalog.ts';
import { packageReaders as readers } from '../../../src/scan/readers.ts';
import { takeInventory } from '../../../src/scan/take-inventory.ts';
import { layerInfo, memoryLayer } from '../../../test/read-layers.ts';
import { file, layer } from '../../../test/tar-builder.ts';
import { mutateTar } from '../mutate/containers.ts';
import { mutateJson } from '../mutate/json.ts';
import { repairTar, splitTar } from '../mutate/tar.ts';
import { type Inputs, type Mutator, mustHold, type Target } from '../target.ts';
import { LANGUAGES, LINKED, LINKS, programs, SYSTEM } from './samples.ts';
import { BUG, imageInfo, mustBeNoBug, SCAN_OPTIONS, writeReports } from './scanning.ts';

const MEMORY_BYTES = 256 * 1024 * 1024;

/** Everything that a scan does with layers, but for the advisories and the sandbox. */
const scan: Target = {
  id: 'image-scan',
  sources: [
    'image/merge.ts',
    'image/merge-links.ts',
    'image/layer-view.ts',
    'image/resolve-path.ts',
    'image/read-image.ts',
    'scan/catalog.ts',
    'ecosystem/os-database.ts',
    'ecosystem/language-package.ts',
  ],
  seeds: () =>
    [[SYSTEM, LANGUAGES, LINKS].map((entries) => layer(entries)), LINKED].map((layers) =>
      layer(layers.map((content, index) => file(`${index}`, content))),
    ),
  mutators: [mutateTar],
  repair: repairTar,
  maxBytes: 64 * 1024,
  errors: [],
  memoryBytes: MEMORY_BYTES,
  async run(bytes) {
    const inventory = await takeInventory(imageOf(bytes), SCAN_OPTIONS);
    mustBeNoBug(inventory.problems);
    return writeReports(inventory);
  },
};

/** An image of layers that no digest holds fast: the members of a tar. */
function imageOf(bytes: Uint8Array): OpenImage {
  const stored = splitTar(Buffer.from(bytes))
    .slice(0, 8)
    .map(({ content }) => content);
  const infos = stored.map((content, index) => layerInfo(index, content.length));
  return {
    info: imageInfo(infos),
    layers: stored.map((content, index) => ({
      info: infos[index]!,
      digest: null,
      diffId: null,
      bytes: { kind: 'stream', open: async () => chunksOf(content) },
    })),
    problems: [],
    platforms: [],
    attached: async () => ({ documents: [], problems: [] }),
    close: async () => {},
  };
}

async function* chunksOf(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content;
}

const KEY = { low: 1, high: 2 };

/** The sandbox's answer: read by the parent, which goes on with it. */
const result: Target = {
  id: 'sandbox-result',
  sources: ['image/encode-result.ts', 'model/shape.ts'],
  seeds: encodedLayers,
  mutators: [mutateResult, mutateResult, mutateResult],
  maxBytes: 64 * 1024,
  errors: [DamagedResult],
  run(bytes) {
    const first = decode(bytes, 0);
    if (first.kind === 'answers') return first.answers;
    const second = decode(bytes, 1);
    return second.kind === 'answers' ? null : conclude([first.contents, second.contents]);
  },
};

function decode(bytes: Uint8Array, index: number): ReturnType<typeof decodeResult> {
  const expected = { readers, info: layerInfo(index), limits: DEFAULT_LIMITS, hashKey: KEY };
  try {
    return decodeResult(bytes, expected);
  } catch (error) {
    const isBug = error instanceof DamagedResult && BUG.test(error.message);
    mustHold(!isBug, `the decoder's own error: ${isBug ? error.message.slice(0, 100) : ''}`);
    throw error;
  }
}

function conclude(contents: readonly LayerContents[]): unknown {
  const facts = mergeLayers(contents, readers, DEFAULT_LIMITS);
  const { problems, owned: _, ...found } = catalogImage(facts, ecosystems);
  mustBeNoBug(problems);
  return writeReports({
    image: imageInfo(contents.map(({ info }) => info)),
    layers: [],
    ...found,
    secrets: null,
    problems: [...contents.flatMap((one) => one.problems), ...facts.problems, ...problems],
  });
}

async function encodedLayers(): Promise<Inputs> {
  const layers = [...[SYSTEM, LANGUAGES, LINKS, programs()].map((entries) => layer(entries)), ...LINKED];
  const contents = await Promise.all(
    layers.map((tar, index) => readLayer(memoryLayer(tar, index), readers, DEFAULT_LIMITS, KEY)),
  );
  const answers = { facts: contents[0]!.facts, problems: contents[0]!.problems };
  return [
    ...contents.map((one) => encodeResult({ kind: 'contents', contents: one })),
    encodeResult({ kind: 'answers', answers }),
  ].map((parts) => Buffer.concat(parts));
}

const HEAD_BYTES = 20;

/** Another value in a line of the text, or a word less in a set, with the lengths in the head put right. */
function mutateResult(...[bytes, random, other]: Parameters<Mutator>): Uint8Array {
  if (bytes.length < HEAD_BYTES) return bytes;
  const end = Math.min(bytes.length, HEAD_BYTES + bytes.readUInt32LE(4));
  const lines = Buffer.from(bytes.subarray(HEAD_BYTES, end)).toString('latin1').trimEnd().split('\n');
  // The head, the first line, has most of what can be wrong.
  const chosen = random.oneIn(2) ? 0 : random.int(lines.length);
  const line = Buffer.from(mutateJson(Buffer.from(lines[chosen]!, 'latin1'), random, other)).toString(
    'latin1',
  );
  const text = Buffer.from(lines.with(chosen, line).join('\n'), 'latin1');
  const padded = Buffer.concat([text, Buffer.alloc(-text.length & 3, ' ')]);
  const head = Buffer.from(bytes.subarray(0, HEAD_BYTES));
  head.writeUInt32LE(padded.length, 4);
  const sets = bytes.subarray(end);
  if (!random.oneIn(4) || sets.length < 8) return Buffer.concat([head, padded, sets]);
  head.writeUInt32LE(Math.max(0, head.readUInt32LE(8) - 2), 8);
  return Buffer.concat([head, padded, sets.subarray(8)]);
}

export const scanTargets: readonly Target[] = [scan, result];
