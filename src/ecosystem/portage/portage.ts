/** Portage packages: Gentoo and what is built on it. Advisories name them with their category, and some a slot. */
import { distroNamespace } from '../../model/namespace.ts';
import type { Package } from '../../model/package.ts';
import { dataOnlyReasonOf } from '../data-only.ts';
import type { AdvisoryQuery, Ecosystem } from '../ecosystem.ts';
import { portageCataloger } from './catalog.ts';

export const portage: Ecosystem = {
  id: 'portage',
  purlType: 'ebuild',
  scheme: 'gentoo',
  kind: 'os',
  catalogers: [portageCataloger],
  advisoryQueries,
  ofDistribution,
  dataOnlyReason: dataOnlyReasonOf('portage'),
};

function advisoryQueries(pkg: Package): readonly AdvisoryQuery[] {
  const namespace = pkg.distro === null ? null : distroNamespace(pkg.distro);
  if (namespace === null || pkg.version === '') return [];
  return [{ key: { namespace, name: pkg.name }, version: pkg.version }];
}

/** Ebuilds of Gentoo's own repository; an overlay has a name of its own. */
function ofDistribution({ distro, vendor }: Package): boolean {
  return distro !== null && vendor === 'gentoo';
}
