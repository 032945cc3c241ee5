/** rpm's records turned into packages, each in the layer since which it is unchanged. */
import { findDistroOf } from '../../base/os-family.ts';
import type { Distro } from '../../model/distro.ts';
import type { OwnedFiles, Package } from '../../model/package.ts';
import type { MergedFacts } from '../../model/reader.ts';
import type { Catalog, Cataloger } from '../cataloger.ts';
import { attributeRecords, type Database, distinctByPurl } from '../os-database.ts';
import { berkeleyReader } from './berkeley/reader.ts';
import { findListed, findUsed, type Records, recordKey } from './databases.ts';
import type { RpmRecord } from './header.ts';
import { manifestReader } from './manifest-reader.ts';
import { ndbReader } from './ndb/reader.ts';
import { sourceEpochs, toPackage } from './package.ts';
import { sqliteReader } from './sqlite-reader.ts';
import { walReader } from './wal-reader.ts';

export const rpmCataloger: Cataloger = {
  id: 'rpm',
  readers: [sqliteReader, walReader, ndbReader, berkeleyReader, manifestReader],
  catalog(facts: MergedFacts, distros: readonly Distro[]): Catalog {
    const { databases, layers, problems } = findUsed(facts);
    const distro = findDistroOf(distros, 'rpm');
    const installed = databases.flatMap((database) =>
      toPackages(database, distro, (record) => layers.get(recordKey(record)) ?? 0),
    );
    const names = new Set(installed.map(({ record }) => record.name));
    const lists = findListed(facts).filter(({ problem }) => problem === null || names.size === 0);
    // What a database names counts: nobody keeps a list up to date.
    const listed = lists
      .flatMap((database) =>
        toPackages(
          database,
          distro,
          attributeRecords(database, (all) => all, recordKey),
        ),
      )
      .filter(({ record }) => !names.has(record.name));
    const found = distinctByPurl([...installed, ...listed]);
    return {
      packages: found.map(({ pkg }) => pkg),
      owned: found.filter(({ record }) => record.files !== '').map(toOwned),
      identified: [],
      problems: [...problems, ...lists.flatMap(({ problem }) => (problem === null ? [] : [problem]))],
    };
  },
};

interface Found {
  readonly pkg: Package;
  readonly record: RpmRecord;
}

function toOwned({ pkg, record: { files, digests } }: Found): OwnedFiles {
  const sums = digests === '' ? null : ({ algorithm: 'sha256', paths: files, digests } as const);
  return { purl: pkg.purl, paths: files, sums };
}

function toPackages(
  database: Database<Records>,
  distro: Distro | null,
  layerOf: (record: RpmRecord) => number,
): Found[] {
  const epochs = sourceEpochs(database.fact);
  return database.fact.map((record) => ({
    pkg: toPackage(record, { path: database.path, layerIndex: layerOf(record) }, distro, epochs),
    record,
  }));
}
