/**
 * Gentoo's notices (GLSA, glsa.dtd 2.x): one XML file each, in a tar of their repository, in a folder of the synchronised
 * tree (`metadata/glsa`), or alone. They name ebuilds with their category, by slot where that matters, and come once a fix
 * is stable: of an open flaw Gentoo says nothing here.
 */
import type { Feed } from '../../feed.ts';
import { glsaDocuments } from './documents.ts';
import { parseGlsa } from './glsa.ts';

const SITE = 'https://gitweb.gentoo.org/data/glsa.git/snapshot/';

export const gentoo: Feed = {
  id: 'gentoo',
  licence: 'Gentoo Linux Security Advisories: Gentoo authors, CC-BY-SA-4.0 (security.gentoo.org)',
  fills: (namespace) => namespace === 'gentoo',
  parts: (namespaces, mirror) => [
    { url: `${mirror === null ? SITE : `${mirror}gentoo/`}glsa-master.tar.gz`, namespaces },
  ],
  recognises: ({ path, head }) =>
    /<glsa\s[^>]*\bid="\d{6}-\d+"/.test(head) || /(?:^|[\\/])glsa-[\w.-]*\.tar$/.test(path),
  speaksFor: () => true,
  documents: glsaDocuments,
  parse: parseGlsa,
};
