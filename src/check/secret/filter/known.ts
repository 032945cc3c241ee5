/** Values that everyone knows: they are reported, and do not count. */
import { createHash } from 'node:crypto';
import type { HitStanding } from '../fact.ts';
import { PUBLISHED } from './published.ts';
import { SHARED_KEYS } from './shared-keys.ts';

interface Known {
  readonly standing: HitStanding;
  readonly reason: string;
}

const KNOWN: ReadonlyMap<string, Known> = new Map([
  ...PUBLISHED.map(([digest, what, source]): [string, Known] => [
    digest,
    { standing: 'published-example', reason: `it is the ${what} (${source})` },
  ]),
  ...SHARED_KEYS.map(([digest, what]): [string, Known] => [
    digest,
    { standing: 'shared-default-key', reason: `everyone can have it from ${what}` },
  ]),
]);

/** Null for a value that is not known. The secret is Latin-1. */
export function standingOf(_detector: string, secret: string): Known | null {
  return KNOWN.get(createHash('sha256').update(secret, 'latin1').digest('hex')) ?? null;
}

export function isKnown(secret: string): boolean {
  return standingOf('', secret) !== null;
}
