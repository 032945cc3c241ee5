/** rpm packages: Red Hat and its rebuilds, Fedora, Amazon, Oracle, SUSE. Feeds name binary or source packages: both are asked. */
import { withVendor } from '../../base/rebuilt.ts';
import { distroNamespace } from '../../model/namespace.ts';
import type { Package } from '../../model/package.ts';
import { dataOnlyReasonOf } from '../data-only.ts';
import type { AdvisoryQuery, Ecosystem } from '../ecosystem.ts';
import { bottlerocketCataloger } from './bottlerocket-catalog.ts';
import { rpmCataloger } from './catalog.ts';
import { builtByDistribution, findEpel } from './origin.ts';

export const rpm: Ecosystem = {
  id: 'rpm',
  purlType: 'rpm',
  scheme: 'rpm',
  kind: 'os',
  catalogers: [bottlerocketCataloger, rpmCataloger],
  advisoryQueries,
  ofDistribution: builtByDistribution,
  dataOnlyReason: dataOnlyReasonOf('rpm'),
};

function advisoryQueries(pkg: Package): readonly AdvisoryQuery[] {
  const namespace = findEpel(pkg) ?? (pkg.distro === null ? null : distroNamespace(pkg.distro));
  if (namespace === null || pkg.version === '') return [];
  const own = { key: { namespace, name: pkg.name }, version: comparable(pkg.version, namespace) };
  const { name } = pkg.source;
  const source = { key: { namespace, name }, version: comparable(pkg.source.version, namespace) };
  const queries = name === pkg.name ? [own] : [own, source];
  return byVendorFirst(
    // RapidFort's word on packages of rpm is not read.
    queries.flatMap((query) => withVendor(query, [])),
    namespace,
  );
}

/** openEuler's notices take their versions from names of files, which have no epoch. */
function comparable(version: string, namespace: string): string {
  return namespace.startsWith('openeuler:') ? version.replace(/^\d+:/, '') : version;
}

/** A vendor that built the package anew comes before the distribution, under both names. */
function byVendorFirst(queries: readonly AdvisoryQuery[], distribution: string): readonly AdvisoryQuery[] {
  const [later, first] = [true, false].map((isOwn) =>
    queries.filter(({ key }) => (key.namespace === distribution) === isOwn),
  );
  return [...first!, ...later!];
}
