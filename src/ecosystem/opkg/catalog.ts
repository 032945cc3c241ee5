/** opkg's records turned into packages. Where no `status` is left, the control files alone say what is installed. */
import { distroQualifier, findDistroOf } from '../../base/os-family.ts';
import type { Distro } from '../../model/distro.ts';
import type { FoundAt, OwnedFiles, Package } from '../../model/package.ts';
import type { Problem } from '../../model/problem.ts';
import { makePurl } from '../../model/purl.ts';
import type { MergedFacts } from '../../model/reader.ts';
import { type Catalog, type Cataloger, EMPTY_CATALOG } from '../cataloger.ts';
import {
  attributeFile,
  attributeForms,
  type Database,
  distinctByPurl,
  findDatabases,
  historiesOf,
} from '../os-database.ts';
import { listReader } from './list-reader.ts';
import { controlReader, type OpkgRecord, type OpkgStatus, opkgFile, statusReader } from './status-reader.ts';

export const opkgCataloger: Cataloger = {
  id: 'opkg',
  readers: [statusReader, controlReader, listReader],
  catalog(facts: MergedFacts, distros: readonly Distro[]): Catalog {
    const databases = findDatabases(facts, statusReader, ({ installed }) => installed.length === 0);
    const histories = historiesOf(facts, statusReader, ({ installed }) => installed);
    const layers = attributeForms([histories], keyOf);
    const listedIn = databases.flatMap((database) => listed(database, layers));
    const records = databases.length > 0 ? listedIn : controlled(facts);
    if (records.length === 0) return EMPTY_CATALOG;
    const distro = findDistroOf(distros, 'opkg');
    const controls = controlsByName(facts);
    const found = distinctByPurl(
      records.map((at) => ({ pkg: toPackage(withControl(at, controls), distro), name: at.record.name })),
    );
    return {
      packages: found.map(({ pkg }) => pkg),
      owned: ownedFiles(found, facts),
      identified: [],
      problems: databases.flatMap(problemsOf),
    };
  },
};

interface FoundRecord {
  readonly record: OpkgRecord;
  readonly foundAt: FoundAt;
}

function keyOf({ name, version, architecture }: OpkgRecord): string {
  return `${name} ${version} ${architecture}`;
}

function listed(database: Database<OpkgStatus>, layers: ReadonlyMap<string, number>): FoundRecord[] {
  return database.fact.installed.map((record) => ({
    record,
    foundAt: { path: database.path, layerIndex: layers.get(keyOf(record)) ?? 0 },
  }));
}

function controlled(facts: MergedFacts): FoundRecord[] {
  const keysOf = ({ installed }: OpkgStatus): string => installed.map(keyOf).join('\n');
  return facts.all(controlReader).flatMap((found) => {
    const foundAt = { path: found.path, layerIndex: attributeFile(facts, controlReader, found, keysOf) };
    return found.fact.installed.map((record) => ({ record, foundAt }));
  });
}

function controlsByName(facts: MergedFacts): ReadonlyMap<string, OpkgRecord> {
  const all = [...facts.removed(controlReader), ...facts.all(controlReader)];
  return new Map(all.flatMap(({ fact }) => fact.installed.map((record) => [keyOf(record), record])));
}

function withControl(at: FoundRecord, controls: ReadonlyMap<string, OpkgRecord>): FoundRecord {
  const control = controls.get(keyOf(at.record));
  if (control === undefined) return at;
  const { sourceName, maintainer, licence } = at.record;
  return {
    ...at,
    record: {
      ...at.record,
      sourceName: sourceName || control.sourceName,
      maintainer: maintainer || control.maintainer,
      licence: licence || control.licence,
    },
  };
}

function toPackage({ record, foundAt }: FoundRecord, distro: Distro | null): Package {
  const { name, version, architecture, sourceName, maintainer, licence } = record;
  const upstream = sourceName === name ? '' : sourceName;
  return {
    purl: makePurl({
      type: 'opkg',
      namespace: distro?.id ?? '',
      name,
      version,
      qualifiers: { arch: architecture, distro: distroQualifier(distro), upstream },
    }),
    ecosystem: 'opkg',
    name,
    version,
    architecture,
    source: { name: sourceName || name, version },
    distro,
    confidence: 'installed',
    evidence: foundAt.path.endsWith('.control') ? 'opkg control' : 'opkg status',
    foundAt,
    licences: licence === '' ? [] : [licence],
    vendor: maintainer,
    moduleStream: '',
    scope: 'unknown',
    ownedBy: null,
  };
}

function ownedFiles(
  found: readonly { readonly pkg: Package; readonly name: string }[],
  facts: MergedFacts,
): OwnedFiles[] {
  const lists = [...facts.removed(listReader), ...facts.all(listReader)];
  const byName = new Map(lists.map(({ path, fact }) => [opkgFile(path)?.name ?? '', fact]));
  return found.flatMap(({ pkg, name }) => {
    const paths = byName.get(name);
    return paths === undefined ? [] : [{ purl: pkg.purl, paths, sums: null }];
  });
}

function problemsOf({ path, fact, history, problem }: Database<OpkgStatus>): Problem[] {
  const unfinished: Problem = {
    code: 'package-half-installed',
    effect: 'incomplete',
    message: `${fact.unfinished.length} packages are unpacked but not installed, and are not checked: ${fact.unfinished.slice(0, 10).join(', ')}`,
    layerIndex: history.at(-1)?.layerIndex ?? null,
    path,
    wayOut: 'Run "opkg configure" when the image is built, or remove them.',
  };
  return [...(problem === null ? [] : [problem]), ...(fact.unfinished.length > 0 ? [unfinished] : [])];
}
