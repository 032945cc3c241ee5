/**
 * A package's version against a bound of an advisory. Null where nobody can tell: text that the scheme cannot read,
 * and Go modules without a tag in their history.
 */

import { compareDigits } from '../base/version-text.ts';
import type { Advisory } from '../model/advisory.ts';
import { getScheme } from '../version/list.ts';
import { VersionError } from '../version/scheme.ts';

export type BoundOrder = -1 | 0 | 1 | null;

export type Compare = (a: string, b: string, advisory: Pick<Advisory, 'scheme'>) => BoundOrder;

/** Negative if the version is below the bound. `compare`: `compareVersions`, or one that remembers. */
export function compareToBound(
  version: string,
  bound: string,
  advisory: Advisory,
  compare: Compare,
): BoundOrder {
  if (advisory.scheme === 'golang' && isUntagged(version) && !isUntagged(bound)) {
    if (!isOlderThan(version, advisory.publishedAt)) return null;
  }
  return compare(version, bound, advisory) ?? compareNumbers(version, bound);
}

/** The scheme's own order; null where it cannot read one of the two. */
export function compareVersions(a: string, b: string, { scheme }: Pick<Advisory, 'scheme'>): BoundOrder {
  try {
    return getScheme(scheme).compare(scheme === 'pep440' ? withoutLocal(a, b) : a, b);
  } catch (error) {
    if (error instanceof VersionError) return null;
    throw error;
  }
}

/**
 * `compareVersions` for this one version and very many advisories, which name the same few bounds. To find out that a
 * version is none costs an error each time.
 */
export function rememberOrders(version: string): Compare {
  const orders = new Map<string, BoundOrder>();
  const recall = (id: string, a: string, b: string, advisory: Pick<Advisory, 'scheme'>): BoundOrder => {
    const known = orders.get(id);
    if (known !== undefined) return known;
    const order = compareVersions(a, b, advisory);
    orders.set(id, order);
    return order;
  };
  return (_, bound, advisory) => {
    const { scheme } = advisory;
    if (recall(scheme, version, version, advisory) === null) return null;
    return recall(`${scheme} ${bound}`, version, bound, advisory);
  };
}

/**
 * The way out where one side is no version of its scheme (`2.6.0-cu124` in an advisory for Python): their leading
 * numbers decide if they differ. Null if one of them only extends the other, or where there is an epoch.
 */
function compareNumbers(version: string, bound: string): BoundOrder {
  const a = leadingNumbers(version);
  const b = leadingNumbers(bound);
  if (a.length === 0) return null;
  for (const [i, number] of b.entries()) {
    const order = compareDigits(a[i] ?? '', number);
    if (order !== 0) return order;
  }
  return null;
}

function leadingNumbers(text: string): readonly string[] {
  const match = /^v?(\d+(?:\.\d+)*)(?![\d:!])/.exec(text);
  return match === null ? [] : match[1]!.split('.');
}

/** PEP 440, "Version specifiers": the local part of `2.5.1+cu118` counts only where the bound has one too. */
function withoutLocal(version: string, bound: string): string {
  const plus = version.indexOf('+');
  return plus === -1 || bound.includes('+') ? version : version.slice(0, plus);
}

const UNTAGGED = /^v?0\.0\.0-(\d{14})-[0-9a-f]{12}$/;

/**
 * A pseudo-version that no tag precedes (`v0.0.0-20220308185742-91533d04e894`). Projects that tag outside Go's rules
 * have such versions for ever, far beyond the releases that advisories name.
 */
export function isUntagged(version: string): boolean {
  return UNTAGGED.test(version);
}

/**
 * A commit from before an advisory came out cannot hold a fix that was released with it, and OSV's own rule puts it
 * below all tags: plain order is taken then. Where a project tags outside Go's rules, nobody knows.
 */
function isOlderThan(version: string, publishedAt: string): boolean {
  const committedAt = UNTAGGED.exec(version)![1]!;
  return committedAt < publishedAt.replace(/\D/g, '').slice(0, 14);
}
