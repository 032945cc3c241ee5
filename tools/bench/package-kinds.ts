/**
 * The kinds of package lists that the test images come with: how a row and a reported package are the same thing
 * although two programs spell it their own way, and where a list has nothing to say.
 */
import type { Entry } from './compare-lists.ts';
import type { TruthRow } from './truth.ts';

/** What is compared of a package in the JSON report. */
export interface ReportedPackage {
  readonly ecosystem: string;
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
  readonly source: { readonly name: string; readonly version: string };
  readonly confidence: string;
  readonly evidence: string;
  readonly foundAt: { readonly path: string };
}

export interface Kind {
  /** Key in the truth's `packages`. */
  readonly id: string;
  readonly ecosystem: string;
  isAbout(pkg: ReportedPackage): boolean;
  ofRow(row: TruthRow): Entry;
  ofPackage(pkg: ReportedPackage): Entry;
  /** Would the list name this package if it were there? */
  speaksOf(
    rows: readonly TruthRow[],
    reported: readonly ReportedPackage[],
  ): (pkg: ReportedPackage) => boolean;
}

const all = (): boolean => true;
const everything = () => all;

/** `dpkg-query`: all there is. Source package and its version have to be right too: advisories are matched by them. */
const deb: Kind = {
  id: 'deb',
  ecosystem: 'dpkg',
  isAbout: all,
  ofRow: (row) => debEntry(row.name, row.version, row.arch, { name: row.source, version: row.sourceVersion }),
  ofPackage: (pkg) => debEntry(pkg.name, pkg.version, pkg.architecture, pkg.source),
  speaksOf: everything,
};

function debEntry(
  name: string,
  version: string,
  architecture: string,
  source: ReportedPackage['source'],
): Entry {
  const label = `${name}:${architecture} ${version} of ${source.name} ${source.version}`;
  return { key: label, name, label };
}

/** `npm ls --all`: the tree of the application. It does not name stray package.json files, nor the application. */
const npm: Kind = npmKind('npm', (path) => !path.startsWith('usr/'));
/** Folders that Debian's packages brought; folders inside them are not in the list. */
const npmOfDebian: Kind = npmKind('npm-debian', (path) => path.startsWith('usr/'));
/** Every folder of a package that holds a package.json. */
const npmOnDisk: Kind = npmKind('npm-on-disk', all);

function npmKind(id: string, isAbout: (path: string) => boolean): Kind {
  return {
    id,
    ecosystem: 'npm',
    isAbout: (pkg) => isAbout(pkg.foundAt.path),
    ofRow: (row) => npmEntry(row.name, row.version, row.path),
    ofPackage: (pkg) => npmEntry(pkg.name, pkg.version, folderOf(pkg.foundAt.path)),
    speaksOf: (rows) => {
      const folders = new Set(rows.map(({ path }) => path));
      return (pkg) => folders.has(folderOf(pkg.foundAt.path));
    },
  };
}

/** Of `a/package.json` it is `a`. */
function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function npmEntry(name: string, version: string, folder: string): Entry {
  return { key: `${folder} ${name} ${version}`, name, label: `${name} ${version} in ${folder}` };
}

/**
 * `pip list`: what an import would find, each name once. So it is silent about a second, shadowed copy of a name it
 * has found elsewhere, and about folders that are not on the search path. Names are compared as PEP 503 says.
 */
const python: Kind = {
  id: 'python',
  ecosystem: 'pypi',
  isAbout: all,
  ofRow: (row) => pythonEntry(row.name, row.version, ''),
  ofPackage: (pkg) => pythonEntry(pkg.name, pkg.version, pkg.foundAt.path),
  speaksOf: (rows, reported) => {
    const listed = new Set(rows.map((row) => pythonEntry(row.name, row.version, '').key));
    const found = reported.filter((pkg) => listed.has(python.ofPackage(pkg).key));
    const foundNames = new Set(found.map((pkg) => python.ofPackage(pkg).name));
    const searched = new Set(found.map((pkg) => sitePackagesOf(pkg.foundAt.path)));
    return (pkg) =>
      searched.has(sitePackagesOf(pkg.foundAt.path)) && !foundNames.has(python.ofPackage(pkg).name);
  },
};

function pythonEntry(name: string, version: string, path: string): Entry {
  const normal = name.toLowerCase().replace(/[-_.]+/g, '-');
  return {
    key: `${normal} ${version}`,
    name: normal,
    label: `${normal} ${version}${path === '' ? '' : ` at ${path}`}`,
  };
}

/** `dist-packages` of `dist-packages/x.dist-info/METADATA`; the folder itself of a file `x.egg-info`. */
function sitePackagesOf(path: string): string {
  return path.replace(/\/[^/]+\.(?:dist-info|egg-info|egg)(?:\/.*)?$/, '');
}

/**
 * Maven's `dependency:list` of the applications, each in the archive that it was packed into. It does not name the
 * application itself, what the build plugin added (loaders), what an artefact bundles of others, nor archives that
 * lie about elsewhere. It denies another identity of an archive that it names, and other versions of its artefacts.
 * A package that is only `declared` is not found: no advisory is looked up for it.
 */
const maven: Kind = {
  id: 'maven',
  ecosystem: 'maven',
  isAbout: all,
  ofRow: (row) => mavenEntry(row.in, `${row.group}:${row.name}`, row.version, ''),
  ofPackage: (pkg) =>
    mavenEntry(
      outerArchive(pkg.foundAt.path),
      pkg.name,
      pkg.version,
      pkg.confidence === 'declared' ? 'declared' : '',
    ),
  speaksOf: (rows) => {
    const jars = new Set(rows.filter((r) => !r.shaded).map((r) => `${r.in} ${r.name}-${r.version}`));
    const names = new Set(rows.map((row) => maven.ofRow(row).name));
    return (pkg) => {
      const jar = `${outerArchive(pkg.foundAt.path)} ${stemOf(pkg.foundAt.path)}`;
      const isArchiveItself = pkg.confidence === 'installed' && jars.has(jar);
      return isArchiveItself || (pkg.confidence !== 'declared' && names.has(maven.ofPackage(pkg).name));
    };
  },
};

function mavenEntry(archive: string, name: string, version: string, remark: string): Entry {
  const key = [archive, name, version, remark].filter((part) => part !== '').join(' ');
  // The archive and the artefact without its group: a group that is wrong or unknown is an opinion of the same thing.
  return { key, name: `${archive} ${name.slice(name.indexOf(':') + 1)}`, label: key };
}

/** `shop-fat` of `opt/app/shop-fat.jar!/BOOT-INF/lib/x.jar`. */
function outerArchive(path: string): string {
  return stemOf(path.split('!/', 1)[0]!);
}

function stemOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '');
}

/**
 * `go version -m`: all modules of the program. The toolchain's version is `go1.26.8`, that of the standard library in
 * advisories and in the report `1.26.8`. It writes `(devel)` where the main module has no version; the report
 * leaves the version empty, as no such version exists.
 */
const go: Kind = {
  id: 'go',
  ecosystem: 'golang',
  isAbout: all,
  ofRow: (row) => goEntry(row.name, row.version === '(devel)' ? '' : row.version.replace(/^go/, '')),
  ofPackage: (pkg) => goEntry(pkg.name, pkg.version),
  speaksOf: everything,
};

function goEntry(name: string, version: string): Entry {
  return { key: `${name} ${version}`, name, label: `${name} ${version || '(no version)'}` };
}

/**
 * `cargo tree` for this platform, without what only runs at build time. What was compiled in for it and the program
 * itself are in the audit data too.
 */
const rust: Kind = {
  id: 'rust',
  ecosystem: 'cargo',
  isAbout: all,
  ofRow: (row) => rustEntry(row.name, row.version),
  ofPackage: (pkg) => rustEntry(pkg.name, pkg.version),
  speaksOf: (rows) => {
    const names = new Set(rows.map(({ name }) => name));
    return (pkg) => names.has(pkg.name);
  },
};

function rustEntry(name: string, version: string): Entry {
  return { key: `${name} ${version}`, name, label: `${name} ${version}` };
}

export const kinds: readonly Kind[] = [deb, go, maven, npm, npmOfDebian, npmOnDisk, python, rust];
