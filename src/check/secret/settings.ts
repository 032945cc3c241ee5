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

/** What the user asks for. */
export interface SecretOptions extends Pick<SecretSettings, 'rules' | 'rulesForm'> {
  /** The user's key in hexadecimal; null = none. */
  readonly ownKey: string | null;
}

/** `otherKey`, in hexadecimal, is nobody's: equal secrets are equal under it, and that is all it is for. */
export function toSettings({ ownKey, rules, rulesForm }: SecretOptions, otherKey: string): SecretSettings {
  return { key: ownKey ?? otherKey, keyIsOwn: ownKey !== null, rules, rulesForm };
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

/** The same of options, among which the key may be missing. */
export function optionsDigest(options: SecretOptions): string {
  return settingsDigest(toSettings(options, ''));
}
