/**
 * SUSE's files by namespace. The server's folder has for each release one or more editions: flaws (`-affected`), those of
 * them that have a fix, and notices (`-patch`); and each as it is, in bzip2 and in gzip. Which of them are there differs by
 * age: the listing of the folder tells.
 */
import type { FeedPart } from '../../feed.ts';

const SITE = 'https://ftp.suse.com/pub/projects/security/oval/';

/** A mirror has the flaws alone, in gzip. */
export function partsOf(namespaces: readonly string[], mirror: string | null): FeedPart[] {
  if (mirror === null)
    return [{ url: SITE, namespaces, follow: (text, url) => followListing(text, url, namespaces) }];
  const files = Map.groupBy(namespaces, fileOf);
  return [...files].map(([file, own]) => ({ url: `${mirror}suse/${file}-affected.xml.gz`, namespaces: own }));
}

/** What there is for these namespaces. Throws on text that lists no OVAL at all. */
export function followListing(text: string, url: string, namespaces: readonly string[]): FeedPart[] {
  const listed = new Set(
    [...text.matchAll(/href="([\w.-]{1,200}\.xml(?:\.gz|\.bz2)?)"/g)].map(([, name]) => name!),
  );
  if (listed.size === 0) throw new Error('it lists no files of OVAL');
  const files = [...new Set(namespaces.map(fileOf))];
  return files
    .flatMap((file) => [find(listed, [`${file}-affected`, file]), find(listed, [`${file}-patch`])])
    .filter((name) => name !== null)
    .map((name) => ({ url: new URL(name, url).href, namespaces: [] }));
}

/** True where a file of this name holds all that there is for the namespace; of names that are none of SUSE's nothing is known. */
export function isWhole(name: string, namespace: string): boolean {
  const file = /^((?:open)?suse\..+?)(?:-affected|-patch)?\.xml(?:\.gz|\.bz2)?$/.exec(name)?.[1];
  if (file === undefined) return true;
  const plain = file.replace('.enterprise.server.', '.enterprise.');
  const own = fileOf(namespace);
  return own === plain || (own.startsWith(plain) && /^(?:-sp|\.)\d$/.test(own.slice(plain.length)));
}

function find(listed: ReadonlySet<string>, files: readonly string[]): string | null {
  for (const file of files) {
    const name = ['.xml.gz', '.xml.bz2', '.xml'].map((end) => file + end).find((one) => listed.has(one));
    if (name !== undefined) return name;
  }
  return null;
}

const STARTS: ReadonlyMap<string, string> = new Map([
  ['opensuse-leap', 'opensuse.leap.'],
  ['opensuse-leap-micro', 'opensuse.leap.micro.'],
  ['opensuse-tumbleweed', 'opensuse.tumbleweed'],
  ['sl-micro', 'suse.linux.micro.'],
  ['sle-micro', 'suse.linux.enterprise.micro.'],
]);

/** `sles:15.6`: `suse.linux.enterprise.15-sp6`. Some releases share a file. */
function fileOf(namespace: string): string {
  const [product = '', release = ''] = namespace.split(':');
  const start = STARTS.get(product);
  if (start !== undefined) return start + release;
  const [version, servicePack] = release.split('.');
  if (version === '16') return `suse.linux.enterprise.${release}`;
  // The first service packs of 12 have no file of their own: the one of all of them is several times as large.
  const isOwn = servicePack !== undefined && (version !== '12' || Number(servicePack) >= 4);
  return `suse.linux.enterprise.${version}${isOwn ? `-sp${servicePack}` : ''}`;
}
