/**
 * Runs commands in this process, each on a machine of its own: home, temporary folder, terminal and clock are
 * given, the environment is empty. `$HERE` in a command is the folder of the running test, and stands in what was
 * printed where that folder's path was.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { afterEach, beforeEach } from 'node:test';
import type { Io } from '../../src/cli/io.ts';
import { main } from '../../src/cli/main.ts';
import { compareText } from '../../src/model/problem.ts';

export interface Ran {
  /** The command as it was written. */
  readonly command: string;
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Setting {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: Readable | Uint8Array;
  /** Columns of a terminal that both outputs are; none unless told. */
  readonly terminal?: number;
  readonly now?: string;
  readonly tempFolder?: string;
  readonly signal?: AbortSignal;
  readonly stdout?: Writable;
}

/** The folder of the running test. */
export let here = '';

const NOW = '2024-06-05T12:00:00Z';

/** Hooks of one `describe`: a fresh folder for each test. */
export function onOwnMachine(): void {
  beforeEach(() => {
    here = mkdtempSync(join(tmpdir(), 'plimsoll-cli-'));
    mkdirSync(join(here, 'tmp'));
  });
  afterEach(() => rmSync(here, { recursive: true, force: true }));
}

/** `run('scan $HERE/app.tar --fail-on high')`. Blanks part arguments; a list may hold arguments with blanks. */
export async function run(command: string | readonly string[], setting: Setting = {}): Promise<Ran> {
  const words = typeof command === 'string' ? command.split(' ').filter((w) => w !== '') : command;
  const stdout = new Collector(setting.terminal);
  const stderr = new Collector(setting.terminal);
  const io = toIo(setting, setting.stdout ?? stdout, stderr);
  const code = await main(
    words.map((word) => word.replaceAll('$HERE', here)),
    io,
  );
  return { command: words.join(' '), code, stdout: unplaced(stdout.text()), stderr: unplaced(stderr.text()) };
}

/** Writes a file of the test's folder and its parents. */
export function put(name: string, content: string | Uint8Array): string {
  const path = join(here, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

/** Every file below a folder with its bytes, to be compared: what a failed command must not have changed. */
export function snapshot(folder: string): ReadonlyMap<string, string> {
  if (statSync(folder, { throwIfNoEntry: false }) === undefined) return new Map();
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort(compareText);
  return new Map(files.map((path) => [relative(folder, path), readFileSync(path, 'latin1')]));
}

function toIo(setting: Setting, stdout: Writable, stderr: Writable): Io {
  const { stdin = Readable.from([]) } = setting;
  return {
    stdin: () => (stdin instanceof Uint8Array ? Readable.from([Buffer.from(stdin)]) : stdin),
    stdout,
    stderr,
    env: setting.env ?? {},
    cwd: here,
    home: join(here, 'home'),
    tempFolder: setting.tempFolder ?? join(here, 'tmp'),
    now: Date.parse(setting.now ?? NOW),
    signal: setting.signal ?? new AbortController().signal,
  };
}

function unplaced(text: string): string {
  return text.replaceAll(here, '$HERE');
}

class Collector extends Writable {
  readonly isTTY: boolean;
  readonly columns: number | undefined;
  readonly #chunks: Buffer[] = [];

  constructor(columns: number | undefined) {
    super();
    this.isTTY = columns !== undefined;
    this.columns = columns;
  }

  text(): string {
    return Buffer.concat(this.#chunks).toString('utf8');
  }

  override _write(chunk: Buffer, _: string, done: () => void): void {
    this.#chunks.push(chunk);
    done();
  }
}
