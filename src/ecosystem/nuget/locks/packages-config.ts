/** `packages.config` (learn.microsoft.com, "packages.config reference"). */

import { MIB } from '../../../base/limits.ts';
import { type Declared, type DeclaredForm, isInDependency } from '../../declared.ts';
import { elementsOf, fieldOf } from './elements.ts';
import { declaredNuget } from './entry.ts';

export const packagesConfig: DeclaredForm = {
  id: 'nuget-packages-config',
  version: 1,
  name: 'packages.config',
  maxBytes: 8 * MIB,
  wants: (path) => /(?:^|\/)packages(?:\.[^/]+)?\.config$/i.test(path) && !isInDependency(path),
  parse: parsePackagesConfig,
};

/** Throws on what is not well-formed. */
export function parsePackagesConfig(bytes: Uint8Array): readonly Declared[] {
  return elementsOf(bytes, ['package']).flatMap((one) =>
    declaredNuget(
      fieldOf(one, 'id'),
      fieldOf(one, 'version'),
      fieldOf(one, 'developmentDependency') === 'true' ? 'development' : 'runtime',
    ),
  );
}
