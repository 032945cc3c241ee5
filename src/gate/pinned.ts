/**
 * References that are pinned to bytes. What a pinned policy names in turn must be pinned too: else the checkout that it
 * judges could bring another file of that name.
 */

import type { Flaw } from '../policy/document/flaw.ts';
import type { Named, PolicyText } from '../policy/document/policy-text.ts';
import { DEFAULT_REFERENCE } from '../policy/document/references.ts';

const PINNED = /[@#](?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

export function isPinned(reference: string): boolean {
  return PINNED.test(reference);
}

/** Policies and keys that a pinned document names without a digest. */
export function findUnpinned(text: PolicyText, document: string): readonly Flaw[] {
  const keys = [...(text.waivers?.sources ?? []), ...(text.vex?.trust ?? [])].flatMap(({ key }): Named[] =>
    key === null || key.kind === 'pem' ? [] : [key],
  );
  return [...text.extends, ...keys]
    .filter(({ name }) => name !== DEFAULT_REFERENCE && !isPinned(name))
    .map(({ name, path, line }) => ({
      document,
      path,
      line,
      what: `the policy is pinned to a digest, and "${name}" is not`,
      hint: `write ${name}@sha256:… , or name the policy without a digest`,
    }));
}
