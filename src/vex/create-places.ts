/** Places of flaws, made of their packages. */
import type { VulnerabilityInstance } from '../model/finding.ts';
import type { Package, SourcePackage } from '../model/package.ts';
import { type ParsedPurl, parsePurl } from '../model/purl.ts';
import type { Place } from './place.ts';
import { isOfDistribution, keyOf, keysOf } from './told-package.ts';

export interface Places {
  of(instance: VulnerabilityInstance): Place;
}

export function createPlaces(packages: readonly Package[]): Places {
  const byPurl = groupBy(packages, ({ purl }) => [purl]);
  const byKey = groupBy(packages, ({ purl }) => {
    const parsed = parsePurl(purl);
    return parsed === null ? [] : [keysOf(parsed)];
  });
  const find = (key: string): readonly Package[] => byKey.get(key) ?? [];
  const known = new Map<VulnerabilityInstance, Place>();
  return {
    of(instance) {
      const before = known.get(instance);
      if (before !== undefined) return before;
      const same = byPurl.get(instance.purl) ?? [];
      const pkg = same.find(({ foundAt }) => foundAt.path === instance.foundAt.path) ?? same[0] ?? null;
      const place = toPlace(instance, pkg, find);
      known.set(instance, place);
      return place;
    },
  };
}

/** A report read back may have a finding's place without its package. */
function toPlace(instance: VulnerabilityInstance, pkg: Package | null, find: Place['find']): Place {
  const purl = parsePurl(instance.purl);
  const source = pkg?.source ?? { name: purl?.name ?? '', version: instance.version };
  return {
    instance,
    purl,
    version: pkg?.version ?? instance.version,
    architecture: pkg?.architecture ?? '',
    source,
    distro: pkg?.distro ?? null,
    keys: [...packageKeys(purl, pkg, instance), ...sourceKeys(purl, source, find)],
    names: [...new Set([purl?.name ?? '', source.name, pkg?.name ?? ''])].filter((name) => name !== ''),
    find,
  };
}

function packageKeys(
  purl: ParsedPurl | null,
  pkg: Package | null,
  { version }: VulnerabilityInstance,
): Place['keys'] {
  const name = pkg?.name ?? purl?.name ?? '';
  const plain = [name, `${name}@${version}`];
  const keys = purl === null ? plain : [keysOf(purl), ...withoutNamespace(purl, purl.name), ...plain];
  return keys.map((key) => ({ key, as: 'package' }) as const);
}

/** Where a package has the source's name, that name alone means the package. */
function sourceKeys(purl: ParsedPurl | null, { name }: SourcePackage, find: Place['find']): Place['keys'] {
  if (purl === null || name === '' || !isOfDistribution(purl)) return [];
  const key = keyOf(purl.type, purl.namespace, name);
  const as = find(key).length > 0 ? 'only-source' : 'source';
  return [key, ...withoutNamespace(purl, name)].map((k) => ({ key: k, as }) as const);
}

/** People leave away whose distribution it is. */
function withoutNamespace(purl: ParsedPurl, name: string): readonly string[] {
  return isOfDistribution(purl) && purl.namespace !== '' ? [keyOf(purl.type, '', name)] : [];
}

function groupBy(
  packages: readonly Package[],
  keysOfPackage: (pkg: Package) => readonly string[],
): ReadonlyMap<string, readonly Package[]> {
  const groups = new Map<string, Package[]>();
  for (const pkg of packages) {
    for (const key of keysOfPackage(pkg)) {
      const known = groups.get(key);
      if (known === undefined) groups.set(key, [pkg]);
      else known.push(pkg);
    }
  }
  return groups;
}
