/** Files that are byte for byte what a package of the distribution itself ships, by the package manager's own record. */

import { linesOf } from '../base/text-lines.ts';
import type { FileDigests } from '../check/secret/fact.ts';
import type { ShippedBy } from '../check/secret/judge.ts';
import type { Ecosystem } from '../ecosystem/ecosystem.ts';
import type { OwnedFiles, Package } from '../model/package.ts';
import type { MergedFacts } from '../model/reader.ts';

interface ShippedFile {
  readonly packageName: string;
  readonly algorithm: keyof FileDigests;
  /** Its first 16 digits. */
  readonly digest: string;
}

/** Hexadecimal digits that are kept of each file's digest (OwnedSums). */
const DIGITS = 16;

export interface Shipped {
  readonly facts: MergedFacts;
  readonly packages: readonly Package[];
  readonly owned: readonly OwnedFiles[];
  readonly ecosystems: readonly Ecosystem[];
}

/** Only `asked` paths are known: of all files that packages own there can be millions. */
export function indexShipped(shipped: Shipped, asked: ReadonlySet<string>): ShippedBy {
  const index = asked.size === 0 ? new Map<string, readonly ShippedFile[]>() : indexRecords(shipped, asked);
  return (path, digests) =>
    index.get(path)?.find(({ algorithm, digest }) => digests[algorithm].startsWith(digest))?.packageName ??
    null;
}

function indexRecords(
  { facts, packages, owned, ecosystems }: Shipped,
  asked: ReadonlySet<string>,
): Map<string, ShippedFile[]> {
  const index = new Map<string, ShippedFile[]>();
  const ofDistribution = namesOfDistribution(packages, ecosystems);
  for (const { purl, sums } of owned) {
    const packageName = ofDistribution.get(purl);
    if (sums === null || packageName === undefined) continue;
    let at = 0;
    for (const path of linesOf(sums.paths)) {
      const digest = sums.digests.slice(at, at + DIGITS);
      at += DIGITS;
      for (const name of namesOf(path, asked, facts)) {
        const records = index.get(name) ?? [];
        if (/^[0-9a-f]{16}$/.test(digest))
          index.set(name, [...records, { packageName, algorithm: sums.algorithm, digest }]);
      }
    }
  }
  return index;
}

/** The path as the database has it, and where that really is (merged /usr), as far as they are asked for. */
function namesOf(path: string, asked: ReadonlySet<string>, facts: MergedFacts): string[] {
  const real = facts.resolve(path);
  return [...new Set(real === null ? [path] : [path, real])].filter((name) => asked.has(name));
}

function namesOfDistribution(
  packages: readonly Package[],
  ecosystems: readonly Ecosystem[],
): ReadonlyMap<string, string> {
  const byId = new Map(ecosystems.map((e) => [e.id, e]));
  return new Map(
    packages
      .filter((pkg) => byId.get(pkg.ecosystem)?.ofDistribution(pkg) === true)
      .map((pkg) => [pkg.purl, pkg.name]),
  );
}
