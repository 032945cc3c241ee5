/**
 * .NET: packages of programs by `*.deps.json` and the assemblies beside it, shared runtimes, and what lock files and
 * projects declare. Left out: assemblies without a deps.json (their names are no package ids), single-file programs,
 * programs compiled ahead of time.
 */
import type { Package } from '../../model/package.ts';
import { declaredCataloger, isPublished } from '../declared.ts';
import type { AdvisoryQuery, Ecosystem } from '../ecosystem.ts';
import { catalogPrograms } from './catalog.ts';
import { depsJsonReader } from './deps-json.ts';
import { NUGET_LOCKS } from './locks/list.ts';
import { nugetPurl } from './name.ts';
import { peVersionReader } from './pe-version.ts';

export const nuget: Ecosystem = {
  id: 'nuget',
  purlType: 'nuget',
  scheme: 'nuget',
  kind: 'language',
  catalogers: [
    { id: 'nuget-programs', readers: [depsJsonReader, peVersionReader], catalog: catalogPrograms },
    declaredCataloger('nuget', NUGET_LOCKS, ({ name, version }, qualifiers) =>
      nugetPurl(name, version, qualifiers),
    ),
  ],
  advisoryQueries,
  ofDistribution: () => false,
  dataOnlyReason: () => '',
};

/** Ids of NuGet are the same in both cases. */
function advisoryQueries(pkg: Package): readonly AdvisoryQuery[] {
  if (pkg.version === '' || !isPublished(pkg)) return [];
  return [{ key: { namespace: 'nuget', name: pkg.name.toLowerCase() }, version: pkg.version }];
}
