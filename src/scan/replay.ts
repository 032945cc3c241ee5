/** A report judged again from nothing but itself: under its own policy, or the limit that was asked for. */
import { InputError } from '../base/errors.ts';
import type { GateInputs } from '../model/gate.ts';
import type { Judgement, ScanReport } from '../model/report.ts';
import { loadExpressions } from '../policy/expression/load-expressions.ts';
import { decideAgain, replayReport } from './judge.ts';

/** The same report, unless it was changed, or the program is another. Throws InputError for a policy that is none. */
export async function rejudge(report: ScanReport): Promise<ScanReport> {
  const { basis, judgements } = report.decision;
  if (basis.kind === 'policy') return underPolicy(report, basis.gate.inputs);
  // Nothing was judged: there are no findings, or nobody asked.
  const oldestAllowed = report.exit.holding.includes(TOO_OLD) ? NEVER : null;
  const now = latestExpiry(judgements);
  return decideAgain(report, { asking: basis, now, oldestAllowed, notes: [], isDayKnown: false });
}

async function underPolicy(report: ScanReport, inputs: GateInputs): Promise<ScanReport> {
  try {
    return replayReport(report, inputs, await loadExpressions(inputs.policy, inputs.stage));
  } catch (cause) {
    // Fields, expressions and settings of a policy are checked where it is read: this one was changed afterwards.
    if (!(cause instanceof RangeError)) throw cause;
    throw new InputError('replay-refused', {
      what: `the policy in the report is none that this program knows: ${cause.message}`,
      where: report.image.reference,
      wayOut: `take the report as it was written, or plimsoll ${report.tool.version}, which made it`,
      cause,
    });
  }
}

const TOO_OLD = 4;
/** Later than any data. */
const NEVER = '9999-12-31T00:00:00Z';

/**
 * A time at which the same secrets have expired as when the report was made: without a policy a report does not say
 * when that was, and nothing else that is judged again depends on it.
 */
function latestExpiry(judgements: readonly Judgement[]): string {
  const expired = judgements.flatMap(({ by, ranked: { finding } }) =>
    by.kind === 'standing' && finding.standing === 'counted' && finding.kind === 'secret'
      ? [finding.expiresAt]
      : [],
  );
  return expired.sort().at(-1) ?? '';
}
