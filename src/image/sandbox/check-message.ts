/** Messages of the sandboxed process, checked: it may say anything. */
import type { Culprit, DeathCause, FromSandbox } from './protocol.ts';

const MOST_TEXT = 16 * 1024;

/** Throws an Error that says which part does not fit. */
export function checkMessage(said: unknown): FromSandbox {
  const from = members(said, 'message');
  switch (from['kind']) {
    case 'ready':
      return { kind: 'ready' };
    case 'open':
      return { kind: 'open', task: count(from, 'task'), channel: count(from, 'channel') };
    case 'close':
      return { kind: 'close', channel: count(from, 'channel') };
    case 'progress':
      return { kind: 'progress', task: count(from, 'task'), storedBytes: count(from, 'storedBytes') };
    case 'failed':
      return { kind: 'failed', task: count(from, 'task'), message: text(from, 'message') };
    case 'unusable':
      return {
        kind: 'unusable',
        code: text(from, 'code'),
        what: text(from, 'what'),
        where: text(from, 'where'),
        wayOut: text(from, 'wayOut'),
      };
    case 'died':
      return { kind: 'died', cause: cause(from['cause']), culprit: culprit(from['culprit']) };
    default:
      throw new Error('a message of an unknown kind');
  }
}

type Members = Readonly<Record<string, unknown>>;

function members(said: unknown, name: string): Members {
  if (typeof said !== 'object' || said === null || Array.isArray(said))
    throw new Error(`${name} is no object`);
  return said as Members;
}

function count(from: Members, name: string): number {
  const value = from[name];
  if (!Number.isSafeInteger(value) || (value as number) < 0) throw new Error(`${name} is no count`);
  return value as number;
}

function text(from: Members, name: string): string {
  const value = from[name];
  if (typeof value !== 'string' || value.length > MOST_TEXT) throw new Error(`${name} is no text`);
  return value;
}

function cause(value: unknown): DeathCause {
  if (value === 'time' || value === 'memory' || value === 'crash') return value;
  throw new Error('a death of an unknown cause');
}

function culprit(value: unknown): Culprit | null {
  if (value === null) return null;
  const from = members(value, 'culprit');
  return { path: text(from, 'path'), readerId: text(from, 'readerId') };
}
