/**
 * Alpine's secdb (secdb.alpinelinux.org): for each branch and repository, which version of a package fixed which
 * flaws. It knows nothing of flaws without a fix.
 */
import { packageDocuments } from '../../documents.ts';
import type { Feed, FeedPart } from '../../feed.ts';
import { parseSecdb, type SecdbPlace } from '../../secdb.ts';

const SITE = 'https://secdb.alpinelinux.org/';
/** The first branch that secdb has, 3.2, has no second one; of `testing` it knows nothing. */
const REPOSITORIES: readonly string[] = ['main', 'community'];

const PLACE: SecdbPlace = {
  feed: 'alpine',
  namespaceOf(distroversion) {
    const branch = /^v?(\d+\.\d+|edge)$/.exec(distroversion)?.[1];
    return branch === undefined ? null : `alpine:${branch}`;
  },
};

export const alpine: Feed = {
  id: 'alpine',
  licence: 'Alpine secdb: public, its terms are secdb.alpinelinux.org/license.txt',
  fills: (namespace) => /^alpine:(\d+\.\d+|edge)$/.test(namespace),
  parts: (namespaces, mirror) =>
    namespaces.flatMap((namespace) => partsOf(namespace, mirror === null ? SITE : `${mirror}alpine/`)),
  recognises: ({ path, head }) => path.endsWith('.json') && /"distroversion"\s*:/.test(head),
  speaksFor: () => true,
  documents: packageDocuments,
  parse: (doc, context) => parseSecdb(doc.text, context, PLACE),
};

function partsOf(namespace: string, site: string): FeedPart[] {
  const branch = namespace.slice('alpine:'.length);
  const folder = branch === 'edge' ? branch : `v${branch}`;
  const repositories = branch === '3.2' ? REPOSITORIES.slice(0, 1) : REPOSITORIES;
  return repositories.map((repository) => ({
    url: `${site}${folder}/${repository}.json`,
    namespaces: [namespace],
  }));
}
