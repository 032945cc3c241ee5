/** The time that a command may take in all: a gate must end, whatever it is given. */
import { elapsedMs } from '../base/clock.ts';
import { InputError } from '../base/errors.ts';
import { LIMITS, limitWayOut } from '../base/limits.ts';
import type { Io } from './io.ts';
import { limitText } from './limit-values.ts';

/**
 * Runs `work` with a signal that ends it after `totalMs`, and with a clock for what no signal can end. Throws InputError
 * `total-time-limit`, and what it throws.
 */
export async function withDeadline<T>(
  io: Io,
  totalMs: number,
  work: (io: Io, isLate: () => boolean) => Promise<T>,
): Promise<T> {
  const late = new AbortController();
  const endsAt = elapsedMs() + totalMs;
  const timer = setTimeout(() => late.abort(tooLate(totalMs)), totalMs);
  try {
    return await work(
      { ...io, signal: AbortSignal.any([io.signal, late.signal]) },
      () => elapsedMs() > endsAt,
    );
  } catch (thrown) {
    // What is interrupted does not always say why.
    throw late.signal.aborted && !io.signal.aborted ? late.signal.reason : thrown;
  } finally {
    clearTimeout(timer);
  }
}

function tooLate(totalMs: number): InputError {
  const { code, unit } = LIMITS.totalMs;
  return new InputError(code, {
    what: `The scan took longer than ${limitText(totalMs, unit)} and was ended; nothing is said about the image.`,
    where: 'total-time',
    wayOut: limitWayOut(code),
  });
}
