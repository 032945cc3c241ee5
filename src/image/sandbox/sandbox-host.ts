/**
 * Reads layers in a sandboxed process, first with all its speed. If that process dies, what is left is read carefully:
 * one layer at a time, watched, so that the file which did it is named and passed over. It costs that file alone; a
 * layer is given up when no file can be named, or too many.
 */
import { closeSync, openSync } from 'node:fs';
import { InputError } from '../../base/errors.ts';
import { type Limits, limitWayOut } from '../../base/limits.ts';
import { compareProblems, type Problem } from '../../model/problem.ts';
import type { AnyReader } from '../../model/reader.ts';
import { decodeResult } from '../encode-result.ts';
import type { LayerHost, LayerJob, LayerProgress } from '../layer-host.ts';
import type { TaskResult } from '../layer-task.ts';
import { collectOutcomes, type Outcomes } from '../outcomes.ts';
import type { HashKey } from '../path-hash.ts';
import { answersOnly } from '../read-again.ts';
import { type LayerBytes, type LayerSource, storedSizeOf } from '../source.ts';
import { readFileRange, unreadable } from '../stored-bytes.ts';
import { arrange } from './arrange.ts';
import { sandboxFence } from './fence.ts';
import type {
  Arrangement,
  Culprit,
  DeathCause,
  SandboxBytes,
  SandboxSettings,
  SandboxTask,
} from './protocol.ts';
import { firstFile, type RoundEnd, type SandboxProcess, startSandbox } from './sandbox-process.ts';

export interface SandboxOptions {
  readonly readers: readonly AnyReader[];
  /** A module of readers: these. */
  readonly readersModule: URL;
  /** What it makes them from. */
  readonly readerSettings: unknown;
  /** Threads at most. */
  readonly workers: number;
  readonly limits: Limits;
  /** For the paths of all layers that are merged together. */
  readonly hashKey: HashKey;
  /** A process that was started before it was known what to read; null = none. */
  readonly prestarted: PrestartedSandbox | null;
  readonly signal: AbortSignal;
  onProgress(progress: LayerProgress): void;
}

/** Files of one layer that are passed over before the layer is given up. */
const MOST_CULPRITS = 8;

export function openSandbox(options: SandboxOptions): LayerHost {
  let running: Running | null = null;
  // Used once: after its death it is of no use to a further round.
  let prestarted = options.prestarted;
  const close = (): void => {
    prestarted?.kill();
    prestarted = null;
    running?.kill();
    running = null;
  };
  return {
    async run(jobs) {
      const outcomes = collectOutcomes(options.limits);
      if (jobs.length === 0) return outcomes.byLayer;
      options.signal.throwIfAborted();
      options.signal.addEventListener('abort', close);
      try {
        const sorted = [...jobs].sort((a, b) => storedSize(b.layer) - storedSize(a.layer));
        running ??= startFast(sorted, prestarted, options);
        let end = await running.run(sorted, outcomes, NO_SKIPS);
        if (end.kind === 'not-started') {
          close();
          options.signal.throwIfAborted();
          running = startFast(sorted, null, options);
          end = hasStarted(await running.run(sorted, outcomes, NO_SKIPS));
        }
        if (end.kind === 'died') {
          close();
          await readCarefully(sorted, outcomes, options);
        }
        options.signal.throwIfAborted();
        return outcomes.byLayer;
      } catch (error) {
        close();
        options.signal.throwIfAborted();
        throw error;
      } finally {
        options.signal.removeEventListener('abort', close);
      }
    },
    close: async () => close(),
  };
}

function startFast(
  jobs: readonly LayerJob[],
  prestarted: PrestartedSandbox | null,
  options: SandboxOptions,
): Running {
  const sizes = jobs.map(({ layer }) => storedSize(layer));
  const isHeavy = options.readers.some((reader) => reader.kind === 'stream' && reader.isHeavy === true);
  const arrangement = arrange(sizes, sandboxFence().threads ? options.workers : 1, isHeavy);
  const isAll = jobs.every(
    ({ layer: { bytes } }) => bytes.kind === 'file' && bytes.path === prestarted?.path,
  );
  if (prestarted === null || !isAll) return start(jobs, arrangement, options);
  return toRunning(prestarted, { arrangement, keepRead: false }, options);
}

/** The one that was started in its place did no better: it is not chance. Throws InputError. */
function hasStarted(end: RoundEnd): Exclude<RoundEnd, { kind: 'not-started' }> {
  if (end.kind !== 'not-started') return end;
  throw new InputError('sandbox-not-started', {
    what: `The process that reads layers could not be started, twice: ${end.message}.`,
    where: 'sandbox',
    wayOut:
      'Free memory, or allow more memory and processes where this runs. With --no-sandbox the layers are read in this process: then nothing stands between an image that is made to do harm and your files and network, so only do it with images that you trust.',
  });
}

const ALONE = { kind: 'fast', helpers: 0 } as const;

type Skips = ReadonlyMap<LayerSource, readonly Skip[]>;
interface Skip extends Culprit {
  readonly cause: DeathCause;
}
const NO_SKIPS: Skips = new Map();

async function readCarefully(
  jobs: readonly LayerJob[],
  outcomes: Outcomes,
  options: SandboxOptions,
): Promise<void> {
  const skips = new Map<LayerSource, readonly Skip[]>();
  for (;;) {
    const left = jobs.filter(({ layer }) => !outcomes.byLayer.has(layer));
    options.signal.throwIfAborted();
    if (left.length === 0) return;
    const end = await runCarefully(left, outcomes, skips, options);
    const stopped = left.find(({ layer }) => !outcomes.byLayer.has(layer))?.layer;
    if (end.kind === 'done' || stopped === undefined) continue;
    const known = skips.get(stopped) ?? [];
    if (end.culprit !== null && known.length < MOST_CULPRITS) {
      skips.set(stopped, [...known, { ...end.culprit, cause: end.cause }]);
    } else outcomes.put(stopped, { kind: 'crashed', message: end.message });
  }
}

/** The second start is the last one: a process that cannot be started reads nothing of what is left. */
async function runCarefully(
  jobs: readonly LayerJob[],
  outcomes: Outcomes,
  skips: Skips,
  options: SandboxOptions,
): Promise<Exclude<RoundEnd, { kind: 'not-started' }>> {
  const end = await runOnceCarefully(jobs, outcomes, skips, options);
  if (end.kind !== 'not-started') return end;
  options.signal.throwIfAborted();
  return hasStarted(await runOnceCarefully(jobs, outcomes, skips, options));
}

async function runOnceCarefully(
  jobs: readonly LayerJob[],
  outcomes: Outcomes,
  skips: Skips,
  options: SandboxOptions,
): Promise<RoundEnd> {
  const { threads } = sandboxFence();
  // Without a thread nothing can be watched: each layer gets a process of its own.
  const asked = threads ? jobs : jobs.slice(0, 1);
  const running = start(asked, threads ? { kind: 'careful' } : ALONE, options);
  const kill = (): void => running.kill();
  options.signal.addEventListener('abort', kill);
  try {
    return await running.run(asked, outcomes, skips);
  } finally {
    options.signal.removeEventListener('abort', kill);
    running.kill();
  }
}

interface Running {
  run(jobs: readonly LayerJob[], outcomes: Outcomes, skips: Skips): Promise<RoundEnd>;
  kill(): void;
}

/** A process can inherit so many files; layers in others are sent to it. */
const MOST_FILES = 200;

function start(jobs: readonly LayerJob[], arrangement: Arrangement, options: SandboxOptions): Running {
  const channels = arrangement.kind === 'fast' ? arrangement.helpers + 1 : 1;
  const layers = jobs.map(({ layer }) => layer.bytes);
  const paths = [...new Set(layers.flatMap((bytes) => (bytes.kind === 'file' ? [bytes.path] : [])))];
  const folders = layers.flatMap((bytes) => (bytes.kind === 'folder' ? [bytes.path] : []));
  const started = startProcess(paths.slice(0, MOST_FILES), channels, folders, {
    ...options,
    limits: arrangement.kind === 'careful' ? withRoom(options.limits) : options.limits,
  });
  return toRunning(started, { arrangement, keepRead: folders.length > 0 }, options);
}

/** The process watches itself then, and must get to name the file before the parent ends it. */
function withRoom(limits: Limits): Limits {
  return { ...limits, sandboxBytes: 1.5 * limits.sandboxBytes, fileMs: 3 * limits.fileMs };
}

interface Started {
  readonly process: SandboxProcess;
  /** Its descriptors, by the path of the file. */
  readonly descriptors: ReadonlyMap<string, number>;
}

export interface PrestartedSandbox extends Started {
  /** The only file that it has. */
  readonly path: string;
  kill(): void;
}

/** Starts a process that can read this file, and waits to be told what of it. Throws InputError. */
export function prestartSandbox(
  path: string,
  options: Pick<SandboxOptions, 'limits' | 'readersModule'>,
): PrestartedSandbox {
  const started = startProcess([path], 1, [], options);
  return { ...started, path, kill: () => started.process.kill() };
}

function startProcess(
  paths: readonly string[],
  channels: number,
  folders: readonly string[],
  { limits, readersModule }: Pick<SandboxOptions, 'limits' | 'readersModule'>,
): Started {
  const descriptors = new Map(paths.map((path, index) => [path, firstFile(channels) + index]));
  const files = openFiles(paths);
  try {
    const process = startSandbox({ limits, readersModule: readersModule.href, files, channels, folders });
    return { process, descriptors };
  } finally {
    for (const file of files) closeSync(file);
  }
}

function toRunning(
  { process, descriptors }: Started,
  how: Pick<SandboxSettings, 'arrangement' | 'keepRead'>,
  options: SandboxOptions,
): Running {
  const { readersModule, readerSettings, limits, hashKey } = options;
  process.begin({ readersModule: readersModule.href, readerSettings, limits, hashKey, ...how });
  return {
    run: (asked, outcomes, skips) => runRound(process, asked, { outcomes, skips, descriptors, options }),
    kill: () => process.kill(),
  };
}

/** Throws InputError for one that cannot be opened; none stays open then. */
function openFiles(paths: readonly string[]): number[] {
  const files: number[] = [];
  for (const path of paths) {
    try {
      files.push(openSync(path, 'r'));
    } catch (error) {
      for (const file of files) closeSync(file);
      throw unreadable(path, error);
    }
  }
  return files;
}

interface RoundParts {
  readonly outcomes: Outcomes;
  readonly skips: Skips;
  readonly descriptors: ReadonlyMap<string, number>;
  readonly options: SandboxOptions;
}

function runRound(
  process: SandboxProcess,
  jobs: readonly LayerJob[],
  { outcomes, skips, descriptors, options }: RoundParts,
): Promise<RoundEnd> {
  const tasks = jobs.map(({ layer, requests }, id): SandboxTask => {
    const { info, digest, diffId } = layer;
    const skip = (skips.get(layer) ?? []).map(({ path, readerId }) => ({ path, readerId }));
    const bytes = toSandboxBytes(layer.bytes, descriptors);
    return { id, info, digest, diffId, bytes, storedSize: storedSizeOf(layer), requests, skip };
  });
  return process.run(
    { tasks },
    {
      onResult(task, bytes) {
        const { layer, requests } = jobs[task]!;
        const { readers, limits, hashKey } = options;
        const expected = { readers, info: layer.info, limits, hashKey };
        const result = decodeResult(bytes, expected, (factBytes) => outcomes.reserve(layer, factBytes));
        checkAsked(result, requests);
        if (result.kind === 'contents') tell(layer, result.contents.storedBytes, options);
        outcomes.put(layer, withSkipped(result, layer, skips.get(layer) ?? []));
      },
      onFailed: (task, message) => outcomes.put(jobs[task]!.layer, { kind: 'crashed', message }),
      onProgress(task, storedBytes) {
        const { layer, requests } = jobs[task]!;
        if (requests === null) tell(layer, storedBytes, options);
      },
      openStream: (task) => openStream(jobs[task]!.layer.bytes),
    },
  );
}

/** Throws an Error for an answer to something else than what was asked. */
function checkAsked(result: TaskResult, requests: LayerJob['requests']): void {
  const isAsked =
    result.kind === 'answers'
      ? requests !== null && answersOnly(requests, result.answers)
      : requests === null;
  if (!isAsked) throw new Error('an answer to what nobody asked for');
}

function tell({ info }: LayerSource, storedBytes: number, { onProgress }: SandboxOptions): void {
  onProgress({ layerIndex: info.index, storedBytes, totalBytes: info.sizeBytes });
}

function toSandboxBytes(bytes: LayerBytes, descriptors: ReadonlyMap<string, number>): SandboxBytes {
  if (bytes.kind === 'folder') return bytes;
  const fd = bytes.kind === 'file' ? descriptors.get(bytes.path) : undefined;
  if (bytes.kind !== 'file' || fd === undefined) return { kind: 'channel' };
  return { kind: 'fd', fd, offsetBytes: bytes.offsetBytes, sizeBytes: bytes.sizeBytes };
}

async function openStream(bytes: LayerBytes): Promise<AsyncIterable<Uint8Array>> {
  if (bytes.kind === 'stream') return bytes.open();
  if (bytes.kind === 'file') return readFileRange(bytes);
  throw new Error(`a layer of kind ${bytes.kind} has no stream`);
}

/** Infinite where nothing says it: such a layer comes first and is never small. */
function storedSize(layer: LayerSource): number {
  const size = storedSizeOf(layer);
  return layer.bytes.kind === 'folder' || size < 0 ? Number.MAX_SAFE_INTEGER : size;
}

const SKIP_REASONS: Readonly<Record<DeathCause, readonly [code: string, message: string]>> = {
  time: ['file-time-limit', 'takes longer for the file than it may'],
  memory: ['sandbox-memory-limit', 'needs more memory for the file than it may have'],
  crash: ['reader-crashed', 'crashes over the file'],
};

/** Says which files were passed over. */
function withSkipped(result: TaskResult, { info }: LayerSource, skips: readonly Skip[]): TaskResult {
  if (skips.length === 0) return result;
  const told = skips.map(({ path, readerId, cause }): Problem => {
    const [code, message] = SKIP_REASONS[cause];
    return {
      code,
      effect: 'incomplete',
      message: `${readerId} ${message}.`,
      layerIndex: info.index,
      path,
      wayOut: limitWayOut(code) || 'The rest of the layer was read. Look at what this file is.',
    };
  });
  const add = (problems: readonly Problem[]): Problem[] => [...problems, ...told].sort(compareProblems);
  if (result.kind === 'answers') {
    return { kind: 'answers', answers: { ...result.answers, problems: add(result.answers.problems) } };
  }
  return { kind: 'contents', contents: { ...result.contents, problems: add(result.contents.problems) } };
}
