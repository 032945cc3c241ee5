/** What the secrets reader is told, as plain data: it runs in another process. */
import { createHmac } from 'node:crypto';
import { canonicalJson } from '../../base/canonical-json.ts';
import type { DetectorRow } from './custom/row.ts';

/** What the user asks for. */
export interface SecretOptions {
  /** The user's key in hexadecimal; null = none. */
  readonly ownKey: string | null;
  /** Detectors of the user's. */
  readonly detectors: readonly DetectorRow[];
  /** Ids of ours that are not used. */
  readonly without: readonly string[];
}

export interface SecretSettings extends Pick<SecretOptions, 'detectors' | 'without'> {
  /** The key under which secrets are named, in hexadecimal. Whoever has it can try guesses: the user's stays in memory. */
  readonly key: string;
  /** Whether it is the user's: only then names are shown, since only then they mean something elsewhere. */
  readonly keyIsOwn: boolean;
}

/** `otherKey`, in hexadecimal, is nobody's: equal secrets are equal under it, and that is all it is for. */
export function toSettings({ ownKey, detectors, without }: SecretOptions, otherKey: string): SecretSettings {
  return { key: ownKey ?? otherKey, keyIsOwn: ownKey !== null, detectors, without };
}

/** Names a secret: 32 hexadecimal digits. `secret` is Latin-1. */
export function nameSecret(secret: string, key: string): string {
  return hmac(key).update(secret, 'latin1').digest('hex').slice(0, 32);
}

/** Names the settings without giving the key away, for what depends on them in a cache. */
export function settingsDigest({ key, detectors, without }: SecretSettings): string {
  const said = canonicalJson({ detectors, without });
  return hmac(key).update(`settings\n${said}`).digest('hex').slice(0, 32);
}

/** The same of options, among which the key may be missing. */
export function optionsDigest(options: SecretOptions): string {
  return settingsDigest(toSettings(options, ''));
}

function hmac(key: string): ReturnType<typeof createHmac> {
  return createHmac('sha256', Buffer.from(key, 'hex'));
}
