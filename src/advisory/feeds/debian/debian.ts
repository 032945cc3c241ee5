/**
 * Debian's security tracker as JSON (security-tracker.debian.org/tracker/data/json): by source package, flaw and
 * release. It has the state of every supported release, also of what is open. There is no published description
 * of the form; it is made by `bin/tracker_data.py` of the tracker.
 */
import { objectDocuments } from '../../documents.ts';
import type { Feed } from '../../feed.ts';
import { parsePackage } from './package.ts';

const TRACKER = 'https://security-tracker.debian.org/tracker/data/json';

export const debian: Feed = {
  id: 'debian',
  licence: 'Debian security tracker: public, no licence stated (security-tracker.debian.org)',
  fills: (namespace) => namespace.startsWith('debian:'),
  parts: (namespaces, mirror) => [
    { url: mirror === null ? TRACKER : `${mirror}debian/tracker.json`, namespaces },
  ],
  recognises: ({ head }) =>
    /^\s*\{\s*"[^"]+"\s*:\s*\{\s*"(CVE|TEMP)-[^"]*"\s*:\s*\{\s*"(scope|debianbug|description|releases)"/.test(
      head,
    ),
  speaksFor: () => true,
  documents: objectDocuments,
  parse: (doc) => parsePackage(doc.text),
};
