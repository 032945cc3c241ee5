/**
 * opkg packages: OpenWrt, Yocto and what is built on them. opkg orders versions as dpkg does. No public feed judges
 * them: the look-ups name the release, so that a report says that there are no data.
 */
import { distroNamespace } from '../../model/namespace.ts';
import type { Package } from '../../model/package.ts';
import { dataOnlyReasonOf } from '../data-only.ts';
import type { AdvisoryQuery, Ecosystem } from '../ecosystem.ts';
import { opkgCataloger } from './catalog.ts';

export const opkg: Ecosystem = {
  id: 'opkg',
  purlType: 'opkg',
  scheme: 'deb',
  kind: 'os',
  catalogers: [opkgCataloger],
  advisoryQueries,
  // Nothing in the records tells who built a package.
  ofDistribution: () => false,
  dataOnlyReason: dataOnlyReasonOf('opkg'),
};

function advisoryQueries(pkg: Package): readonly AdvisoryQuery[] {
  const namespace = pkg.distro === null ? null : distroNamespace(pkg.distro);
  if (namespace === null || pkg.version === '') return [];
  return [{ key: { namespace, name: pkg.source.name }, version: pkg.version }];
}
