/** pacman's records turned into packages, each in the layer since which its record is there. */
import { distroQualifier, findDistroOf } from '../../base/os-family.ts';
import type { Distro } from '../../model/distro.ts';
import type { OwnedFiles, Package } from '../../model/package.ts';
import type { Problem } from '../../model/problem.ts';
import { makePurl } from '../../model/purl.ts';
import type { Located, MergedFacts } from '../../model/reader.ts';
import { type Catalog, type Cataloger, EMPTY_CATALOG } from '../cataloger.ts';
import { attributeFile, distinctByPurl } from '../os-database.ts';
import { descReader, ownedReader, type PacmanRecord } from './desc-reader.ts';

export const pacmanCataloger: Cataloger = {
  id: 'pacman',
  readers: [descReader, ownedReader],
  catalog(facts: MergedFacts, distros: readonly Distro[]): Catalog {
    const { records, problems } = findRecords(facts);
    if (records.length === 0) return EMPTY_CATALOG;
    const distro = findDistroOf(distros, 'pacman');
    const found = distinctByPurl(records.map((record) => ({ pkg: toPackage(record, distro), record })));
    return {
      packages: found.map(({ pkg }) => pkg),
      owned: ownedFiles(found, facts),
      identified: [],
      problems,
    };
  },
};

interface FoundRecord {
  readonly path: string;
  readonly layerIndex: number;
  readonly record: PacmanRecord;
}

/** pacman removes the folder of a package that it removes; where all are gone, somebody removed the database. */
function findRecords(facts: MergedFacts): {
  readonly records: readonly FoundRecord[];
  readonly problems: readonly Problem[];
} {
  const toFound = (found: Located<PacmanRecord>): FoundRecord => ({
    path: found.path,
    layerIndex: attributeFile(facts, descReader, found, keyOf),
    record: found.fact,
  });
  const present = facts.all(descReader);
  if (present.length > 0) return { records: present.map(toFound), problems: [] };
  const removed = facts.removed(descReader);
  const last = removed.reduce((layer, { removedInLayer }) => Math.max(layer, removedInLayer), 0);
  const lost = removed.filter(({ removedInLayer }) => removedInLayer === last);
  return {
    records: lost.map(toFound),
    problems: lost.length === 0 ? [] : [removedProblem(last)],
  };
}

function keyOf({ name, version, architecture }: PacmanRecord): string {
  return `${name} ${version} ${architecture}`;
}

function removedProblem(layerIndex: number): Problem {
  return {
    code: 'package-database-removed',
    effect: 'incomplete',
    message: `The package database was removed in layer ${layerIndex}; the packages are those from before.`,
    layerIndex,
    path: 'var/lib/pacman/local',
    wayOut: 'Leave the package database in the image.',
  };
}

function toPackage({ path, layerIndex, record }: FoundRecord, distro: Distro | null): Package {
  const { name, version, base, architecture, licences, packager } = record;
  return {
    purl: makePurl({
      type: 'alpm',
      namespace: distro?.id ?? '',
      name,
      version,
      qualifiers: {
        arch: architecture,
        distro: distroQualifier(distro),
        upstream: base === name ? '' : base,
      },
    }),
    ecosystem: 'pacman',
    name,
    version,
    architecture,
    source: { name: base, version },
    distro,
    confidence: 'installed',
    evidence: 'pacman desc',
    foundAt: { path, layerIndex },
    licences,
    vendor: packager,
    moduleStream: '',
    scope: 'unknown',
    ownedBy: null,
  };
}

function ownedFiles(
  found: readonly { readonly pkg: Package; readonly record: FoundRecord }[],
  facts: MergedFacts,
): OwnedFiles[] {
  const lists = new Map(
    [...facts.removed(ownedReader), ...facts.all(ownedReader)].map(({ path, fact }) => [
      folderOf(path),
      fact,
    ]),
  );
  return found.flatMap(({ pkg, record }) => {
    const paths = lists.get(folderOf(record.path));
    return paths === undefined ? [] : [{ purl: pkg.purl, paths, sums: null }];
  });
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}
