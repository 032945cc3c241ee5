/** What Bottlerocket's list of its software names, as packages. */
import type { Distro } from '../../model/distro.ts';
import type { Package } from '../../model/package.ts';
import type { MergedFacts } from '../../model/reader.ts';
import { type Catalog, type Cataloger, EMPTY_CATALOG } from '../cataloger.ts';
import { attributeRecords, type Database, distinctByPurl, findDatabases } from '../os-database.ts';
import { bottlerocketReader } from './bottlerocket-reader.ts';
import type { RpmRecord } from './header.ts';
import { toPackage } from './package.ts';

export const bottlerocketCataloger: Cataloger = {
  id: 'bottlerocket',
  readers: [bottlerocketReader],
  catalog(facts: MergedFacts, distros: readonly Distro[]): Catalog {
    const inventories = findDatabases(facts, bottlerocketReader, (records) => records.length === 0);
    const found = distinctByPurl(
      inventories.flatMap((inventory) =>
        toPackages(inventory, findOwn(distros) ?? guess(inventory)).map((pkg) => ({ pkg })),
      ),
    );
    return {
      ...EMPTY_CATALOG,
      packages: found.map(({ pkg }) => pkg),
      problems: inventories.flatMap(({ problem }) => (problem === null ? [] : [problem])),
    };
  },
};

function findOwn(distros: readonly Distro[]): Distro | null {
  return distros.find(({ id }) => id === 'bottlerocket') ?? null;
}

/** Nothing else has such a list, and all releases have the major version 1. */
function guess({ path, fact, history }: Database<readonly RpmRecord[]>): Distro {
  const release = fact.find(({ name }) => name === 'bottlerocket-metadata')?.version ?? '1';
  return {
    id: 'bottlerocket',
    idLike: [],
    versionId: /^\d+(\.\d+)*$/.test(release) ? release : '1',
    codename: '',
    prettyName: 'Bottlerocket OS',
    streams: [],
    confidence: 'guessed',
    foundAt: { path, layerIndex: history.at(-1)?.layerIndex ?? 0 },
  };
}

function toPackages(inventory: Database<readonly RpmRecord[]>, distro: Distro): Package[] {
  const keyOf = (record: RpmRecord): string =>
    [record.name, record.epoch, record.version, record.release, record.architecture].join(' ');
  const layerOf = attributeRecords(inventory, (records) => records, keyOf);
  return inventory.fact.map((record) => ({
    ...toPackage(record, { path: inventory.path, layerIndex: layerOf(record) }, distro),
    evidence: 'Bottlerocket inventory',
  }));
}
