/** apk packages: Alpine, Wolfi, Chainguard. Their advisories are looked up by origin; the version is shared. */
import { distroNamespace } from '../../model/namespace.ts';
import type { Package } from '../../model/package.ts';
import { dataOnlyReasonOf } from '../data-only.ts';
import type { AdvisoryQuery, Ecosystem } from '../ecosystem.ts';
import { apkCataloger } from './catalog.ts';
import { builtByDistribution } from './origin.ts';

export const apk: Ecosystem = {
  id: 'apk',
  purlType: 'apk',
  scheme: 'apk',
  kind: 'os',
  catalogers: [apkCataloger],
  advisoryQueries,
  ofDistribution: builtByDistribution,
  dataOnlyReason: dataOnlyReasonOf('apk'),
};

function advisoryQueries(pkg: Package): readonly AdvisoryQuery[] {
  const namespace = pkg.distro === null ? null : distroNamespace(pkg.distro);
  if (namespace === null || pkg.source.version === '') return [];
  return [{ key: { namespace, name: pkg.source.name }, version: pkg.source.version }];
}
