/** Container-Optimized OS. Its vendor's advisories are not read: a report says that there are no data for the release. */
import { distroNamespace } from '../../model/namespace.ts';
import type { Package } from '../../model/package.ts';
import { dataOnlyReasonOf } from '../data-only.ts';
import type { AdvisoryQuery, Ecosystem } from '../ecosystem.ts';
import { cosCataloger } from './catalog.ts';

export const cos: Ecosystem = {
  id: 'cos',
  purlType: 'generic',
  scheme: 'alpm',
  kind: 'os',
  catalogers: [cosCataloger],
  advisoryQueries,
  ofDistribution: ({ distro }: Package): boolean => distro !== null,
  dataOnlyReason: dataOnlyReasonOf('cos'),
};

function advisoryQueries({ distro, name, version }: Package): readonly AdvisoryQuery[] {
  const namespace = distro === null ? 'cos' : (distroNamespace(distro) ?? 'cos');
  return version === '' ? [] : [{ key: { namespace, name }, version }];
}
