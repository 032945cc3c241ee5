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
