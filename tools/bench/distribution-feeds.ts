/** Copies of the distributions' feeds: what the benches compile. Samples that are broken on purpose are left out. */
import { cpSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Folders of feeds that are about languages, exploits and severities. */
const OTHERS: ReadonlySet<string> = new Set([
  'endoflife',
  'epss',
  'euvd',
  'exploits',
  'friendsofphp',
  'ghsa',
  'go',
  'kev',
  'mitre',
  'nodejs',
  'nvd',
  'retirejs',
  'ruby-advisory-db',
  'vulncheck',
  'vulnrichment',
]);

/** Of OSV, what is about distributions. */
const OSV: readonly string[] = ['AlmaLinux', 'Debian', '_samples'];

const BROKEN = /\/(?:corrupt[^/]*|badid|[^/]*_invalid[^/]*)$/;

/** Copies them below `target`, each in its folder. */
export function copyDistributionFeeds(feedsFolder: string, target: string): void {
  const folders = readdirSync(feedsFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'osv' && !OTHERS.has(entry.name))
    .map(({ name }) => name);
  for (const name of [...folders, ...OSV.map((part) => join('osv', part))]) {
    const source = join(feedsFolder, name);
    if (existsSync(source))
      cpSync(source, join(target, name), { recursive: true, filter: (path) => !BROKEN.test(path) });
  }
}
