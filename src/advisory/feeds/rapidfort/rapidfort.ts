/**
 * RapidFort's curated images: what it says of packages in them, a JSON file for each distribution and package, in a
 * repository that is read as one archive (github.com/rapidfort/security-advisories). There is no published
 * description of the form. Left out: its files for Red Hat and relatives, whose ranges are for builds of several
 * releases side by side.
 */
import type { Feed } from '../../feed.ts';
import { tarDocuments } from '../../tar-documents.ts';
import { FILE, parseAdvisory } from './advisory.ts';

const ARCHIVE = 'https://codeload.github.com/rapidfort/security-advisories/tar.gz/refs/heads/main';

export const rapidfort: Feed = {
  id: 'rapidfort',
  licence: 'RapidFort security advisories: public, no licence stated (github.com/rapidfort)',
  fills: (namespace) => /^rapidfort:(?:alpine|debian|ubuntu):\d+(?:\.\d+)?$/.test(namespace),
  parts: (namespaces, mirror) => [
    { url: mirror === null ? ARCHIVE : `${mirror}rapidfort/security-advisories.tar.gz`, namespaces },
  ],
  recognises: ({ head }) =>
    /^(?:pax_global_header\0[\s\S]*?\0)?(?:rapidfort-)?security-advisories[^/\0]*\//.test(head),
  speaksFor: () => true,
  documents: (path) => tarDocuments(path, (name) => FILE.test(name)),
  parse: (doc) => parseAdvisory(doc.text, doc.place),
};
