/** apk's records turned into packages, each in the layer since which its record is unchanged. */
import { distroQualifier, findDistroOf } from '../../base/os-family.ts';
import type { Distro } from '../../model/distro.ts';
import type { OwnedFiles, Package } from '../../model/package.ts';
import { makePurl } from '../../model/purl.ts';
import type { MergedFacts } from '../../model/reader.ts';
import { apkKeysReader, apkRepositoriesReader } from '../apk-repositories.ts';
import { type Catalog, type Cataloger, EMPTY_CATALOG } from '../cataloger.ts';
import { attributeForms, type Database, distinctByPurl, findDatabases, historiesOf } from '../os-database.ts';
import { FOREIGN_EVIDENCE, findForeign } from './foreign.ts';
import { type ApkRecord, installedReader } from './installed-reader.ts';

export const apkCataloger: Cataloger = {
  id: 'apk',
  readers: [installedReader, apkRepositoriesReader, apkKeysReader],
  catalog(facts: MergedFacts, distros: readonly Distro[]): Catalog {
    const databases = findDatabases(facts, installedReader, (records) => records.length === 0);
    if (databases.length === 0) return EMPTY_CATALOG;
    const distro = findDistroOf(distros, 'apk');
    const foreign = findForeign(facts, distro);
    const layers = attributeForms([historiesOf(facts, installedReader, (records) => records)], keyOf);
    const layerOf = (record: ApkRecord): number => layers.get(keyOf(record)) ?? 0;
    const found = distinctByPurl(
      databases.flatMap((database) => toPackages(database, distro, { layerOf, foreignTags: foreign.tags })),
    );
    return {
      packages: found.map(({ pkg }) => pkg),
      owned: found.filter(({ record }) => record.files !== '').map(toOwned),
      identified: [],
      problems: [...databases, foreign].flatMap(({ problem }) => (problem === null ? [] : [problem])),
    };
  },
};

interface Found {
  readonly pkg: Package;
  readonly record: ApkRecord;
}

function toOwned({ pkg, record: { files, digests } }: Found): OwnedFiles {
  const sums = digests === '' ? null : ({ algorithm: 'sha1', paths: files, digests } as const);
  return { purl: pkg.purl, paths: files, sums };
}

interface Known {
  layerOf(record: ApkRecord): number;
  readonly foreignTags: ReadonlySet<string>;
}

function toPackages(
  database: Database<readonly ApkRecord[]>,
  distro: Distro | null,
  { layerOf, foreignTags }: Known,
): Found[] {
  return database.fact.map((record) => {
    const pkg = toPackage(record, database.path, layerOf(record), distro);
    return { pkg: foreignTags.has(record.tag) ? { ...pkg, evidence: FOREIGN_EVIDENCE } : pkg, record };
  });
}

function keyOf(record: ApkRecord): string {
  return `${record.name} ${record.version} ${record.architecture}`;
}

function toPackage(record: ApkRecord, path: string, layerIndex: number, distro: Distro | null): Package {
  const { name, version, architecture, origin, licence, maintainer } = record;
  return {
    purl: makePurl({
      type: 'apk',
      namespace: distro?.id ?? '',
      name,
      version,
      qualifiers: {
        arch: architecture,
        distro: distroQualifier(distro),
        upstream: origin === name ? '' : origin,
      },
    }),
    ecosystem: 'apk',
    name,
    version,
    architecture,
    source: { name: origin, version },
    distro,
    confidence: 'installed',
    evidence: 'apk installed',
    foundAt: { path, layerIndex },
    licences: licence === '' ? [] : [licence],
    vendor: maintainer,
    moduleStream: '',
    scope: 'unknown',
    ownedBy: null,
  };
}
