/** Files that are byte for byte what a package of the distribution itself ships, by the package manager's own record. */

import { linesOf } from '../base/text-lines.ts';
import type { FileDigests } from '../check/secret/fact.ts';
import type { ShippedBy } from '../check/secret/judge.ts';
import type { Ecosystem } from '../ecosystem/ecosystem.ts';
import type { OwnedFiles, OwnedSums, Package } from '../model/package.ts';
import type { MergedFacts } from '../model/reader.ts';

/** Hexadecimal digits that are kept of each file's digest (OwnedSums). */
const DIGITS = 16;
const ALGORITHMS = ['md5', 'sha1', 'sha256'] as const;

export interface Shipped {
  readonly facts: MergedFacts;
  readonly packages: readonly Package[];
  readonly owned: readonly OwnedFiles[];
  readonly ecosystems: readonly Ecosystem[];
}

/** Only `asked` paths are known: of all files that packages own there can be millions. */
export function indexShipped(shipped: Shipped, asked: ReadonlySet<string>): ShippedBy {
  const index = asked.size === 0 ? new Map<string, string>() : indexRecords(shipped, asked);
  const find = (path: string, digests: FileDigests): string | undefined =>
    ALGORITHMS.map((algorithm) => index.get(keyOf(algorithm, digests[algorithm], path))).find(
      (packageName) => packageName !== undefined,
    );
  return (path, digests) => find(path, digests) ?? null;
}

/** Package names by file and digest. */
function indexRecords(
  { facts, packages, owned, ecosystems }: Shipped,
  asked: ReadonlySet<string>,
): ReadonlyMap<string, string> {
  const index = new Map<string, string>();
  const ofDistribution = namesOfDistribution(packages, ecosystems);
  for (const { purl, sums } of owned) {
    const packageName = ofDistribution.get(purl);
    if (sums === null || packageName === undefined) continue;
    for (const { path, digest } of recordsOf(sums)) {
      for (const name of namesOf(path, asked, facts)) {
        index.set(keyOf(sums.algorithm, digest, name), packageName);
      }
    }
  }
  return index;
}

function* recordsOf({ paths, digests }: OwnedSums): Generator<{ path: string; digest: string }> {
  let at = 0;
  for (const path of linesOf(paths)) {
    const digest = digests.slice(at, at + DIGITS);
    at += DIGITS;
    if (/^[0-9a-f]{16}$/.test(digest)) yield { path, digest };
  }
}

function keyOf(algorithm: OwnedSums['algorithm'], digest: string, path: string): string {
  return `${algorithm} ${digest.slice(0, DIGITS)} ${path}`;
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
