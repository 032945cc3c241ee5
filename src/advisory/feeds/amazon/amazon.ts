/**
 * Amazon Linux: the notices (ALAS) that lie beside its packages as `updateinfo.xml`, in the form of yum and dnf.
 * It names binary packages and only what is fixed: of an open flaw Amazon's repositories say nothing.
 */
import type { Feed } from '../../feed.ts';
import { NOTICES } from '../../updateinfo.ts';
import { xmlDocuments } from '../../xml-documents.ts';
import { partsOf, RELEASES } from './repositories.ts';
import { parseUpdate } from './update.ts';

export const amazon: Feed = {
  id: 'amazon',
  licence: 'Amazon Linux Security Center: public, no licence stated (alas.aws.amazon.com)',
  fills: (namespace) => RELEASES.has(namespace),
  parts: (namespaces, mirror) => namespaces.flatMap((namespace) => partsOf(namespace, mirror)),
  recognises: ({ head }) => /<updates[\s>]/.test(head) && /<id>\s*ALAS/.test(head),
  speaksFor: () => true,
  documents: (path) => xmlDocuments(path, NOTICES),
  parse: (doc) => parseUpdate(doc.text),
};
