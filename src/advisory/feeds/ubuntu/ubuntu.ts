/**
 * Ubuntu's security metadata (security-metadata.canonical.com): OSV records of all flaws and notices, with the fixed
 * version in each pocket, and VEX documents over them, which alone know what is not affected, deferred, or will not be
 * fixed. Two archives of JSON files. Left out: live patches (LSN) and the VEX documents of notices, which repeat others.
 */
import { basename } from 'node:path';
import { isNotice } from '../../../model/notice.ts';
import { jsonDocuments } from '../../documents.ts';
import type { Doc, Feed, ParseContext, Parsed } from '../../feed.ts';
import { type OsvPlace, type OsvSource, parseRecord } from '../../osv/record.ts';
import { ubuntuRelease, ubuntuStream } from '../../osv/ubuntu.ts';
import { tarDocuments } from '../../tar-documents.ts';
import { isVex, parseVex } from './vex.ts';

const SITE = 'https://security-metadata.canonical.com/';
const ARCHIVES = ['osv/osv-all.tar.xz', 'vex/vex-all.tar.xz'] as const;

export const ubuntu: Feed = {
  id: 'ubuntu',
  licence: 'Canonical Ubuntu security metadata: CC-BY-SA-4.0 (security-metadata.canonical.com)',
  fills: (namespace) => /^ubuntu:\d+\.\d+$/.test(namespace),
  parts: (namespaces, mirror) =>
    ARCHIVES.map((path) => ({ url: `${mirror === null ? SITE : `${mirror}ubuntu/`}${path}`, namespaces })),
  recognises: ({ path, head }) => isArchive(path, head) || (path.endsWith('.json') && VEX_HEAD.test(head)),
  speaksFor: () => true,
  documents: (path) => (path.endsWith('.json') ? jsonDocuments(path) : tarDocuments(path, wants)),
  parse: (doc, context) => (isVex(doc.text) ? parseVex(doc.text) : parseOsv(doc, context)),
};

/**
 * A notice names the flaws of all releases, also those that one of them never had: it tells the day of a fix, and is no
 * statement of its own.
 */
function parseOsv({ text }: Doc, context: ParseContext): Parsed {
  const parsed = parseRecord(text, context, SOURCE);
  const advisories = parsed.advisories.map((a) => (isNotice(a.id) ? { ...a, informational: 'notice' } : a));
  return { ...parsed, advisories };
}

/** POSIX ustar: where a header block says that it is one. */
const MAGIC_AT = 257;
const VEX_HEAD = /"@id":\s*"https:\/\/github\.com\/canonical\/ubuntu-security-notices\//;

/** Downloads keep no name of their own, but begin with the folder that all of them lie in. */
function isArchive(path: string, head: string): boolean {
  if (head.slice(MAGIC_AT, MAGIC_AT + 5) !== 'ustar') return false;
  return (
    /^(?:osv|vex)-all\b/.test(basename(path)) ||
    /^(?:\.\/)?(?:(?:osv|vex)-all\/)?(?:osv|vex)\/(?:cve|usn)\//.test(head)
  );
}

function wants(name: string): boolean {
  if (!name.endsWith('.json')) return false;
  return (
    /\/(?:UBUNTU-)?CVE-\d[^/]*$/.test(name) || (/\/USN-\d[^/]*$/.test(name) && !/(?:^|\/)vex\//.test(name))
  );
}

const SOURCE: OsvSource = {
  feed: 'ubuntu',
  find(ecosystem, distro) {
    const [, suffix] = /^Ubuntu:(.+)$/.exec(ecosystem) ?? [];
    if (suffix === undefined) return null;
    const release = ubuntuRelease(suffix);
    if (!/^\d+\.\d+$/.test(release)) return null;
    return { ecosystem: PACKAGES, namespace: `ubuntu:${release}`, stream: ubuntuStream(suffix, distro) };
  },
};

const PACKAGES: OsvPlace['ecosystem'] = { scheme: 'deb', kind: 'os', normalName: (name) => name };
