/**
 * Fedora and EPEL: security updates of Bodhi (bodhi.fedoraproject.org), the system that releases them, page by page. The
 * `updateinfo.xml` of the repositories has only those of the newest builds: a notice is gone as soon as the package has
 * another update, so that whoever stayed below both is told of none. They name source packages, and only what is fixed.
 * Left out: modules, Flatpaks and containers, whose builds are not named by package.
 */
import { entryDocuments } from '../../entry-documents.ts';
import type { Feed } from '../../feed.ts';
import { partsOf, RELEASE } from './pages.ts';
import { parseUpdate } from './update.ts';

export const fedora: Feed = {
  id: 'fedora',
  licence: 'Fedora updates: Fedora Project, no licence stated (bodhi.fedoraproject.org)',
  fills: (namespace) => RELEASE.test(namespace),
  parts: (namespaces, mirror) => namespaces.map((namespace) => partsOf(namespace, mirror)),
  recognises: ({ path, head }) =>
    path.endsWith('.json') &&
    /^\s*\{\s*"updates"\s*:\s*\[/.test(head) &&
    /"(?:alias|updateid|date_submitted|karma|autokarma)"\s*:/.test(head),
  speaksFor: () => true,
  documents: entryDocuments,
  parse: (doc) => parseUpdate(doc.text),
};
