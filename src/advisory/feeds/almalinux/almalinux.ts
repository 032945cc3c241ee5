/**
 * AlmaLinux: all notices of a release as one JSON file (`errata.full.json`). They name binary packages with epoch,
 * architecture and module; the same notices in OSV's form say nothing of the last two. Of an open flaw AlmaLinux says
 * nothing.
 */
import { entryDocuments } from '../../entry-documents.ts';
import type { Feed } from '../../feed.ts';
import { parseErratum } from './erratum.ts';

const SITE = 'https://errata.almalinux.org/';

export const almalinux: Feed = {
  id: 'almalinux',
  licence: 'AlmaLinux errata: AlmaLinux OS Foundation, MIT (errata.almalinux.org)',
  fills: (namespace) => RELEASE.test(namespace),
  parts: (namespaces, mirror) =>
    namespaces.map((namespace) => ({
      url: `${mirror === null ? SITE : `${mirror}almalinux/`}${namespace.replace('almalinux:', '')}/errata.full.json`,
      namespaces: [namespace],
    })),
  recognises: ({ path, head }) =>
    path.endsWith('.json') &&
    /^\s*\{/.test(head) &&
    /"data"\s*:\s*\[\s*\{\s*"id"\s*:\s*"AL[A-Z]A-/.test(head),
  speaksFor: () => true,
  documents: entryDocuments,
  parse: (doc) => parseErratum(doc.text),
};

const RELEASE = /^almalinux:([89]|[1-9]\d)$/;
