/** The scope of packages in a lock file that only says what needs what: the strongest way on which each is reached. */
import type { DependencyScope } from '../../../model/package.ts';

/** A package or member of the workspace by the lock file's own key, and why it is needed. */
export interface Need {
  readonly key: string;
  readonly scope: DependencyScope;
}

/** `needs` of one package are `runtime` or `optional`. Strongest first: runtime, optional, development. */
export function reachedScopes(
  roots: readonly Need[],
  needs: (key: string) => readonly Need[],
): ReadonlyMap<string, DependencyScope> {
  const scopes = new Map<string, DependencyScope>();
  for (const scope of ORDER) {
    const open = [
      ...roots.filter((root) => root.scope === scope).map(({ key }) => key),
      // What a package of a stronger scope needs only where it can.
      ...(scope === 'optional' ? [...scopes.keys()].flatMap((key) => optional(needs(key))) : []),
    ];
    spread(open, scope, scopes, needs);
  }
  return scopes;
}

const ORDER = ['runtime', 'optional', 'development'] as const satisfies readonly DependencyScope[];

const optional = (needs: readonly Need[]): string[] =>
  needs.filter(({ scope }) => scope === 'optional').map(({ key }) => key);

function spread(
  open: string[],
  scope: DependencyScope,
  scopes: Map<string, DependencyScope>,
  needs: (key: string) => readonly Need[],
): void {
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    if (scopes.has(key)) continue;
    scopes.set(key, scope);
    for (const need of needs(key)) {
      if (scope !== 'runtime' || need.scope !== 'optional') open.push(need.key);
    }
  }
}
