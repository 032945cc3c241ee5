/**
 * Arch Linux's security tracker (security.archlinux.org/all.json): groups of flaws that a few packages share, each with
 * the version that is affected and the one that is not any more. One rolling namespace.
 */
import { listDocuments } from '../../documents.ts';
import type { Feed } from '../../feed.ts';
import { parseGroup } from './group.ts';

const SITE = 'https://security.archlinux.org/';

export const arch: Feed = {
  id: 'arch',
  licence: 'Arch Linux security tracker: public, no licence stated (security.archlinux.org)',
  fills: (namespace) => namespace === 'arch',
  parts: (namespaces, mirror) => [
    { url: `${mirror === null ? SITE : `${mirror}arch/`}all.json`, namespaces },
  ],
  recognises: ({ path, head }) =>
    path.endsWith('.json') && /^\s*\[/.test(head) && /"name"\s*:\s*"AVG-\d+"/.test(head),
  speaksFor: () => true,
  documents: listDocuments,
  parse: (doc) => parseGroup(doc.text),
};
