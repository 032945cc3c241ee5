/**
 * Echo, rebuilt Debian: by source package and flaw, which version fixed it (advisory.echohq.com). There is no published
 * description of the form. Left out: Echo's OSV feed, which has its patched libraries of PyPI, npm and Maven.
 */
import { objectDocuments } from '../../documents.ts';
import type { Feed } from '../../feed.ts';
import { parsePackage } from './package.ts';

const DATA = 'https://advisory.echohq.com/data.json';

export const echo: Feed = {
  id: 'echo',
  licence: 'Echo advisories: public, no licence stated (advisory.echohq.com)',
  fills: (namespace) => namespace === 'echo',
  parts: (namespaces, mirror) => [{ url: mirror === null ? DATA : `${mirror}echo/data.json`, namespaces }],
  recognises: ({ head }) => FORM.test(head),
  speaksFor: () => true,
  documents: objectDocuments,
  parse: (doc) => parsePackage(doc.text),
};

/** What is said of the first flaw tells it from Debian's tracker, which has releases there. */
const FORM =
  /^\s*\{\s*"[^"]+"\s*:\s*\{\s*"[A-Z]+-[^"]*"\s*:\s*\{\s*(?:"(?:fixed_version|severity)"\s*:\s*["n]|\})/;
