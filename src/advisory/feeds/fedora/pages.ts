/**
 * Bodhi's API: a list of releases names those of a namespace (EPEL 10 has one for each minor release), a page with one row
 * says how many updates there are, and so how many pages of a hundred.
 */
import type { FeedPart } from '../../feed.ts';
import { fieldsOf, listOf, parseObject, textOf } from '../../fields.ts';

const SITE = 'https://bodhi.fedoraproject.org/';

export const RELEASE: RegExp = /^(fedora|epel):([1-9]\d?)$/;

/** A mirror has the API's answer as one file for each release, with all rows: `fedora/F43.json`, `fedora/EPEL-9.json`. */
export function partsOf(namespace: string, mirror: string | null): FeedPart {
  const [, system = '', version = ''] = RELEASE.exec(namespace) ?? [];
  const name = system === 'fedora' ? `F${version}` : `EPEL-${version}`;
  const namespaces = [namespace];
  if (mirror !== null) return { url: `${mirror}fedora/${name}.json`, namespaces };
  // With the sign for any text: EPEL-10.0 and EPEL-10.1. What else is so called has another version or prefix.
  const url = `${SITE}releases/?name=${name}%25&rows_per_page=${ROWS}`;
  return { url, namespaces, follow: (text) => followReleases(text, system, version) };
}

/** Throws on what is no list of releases, and where none is of this version. */
export function followReleases(text: string, system: string, version: string): FeedPart[] {
  const prefix = system === 'fedora' ? 'FEDORA' : 'FEDORA-EPEL';
  const names = listOf(parseObject(text)['releases'])
    .map(fieldsOf)
    .filter((release) => release['id_prefix'] === prefix && isVersion(textOf(release['version']), version))
    .map((release) => textOf(release['name']))
    .filter((name) => /^(?:F|EPEL-)\d[\d.]{0,6}$/.test(name));
  if (names.length === 0) throw new Error('it names no such release');
  return [...new Set(names)].sort().map((name) => {
    const base = `${SITE}updates/?status=stable&type=security&releases=${name}`;
    const follow = (page: string): FeedPart[] => followCount(page, base);
    return { url: `${base}&rows_per_page=1&page=1`, namespaces: [], follow };
  });
}

/** Throws on what does not say how many updates there are. */
export function followCount(text: string, base: string): FeedPart[] {
  const { total } = parseObject(text);
  if (!Number.isSafeInteger(total) || (total as number) < 0) throw new Error('it does not say its total');
  const pages = Math.ceil((total as number) / ROWS);
  if (pages > MOST_PAGES) throw new Error(`it has more than ${MOST_PAGES} pages`);
  return Array.from({ length: pages }, (_, index) => ({
    url: `${base}&rows_per_page=${ROWS}&page=${index + 1}`,
    namespaces: [],
  }));
}

/** The most that Bodhi gives at once. */
const ROWS = 100;
/** A release has some two thousand security updates in all of its time. */
const MOST_PAGES = 300;

function isVersion(text: string, version: string): boolean {
  return text === version || text.startsWith(`${version}.`);
}
