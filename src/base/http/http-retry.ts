/** Trying again: exponential back-off with full jitter, and Retry-After (RFC 9110, section 10.2.3). */
import { setTimeout as sleepFor } from 'node:timers/promises';
import { systemCode } from '../errors.ts';

export interface RetrySettings {
  /** Tries of one request, the first included. */
  readonly attempts: number;
  /** Longest wait before the second try; doubled for each further one. */
  readonly baseMs: number;
  readonly capMs: number;
  /** A server may ask for at most this. */
  readonly retryAfterCapMs: number;
  /** Jitter: a number in [0, 1). */
  random(): number;
  /** Throws the signal's reason when it aborts. */
  sleep(waitMs: number, signal: AbortSignal | null): Promise<void>;
  /** Milliseconds since 1970, to read a Retry-After that is a date. */
  now(): number;
}

export const DEFAULT_RETRY: RetrySettings = {
  attempts: 5,
  baseMs: 500,
  capMs: 20_000,
  retryAfterCapMs: 60_000,
  random: Math.random,
  sleep: async (waitMs, signal) => {
    await sleepFor(waitMs, undefined, signal === null ? {} : { signal }).catch((thrown: unknown) => {
      throw signal?.aborted ? signal.reason : thrown;
    });
  },
  now: Date.now,
};

const RETRIED_STATUS = new Set([429, 502, 503, 504]);
const RETRIED_CODES = new Set(['ECONNRESET', 'ECONNABORTED', 'EPIPE', 'EAI_AGAIN', 'UND_ERR_SOCKET']);

export function isRetriedStatus(status: number): boolean {
  return RETRIED_STATUS.has(status);
}

/** True for connections that broke; not for time-outs and refusals, which a second try seldom heals. */
export function isRetriedFailure(thrown: unknown): boolean {
  return RETRIED_CODES.has(systemCode(thrown));
}

/** How long to wait after the given try (1 = the first), in milliseconds. `retryAfter` is the header, or empty. */
export function waitAfter(attempt: number, retryAfter: string, settings: RetrySettings): number {
  const asked = parseRetryAfter(retryAfter, settings.now());
  if (asked !== null) return Math.min(asked, settings.retryAfterCapMs);
  return Math.floor(settings.random() * Math.min(settings.capMs, settings.baseMs * 2 ** (attempt - 1)));
}

/** Milliseconds from `now`; null if the header is neither a number of seconds nor a date. */
export function parseRetryAfter(header: string, now: number): number | null {
  const text = header.trim();
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  // Date.parse takes nearly anything; an HTTP date ends in GMT and begins with a day's name.
  const date = /^[A-Z][a-z]+, .* GMT$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}
