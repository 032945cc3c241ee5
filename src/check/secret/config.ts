/**
 * Secrets in the image's config: environment, labels, commands, health check, annotations, and the history, in which a
 * builder keeps the values of build arguments (`RUN |1 TOKEN=… /bin/sh -c …`). It also gives the texts as they may be shown.
 */
import type { HistoryEntry, ImageConfig, ImageInfo, LayerInfo } from '../../model/image.ts';
import { describeHit } from './describe-hit.ts';
import type { Hit } from './engine/scanner.ts';
import type { SecretHit } from './fact.ts';
import { maskSecret } from './mask.ts';
import type { ReaderParts } from './reader.ts';

export interface ConfigHit {
  readonly hit: SecretHit;
  /** `config:env/NAME`, `config:history/3`, `config:labels/NAME`, … */
  readonly path: string;
  /** The layer that the step made; null where it made none. */
  readonly layerIndex: number | null;
}

export type ShownImage = Pick<ImageInfo, 'config' | 'annotations'> & {
  /** Base first. */
  readonly createdBy: readonly string[];
};

export interface ConfigScan {
  readonly hits: readonly ConfigHit[];
  /** The same texts, secrets masked. */
  readonly shown: ShownImage;
}

export function scanConfig({ config, layers, annotations }: ImageInfo, parts: ReaderParts): ConfigScan {
  const hits: ConfigHit[] = [];
  const scan = (text: string, path: string, layerIndex: number | null = null): string =>
    scanText({ text, path, name: '' }, parts, (hit) => hits.push({ hit, path, layerIndex }));
  const scanNamed = (text: string, name: string, path: string): string =>
    scanText({ text, path, name }, parts, (hit) => hits.push({ hit, path, layerIndex: null }));
  const made = layersOf(config.history);
  const words = (list: readonly string[], path: string): readonly string[] =>
    scanWords(list, path, parts, (hit) => hits.push({ hit, path, layerIndex: null }));
  const shown: ImageConfig = {
    ...config,
    env: config.env.map((entry) => scan(entry, `config:env/${entry.split('=', 1)[0]}`)),
    entrypoint: words(config.entrypoint, 'config:entrypoint'),
    cmd: words(config.cmd, 'config:cmd'),
    healthcheck: words(config.healthcheck, 'config:healthcheck'),
    labels: record(config.labels, (text, name) => scanNamed(text, name, `config:labels/${name}`)),
    history: config.history.map((entry, at) => ({
      ...entry,
      createdBy: scan(entry.createdBy, `config:history/${at}`, made[at]!),
      comment: scan(entry.comment, `config:history/${at}/comment`, made[at]!),
    })),
  };
  return {
    hits,
    shown: {
      config: shown,
      annotations: record(annotations, (text, name) => scanNamed(text, name, `config:annotations/${name}`)),
      createdBy: layers.map((layer) => instructionOf(layer, config.history, shown.history)),
    },
  };
}

/** Entries of the history that made no layer have null. */
function layersOf(history: readonly HistoryEntry[]): readonly (number | null)[] {
  let next = 0;
  return history.map(({ emptyLayer }) => (emptyLayer ? null : next++));
}

/** A layer's instruction is one of the history. */
function instructionOf(
  { createdBy }: LayerInfo,
  history: readonly HistoryEntry[],
  shown: readonly HistoryEntry[],
): string {
  return shown[history.findIndex((entry) => entry.createdBy === createdBy)]?.createdBy ?? createdBy;
}

/** `fromEntries` makes own members of any key, `__proto__` too. */
function record(
  given: Readonly<Record<string, string>>,
  change: (text: string, name: string) => string,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(given).map(([name, text]) => [name, change(text, name)]));
}

type Take = (hit: SecretHit) => void;

interface ConfigText {
  readonly text: string;
  readonly path: string;
  /** What the text is the value of, and does not stand in it; or empty. */
  readonly name: string;
}

/** Answers the text with every secret masked. A name beside it is seen by detectors, as if it stood in front. */
function scanText({ text, path, name }: ConfigText, parts: ReaderParts, take: Take): string {
  if (text === '') return text;
  const lead = name === '' ? 0 : Buffer.byteLength(name) + 1;
  const bytes = Buffer.from(name === '' ? text : `${name}=${text}`, 'utf8');
  const found = findIn(bytes, path, parts)
    .filter(({ offset }) => offset >= lead)
    .map((hit) => withoutLead(hit, lead));
  for (const hit of found) take(describeHit(hit, '', parts));
  return found.length === 0 ? text : maskAll(bytes.subarray(lead), found);
}

function withoutLead(hit: Hit, lead: number): Hit {
  const column = hit.line === 1 ? hit.column - lead : hit.column;
  return { ...hit, offset: hit.offset - lead, column };
}

/** Words of a command: the name of an option tells what the next word is. */
function scanWords(
  words: readonly string[],
  path: string,
  parts: ReaderParts,
  take: Take,
): readonly string[] {
  const bytes = Buffer.from(words.join(' '), 'utf8');
  const found = findIn(bytes, path, parts);
  for (const hit of found) take(describeHit(hit, '', parts));
  const texts = found.map(({ offset, length }) => bytes.toString('utf8', offset, offset + length));
  return words.map((word) => texts.reduce((shown, text) => shown.replaceAll(text, maskSecret(text)), word));
}

function findIn(bytes: Buffer, path: string, { scanner }: ReaderParts): readonly Hit[] {
  const found: Hit[] = [];
  const stream = scanner.open(path, bytes.subarray(0, 4096), (hit) => found.push(hit));
  stream.push(bytes);
  stream.end();
  return found;
}

/** From the last to the first, so that places stay what they are; of two that overlap both are hidden. */
function maskAll(bytes: Buffer, found: readonly Hit[]): string {
  const pieces: string[] = [];
  let end = bytes.length;
  for (const { offset, length, secret } of found.toSorted((a, b) => b.offset - a.offset)) {
    const stop = Math.min(end, offset + length);
    pieces.unshift(maskSecret(secret), bytes.toString('utf8', stop, end));
    end = Math.min(end, offset);
  }
  return bytes.toString('utf8', 0, end) + pieces.join('');
}
