/** The policy where nobody wrote one: a text like any other, so that `plimsoll policy init` can print it. */

import { sha256 } from '../../model/digest.ts';
import type { Policy } from '../../model/policy.ts';
import { formatFlaw } from './flaw.ts';
import { parseDocument } from './parse-document.ts';
import { DEFAULT_REFERENCE } from './references.ts';
import { resolvePolicy } from './resolve.ts';

/** Stages `build`, `staging` and `production`. */
export function defaultPolicy(): Policy {
  const { text, flaws } = parseDocument(Buffer.from(DEFAULT_TEXT), DEFAULT_REFERENCE);
  if (flaws.length > 0) throw new Error(flaws.map(formatFlaw).join('\n'));
  const digest = sha256(DEFAULT_TEXT);
  return resolvePolicy([{ reference: DEFAULT_REFERENCE, digest, text, extends: [], keys: new Map() }]).policy;
}

/** By name, as they are written below `stages:`. */
export const STAGE_TEXTS: ReadonlyMap<string, string> = new Map([
  [
    'build',
    `  # While people work: what must never leave the machine blocks, all else is told.
  build:
    rules:
      - id: secrets
        block: { kind: secret, severity: '>= high' }
        because: whoever gets the image gets the secret; revoke it and build without it
      - id: exploited-with-fix
        block: { known-exploited: true, fix: available }
        because: it is exploited in the wild, and there is a fix
      - id: severe
        warn: { severity: ['>= high', unknown] }
      - id: other-secrets
        warn: { kind: secret }
      - id: waivers
        warn: { kind: waiver }
      - id: gaps
        warn: { problem: '*' }
        because: a part of the image could not be checked; it blocks in later stages
`,
  ],
  [
    'staging',
    `  # Before anybody depends on it: what has had a fix for a while blocks.
  staging:
    rules:
      - id: secrets
        block: { kind: secret, severity: '>= medium' }
        because: whoever gets the image gets the secret; revoke it and build without it
      - id: exploited
        block: { known-exploited: true }
        within: { days: { known-exploited: cisa, any: 14 }, from: fix-available, warn-before: 3 }
        because: it is exploited in the wild
      - id: severe-with-fix
        block: { severity: '>= high', fix: available }
        within: { days: { critical: 14, high: 30 }, from: fix-available, warn-before: 7 }
        because: there has been a fix for a while
      - id: severe
        warn: { severity: ['>= high', unknown] }
      - id: other-secrets
        warn: { kind: secret }
      - id: waivers
        warn: { kind: waiver }
`,
  ],
  [
    'production',
    `  # What runs for others. No rule accepts gaps: what could not be checked blocks.
  production:
    rules:
      - id: secrets
        block: { kind: secret }
        because: whoever gets the image gets the secret; revoke it and build without it
      - id: exploited
        block: { known-exploited: true }
        within: { days: { known-exploited: cisa, any: 7 }, from: fix-available, warn-before: 3 }
        because: it is exploited in the wild
      - id: with-fix
        block: { severity: '>= medium', fix: available }
        within: { days: { critical: 7, high: 30, medium: 90 }, from: fix-available, warn-before: 7 }
        because: there has been a fix for a while
      - id: severe
        warn: { severity: ['>= high', unknown] }
        because: there is no fix; find out whether it can be reached, and say so in a waiver or by VEX
      - id: waivers
        warn: { kind: waiver }
      - id: old-advisories
        block: { database-age: '> 7d' }
        because: flaws of the last week would not be found; run \`plimsoll db update\`
`,
  ],
]);

export const DEFAULT_TEXT: string = `version: 1\n\nstages:\n${[...STAGE_TEXTS.values()].join('\n')}`;
