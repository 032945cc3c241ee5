/**
 * Vendors who build packages of a distribution anew, with patches of their own, and say what those fix. A package so
 * built is looked up in its vendor's advisories first, and in the distribution's under the name it has there.
 *
 * Root.io: `rootio-` before the name or `.root.io.N` behind the version; of apk packages a release of five digits around
 * `007` (`-r10071`). Seal: `seal-` before the name or `+spN` behind the version; of apk packages `5341` in the release.
 * RapidFort marks the image instead: all its packages are asked for there first. Left out: ActiveState, which has no feed.
 */

export interface Rebuilt {
  readonly vendor: 'root' | 'seal';
  /** The package's name without the vendor's mark. */
  readonly name: string;
}

interface Marks {
  readonly vendor: Rebuilt['vendor'];
  readonly name: RegExp;
  readonly version: RegExp;
}

const VENDORS: readonly Marks[] = [
  { vendor: 'root', name: /^rootio-/, version: /\.root\.io\.\d+$|-r\d007\d$/ },
  { vendor: 'seal', name: /^seal-/, version: /\+sp\d+(?:p\d+)?$|-r\d+5341\d{3}$/ },
];

/** Null for a package that is as its distribution built it. */
export function findRebuilt(name: string, version: string): Rebuilt | null {
  const found = VENDORS.find((marks) => marks.name.test(name) || marks.version.test(version));
  return found === undefined ? null : { vendor: found.vendor, name: name.replace(found.name, '') };
}

interface Query {
  readonly key: { readonly namespace: string; readonly name: string };
  readonly version: string;
}

/**
 * With the vendor's own namespace before the distribution's: `root:debian:12`, and without a release `seal:debian`.
 * `streams`: those of the image, which RapidFort's images tell.
 */
export function withVendor(query: Query, streams: readonly string[]): readonly Query[] {
  const { key, version } = query;
  const rebuilt = findRebuilt(key.name, version);
  if (rebuilt === null) {
    const curated = { key: { ...key, namespace: `rapidfort:${key.namespace}` }, version };
    return streams.includes('rapidfort') ? [curated, query] : [query];
  }
  const { vendor, name } = rebuilt;
  const place = vendor === 'seal' ? key.namespace.split(':', 1)[0]! : key.namespace;
  return [`${vendor}:${place}`, key.namespace].map((namespace) => ({ key: { namespace, name }, version }));
}

interface LibraryMarks {
  readonly vendor: Rebuilt['vendor'];
  readonly namespace: string;
  /** Of the name: told by it alone where the vendor owns it, as the scope of npm and the host of a module. */
  readonly name: RegExp;
  readonly isTelling: boolean;
  readonly version: RegExp;
}

const LIBRARIES: readonly LibraryMarks[] = [
  {
    vendor: 'root',
    namespace: 'maven',
    name: /^io\.root\./,
    isTelling: false,
    version: /[.-]root\.io\.\d+$/,
  },
  { vendor: 'root', namespace: 'npm', name: /^@rootio\//, isTelling: true, version: /-root\.io\.\d+$/ },
  { vendor: 'root', namespace: 'pypi', name: /^rootio-/, isTelling: false, version: /\+root\.io\.\d+$/ },
  { vendor: 'seal', namespace: 'golang', name: /^sealsecurity\.io\//, isTelling: true, version: /(?!)/ },
  {
    vendor: 'seal',
    namespace: 'maven',
    name: /^seal\.sp\d+(?:p\d+)?\./,
    isTelling: true,
    version: /\+sp\d+(?:p\d+)?$/,
  },
  { vendor: 'seal', namespace: 'npm', name: /^@seal-security\//, isTelling: true, version: /(?!)/ },
  { vendor: 'seal', namespace: 'pypi', name: /^seal-/, isTelling: false, version: /\+sp\d+(?:p\d+)?$/ },
];

/** The same of a library: `root:npm`, and npm under the name that the library has there. */
export function withLibraryVendor(query: Query): readonly Query[] {
  const { key, version } = query;
  const found = LIBRARIES.find(
    ({ namespace, name, isTelling, version: mark }) =>
      namespace === key.namespace && ((isTelling && name.test(key.name)) || mark.test(version)),
  );
  if (found === undefined) return [query];
  const name = key.name.replace(found.name, '');
  return [`${found.vendor}:${key.namespace}`, key.namespace].map((namespace) => ({
    key: { namespace, name },
    version,
  }));
}
