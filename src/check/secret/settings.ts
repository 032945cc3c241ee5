/** What the secrets reader is told, as plain data: it runs in another process. */
import { createHmac } from 'node:crypto';

export interface SecretSettings {
  /** The key under which secrets are named, in hexadecimal. Whoever has it can try guesses, so it stays in memory. */
  readonly key: string;
  /** Whether it is the user's: only then names are shown, since only then they mean something elsewhere. */
  readonly keyIsOwn: boolean;
  /** Text of the user's rules, YAML or TOML as `rulesForm` says; empty for none. */
  readonly rules: string;
  readonly rulesForm: 'yaml' | 'toml';
}

/** Names a secret: 32 hexadecimal digits. `secret` is Latin-1. */
export function nameSecret(secret: string, key: string): string {
  return createHmac('sha256', Buffer.from(key, 'hex')).update(secret, 'latin1').digest('hex').slice(0, 32);
}

/** Names the settings without giving the key away, for what depends on them in a cache. */
export function settingsDigest({ key, rules, rulesForm }: SecretSettings): string {
  return createHmac('sha256', Buffer.from(key, 'hex'))
    .update(`settings ${rulesForm}\n${rules}`)
    .digest('hex')
    .slice(0, 32);
}
