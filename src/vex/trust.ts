/**
 * Whether a VEX statement is believed. The first trust rule that names where it was read and who wrote it decides; a
 * later one does not make good what that one refuses. What was attested for an image is believed of that image only.
 */

import { matchesName } from '../base/glob.ts';
import { DsseError, keyFingerprint } from '../base/public-key.ts';
import type { TrustRule } from '../model/policy.ts';
import type { VexDocument, VexStatement } from '../model/vex.ts';

export interface TrustContext {
  readonly trust: readonly TrustRule[];
  /** Of manifest, index and config of the image. */
  readonly digests: ReadonlySet<string>;
  /** UTC ISO 8601. */
  readonly now: string;
}

export type Belief =
  | { readonly kind: 'believed'; readonly rule: TrustRule }
  /** In words. */
  | { readonly kind: 'refused'; readonly reason: string };

export function createTrust(context: TrustContext): (statement: VexStatement) => Belief {
  const fingerprints = new Map<string, string>();
  const fingerprint = (publicKey: string): string => {
    const known = fingerprints.get(publicKey) ?? fingerprintOf(publicKey);
    fingerprints.set(publicKey, known);
    return known;
  };
  return (statement) => judgeTrust(statement, { ...context, fingerprint });
}

interface Context extends TrustContext {
  /** Of a key in PEM; a policy names few, documents make thousands of statements. */
  fingerprint(publicKey: string): string;
}

function judgeTrust(statement: VexStatement, context: Context): Belief {
  const { document } = statement;
  const rule = context.trust.find((one, index) => isFor(one, index, document));
  if (rule === undefined) return { kind: 'refused', reason: noRule(document) };
  const reason = findReason(rule, statement, context);
  return reason === null ? { kind: 'believed', rule } : { kind: 'refused', reason };
}

function isFor({ from, author }: TrustRule, index: number, document: VexDocument): boolean {
  if (!document.trustRules.includes(index) || (from === 'image') !== document.isOfImage) return false;
  return author === '' || matchesName(document.author, author);
}

function noRule({ trustRules, author }: VexDocument): string {
  if (trustRules.length === 0) return 'the policy does not list where it was read';
  return `no trust rule takes statements by ${author === '' ? 'somebody who is not named' : `"${author}"`}`;
}

function findReason(
  rule: TrustRule,
  { document, status, timestamp }: VexStatement,
  context: Context,
): string | null {
  const { digests, now, fingerprint } = context;
  const today = now.slice(0, 10);
  if (document.subject !== '' && !digests.has(document.subject))
    return `it was attested for another image, ${document.subject}`;
  if (rule.publicKey !== '' && !document.verifiedBy.includes(fingerprint(rule.publicKey))) {
    return 'it is not signed with the key that the trust rule asks for';
  }
  if (!rule.statuses.includes(status)) return `the trust rule does not take the status ${status}`;
  if (rule.until !== '' && today > rule.until) return `the trust rule ended on ${rule.until}`;
  // Else whoever writes 2099 has the last word for good.
  if (timestamp.slice(0, 10) > today) return `it is dated ${timestamp.slice(0, 10)}, which is yet to come`;
  return rule.maxAgeDays === 0 ? null : findTooOld(rule.maxAgeDays, timestamp, now);
}

const DAY_MS = 86_400_000;

function findTooOld(maxAgeDays: number, timestamp: string, now: string): string | null {
  if (timestamp === '') return `it has no date, and the trust rule takes none older than ${maxAgeDays} days`;
  const days = Math.floor((Date.parse(now) - Date.parse(timestamp)) / DAY_MS);
  // Written so that what cannot be counted is too old.
  if (days <= maxAgeDays) return null;
  return `it is ${days} days old; the trust rule takes none older than ${maxAgeDays} days`;
}

/** Of a key that cannot be read none, which no document has. */
function fingerprintOf(publicKey: string): string {
  try {
    return keyFingerprint(publicKey);
  } catch (thrown) {
    if (thrown instanceof DsseError) return '';
    throw thrown;
  }
}
