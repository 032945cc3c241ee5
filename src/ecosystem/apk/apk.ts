/** apk packages: Alpine, Wolfi, Chainguard. Their advisories are looked up by origin; the version is shared. */
import { findRebuilt, withVendor } from '../../base/rebuilt.ts';
import type { Distro } from '../../model/distro.ts';
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
  const { name, version } = pkg.source;
  const { distro } = pkg;
  if (distro === null || version === '') return [];
  // Of what others built the distribution's advisories know nothing, but for what a vendor built from the same sources.
  if (!builtByDistribution(pkg) && findRebuilt(name, version) === null) return [];
  return namespacesOf(distro).flatMap((namespace) =>
    withVendor({ key: { namespace, name }, version }, distro.streams),
  );
}

/**
 * Chainguard's images have packages of Wolfi and of Chainguard's own repositories, and apk does not record which of
 * them a package is from: both are asked, and the first that speaks of a flaw has the say.
 */
function namespacesOf(distro: Distro): readonly string[] {
  const namespace = distroNamespace(distro);
  if (namespace === null) return [];
  if (namespace === 'chainguard') return [namespace, 'wolfi'];
  return namespace === 'wolfi' && distro.streams.includes('chainguard')
    ? [namespace, 'chainguard']
    : [namespace];
}
