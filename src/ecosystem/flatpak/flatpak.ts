/** Flatpak's programs and runtimes. No feed judges them: a report says so. */
import type { Package } from '../../model/package.ts';
import { makePurl } from '../../model/purl.ts';
import type { MergedFacts } from '../../model/reader.ts';
import { type Bundle, catalogBundles } from '../bundle.ts';
import type { Catalog } from '../cataloger.ts';
import type { AdvisoryQuery, Ecosystem } from '../ecosystem.ts';
import { deployedAt, metadataReader, releaseReader } from './deployed.ts';

export const flatpak: Ecosystem = {
  id: 'flatpak',
  purlType: 'generic',
  // Nothing is compared without a feed.
  scheme: 'alpm',
  kind: 'os',
  catalogers: [{ id: 'flatpak', readers: [metadataReader, releaseReader], catalog }],
  advisoryQueries: ({ name, version }: Package): readonly AdvisoryQuery[] =>
    version === '' ? [] : [{ key: { namespace: 'flatpak', name }, version }],
  ofDistribution: () => false,
  dataOnlyReason: () => '',
};

function catalog(facts: MergedFacts): Catalog {
  const releases = new Map(
    facts.all(releaseReader).map(({ path, fact }) => [deployedAt(path)?.folder ?? '', fact]),
  );
  return catalogBundles('flatpak', facts, metadataReader, (path) => toBundle(path, releases));
}

/** purl-spec has no type of flatpaks. */
function toBundle(path: string, releases: ReadonlyMap<string, string>): Bundle | null {
  const deployed = deployedAt(path);
  if (deployed === null) return null;
  const { kind, id, architecture, branch, folder } = deployed;
  const version = kind === 'runtime' ? branch : (releases.get(folder) ?? '');
  return {
    purl: makePurl({
      type: 'generic',
      namespace: 'flatpak',
      name: id,
      version,
      qualifiers: { arch: architecture, branch },
    }),
    name: id,
    version,
    architecture,
    evidence: 'flatpak metadata',
    licences: [],
    folder,
  };
}
