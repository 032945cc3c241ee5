/**
 * Snaps, installed or as the image itself. No feed judges them: a report says so. The packages of Ubuntu in them are
 * dpkg's (dpkg/snap-catalog.ts).
 */
import type { Package } from '../../model/package.ts';
import { makePurl } from '../../model/purl.ts';
import { type Bundle, catalogBundles } from '../bundle.ts';
import type { AdvisoryQuery, Ecosystem } from '../ecosystem.ts';
import { type SnapFile, snapFileAt, snapReader } from '../snap-reader.ts';

export const snap: Ecosystem = {
  id: 'snap',
  purlType: 'generic',
  // Nothing is compared without a feed.
  scheme: 'alpm',
  kind: 'os',
  catalogers: [
    {
      id: 'snap',
      readers: [snapReader],
      catalog: (facts) => catalogBundles('snap', facts, snapReader, toBundle),
    },
  ],
  advisoryQueries: ({ name, version }: Package): readonly AdvisoryQuery[] =>
    version === '' ? [] : [{ key: { namespace: 'snap', name }, version }],
  ofDistribution: () => false,
  dataOnlyReason: () => '',
};

/** purl-spec has no type of snaps. */
function toBundle(path: string, fact: SnapFile): Bundle | null {
  const { name, version, architecture, licence } = fact;
  const at = snapFileAt(path);
  if (at?.kind !== 'meta/snap.yaml' || name === '') return null;
  return {
    purl: makePurl({
      type: 'generic',
      namespace: 'snap',
      name,
      version,
      qualifiers: { arch: architecture === 'all' ? '' : architecture },
    }),
    name,
    version,
    architecture,
    evidence: 'snap.yaml',
    licences: licence === '' || licence === 'unset' ? [] : [licence],
    folder: at.folder,
  };
}
