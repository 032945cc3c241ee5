/**
 * Debian's security tracker as JSON (security-tracker.debian.org/tracker/data/json): by source package, flaw and
 * release. It has the state of every supported release, also of what is open. There is no published description
 * of the form; it is made by `bin/tracker_data.py` of the tracker. Beside it the lists of notices, which have the days.
 */
import { objectDocuments, readHead } from '../../documents.ts';
import type { Feed } from '../../feed.ts';
import { isNotices, isNoticeText, noticeDocuments, parseNotice } from './notices.ts';
import { parsePackage } from './package.ts';

const TRACKER = 'https://security-tracker.debian.org/tracker/data/json';
const LISTS = 'https://salsa.debian.org/security-tracker-team/security-tracker/-/raw/master/data/';

export const debian: Feed = {
  id: 'debian',
  licence: 'Debian security tracker: public, no licence stated (security-tracker.debian.org)',
  fills: (namespace) => namespace.startsWith('debian:'),
  parts: (namespaces, mirror) => [
    { url: mirror === null ? TRACKER : `${mirror}debian/tracker.json`, namespaces },
    ...['DSA/list', 'DLA/list'].map((path) => ({
      url: `${mirror === null ? LISTS : `${mirror}debian/`}${path}`,
      namespaces,
      optional: true as const,
    })),
  ],
  recognises: ({ head }) => TRACKER_HEAD.test(head) || isNotices(head),
  speaksFor: () => true,
  async *documents(path) {
    yield* isNotices((await readHead(path)).head) ? noticeDocuments(path) : objectDocuments(path);
  },
  parse: ({ text }) => (isNoticeText(text) ? parseNotice(text) : parsePackage(text)),
};

const TRACKER_HEAD =
  /^\s*\{\s*"[^"]+"\s*:\s*\{\s*"(CVE|TEMP)-[^"]*"\s*:\s*\{\s*"(scope|debianbug|description|releases)"/;
