/** Which of several stored reports of one image has the say: the one that was judged last. */
import { InputError } from '../base/errors.ts';
import { formatPlatform } from '../model/platform.ts';
import type { ScanReport } from '../model/report.ts';

/** A report and the file that it comes from. */
export interface StoredReport {
  readonly report: ScanReport;
  readonly where: string;
}

/**
 * One for each platform, in the order in which platforms first come. Throws an InputError `several-images` if they are
 * not about the same image, and `no-time` if one of several does not say when it was judged.
 */
export function newestReports(stored: readonly StoredReport[]): readonly ScanReport[] {
  const groups = new Map<string, StoredReport[]>();
  for (const one of stored) {
    const platform = formatPlatform(one.report.image.platform);
    groups.set(platform, [...(groups.get(platform) ?? []), one]);
  }
  return [...groups.values()].map((group) => newest(group));
}

/** When a report was judged, UTC ISO 8601: the verdict's own time, else the age of its advisories; empty = neither is known. */
function judgedAt({ decision, advisories }: ScanReport): string {
  return decision.basis.kind === 'policy' ? decision.basis.gate.inputs.now : (advisories?.oldestAt ?? '');
}

function newest(group: readonly StoredReport[]): ScanReport {
  const [first, ...others] = group;
  for (const other of others) checkSame(first!, other);
  const undated = others.length > 0 ? group.find(({ report }) => judgedAt(report) === '') : undefined;
  if (undated !== undefined) throw noTime(undated);
  return group.reduce((a, b) => (judgedAt(b.report) > judgedAt(a.report) ? b : a)).report;
}

function checkSame(a: StoredReport, b: StoredReport): void {
  const [one, two] = [a.report.image, b.report.image];
  if (one.id !== null && one.id === two.id) return;
  throw new InputError('several-images', {
    what: `the reports are about different images: ${one.id ?? one.reference} and ${two.id ?? two.reference}`,
    where: `${a.where}, ${b.where}`,
    wayOut: 'judge the reports of one image at a time',
  });
}

function noTime({ where }: StoredReport): InputError {
  return new InputError('no-time', {
    what: 'the report does not say when it was judged, so that it cannot be told which is the newest',
    where,
    wayOut: 'judge it alone',
  });
}
