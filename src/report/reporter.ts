/** Reporters: one folder a format. Same reports, same bytes: no clock, no locale, no random id. */
import type { ScanReport } from '../model/report.ts';

/** Order of two versions in an ecosystem's own scheme. May throw for text that is no version. */
export type CompareVersions = (ecosystem: string, a: string, b: string) => number;

export interface ReporterOptions {
  /** Time for formats that demand one: SOURCE_DATE_EPOCH, else the time of the scan; UTC ISO 8601 with seconds. */
  readonly timestamp: string;
  /** Terminal features for formats made to be read; `width` in columns. */
  readonly terminal: { readonly colour: boolean; readonly width: number };
  /** For upgrade lines. */
  readonly compareVersions: CompareVersions;
}

export interface Reporter {
  readonly id: string;
  readonly mediaType: string;
  /** Pieces of the output in order. */
  write(reports: readonly ScanReport[], options: ReporterOptions): Iterable<string>;
}
