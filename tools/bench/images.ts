/**
 * Scans of real images, whole processes: how long, how much memory, beside what the machine needs to read the same
 * layers; and the packages found, beside the list of what is in them. An image is a folder NAME with
 * `NAME.docker-gzip.tar` and `truth.json`.
 */
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageOf } from '../../src/base/errors.ts';
import type { BenchSettings } from './bench.ts';
import { judgeCompleteness } from './completeness.ts';
import { extractLayers, type Floor, prepareFloors } from './floor.ts';
import { type ImageResult, printImages } from './images-tables.ts';
import { type BenchCommand, measureInTurn, measurePeakMemory } from './measure.ts';
import { readReport, scanCommand } from './scan-command.ts';
import { readTruth } from './truth.ts';

/** `others`: names of other benches, besides those that are measured without being named. */
export async function benchImages(settings: BenchSettings, others: ReadonlySet<string>): Promise<void> {
  const { images, only, print } = settings;
  // Any other name is an image's.
  if (only.size > 0 && only.isSubsetOf(OTHER_BENCHES.union(others))) return;
  if (images === null || !existsSync(images)) {
    print(
      images === null
        ? 'images: skipped, no folder was named (--images or PLIMSOLL_BENCH_IMAGES).'
        : `images: skipped, there is no folder ${images}.`,
    );
    return;
  }
  const results: ImageResult[] = [];
  for (const name of listImages(images, settings)) {
    const result = await tryImage(images, name, settings);
    if (result !== null) results.push(result);
  }
  printImages(results, settings);
}

const OTHER_BENCHES: ReadonlySet<string> = new Set(['advisories', 'start']);

function listImages(folder: string, { only, print }: BenchSettings): string[] {
  const names = readdirSync(folder)
    .filter((name) => statSync(join(folder, name)).isDirectory() && !name.startsWith('.'))
    .filter((name) => only.size === 0 || only.has('images') || only.has(name))
    .sort();
  return names.filter((name) => {
    const missing = [archiveOf(folder, name), truthOf(folder, name)].filter((path) => !existsSync(path));
    if (missing.length > 0) print(`${name}: skipped, there is no ${missing.join(' and no ')}.`);
    return missing.length === 0;
  });
}

function archiveOf(folder: string, name: string): string {
  return join(folder, name, `${name}.docker-gzip.tar`);
}

function truthOf(folder: string, name: string): string {
  return join(folder, name, 'truth.json');
}

async function tryImage(folder: string, name: string, settings: BenchSettings): Promise<ImageResult | null> {
  const work = mkdtempSync(join(tmpdir(), 'plimsoll-bench-'));
  try {
    settings.print(`${name}: measuring …`);
    return await benchImage({ folder, name, work, settings });
  } catch (error) {
    settings.print(`${name}: failed: ${messageOf(error)}`);
    process.exitCode = 1;
    return null;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

interface Place {
  readonly folder: string;
  readonly name: string;
  readonly work: string;
  readonly settings: BenchSettings;
}

async function benchImage({ folder, name, work, settings }: Place): Promise<ImageResult> {
  const archive = archiveOf(folder, name);
  const truth = readTruth(truthOf(folder, name));
  const { runs } = settings;
  const scan = scanCommand(settings, archive, work, 'no-cache');
  const again = scanCommand(settings, archive, work, 'cached');
  const peaks = [];
  for (let run = 0; run < Math.min(Math.max(runs, 1), 3); run += 1) peaks.push(await measurePeakMemory(scan));
  const report = readReport(scan.output);
  const floors = runs === 0 ? [] : prepareFloors(extractLayers(archive, work));
  const times = await measureInTurn([scan, again, ...floors.map((floor) => toCommand(floor, scan))], runs);
  return {
    name,
    archiveBytes: statSync(archive).size,
    truth,
    report,
    kinds: judgeCompleteness(truth, report.packages),
    scan: times[0]!,
    again: times[1]!,
    floors: floors.map(({ id }, index) => ({ id, times: times[index + 2]! })),
    peakBytes: Math.max(...peaks),
  };
}

function toCommand(floor: Floor, scan: BenchCommand): BenchCommand {
  return { argv: floor.argv, env: scan.env, output: '/dev/null', allowed: [0] };
}
