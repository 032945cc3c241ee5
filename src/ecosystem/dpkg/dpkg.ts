/** Debian packages: Debian, Ubuntu, distroless and relatives. Their advisories are looked up by source package. */
import { findRebuilt, withVendor } from '../../base/rebuilt.ts';
import { distroNamespace } from '../../model/namespace.ts';
import type { Package } from '../../model/package.ts';
import { dataOnlyReasonOf } from '../data-only.ts';
import type { AdvisoryQuery, Ecosystem } from '../ecosystem.ts';
import { dpkgCataloger } from './catalog.ts';
import { chiselCataloger } from './chisel-catalog.ts';
import { builtByDistribution, isForeign } from './origin.ts';
import { snapCataloger } from './snap-catalog.ts';

export const dpkg: Ecosystem = {
  id: 'dpkg',
  purlType: 'deb',
  scheme: 'deb',
  kind: 'os',
  catalogers: [chiselCataloger, dpkgCataloger, snapCataloger],
  advisoryQueries,
  ofDistribution: builtByDistribution,
  dataOnlyReason: dataOnlyReasonOf('dpkg'),
};

function advisoryQueries(pkg: Package): readonly AdvisoryQuery[] {
  const { distro, source } = pkg;
  const namespace = distro === null ? null : distroNamespace(distro);
  if (distro === null || namespace === null || source.version === '') return [];
  // Of what others built the distribution's advisories know nothing, but for what a vendor built from the same sources.
  if (isForeign(pkg) && findRebuilt(source.name, source.version) === null) return [];
  return withVendor({ key: { namespace, name: source.name }, version: source.version }, distro.streams);
}
