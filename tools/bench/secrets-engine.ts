/**
 * How fast the engine of secrets is on one core: the pre-filter alone with 300 keywords and with all, and the whole pass.
 * The text is what is there: sources, documents and packages of this repository, over and over until a gigabyte has
 * passed. Processor time decides, because other work on the machine weighs on the clock.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { detectors } from '../../src/check/secret/detectors/list.ts';
import { BLOCK, createKernel, NEXT } from '../../src/check/secret/engine/kernel.ts';
import { toTables } from '../../src/check/secret/engine/keywords.ts';
import { createScanner } from '../../src/check/secret/engine/scanner.ts';
import { isFalseAlarm } from '../../src/check/secret/filter/false-alarm.ts';
import type { BenchSettings } from './bench.ts';
import { toTable } from './text-table.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FOLDERS: readonly string[] = ['src', 'docs', 'test', 'tools', 'schemas', 'node_modules'];
/** So much is kept; it passes until it is a gigabyte. */
const KEPT_BYTES = 96e6;
const ALL_BYTES = 1e9;
/** Larger files are data, or programs in one line, and would be most of it. */
const LARGEST_FILE = 2e6;
const CHUNK = 256 * 1024;
const SOME_KEYWORDS = 300;

export function benchSecretsEngine({ print }: BenchSettings): void {
  const chunks = cut(readTexts());
  const words = [...new Set(detectors.flatMap(({ keywords }) => keywords.map((word) => word.toLowerCase())))];
  const rows = [
    ...[words.slice(0, SOME_KEYWORDS), words].map((some) => measureFilter(some, chunks)),
    measurePass(chunks),
  ];
  print('');
  print(`Secrets: ${detectors.length} detectors, ${words.length} keywords, 1 GB of text, one core`);
  for (const line of toTable(['what', 'start ms', 'MB/s', 'MB/s by clock', 'found'], rows)) print(line);
}

function readTexts(): Buffer[] {
  const texts: Buffer[] = [];
  let size = 0;
  const folders = FOLDERS.map((folder) => join(ROOT, folder));
  for (let folder = folders.shift(); folder !== undefined && size < KEPT_BYTES; folder = folders.shift()) {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) folders.push(path);
      if (!entry.isFile() || statSync(path).size > LARGEST_FILE) continue;
      const bytes = readFileSync(path);
      if (bytes.subarray(0, 4096).includes(0)) continue;
      texts.push(bytes);
      size += bytes.length;
    }
  }
  return texts;
}

function cut(texts: readonly Buffer[]): Buffer[] {
  const all = Buffer.concat(texts);
  return Array.from({ length: Math.ceil(all.length / CHUNK) }, (_, at) =>
    all.subarray(at * CHUNK, (at + 1) * CHUNK),
  );
}

function measureFilter(words: readonly string[], chunks: readonly Buffer[]): string[] {
  const [kernel, start] = timed(() => createKernel(toTables(words)));
  let found = 0;
  const run = (chunk: Buffer): void => {
    kernel.bytes.set(chunk, BLOCK);
    const end = BLOCK + chunk.length;
    for (let at = BLOCK; at < end; at = kernel.words[NEXT]!) found += kernel.find(at, end);
  };
  return [`pre-filter, ${words.length} keywords`, ms(start), ...speedOf(run, chunks), `${found}`];
}

function measurePass(chunks: readonly Buffer[]): string[] {
  const [scanner, start] = timed(() => createScanner(detectors, isFalseAlarm));
  let found = 0;
  const scan = scanner.open('text', chunks[0]!, () => {
    found += 1;
  });
  const speed = speedOf((chunk) => scan.push(chunk), chunks);
  scan.end();
  return ['whole pass', ms(start), ...speed, `${found}`];
}

function timed<T>(make: () => T): readonly [T, number] {
  const before = process.cpuUsage();
  const made = make();
  return [made, process.cpuUsage(before).user];
}

function ms(microseconds: number): string {
  return (microseconds / 1000).toFixed(0);
}

/** The first round warms up. */
function speedOf(run: (chunk: Buffer) => void, chunks: readonly Buffer[]): string[] {
  for (const chunk of chunks) run(chunk);
  const [before, clock] = [process.cpuUsage(), performance.now()];
  let bytes = 0;
  for (let at = 0; bytes < ALL_BYTES; at = (at + 1) % chunks.length) {
    run(chunks[at]!);
    bytes += chunks[at]!.length;
  }
  const { user, system } = process.cpuUsage(before);
  return [bytes / (user + system), bytes / 1000 / (performance.now() - clock)].map((speed) =>
    speed.toFixed(0),
  );
}
