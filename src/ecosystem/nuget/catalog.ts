/**
 * Joins `*.deps.json` with the assemblies beside it: a package whose assemblies are all gone is only declared; one with
 * an assembly of another version than the document says is told. Runtimes are known by their folder.
 */
import { baseName, folderOf } from '../../model/file.ts';
import type { Problem } from '../../model/problem.ts';
import type { Located, MergedFacts } from '../../model/reader.ts';
import { type Catalog, EMPTY_CATALOG } from '../cataloger.ts';
import { catalogLanguage, type LanguagePart } from '../language-package.ts';
import { type DepsFact, type DepsLibrary, depsJsonReader } from './deps-json.ts';
import { isNugetVersion, nugetPurl } from './name.ts';
import { type PeFact, peVersionReader } from './pe-version.ts';

type Assemblies = ReadonlyMap<string, PeFact>;

export function catalogPrograms(facts: MergedFacts): Catalog {
  // Windows tells no case apart, and publishing to Linux keeps what the document says.
  const assemblies = new Map(facts.all(peVersionReader).map(({ path, fact }) => [path.toLowerCase(), fact]));
  const documents = facts.all(depsJsonReader);
  return {
    ...EMPTY_CATALOG,
    packages: catalogLanguage('nuget', facts, depsJsonReader, (path, fact) =>
      toParts(path, fact, assemblies),
    ),
    identified: documents.flatMap(({ path }) => programsOf(path)),
    problems: documents.flatMap((located) => differences(located, assemblies)),
  };
}

const SHARED = /(?:^|\/)shared\/(Microsoft\.(?:NETCore|AspNetCore|WindowsDesktop)\.App)\/([^/]+)\/[^/]+$/;

function toParts(path: string, fact: DepsFact, assemblies: Assemblies): LanguagePart[] {
  const [, framework, version] = SHARED.exec(path) ?? [];
  if (framework !== undefined) return sharedRuntime(path, framework, version!, fact.runtime);
  return fact.libraries
    .filter(({ kind }) => kind === 'package' || kind === 'runtimepack')
    .map((library) => toPart(path, library, isThere(path, library, assemblies)));
}

/** Advisories name the runtime by the packages that self-contained programs take it from. */
function sharedRuntime(path: string, framework: string, version: string, runtime: string): LanguagePart[] {
  if (baseName(path) !== `${framework}.deps.json` || !isNugetVersion(version)) return [];
  const name = `${framework}.Runtime${runtime === '' ? '' : `.${runtime}`}`;
  return [part(path, { name, version }, 'installed', 'folder of the shared runtime')];
}

function toPart(path: string, library: DepsLibrary, there: boolean): LanguagePart {
  const [confidence, evidence] = there
    ? (['installed', 'deps.json'] as const)
    : (['declared', 'deps.json (none of its assemblies is there)'] as const);
  return part(path, library, confidence, evidence);
}

function part(
  path: string,
  { name, version }: { readonly name: string; readonly version: string },
  confidence: LanguagePart['confidence'],
  evidence: string,
): LanguagePart {
  return {
    purl: nugetPurl(name, version),
    name,
    version,
    confidence,
    scope: 'unknown',
    evidence,
    path,
    licences: [],
    vendor: '',
  };
}

/** Native libraries are not looked for: a package that only has such counts as there. So does the runtime itself. */
function isThere(path: string, { kind, assemblies: own }: DepsLibrary, assemblies: Assemblies): boolean {
  if (kind === 'runtimepack' || own.length === 0) return true;
  return own.some((assembly) => assemblies.has(placeOf(path, assembly.path)));
}

function placeOf(path: string, assembly: string): string {
  const folder = folderOf(path);
  return `${folder === '' ? '' : `${folder}/`}${assembly}`.toLowerCase();
}

/** The host that starts the program has its name; so have the tools of a runtime. */
function programsOf(path: string): string[] {
  const folder = folderOf(path);
  const [, framework] = SHARED.exec(path) ?? [];
  if (framework !== undefined) return [`${folder}/createdump`, `${folder.replace(/shared\/.*$/, '')}dotnet`];
  return [path.slice(0, -'.deps.json'.length), placeBeside(folder, 'createdump')];
}

function placeBeside(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

const MOST_TOLD = 50;

function differences({ path, layerIndex, fact }: Located<DepsFact>, assemblies: Assemblies): Problem[] {
  return fact.libraries
    .filter(({ kind }) => kind === 'package')
    .flatMap(({ name, version, assemblies: own }) =>
      own.flatMap(({ path: assembly, fileVersion }) => {
        const found = assemblies.get(placeOf(path, assembly))?.fileVersion ?? '';
        if (fileVersion === '' || !isOther(fileVersion, found)) return [];
        return [differs(path, layerIndex, `${assembly} of ${name} ${version} has the file version ${found}`)];
      }),
    )
    .slice(0, MOST_TOLD);
}

/** Compared as numbers: `1.2.0` and `1.2.0.0` are the same. */
function isOther(said: string, found: string): boolean {
  const [a, b] = [said, found].map((one) => /^\d+(?:\.\d+){0,3}$/.exec(one)?.[0].replace(/(?:\.0)+$/, ''));
  return a !== undefined && b !== undefined && a !== b;
}

function differs(path: string, layerIndex: number, what: string): Problem {
  return {
    code: 'assembly-differs',
    effect: 'note',
    message: `An assembly is another than deps.json says: ${what}.`.slice(0, 500),
    layerIndex,
    path,
    wayOut: 'See whether the file was replaced: the package is judged by the version in deps.json.',
  };
}
