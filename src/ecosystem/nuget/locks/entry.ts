/** One declared package of .NET. */
import type { DependencyScope } from '../../../model/package.ts';
import type { Declared } from '../../declared.ts';
import { isNugetName, pinnedVersion } from '../name.ts';

/** Nothing where it is no name of a package. Of a range no version is known. */
export function declaredNuget(
  name: string,
  asked: string,
  scope: DependencyScope = 'unknown',
  origin: Declared['origin'] = 'registry',
): Declared[] {
  return isNugetName(name) ? [{ name, version: pinnedVersion(asked), scope, origin, url: '' }] : [];
}
