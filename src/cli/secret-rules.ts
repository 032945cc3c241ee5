/** What the options say about secrets: the user's key, rules of their own, what they allow. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { messageOf, UsageError } from '../base/errors.ts';
import type { AllowRule } from '../check/secret/allow.ts';
import type { Rules } from '../check/secret/custom/rules.ts';
import type { SecretOptions } from '../check/secret/settings.ts';
import { type Digest, sha256 } from '../model/digest.ts';
import type { Problem } from '../model/problem.ts';

export interface SecretRuleOptions {
  readonly secretRules?: string;
  readonly secretKeyFile?: string;
}

export interface SecretRules {
  /** Null = secrets are not looked for. */
  readonly options: SecretOptions | null;
  readonly allow: readonly AllowRule[];
  /** What of the rules is not used. */
  readonly notes: readonly Problem[];
}

/** Throws UsageError for files that cannot be used. */
export async function readSecretRules({
  secretRules,
  secretKeyFile,
}: SecretRuleOptions): Promise<SecretRules> {
  const ownKey = secretKeyFile === undefined ? null : readKey(secretKeyFile);
  if (secretRules === undefined)
    return { options: { ownKey, detectors: [], without: [] }, allow: [], notes: [] };
  const { detectors, leftOut, without, allow } = await readRules(secretRules, '--secret-rules ');
  const options = { ownKey, detectors: detectors.map(({ row }) => row), without };
  return { options, allow, notes: leftOut.map((rule) => notUsed(rule, secretRules)) };
}

/** Throws UsageError. `option` stands before the path where the file cannot be read. */
export async function readRules(path: string, option = ''): Promise<Rules> {
  const text = readBytes(path, option).toString('utf8');
  const { parseRules } = await import('../check/secret/custom/parse-rules.ts');
  return parseRules(text, extname(path) === '.toml' ? 'toml' : 'yaml', path);
}

/** Of the file's bytes. Throws UsageError for a file that cannot be read. */
export function digestOfRules(path: string): Digest {
  return sha256(readBytes(path, '--secret-rules '));
}

/** A shorter key can be found by trying. */
const LEAST_KEY_BYTES = 16;
const MOST_BYTES = 4 * 1024 * 1024;

/** Any bytes; a line break at the end, which editors add, is no part of them. Hashed, so that all keys have one length. */
function readKey(path: string): string {
  const bytes = readBytes(path, '--secret-key-file ');
  const key = Buffer.from(bytes.toString('latin1').replace(/\r?\n$/, ''), 'latin1');
  if (key.length >= LEAST_KEY_BYTES) return createHash('sha256').update(key).digest('hex');
  throw new UsageError('secret-key-too-short', {
    what: `the key has ${key.length} bytes; it needs ${LEAST_KEY_BYTES}`,
    where: path,
    wayOut: 'make one with `openssl rand -hex 32`, and keep it where your other secrets are',
  });
}

function readBytes(path: string, option: string): Buffer {
  try {
    const bytes = readFileSync(path);
    if (bytes.length <= MOST_BYTES) return bytes;
    throw new Error(`the file has more than ${MOST_BYTES} bytes`);
  } catch (error) {
    throw new UsageError('unreadable-setting', {
      what: messageOf(error),
      where: `${option}${path}`,
      wayOut: 'name a file that can be read',
    });
  }
}

function notUsed(rule: string, path: string): Problem {
  return {
    code: 'secret-rule-not-used',
    effect: 'note',
    message: `a rule is not used: ${rule}`,
    layerIndex: null,
    path,
    wayOut: 'write it as a detector with a pattern (docs/secrets.md)',
  };
}
