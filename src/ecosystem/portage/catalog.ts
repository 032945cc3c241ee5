/** Portage's records turned into packages, each in the layer since which its folder is there. */
import { distroQualifier, findDistroOf } from '../../base/os-family.ts';
import { attributeLayers } from '../../model/attribute-layer.ts';
import type { Distro } from '../../model/distro.ts';
import { folderOf } from '../../model/file.ts';
import type { OwnedFiles, Package } from '../../model/package.ts';
import type { Problem } from '../../model/problem.ts';
import { makePurl } from '../../model/purl.ts';
import type { MergedFacts } from '../../model/reader.ts';
import { type Catalog, type Cataloger, EMPTY_CATALOG } from '../cataloger.ts';
import { distinctByPurl } from '../os-database.ts';
import { toArchitecture } from './architecture.ts';
import {
  contentsReader,
  fieldReader,
  type PortageContents,
  type PortageFolder,
  parseFolder,
} from './record-readers.ts';

export const portageCataloger: Cataloger = {
  id: 'portage',
  readers: [contentsReader, fieldReader],
  catalog(facts: MergedFacts, distros: readonly Distro[]): Catalog {
    const { records, problems } = findRecords(facts);
    if (records.length === 0) return EMPTY_CATALOG;
    const distro = findDistroOf(distros, 'portage');
    const fields = fieldsByPath(facts);
    const found = distinctByPurl(
      records.map((record) => ({ pkg: toPackage(record, distro, fields), record })),
    );
    return {
      packages: found.map(({ pkg }) => pkg),
      owned: found.flatMap(({ pkg, record }) => toOwned(pkg, record.contents)),
      identified: [],
      problems,
    };
  },
};

interface FoundRecord {
  readonly path: string;
  readonly layerIndex: number;
  readonly folder: PortageFolder;
  readonly contents: PortageContents;
}

/** Portage removes the folder of a package that it removes; where all are gone, somebody removed the database. */
function findRecords(facts: MergedFacts): {
  readonly records: readonly FoundRecord[];
  readonly problems: readonly Problem[];
} {
  const present = facts.all(contentsReader);
  const removed = present.length > 0 ? [] : facts.removed(contentsReader);
  const last = removed.reduce((layer, { removedInLayer }) => Math.max(layer, removedInLayer), 0);
  const lost = removed.filter(({ removedInLayer }) => removedInLayer === last);
  const records = [...present, ...lost].flatMap(({ path, layerIndex, fact }) => {
    const folder = parseFolder(folderOf(path));
    if (folder === null) return [];
    return [{ path, layerIndex: firstLayer(facts, path) ?? layerIndex, folder, contents: fact }];
  });
  return { records, problems: lost.length === 0 ? [] : [removedProblem(last, lost[0]!.path)] };
}

/** Where a package of that version came; one that was built anew is the same. Null where the history does not say. */
function firstLayer(facts: MergedFacts, path: string): number | null {
  const history = facts.history(contentsReader, path);
  const end = history.findLastIndex(({ fact }) => fact !== null) + 1;
  return attributeLayers(history.slice(0, end), () => [path]).get(path) ?? null;
}

function removedProblem(layerIndex: number, path: string): Problem {
  return {
    code: 'package-database-removed',
    effect: 'incomplete',
    message: `The package database was removed in layer ${layerIndex}; the packages are those from before.`,
    layerIndex,
    path,
    wayOut: 'Leave the package database in the image.',
  };
}

/** What goes with a record was removed with it. */
function fieldsByPath(facts: MergedFacts): ReadonlyMap<string, string> {
  const all = [...facts.removed(fieldReader), ...facts.all(fieldReader)];
  return new Map(all.map(({ path, fact }) => [path, fact]));
}

function toPackage(
  { path, layerIndex, folder: { category, name: plain, version } }: FoundRecord,
  distro: Distro | null,
  fields: ReadonlyMap<string, string>,
): Package {
  const field = (key: string): string => fields.get(`${folderOf(path)}/${key}`) ?? '';
  const name = `${category}/${plain}`;
  const architecture = toArchitecture(field('CHOST'));
  const licence = field('LICENSE');
  return {
    purl: makePurl({
      type: 'ebuild',
      namespace: category,
      name: plain,
      version,
      qualifiers: { arch: architecture, distro: distroQualifier(distro) },
    }),
    ecosystem: 'portage',
    name,
    version,
    architecture,
    source: { name, version },
    distro,
    confidence: 'installed',
    evidence: 'portage database',
    foundAt: { path, layerIndex },
    licences: licence === '' ? [] : [licence],
    vendor: field('repository'),
    // Behind the slash is what others must be built anew for: no other package.
    moduleStream: field('SLOT').split('/')[0]!,
    scope: 'unknown',
    ownedBy: null,
  };
}

function toOwned({ purl }: Package, { paths, digests }: PortageContents): OwnedFiles[] {
  return paths === '' ? [] : [{ purl, paths, sums: { algorithm: 'md5', paths, digests } }];
}
