/** Where to read about an advisory, told by its feed and id. Rows leave these addresses out. */

const PAGES: readonly (readonly [prefix: string, page: string])[] = [
  ['GHSA-', 'https://github.com/advisories/'],
  ['GO-', 'https://pkg.go.dev/vuln/'],
  ['CVE-', 'https://nvd.nist.gov/vuln/detail/'],
];

const PAGES_OF_FEED: Readonly<Record<string, string>> = {
  alpine: 'https://security.alpinelinux.org/vuln/',
  debian: 'https://security-tracker.debian.org/tracker/',
  oracle: 'https://linux.oracle.com/errata/',
  suse: 'https://www.suse.com/security/cve/',
};

const UBUNTU = 'https://ubuntu.com/security/';

const ENDINGS_OF_FEED: Readonly<Record<string, string>> = { oracle: '.html' };

/** The page of a record; ids that have none of their own are shown by OSV. */
export function pageOf(feed: string, id: string): string {
  if (feed === 'ubuntu') return UBUNTU + ubuntuPage(id);
  const page =
    PAGES_OF_FEED[feed] ??
    PAGES.find(([prefix]) => id.startsWith(prefix))?.[1] ??
    'https://osv.dev/vulnerability/';
  return page + encodeURIComponent(id) + (ENDINGS_OF_FEED[feed] ?? '');
}

function ubuntuPage(id: string): string {
  return (id.startsWith('USN-') ? 'notices/' : '') + encodeURIComponent(id.replace(/^UBUNTU-/, ''));
}
