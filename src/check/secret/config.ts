/**
 * Secrets in the image's config: environment, labels, commands, health check, annotations, and the history, in which a
 * builder keeps the values of build arguments (`RUN |1 TOKEN=… /bin/sh -c …`). It also gives the texts as they may be shown.
 */
import type { HistoryEntry, ImageConfig, ImageInfo, LayerInfo } from '../../model/image.ts';
import { describeHit } from './describe-hit.ts';
import type { Hit } from './engine/scanner.ts';
import type { SecretHit } from './fact.ts';
import { hideOther, maskSecret } from './mask.ts';
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
  /** Paths of texts of which a part was not looked at. */
  readonly capped: readonly string[];
}

export function scanConfig({ config, layers, annotations }: ImageInfo, parts: ReaderParts): ConfigScan {
  const search = createSearch(parts);
  const { scan, scanRecord, scanWords } = search;
  const made = layersOf(config.history, layers.length);
  const shown: ImageConfig = {
    ...config,
    env: config.env.map((entry) => scan(entry, (masked) => `config:env/${masked.split('=', 1)[0]}`)),
    user: scan(config.user, () => 'config:user'),
    exposedPorts: config.exposedPorts.map((port) => scan(port, () => 'config:exposed-ports')),
    entrypoint: scanWords(config.entrypoint, 'config:entrypoint'),
    cmd: scanWords(config.cmd, 'config:cmd'),
    healthcheck: scanWords(config.healthcheck, 'config:healthcheck'),
    labels: scanRecord(config.labels, 'config:labels'),
    history: config.history.map((entry, at) => ({
      ...entry,
      createdBy: scan(entry.createdBy, () => `config:history/${at}`, made[at]!),
      comment: scan(entry.comment, () => `config:history/${at}/comment`, made[at]!),
    })),
  };
  const notes = scanRecord(annotations, 'config:annotations');
  const createdBy = layers.map((layer) => instructionOf(layer, config.history, shown.history));
  const hide = search.hider();
  return {
    hits: search.hits.map((hit) => ({ ...hit, path: hide(hit.path) })),
    capped: search.capped.map(hide),
    shown: hideIn({ config: shown, annotations: notes, createdBy }, hide),
  };
}

/** Entries of the history that made no layer have null; all, where it is not known which entry made which layer. */
function layersOf(history: readonly HistoryEntry[], layers: number): readonly (number | null)[] {
  if (history.filter(({ emptyLayer }) => !emptyLayer).length !== layers) return history.map(() => null);
  let next = 0;
  return history.map(({ emptyLayer }) => (emptyLayer ? null : next++));
}

/** A layer's instruction is one of the history; another is not shown. */
function instructionOf(
  { createdBy }: LayerInfo,
  history: readonly HistoryEntry[],
  shown: readonly HistoryEntry[],
): string {
  return shown[history.findIndex((entry) => entry.createdBy === createdBy)]?.createdBy ?? '';
}

type Hide = (text: string) => string;

interface Search {
  readonly hits: readonly ConfigHit[];
  readonly capped: readonly string[];
  /** Answers the text with every secret masked. `pathOf` gets that, so that no path holds one. */
  scan(text: string, pathOf: (masked: string) => string, layerIndex?: number | null): string;
  scanRecord(given: Readonly<Record<string, string>>, path: string): Readonly<Record<string, string>>;
  /** Words of a command: the name of an option tells what the next word is. */
  scanWords(words: readonly string[], path: string): readonly string[];
  /** What was found in one text is hidden in all, also where nothing beside it tells what it is. */
  hider(): Hide;
}

function createSearch(parts: ReaderParts): Search {
  const hits: ConfigHit[] = [];
  const capped: string[] = [];
  /** With what stands instead of each. */
  const secrets = new Map<string, string>();
  const take = (found: readonly Hit[], path: string, layerIndex: number | null): void => {
    for (const [at, hit] of found.entries()) {
      const described = describeHit(hit, '', parts);
      const excerpt = besideOf(found, at).reduce(
        (text, { secret }) => hideOther(text, secret),
        described.excerpt,
      );
      hits.push({ hit: { ...described, excerpt }, path, layerIndex });
      for (const secret of [hit.secret, hit.examined.core]) secrets.set(plainOf(secret), maskSecret(secret));
    }
  };
  const find = (bytes: Buffer, path: string, lead = 0): readonly Hit[] =>
    findIn(bytes, path, parts, () => capped.push(path))
      .filter(({ offset }) => offset >= lead)
      .map((hit) => withoutLead(hit, lead));
  /** Detectors see a name in front as if it stood there. */
  const scanNamed = (
    text: string,
    name: string,
    pathOf: (masked: string) => string,
    layerIndex: number | null,
  ): string => {
    const bytes = Buffer.from(text, 'utf8');
    const front = Buffer.from(name === '' ? '' : `${name}=`, 'utf8');
    const found = find(Buffer.concat([front, bytes]), pathOf(text), front.length);
    const masked = found.length === 0 ? text : maskRange(bytes, [0, bytes.length], found);
    take(found, pathOf(masked), layerIndex);
    return masked;
  };
  return {
    hits,
    capped,
    scan: (text, pathOf, layerIndex = null) => scanNamed(text, '', pathOf, layerIndex),
    scanRecord: (given, path) =>
      // `fromEntries` makes own members of any key, `__proto__` too.
      Object.fromEntries(
        Object.entries(given).map(([name, text]) => {
          const masked = scanNamed(name, '', () => path, null);
          return [masked, scanNamed(text, name, () => `${path}/${masked}`, null)];
        }),
      ),
    scanWords(words, path) {
      const bytes = Buffer.from(words.join(' '), 'utf8');
      const found = find(bytes, path);
      take(found, path, null);
      let end = -1;
      return words.map((word) => {
        const start = end + 1;
        end = start + Buffer.byteLength(word);
        return maskRange(bytes, [start, end], found);
      });
    },
    hider: () => hiderOf(longestFirst(secrets)),
  };
}

/** No more can stand within an excerpt. */
const MOST_BESIDE = 8;

function besideOf(found: readonly Hit[], at: number): readonly Hit[] {
  const before = found.slice(Math.max(0, at - MOST_BESIDE), at);
  return [...before, ...found.slice(at + 1, at + 1 + MOST_BESIDE)];
}

function findIn(bytes: Buffer, path: string, { scanner }: ReaderParts, onCapped: () => void): readonly Hit[] {
  const found: Hit[] = [];
  if (bytes.length === 0) return found;
  const onHit = (hit: Hit): void => {
    if (hit.detector.kind !== 'public') found.push(hit);
  };
  const stream = scanner.open(path, bytes.subarray(0, 4096), onHit, onCapped);
  stream.push(bytes);
  stream.end();
  return found;
}

function withoutLead(hit: Hit, lead: number): Hit {
  const column = hit.line === 1 ? hit.column - lead : hit.column;
  return { ...hit, offset: hit.offset - lead, column };
}

/** The text of some bytes; a secret that begins before them goes on in them. */
function maskRange(
  bytes: Buffer,
  [from, to]: readonly [from: number, to: number],
  found: readonly Hit[],
): string {
  let shown = '';
  let at = from;
  for (const { offset, length, secret } of found) {
    const stop = Math.min(to, offset + length);
    if (stop <= at || offset >= to) continue;
    shown += bytes.toString('utf8', at, Math.max(at, offset)) + (offset >= from ? maskSecret(secret) : '…');
    at = stop;
  }
  return shown + bytes.toString('utf8', at, to);
}

function plainOf(latin1: string): string {
  return Buffer.from(latin1, 'latin1').toString('utf8');
}

/** A shorter one may be a word of anything. */
const LEAST_HIDDEN = 8;
/** More of them are hidden only where they were found. */
const MOST_HIDDEN = 500;

type Masks = readonly (readonly [secret: string, masked: string])[];

function longestFirst(secrets: ReadonlyMap<string, string>): Masks {
  const long = [...secrets].filter(([secret]) => secret.length >= LEAST_HIDDEN);
  return long.sort(([a], [b]) => b.length - a.length).slice(0, MOST_HIDDEN);
}

function hiderOf(masks: Masks): Hide {
  // As a text, `$&` in what is shown of a secret would stand for all of it.
  return (given) => masks.reduce((text, [secret, masked]) => text.replaceAll(secret, () => masked), given);
}

function hideIn({ config, annotations, createdBy }: ShownImage, hide: Hide): ShownImage {
  const inRecord = (given: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
    Object.fromEntries(Object.entries(given).map((pair) => pair.map(hide)));
  return {
    config: {
      env: config.env.map(hide),
      entrypoint: config.entrypoint.map(hide),
      cmd: config.cmd.map(hide),
      user: hide(config.user),
      labels: inRecord(config.labels),
      exposedPorts: config.exposedPorts.map(hide),
      healthcheck: config.healthcheck.map(hide),
      history: config.history.map((entry) => ({
        ...entry,
        createdBy: hide(entry.createdBy),
        comment: hide(entry.comment),
      })),
    },
    annotations: inRecord(annotations),
    createdBy: createdBy.map(hide),
  };
}
