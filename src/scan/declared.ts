/**
 * What manifests and lock files declare, beside what was found installed: the same version of a package is listed
 * once, as installed, and learns from the declaration what it is there for. Pure.
 */
import type { DependencyScope, Package } from '../model/package.ts';

export function mergeDeclared(packages: readonly Package[]): readonly Package[] {
  const declared = packages.filter((pkg) => pkg.confidence === 'declared');
  if (declared.length === 0) return packages;
  const found = new Set(packages.filter((pkg) => pkg.confidence !== 'declared').map(({ purl }) => purl));
  const scopes = scopesOf(declared.filter(({ purl }) => found.has(purl)));
  return packages
    .filter((pkg) => pkg.confidence !== 'declared' || !found.has(pkg.purl))
    .map((pkg) => withScope(pkg, scopes));
}

/** Null where two declarations differ. */
type Scopes = ReadonlyMap<string, DependencyScope | null>;

function scopesOf(declared: readonly Package[]): Scopes {
  const scopes = new Map<string, DependencyScope | null>();
  for (const { purl, scope } of declared) {
    const before = scopes.get(purl);
    scopes.set(purl, before === undefined || before === scope ? scope : null);
  }
  return scopes;
}

function withScope(pkg: Package, scopes: Scopes): Package {
  if (pkg.confidence === 'declared' || pkg.scope !== 'unknown') return pkg;
  const scope = scopes.get(pkg.purl) ?? 'unknown';
  return scope === 'unknown' ? pkg : { ...pkg, scope };
}
