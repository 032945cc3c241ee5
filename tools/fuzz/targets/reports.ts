/** Stored reports: read, written in every form, read again, judged again. */
import { InputError, UsageError } from '../../../src/base/errors.ts';
import type { ScanReport } from '../../../src/model/report.ts';
import { GATE_REPORT } from '../../../src/report/fixtures/gate-report.ts';
import { EMPTY_REPORT, SAMPLE_REPORT } from '../../../src/report/fixtures/sample-report.ts';
import { jsonReporter } from '../../../src/report/json/json.ts';
import { readReports } from '../../../src/report/json/read/read-report.ts';
import { reporters } from '../../../src/report/list.ts';
import { rejudge } from '../../../src/scan/replay.ts';
import { mutateJson } from '../mutate/json.ts';
import { mustHold, type Target } from '../target.ts';

const OPTIONS = {
  timestamp: '2024-01-01T00:00:00Z',
  terminal: { colour: false, width: 80 },
  compareVersions: (_ecosystem: string, a: string, b: string): number => a.length - b.length,
};

function write(reports: readonly ScanReport[]): string {
  return [...jsonReporter.write(reports, OPTIONS)].join('');
}

/** Few packages and layers, so that most changes hit what a policy brings. */
function seedOf(report: ScanReport, judgements: number): Buffer {
  const decision = { ...report.decision, judgements: report.decision.judgements.slice(0, judgements) };
  return Buffer.from(write([{ ...report, packages: report.packages.slice(0, 2), distros: [], decision }]));
}

const stored: Target = {
  id: 'stored-reports',
  sources: ['report/json/', 'report/gate/', 'scan/replay.ts', 'policy/judge-policy.ts', 'policy/timeline.ts'],
  seeds: () => [
    seedOf(EMPTY_REPORT, 0),
    seedOf(SAMPLE_REPORT, 1),
    seedOf(
      {
        ...SAMPLE_REPORT,
        decision: { ...SAMPLE_REPORT.decision, judgements: SAMPLE_REPORT.decision.judgements.slice(-2) },
      },
      2,
    ),
    seedOf(GATE_REPORT, 3),
  ],
  mutators: [mutateJson],
  maxBytes: 64 * 1024,
  errors: [InputError, UsageError],
  async run(bytes) {
    const reports = readReports(bytes, 'x');
    const written = write(reports);
    mustHold(write(readReports(Buffer.from(written), 'x')) === written, 'it is not written as it was read');
    const texts = reporters.map((reporter) => [...reporter.write(reports, OPTIONS)].join(''));
    for (const text of texts)
      mustHold(!/[\0-\x09\x0b-\x1f\x7f-\x9f]/.test(text), 'a control character gets through');
    const again = await Promise.all(reports.map(rejudge));
    const twice = await Promise.all(again.map(rejudge));
    mustHold(write(twice) === write(again), 'judged twice it is another report');
    return write(again);
  },
};

export const reportTargets: readonly Target[] = [stored];
