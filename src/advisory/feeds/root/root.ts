/**
 * Root.io: what its patched packages fix, as OSV records (api.root.io). It names packages of Debian, Ubuntu and Alpine
 * and libraries of PyPI, npm and Maven, and only what is fixed.
 */
import { jsonDocuments } from '../../documents.ts';
import type { Feed } from '../../feed.ts';
import { fillsRebuilt, findRebuiltPlace, isOfVendor, ROOT } from '../../osv/rebuilt.ts';
import { type OsvSource, parseRecord } from '../../osv/record.ts';

const ARCHIVE = 'https://api.root.io/external/osv/all.zip';

const SOURCE: OsvSource = { feed: 'root', find: (ecosystem) => findRebuiltPlace(ROOT, ecosystem) };

export const root: Feed = {
  id: 'root',
  licence: 'Root.io patch feed: public, no licence stated (api.root.io)',
  fills: (namespace) => fillsRebuilt(ROOT, namespace),
  parts: (namespaces, mirror) => [{ url: mirror === null ? ARCHIVE : `${mirror}root/all.zip`, namespaces }],
  recognises: (file) => isOfVendor(ROOT, file),
  speaksFor: () => true,
  documents: jsonDocuments,
  parse: (doc, context) => parseRecord(doc.text, context, SOURCE),
};
