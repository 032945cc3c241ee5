/**
 * Secrets: how many of those that were planted are found (`tools/plant`), what is reported of software without any, and
 * how long a scan for them takes beside what the machine needs to read the layers. Images are those of `--images`; other
 * software is a folder (`--corpus`), of which each folder is scanned as one.
 */
import { existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plant } from '../plant/plant.ts';
import type { PlantedSecret } from '../plant/truth.ts';
import type { BenchSettings } from './bench.ts';
import { extractLayers, prepareFloors } from './floor.ts';
import { measureInTurn, measureTimes } from './measure.ts';
import { readReport, scanCommand } from './scan-command.ts';
import {
  ALARM_HEAD,
  type Alarms,
  countDetectors,
  rateOf,
  toAlarmLines,
  toAlarmRow,
} from './secrets-false-alarms.ts';
import { type JudgedSecret, judgeRecall, type ReportedSecret, VERDICTS } from './secrets-recall.ts';
import { readSecretsTruth } from './secrets-truth.ts';
import { medianOf, medianRatio } from './statistics.ts';
import { toSeconds, toTable } from './text-table.ts';
import { readTruth } from './truth.ts';

/** Parts of it, each of which may be named alone. */
export const SECRETS_BENCHES: ReadonlySet<string> = new Set([
  'secrets',
  'secrets-recall',
  'secrets-alarms',
  'secrets-time',
]);

export async function benchSecrets(
  settings: BenchSettings,
  corpus: string | null,
  seed: number,
): Promise<void> {
  const { only, images, print } = settings;
  const isNamed = (id: string): boolean => only.has('secrets') || only.has(id);
  if (!SECRETS_BENCHES.values().some(isNamed)) return;
  print('');
  if (images === null || !existsSync(images))
    return print('secrets: skipped, no folder of images (--images).');
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-bench-secrets-'));
  const bench: Bench = { settings, images, folder };
  try {
    if (isNamed('secrets-recall')) await benchRecall(bench, seed);
    if (isNamed('secrets-alarms')) await benchAlarms(bench, corpus);
    if (isNamed('secrets-time')) await benchTime(bench);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Bench {
  readonly settings: BenchSettings;
  readonly images: string;
  readonly folder: string;
}

const REAL_IMAGES = ['debian-slim', 'node-app', 'java-app', 'python-ml'];
/** The image with secrets of its own: another maker's, another list. */
const SECRETS_IMAGE = 'secrets';
const PLANTED = 500;

async function benchRecall(bench: Bench, seed: number): Promise<void> {
  const rows: string[][] = [];
  const all: JudgedSecret[] = [];
  for (const [index, name] of REAL_IMAGES.filter((image) => isThere(bench, image)).entries()) {
    const work = join(bench.folder, `planted-${name}`);
    const truth = plant(archiveOf(bench, name), work, { seed: seed + index, count: PLANTED });
    const judged = judgeRecall(truth.secrets, await scanSecrets(bench, truth.reference));
    rmSync(work, { recursive: true });
    all.push(...judged);
    rows.push(toRecallRow(`${name}, ${truth.layers} layers, seed ${truth.seed}`, judged));
  }
  if (all.length > 0) rows.push(toRecallRow('all planted', all));
  if (isThere(bench, SECRETS_IMAGE)) {
    const { secrets, malformed } = readSecretsTruth(join(bench.images, SECRETS_IMAGE, 'truth.json'));
    const judged = judgeRecall(secrets, anyLayer(await scanSecrets(bench, archiveOf(bench, SECRETS_IMAGE))));
    all.push(...judged);
    rows.push(toRecallRow(`${SECRETS_IMAGE}, its own list without ${malformed} malformed`, judged));
  }
  printRecall(bench.settings, rows, all);
}

/** Its list does not number the layers. */
function anyLayer(reported: readonly ReportedSecret[]): ReportedSecret[] {
  return reported.map((finding) => ({
    ...finding,
    places: finding.places.map((place) => ({ ...place, layerIndex: null })),
  }));
}

function toRecallRow(name: string, judged: readonly JudgedSecret[]): string[] {
  const counts = VERDICTS.map((verdict) => judged.filter((one) => one.verdict === verdict).length);
  const found = judged.filter(({ verdict }) => verdict === 'found');
  const columns = found.filter(({ isColumnRight }) => isColumnRight).length;
  return [
    name,
    String(new Set(judged.map(({ secret }) => secret.kind)).size),
    String(judged.length),
    ...counts.map(String),
    `${((100 * counts[0]!) / judged.length).toFixed(2)} %`,
    `${((100 * columns) / Math.max(1, found.length)).toFixed(1)} %`,
  ];
}

function printRecall(
  { print, verbose }: BenchSettings,
  rows: string[][],
  judged: readonly JudgedSecret[],
): void {
  print('Planted secrets: named at the right path, layer, state and line');
  const head = ['image', 'kinds', 'planted', ...VERDICTS, 'recall', 'right column'];
  for (const line of toTable(head, rows)) print(line);
  const missed = judged.filter(({ verdict }) => verdict !== 'found');
  const groups: readonly (readonly [string, (secret: PlantedSecret) => string])[] = [
    ['kind', ({ kind }) => kind],
    ['place', ({ place }) => place],
    ['fate', ({ fate }) => fate],
  ];
  for (const [title, of] of groups) {
    print('');
    print(`Not found, by ${title} (of all):`);
    for (const line of countBy(missed, judged, of)) print(`  ${line}`);
  }
  print('');
  for (const { verdict, label } of missed.slice(0, verbose ? missed.length : SHOWN))
    print(`${verdict}: ${label}`);
  if (!verbose && missed.length > SHOWN) print(`… ${missed.length - SHOWN} more (--verbose)`);
  if (verbose) for (const line of namedAs(judged)) print(line);
}

const SHOWN = 40;

function countBy(
  missed: readonly JudgedSecret[],
  judged: readonly JudgedSecret[],
  of: (secret: PlantedSecret) => string,
): string[] {
  const all = Map.groupBy(judged, ({ secret }) => of(secret));
  return [...Map.groupBy(missed, ({ secret }) => of(secret))]
    .toSorted(([a, some], [b, others]) => others.length - some.length || (a < b ? -1 : 1))
    .map(([name, some]) => `${name}: ${some.length} of ${all.get(name)!.length}`);
}

/** What each kind was taken for. */
function namedAs(judged: readonly JudgedSecret[]): string[] {
  return [...Map.groupBy(judged, ({ secret }) => secret.kind)]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([kind, some]) => {
      const names = Map.groupBy(
        some.flatMap(({ detectors }) => detectors),
        (id) => id,
      );
      return `${kind} was named ${[...names].map(([id, list]) => `${id} (${list.length})`).join(', ') || 'nothing'}`;
    });
}

async function benchAlarms(bench: Bench, corpus: string | null): Promise<void> {
  const { print, verbose } = bench.settings;
  const alarms: Alarms[] = [];
  for (const name of REAL_IMAGES.filter((image) => isThere(bench, image))) {
    const findings = await scanSecrets(bench, archiveOf(bench, name));
    alarms.push({ name, plainBytes: readTruth(join(bench.images, name, 'truth.json')).bytes, findings });
  }
  for (const name of corpus === null ? [] : foldersOf(corpus)) {
    const folder = join(corpus!, name);
    alarms.push({ name, plainBytes: sizeOf(folder), findings: await scanSecrets(bench, `rootfs:${folder}`) });
  }
  if (alarms.length === 0)
    return print('secrets-alarms: skipped, none of the images is there and no corpus was named.');
  const all: Alarms = {
    name: 'all',
    plainBytes: alarms.reduce((sum, { plainBytes }) => sum + plainBytes, 0),
    findings: alarms.flatMap(({ findings }) => findings),
  };
  print('');
  print('Findings in software that nothing was planted in');
  for (const line of toTable(ALARM_HEAD, [...alarms, all].map(toAlarmRow))) print(line);
  print(`High or worse: ${rateOf(all, 'high').toFixed(2)} in 100 MB.`);
  for (const line of toTable(['detector', 'severity', 'standing', 'findings'], countDetectors(all.findings)))
    print(line);
  for (const { name, findings } of alarms) {
    const lines = toAlarmLines(findings);
    const shown = lines.filter((line) => verbose || /^(critical|high) counted/.test(line));
    if (shown.length > 0) for (const line of ['', `${name}:`, ...shown]) print(line);
  }
}

async function benchTime(bench: Bench): Promise<void> {
  const { settings, folder } = bench;
  const { print, runs } = settings;
  if (!isThere(bench, SECRETS_IMAGE))
    return print(`secrets-time: skipped, there is no image ${SECRETS_IMAGE}.`);
  const archive = archiveOf(bench, SECRETS_IMAGE);
  const work = newFolder(folder, 'time');
  const floors = prepareFloors(extractLayers(archive, work));
  const secret = scanCommand(settings, archive, work, 'no-cache', 'secret');
  const plain = { ...scanCommand(settings, archive, work, 'no-cache'), output: join(work, 'plain.json') };
  const commands = [
    secret,
    plain,
    ...floors.map(({ argv }) => ({ ...secret, argv, output: '/dev/null', allowed: [0] })),
  ];
  const times = await measureInTurn(commands, Math.max(1, runs));
  const floor = times.at(-1)!;
  const names = ['with secrets', 'packages only', ...floors.map(({ id }) => id)];
  const rows = times.map((list, index) => [
    names[index]!,
    toSeconds(medianOf(list.map(({ wallSeconds }) => wallSeconds))),
    toSeconds(medianOf(list.map(({ cpuSeconds }) => cpuSeconds))),
    ratioOf(list, floor, 'wallSeconds'),
    ratioOf(list, floor, 'cpuSeconds'),
  ]);
  print('');
  print(`Scan of the image ${SECRETS_IMAGE}, medians of ${Math.max(1, runs)} rounds in turn`);
  for (const line of toTable(['scan', 'wall s', 'CPU s', 'x floor, wall', 'x floor, CPU'], rows)) print(line);
}

type Times = Awaited<ReturnType<typeof measureTimes>>;

function ratioOf(times: readonly Times[], floor: readonly Times[], of: keyof Times): string {
  return medianRatio(
    times.map((one) => one[of]),
    floor.map((one) => one[of]),
  ).toFixed(2);
}

async function scanSecrets({ settings, folder }: Bench, reference: string): Promise<ReportedSecret[]> {
  const work = newFolder(folder, 'scan');
  const command = scanCommand(settings, reference, work, 'no-cache', 'secret');
  const { wallSeconds } = await measureTimes(command);
  const report = readReport(command.output);
  rmSync(work, { recursive: true });
  settings.print(`${reference}: ${toSeconds(wallSeconds)} s, ${report.coverage.state}`);
  for (const { code, message, path } of report.problems
    .filter(({ effect }) => effect !== 'note')
    .slice(0, SHOWN_PROBLEMS)) {
    settings.print(`  ${code} ${path}: ${message}`);
  }
  return (report.findings as readonly { readonly kind: string }[]).filter(isSecret);
}

const SHOWN_PROBLEMS = 5;

function isSecret(finding: { readonly kind: string }): finding is ReportedSecret {
  return finding.kind === 'secret';
}

function isThere({ images }: Bench, name: string): boolean {
  return existsSync(join(images, name, 'truth.json'));
}

function archiveOf({ images }: Bench, name: string): string {
  return join(images, name, `${name}.docker-gzip.tar`);
}

function newFolder(folder: string, name: string): string {
  const path = join(folder, name);
  mkdirSync(path, { recursive: true });
  return path;
}

function foldersOf(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/** Bytes of regular files, archives as they are. */
function sizeOf(folder: string): number {
  let size = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) size += lstatSync(join(entry.parentPath, entry.name)).size;
  }
  return size;
}
