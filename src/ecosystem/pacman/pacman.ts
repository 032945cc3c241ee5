/** pacman packages: Arch Linux and what is built on it. Advisories name the package itself, not what it was built from. */
import { distroNamespace } from '../../model/namespace.ts';
import type { Package } from '../../model/package.ts';
import { dataOnlyReasonOf } from '../data-only.ts';
import type { AdvisoryQuery, Ecosystem } from '../ecosystem.ts';
import { pacmanCataloger } from './catalog.ts';

export const pacman: Ecosystem = {
  id: 'pacman',
  purlType: 'alpm',
  scheme: 'alpm',
  kind: 'os',
  catalogers: [pacmanCataloger],
  advisoryQueries,
  ofDistribution,
  dataOnlyReason: dataOnlyReasonOf('pacman'),
};

function advisoryQueries(pkg: Package): readonly AdvisoryQuery[] {
  const namespace = pkg.distro === null ? null : distroNamespace(pkg.distro);
  if (namespace === null || pkg.version === '') return [];
  return [{ key: { namespace, name: pkg.name }, version: pkg.version }];
}

/** makepkg writes `Unknown Packager` unless somebody is named: Arch's own builds have a developer there. */
function ofDistribution(pkg: Package): boolean {
  return pkg.distro !== null && pkg.vendor !== '' && pkg.vendor !== 'Unknown Packager';
}
