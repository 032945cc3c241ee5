/** What each package of a lock file of pnpm 9 is there for: the projects say what they need, `snapshots` what that needs. */
import type { YamlNode } from '../../../base/yaml-tree.ts';
import type { DependencyScope } from '../../../model/package.ts';
import { withoutPeers } from './pnpm-key.ts';
import { type Need, reachedScopes } from './reach.ts';
import { fieldsOf, textIn } from './yaml-fields.ts';

/** By key without peers: of several copies the strongest counts. */
export function pnpmScopes(lock: YamlNode | null): ReadonlyMap<string, DependencyScope> {
  const snapshots = fieldsOf(fieldsOf(lock).get('snapshots')?.value);
  const projects = [...fieldsOf(fieldsOf(lock).get('importers')?.value).values()];
  const roots = projects.flatMap(({ value }) => [
    ...needsOf(value, 'dependencies', 'runtime'),
    ...needsOf(value, 'optionalDependencies', 'optional'),
    ...needsOf(value, 'devDependencies', 'development'),
  ]);
  const reached = reachedScopes(roots, (key) => {
    const entry = snapshots.get(key)?.value;
    return [
      ...needsOf(entry, 'dependencies', 'runtime'),
      ...needsOf(entry, 'optionalDependencies', 'optional'),
    ];
  });
  const scopes = new Map<string, DependencyScope>();
  for (const [key, scope] of reached) {
    const plain = withoutPeers(key);
    if (!scopes.has(plain)) scopes.set(plain, scope);
  }
  return scopes;
}

function needsOf(entry: YamlNode | undefined, field: string, scope: DependencyScope): Need[] {
  return [...fieldsOf(fieldsOf(entry).get(field)?.value).values()].map(({ name, value }) => ({
    key: keyOf(name.text, value.kind === 'text' ? value.text : textIn(value, 'version')),
    scope,
  }));
}

/** An alias and an address give the whole key, all others the version. */
function keyOf(name: string, reference: string): string {
  return /^(?:@[^/@]+\/)?[^/@(]+@/.test(reference) ? reference : `${name}@${reference}`;
}
