/** CSAF 2.0, profile VEX: what the findings of images mean for them. */
import type { ScanReport } from '../../model/report.ts';
import type { Reporter, ReporterOptions } from '../reporter.ts';
import { toVexDocument } from '../vex-of-report.ts';
import { writeCsaf } from './write.ts';

export const csafReporter: Reporter = {
  id: 'csaf',
  mediaType: 'application/csaf+json',
  write: (reports: readonly ScanReport[], options: ReporterOptions): Iterable<string> =>
    writeCsaf(toVexDocument(reports, options)),
};
