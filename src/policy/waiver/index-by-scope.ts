/** Scopes by what names a finding most exactly, so that few are held against each finding. */
import { matchesName } from '../../base/glob.ts';
import type { SecretFinding, VulnerabilityFinding } from '../../model/finding.ts';
import { fingerprintsOf, flawIdsOf, type Scope, toFlawId } from './fits.ts';

interface Scoped {
  readonly scope: Scope;
}

export interface ScopeIndex<E extends Scoped> {
  /** All entries that could speak of the finding, and few that do not, in the order given. */
  candidates(finding: VulnerabilityFinding | SecretFinding): readonly E[];
}

export function createIndex<E extends Scoped>(entries: readonly E[]): ScopeIndex<E> {
  const order = new Map(entries.map((entry, at) => [entry, at]));
  const byKey = Map.groupBy(entries, ({ scope }) => keyOf(scope));
  const patterns = byKey.get(PATTERN) ?? [];
  const ofPackage = new Map<string, readonly E[]>();
  const matching = (purl: string): readonly E[] => {
    const known = ofPackage.get(purl);
    if (known !== undefined) return known;
    const found = patterns.filter(({ scope }) => matchesName(purl, scope.package));
    ofPackage.set(purl, found);
    return found;
  };
  const byFingerprint = [...byKey.keys()].some((key) => key.startsWith(FINGERPRINT));
  return {
    candidates(finding) {
      const keys = [
        ...keysOf(finding),
        ...(byFingerprint ? fingerprintsOf(finding).map(fingerprintKey) : []),
      ];
      const found: E[] = [];
      for (const key of keys) for (const entry of byKey.get(key) ?? []) found.push(entry);
      if (finding.kind === 'vulnerability')
        for (const entry of matching(finding.packagePurl)) found.push(entry);
      return found.length < 2 ? found : [...new Set(found)].sort((a, b) => order.get(a)! - order.get(b)!);
    },
  };
}

const FINGERPRINT = 'fingerprint ';
const PATTERN = 'pattern';
const ANY = 'any';

const fingerprintKey = (fingerprint: string): string => `${FINGERPRINT}${fingerprint}`;
const flawKey = (id: string): string => `flaw ${id}`;
const checkKey = (id: string): string => `check ${id}`;
const packageKey = (purl: string): string => `package ${purl}`;

function keyOf({ fingerprint, advisory, check, package: packages }: Scope): string {
  if (fingerprint !== '') return fingerprintKey(fingerprint);
  if (advisory !== '') return flawKey(toFlawId(advisory));
  if (check !== '') return checkKey(check);
  if (packages === '') return ANY;
  return packages.includes('*') ? PATTERN : packageKey(packages);
}

function keysOf(finding: VulnerabilityFinding | SecretFinding): readonly string[] {
  if (finding.kind === 'secret') return [ANY, checkKey(finding.id)];
  return [ANY, packageKey(finding.packagePurl), ...flawIdsOf(finding).map(flawKey)];
}
