/**
 * Nix's packages: what its database calls valid and what lies in the store. Both together are installed; what lies there
 * and no database names (images of dockerTools have none) is told from its name alone, and a record without its path is
 * of something that was deleted. What nothing refers to any more still lies there, and counts.
 */
import { distroQualifier, findFamily } from '../../base/os-family.ts';
import { attributeLayers } from '../../model/attribute-layer.ts';
import type { Distro } from '../../model/distro.ts';
import type { Confidence, FoundAt, OwnedFiles, Package } from '../../model/package.ts';
import type { Problem } from '../../model/problem.ts';
import { makePurl } from '../../model/purl.ts';
import type { MergedFacts } from '../../model/reader.ts';
import { type Catalog, type Cataloger, EMPTY_CATALOG } from '../cataloger.ts';
import { attributeRecords, type Database, distinctByPurl, findDatabases } from '../os-database.ts';
import { type LogSettings, withLog } from '../sqlite-log.ts';
import {
  databaseReader,
  logReader,
  type NixDatabase,
  VALID_PATHS,
  type ValidPath,
} from './database-reader.ts';
import { type Derivation, derivationReader } from './derivation.ts';
import { parseStorePath, type StorePath, storeName } from './store-path.ts';
import { type InStore, storeReader } from './store-reader.ts';

export const nixCataloger: Cataloger = {
  id: 'nix',
  readers: [databaseReader, derivationReader, logReader, storeReader],
  catalog(facts: MergedFacts, distros: readonly Distro[]): Catalog {
    const store = findStore(facts);
    const databases = findFilled(facts);
    const valid = findValid(databases);
    const known = distinctPaths(store, valid);
    if (known.length === 0) return { ...EMPTY_CATALOG, problems: problemsOf(databases, 0) };
    const derivations = findDerivations(facts);
    const distro = distros.find((one) => findFamily(one) === 'nix') ?? null;
    const found = distinctByPurl(known.flatMap((path) => toFound(path, derivations, distro)));
    const lost = [...valid.keys()].filter((base) => !store.has(base)).length;
    return {
      packages: found.map(({ pkg }) => pkg),
      owned: found.flatMap(toOwned),
      identified: [],
      problems: problemsOf(databases, hasFolders(store) ? lost : 0),
    };
  },
};

const LOG: LogSettings<ValidPath> = {
  reader: logReader,
  form: VALID_PATHS,
  code: 'package-database-log-not-applied',
  wayOut:
    'Run "sqlite3 /nix/var/nix/db/db.sqlite \'PRAGMA wal_checkpoint(TRUNCATE)\'" at the end of the build.',
};

/** All may be in the log; where nothing is in either, the last state that had packages counts. */
function findFilled(facts: MergedFacts): readonly Database<NixDatabase>[] {
  const isEmpty = ({ rows }: NixDatabase): boolean => rows.length === 0;
  const present = findDatabases(facts, databaseReader, () => false).map((found) =>
    withLog(found, facts, LOG),
  );
  const isFilled = present.some(({ fact }) => !isEmpty(fact));
  return isFilled ? present : findDatabases(facts, databaseReader, isEmpty);
}

/** A store path with what is known of it. */
interface KnownPath {
  readonly base: string;
  /** Null where the database does not have it. */
  readonly deriver: string | null;
  readonly foundAt: FoundAt;
  readonly isThere: boolean;
}

interface StoreEntry {
  readonly kind: InStore;
  readonly foundAt: FoundAt;
}

/** By `HASH-NAME`. */
type Store = ReadonlyMap<string, StoreEntry>;

/** A store path never changes: it is of the layer since which it is there. */
function findStore(facts: MergedFacts): Store {
  const found = new Map<string, StoreEntry>();
  for (const { path, layerIndex, fact } of facts.all(storeReader)) {
    const since = attributeLayers(facts.history(storeReader, path), (kind) => [kind]);
    const foundAt = { path, layerIndex: since.get(fact) ?? layerIndex };
    found.set(storeName(path) ?? '', { kind: fact, foundAt });
  }
  return found;
}

/** Layers without entries of folders do not show what is in the store. */
function hasFolders(store: Store): boolean {
  return store.values().some(({ kind }) => kind === 'folder');
}

interface Valid {
  readonly deriver: string;
  readonly foundAt: FoundAt;
}

function findValid(databases: readonly Database<NixDatabase>[]): ReadonlyMap<string, Valid> {
  const valid = new Map<string, Valid>();
  for (const database of databases) {
    const recordsOf = ({ rows }: NixDatabase): readonly ValidPath[] => rows.map(({ record }) => record);
    const layerOf = attributeRecords(database, recordsOf, ({ base }) => base);
    for (const record of recordsOf(database.fact)) {
      const foundAt = { path: database.path, layerIndex: layerOf(record) };
      valid.set(record.base, { deriver: record.deriver, foundAt });
    }
  }
  return valid;
}

/** Where the store is not shown, the database alone speaks of what is in it. */
function distinctPaths(store: Store, valid: ReadonlyMap<string, Valid>): KnownPath[] {
  const there = [...store].map(([base, { foundAt }]) => {
    return { base, deriver: valid.get(base)?.deriver ?? null, foundAt, isThere: true };
  });
  if (hasFolders(store)) return there;
  const listed = [...valid].filter(([base]) => !store.has(base));
  return [...there, ...listed.map(([base, found]) => ({ base, ...found, isThere: false }))];
}

interface KnownOutput {
  readonly output: string;
  readonly derivation: Derivation;
}

function findDerivations(facts: MergedFacts): ReadonlyMap<string, KnownOutput> {
  return new Map(
    facts
      .all(derivationReader)
      .flatMap(({ fact }) =>
        fact.outputs.map(({ base, output }) => [base, { output, derivation: fact }] as const),
      ),
  );
}

interface Found {
  readonly pkg: Package;
  readonly path: KnownPath;
}

function toFound(
  path: KnownPath,
  derivations: ReadonlyMap<string, KnownOutput>,
  distro: Distro | null,
): Found[] {
  const named = parseStorePath(path.base, path.deriver ?? '');
  if (named === null) return [];
  const known = derivations.get(path.base);
  const exact = known === undefined ? named : withDerivation(named, known);
  return [{ pkg: toPackage(exact, path, { distro, system: known?.derivation.system ?? '' }), path }];
}

function withDerivation(named: StorePath, { output, derivation }: KnownOutput): StorePath {
  const { name, version } = derivation;
  return { ...named, output: output === 'out' ? '' : output, ...(name === '' ? {} : { name, version }) };
}

interface Surroundings {
  readonly distro: Distro | null;
  readonly system: string;
}

function toPackage(
  { hash, name, version, output }: StorePath,
  { deriver, foundAt }: KnownPath,
  { distro, system }: Surroundings,
): Package {
  const architecture = system.replace(/-linux$/, '');
  // Its code is there: `declared` would say that it is not.
  const confidence: Confidence = deriver === null ? 'by signature' : 'installed';
  return {
    purl: makePurl({
      type: 'nix',
      namespace: 'nixpkgs',
      name,
      version,
      qualifiers: { arch: architecture, distro: distroQualifier(distro), output, outputhash: hash },
    }),
    ecosystem: 'nix',
    name,
    version,
    architecture,
    source: { name, version },
    distro,
    confidence,
    evidence: deriver === null ? 'file name' : 'nix database',
    foundAt,
    licences: [],
    vendor: '',
    moduleStream: '',
    scope: 'unknown',
    ownedBy: null,
  };
}

/** All that lies below it: the store has no lists of files. */
function toOwned({ pkg, path }: Found): OwnedFiles[] {
  return path.isThere ? [{ purl: pkg.purl, paths: `nix/store/${path.base}/`, sums: null }] : [];
}

function problemsOf(databases: readonly Database<NixDatabase>[], lost: number): Problem[] {
  const told = databases.flatMap(({ problem }) => (problem === null ? [] : [problem]));
  if (lost === 0) return told;
  const deleted: Problem = {
    code: 'package-files-missing',
    effect: 'note',
    message: `${lost} packages of Nix's database are not in the store, and are left out`,
    layerIndex: null,
    path: databases[0]?.path ?? '',
    wayOut: '',
  };
  return [...told, deleted];
}
