/**
 * openEuler: its notices (OESA) in OSV's form, as the public bucket of OSV has them in one archive; openEuler itself has one
 * file a notice. They name source packages, and only what is fixed. Each service pack is a release of its own.
 */
import { jsonDocuments } from '../../documents.ts';
import type { Feed } from '../../feed.ts';
import { parseNotice } from './notice.ts';

const BUCKET = 'https://osv-vulnerabilities.storage.googleapis.com/';

export const openeuler: Feed = {
  id: 'openeuler',
  licence: 'openEuler security notices: terms of openeuler.org, through OSV (osv.dev)',
  fills: (namespace) => /^openeuler:\d\d\.\d\d(?:-lts(?:-sp\d\d?)?)?$/.test(namespace),
  parts: (namespaces, mirror) => [
    { url: `${mirror === null ? BUCKET : `${mirror}osv/`}openEuler/all.zip`, namespaces },
  ],
  recognises: ({ path, head }) =>
    head.startsWith('PK')
      ? /(?:^|[/\\])openEuler[/\\]all\.zip$/.test(path)
      : path.endsWith('.json') && /^\s*\{[^{}]{0,300}?"id"\s*:\s*"OESA-/.test(head),
  speaksFor: () => true,
  documents: jsonDocuments,
  parse: (doc, context) => parseNotice(doc.text, context),
};
