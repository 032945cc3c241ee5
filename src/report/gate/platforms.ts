/** Several reports under one verdict: what they are called, and which of them something holds for. */
import { formatPlatform } from '../../model/platform.ts';
import type { Decision, ScanReport } from '../../model/report.ts';

/** A report with a name that no other of the run has. */
export interface Part {
  readonly name: string;
  readonly report: ScanReport;
}

/** By platform, where all are of one image; a repeated name gets a number. */
export function toParts(reports: readonly ScanReport[]): readonly Part[] {
  const isOneImage = new Set(reports.map(({ image }) => image.reference)).size <= 1;
  const seen = new Map<string, number>();
  return reports.map((report) => {
    const platform = formatPlatform(report.image.platform);
    const base = isOneImage ? platform : `${report.image.reference} (${platform})`;
    const count = (seen.get(base) ?? 0) + 1;
    seen.set(base, count);
    return { name: count === 1 ? base : `${base} #${count}`, report };
  });
}

/** One that blocks blocks all. */
export function verdictOf(parts: readonly Part[]): Decision['verdict'] {
  const verdicts = parts.map(({ report }) => report.decision.verdict);
  return verdicts.includes('block') ? 'block' : verdicts.includes('warn') ? 'warn' : 'pass';
}

/** Something that holds in some of the reports. */
export interface Shared<T> {
  readonly item: T;
  readonly parts: readonly string[];
}

/** What all the reports say, each once, in the order of the first that says it. */
export function gather<T>(
  parts: readonly Part[],
  find: (report: ScanReport) => Iterable<T>,
  keyOf: (item: T) => string,
): readonly Shared<T>[] {
  const found = new Map<string, { readonly item: T; readonly parts: string[] }>();
  for (const { name, report } of parts) {
    for (const item of find(report)) {
      const key = keyOf(item);
      const known = found.get(key);
      if (known === undefined) found.set(key, { item, parts: [name] });
      else if (known.parts.at(-1) !== name) known.parts.push(name);
    }
  }
  return [...found.values()];
}

/** ` [only linux/arm64]` for what does not hold everywhere; else empty. */
export function onlyIn(shared: Shared<unknown>, parts: readonly Part[]): string {
  return shared.parts.length === parts.length ? '' : ` [only ${shared.parts.join(', ')}]`;
}
