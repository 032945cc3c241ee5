/** The tables that the image bench ends with. */
import type { BenchSettings } from './bench.ts';
import type { KindResult } from './completeness.ts';
import type { Floor } from './floor.ts';
import type { Times } from './measure.ts';
import type { ScannedReport } from './scan-command.ts';
import { medianOf, medianRatio } from './statistics.ts';
import { toMegabytes, toSeconds, toTable } from './text-table.ts';
import type { Truth } from './truth.ts';

export interface ImageResult {
  readonly name: string;
  readonly archiveBytes: number;
  readonly truth: Truth;
  readonly report: ScannedReport;
  readonly kinds: readonly KindResult[];
  /** Runs of the same index took place one after the other. */
  readonly scan: readonly Times[];
  /** The same scan with its layers in the cache. */
  readonly again: readonly Times[];
  readonly floors: readonly { readonly id: Floor['id']; readonly times: readonly Times[] }[];
  readonly peakBytes: number;
}

export function printImages(results: readonly ImageResult[], settings: BenchSettings): void {
  if (results.length === 0) return;
  const sections: [string, string[]][] = [
    ['Images (MB = 1,000,000 bytes)', inputTable(results)],
    ['Packages against the lists of what is in the images', packageTable(results)],
    [`Time, whole processes, medians of ${settings.runs} rounds in turn`, timeTable(results)],
    ['The same again, layers cached', againTable(results)],
    ['Peak memory of the process tree (sum of PSS)', memoryTable(results)],
  ];
  for (const [title, lines] of sections) for (const line of ['', title, ...lines]) settings.print(line);
  printNames(results, settings);
}

function inputTable(results: readonly ImageResult[]): string[] {
  const head = ['image', 'archive MB', 'plain MB', 'layers', 'entries', 'packages', 'findings', 'coverage'];
  return toTable(
    head,
    results.map(({ name, archiveBytes, truth, report }) => [
      name,
      toMegabytes(archiveBytes),
      toMegabytes(truth.bytes),
      `${truth.layers}`,
      `${truth.entries}`,
      `${report.packages.length}`,
      `${report.findings.length}`,
      report.coverage.state,
    ]),
  );
}

function packageTable(results: readonly ImageResult[]): string[] {
  const head = ['image, kind', 'listed', 'found', 'missing', 'invented', 'not spoken of'];
  return toTable(
    head,
    results.flatMap(({ name, kinds }) => kinds.map((kind) => packageRow(name, kind))),
  );
}

function packageRow(name: string, kind: KindResult): string[] {
  const counts = [kind.listed, kind.found, kind.missing.length, kind.invented.length, kind.unlisted.length];
  return [`${name}, ${kind.kind}${kind.isRead ? '' : ' (none reported at all)'}`, ...counts.map(String)];
}

function timeTable(results: readonly ImageResult[]): string[] {
  const head = ['image', 'wall s', 'CPU s', 'gunzip wall', 'CPU', 'x wall', 'x CPU'];
  const floorHead = ['floor wall', 'CPU', 'x wall', 'x CPU'];
  return toTable(
    [...head, ...floorHead],
    results
      .filter(({ scan }) => scan.length > 0)
      .map(({ name, scan, floors }) => [
        name,
        ...toPair(scan),
        ...floors.flatMap(({ times }) => [...toPair(times), ...toRatios(scan, times)]),
      ]),
  );
}

function againTable(results: readonly ImageResult[]): string[] {
  return toTable(
    ['image', 'wall s', 'CPU s'],
    results.map(({ name, again }) => [name, ...toPair(again)]),
  );
}

function toPair(times: readonly Times[]): string[] {
  return [wallOf(times), cpuOf(times)].map((values) => toSeconds(medianOf(values)));
}

function toRatios(scan: readonly Times[], floor: readonly Times[]): string[] {
  return [medianRatio(wallOf(scan), wallOf(floor)), medianRatio(cpuOf(scan), cpuOf(floor))].map((ratio) =>
    ratio.toFixed(2),
  );
}

function wallOf(times: readonly Times[]): number[] {
  return times.map(({ wallSeconds }) => wallSeconds);
}

function cpuOf(times: readonly Times[]): number[] {
  return times.map(({ cpuSeconds }) => cpuSeconds);
}

function memoryTable(results: readonly ImageResult[]): string[] {
  return toTable(
    ['image', 'peak MB'],
    results.map(({ name, peakBytes }) => [name, toMegabytes(peakBytes)]),
  );
}

const SHOWN = 5;

function printNames(results: readonly ImageResult[], { verbose, print }: BenchSettings): void {
  for (const { name, kinds } of results) {
    for (const kind of kinds) {
      // Where nothing reads a kind yet, its names say nothing more.
      const missing = kind.isRead ? kind.missing : [];
      const groups = { missing, invented: kind.invented, 'not spoken of': kind.unlisted };
      for (const [title, labels] of Object.entries(groups)) {
        if (labels.length > 0) for (const line of ['', `${name}, ${kind.kind}, ${title}:`]) print(line);
        for (const label of labels.slice(0, verbose ? labels.length : SHOWN)) print(`  ${label}`);
        if (!verbose && labels.length > SHOWN) print(`  … ${labels.length - SHOWN} more (--verbose)`);
      }
    }
  }
}
