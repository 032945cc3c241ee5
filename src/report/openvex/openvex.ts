/** OpenVEX 0.2.0: what the findings of images mean for them. One statement a finding. */
import type { ScanReport } from '../../model/report.ts';
import type { Reporter, ReporterOptions } from '../reporter.ts';
import { toVexDocument } from '../vex-of-report.ts';
import { writeOpenvex } from './write.ts';

export const openvexReporter: Reporter = {
  id: 'openvex',
  mediaType: 'application/vnd.openvex+json',
  write: (reports: readonly ScanReport[], options: ReporterOptions): Iterable<string> =>
    writeOpenvex(toVexDocument(reports, options)),
};
