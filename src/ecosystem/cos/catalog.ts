/** The list of Container-Optimized OS turned into packages, each in the layer since which it is listed. */
import { distroQualifier, findFamily } from '../../base/os-family.ts';
import type { Distro } from '../../model/distro.ts';
import type { FoundAt, Package } from '../../model/package.ts';
import { makePurl } from '../../model/purl.ts';
import type { MergedFacts } from '../../model/reader.ts';
import { type Catalog, type Cataloger, EMPTY_CATALOG } from '../cataloger.ts';
import { attributeRecords, distinctByPurl, findDatabases } from '../os-database.ts';
import { type CosPackage, packageInfoReader } from './package-info.ts';

export const cosCataloger: Cataloger = {
  id: 'cos',
  readers: [packageInfoReader],
  catalog(facts: MergedFacts, distros: readonly Distro[]): Catalog {
    const databases = findDatabases(facts, packageInfoReader, (packages) => packages.length === 0);
    const distro = distros.find((one) => findFamily(one) === 'cos') ?? null;
    const found = databases.flatMap((database) => {
      const layerOf = attributeRecords(database, (packages) => packages, keyOf);
      return database.fact.map((record) => ({
        pkg: toPackage(record, { path: database.path, layerIndex: layerOf(record) }, distro),
      }));
    });
    return {
      ...EMPTY_CATALOG,
      packages: distinctByPurl(found).map(({ pkg }) => pkg),
      problems: databases.flatMap(({ problem }) => (problem === null ? [] : [problem])),
    };
  },
};

function keyOf({ category, name, version }: CosPackage): string {
  return `${category}/${name} ${version}`;
}

/** purl-spec has no type of these. */
function toPackage(record: CosPackage, foundAt: FoundAt, distro: Distro | null): Package {
  const { category, version } = record;
  const name = category === '' ? record.name : `${category}/${record.name}`;
  return {
    purl: makePurl({
      type: 'generic',
      namespace: category === '' ? 'cos' : `cos/${category}`,
      name: record.name,
      version,
      qualifiers: { distro: distroQualifier(distro) },
    }),
    ecosystem: 'cos',
    name,
    version,
    architecture: '',
    source: { name, version },
    distro,
    confidence: 'installed',
    evidence: 'cos-package-info.json',
    foundAt,
    licences: [],
    vendor: '',
    moduleStream: '',
    scope: 'unknown',
    ownedBy: null,
  };
}
