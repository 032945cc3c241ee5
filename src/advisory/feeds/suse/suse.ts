/**
 * SUSE and openSUSE: OVAL (oval.mitre.org, version 5.11), one file a release with all its products, in the edition that also
 * has flaws that are open and such that do not apply (`-affected`). It names binary packages.
 * Left out: OVAL's tests, objects and states. They say again what the comments of the criteria say, and make up half of the
 * file; the comments are written by the same program in three fixed forms. With them the architecture is left out, which
 * products of SUSE do not differ in. CSAF-VEX says the same for all products at once, in several gigabytes.
 */
import type { Feed, FeedPart } from '../../feed.ts';
import { xmlDocuments } from '../../xml-documents.ts';
import { parseDefinition } from './definition.ts';
import { isSuse } from './product.ts';

const SITE = 'https://ftp.suse.com/pub/projects/security/oval/';

export const suse: Feed = {
  id: 'suse',
  licence: 'SUSE security data (OVAL): CC-BY-4.0, SUSE LLC (ftp.suse.com/pub/projects/security)',
  fills: isSuse,
  parts: toParts,
  recognises: ({ head }) =>
    head.includes('oval_definitions') && /Marcus Updateinfo to OVAL|org\.opensuse\.security:/.test(head),
  speaksFor: () => true,
  documents: (path) =>
    xmlDocuments(path, {
      take: ['definition'],
      leaveOut: ['description', 'affected', 'affected_cpe_list', 'bugzilla'],
      until: 'tests',
    }),
  parse: (doc, context) => parseDefinition(doc.text, context),
};

/** Some releases share a file. */
function toParts(namespaces: readonly string[], mirror: string | null): FeedPart[] {
  const base = mirror === null ? SITE : `${mirror}suse/`;
  const files = Map.groupBy(namespaces, fileOf);
  return [...files].map(([file, own]) => ({ url: `${base}${file}-affected.xml.gz`, namespaces: own }));
}

const FOLDERS: ReadonlyMap<string, string> = new Map([
  ['opensuse-leap', 'opensuse.leap.'],
  ['opensuse-leap-micro', 'opensuse.leap.micro.'],
  ['opensuse-tumbleweed', 'opensuse.tumbleweed'],
  ['sl-micro', 'suse.linux.micro.'],
  ['sle-micro', 'suse.linux.enterprise.micro.'],
]);

function fileOf(namespace: string): string {
  const [product = '', release = ''] = namespace.split(':');
  const start = FOLDERS.get(product);
  if (start !== undefined) return start + release;
  const [version, servicePack] = release.split('.');
  if (version === '16') return `suse.linux.enterprise.${release}`;
  // The first service packs of 12 have no file of their own: the one of all of them is several times as large.
  const isOwn = servicePack !== undefined && (version !== '12' || Number(servicePack) >= 4);
  return `suse.linux.enterprise.${version}${isOwn ? `-sp${servicePack}` : ''}`;
}
