/**
 * Bottlerocket: its notices (advisories.bottlerocket.aws), in the form of `updateinfo.xml`, with the names that the
 * image's own list of its software has. Only what is fixed is in it.
 */
import type { Advisory } from '../../../model/advisory.ts';
import type { Feed, Parsed } from '../../feed.ts';
import { fixesOf, isSecurity, NOTICES, type Notice, opinionOf, parseNotice } from '../../updateinfo.ts';
import { xmlDocuments } from '../../xml-documents.ts';

const NAMESPACE = 'bottlerocket:1';
const SITE = 'https://advisories.bottlerocket.aws/';

export const bottlerocket: Feed = {
  id: 'bottlerocket',
  licence: 'Bottlerocket security advisories: public, no licence stated (advisories.bottlerocket.aws)',
  fills: (namespace) => namespace === NAMESPACE,
  parts: (namespaces, mirror) => [
    { url: `${mirror === null ? SITE : `${mirror}bottlerocket/`}updateinfo.xml.gz`, namespaces },
  ],
  recognises: ({ head }) => /<updates[\s>]/.test(head) && /<id>\s*(?:BRSA|GHSA)-/.test(head),
  speaksFor: () => true,
  documents: (path) => xmlDocuments(path, NOTICES),
  parse: (doc) => parseUpdate(doc.text),
};

function parseUpdate(text: string): Parsed {
  const notice = parseNotice(text);
  const { modifiedAt } = notice;
  if (!isSecurity(notice)) return { advisories: [], detail: null, skipped: ['not-security'], modifiedAt };
  const skipped: string[] = [];
  const advisories = notice.collections
    .flatMap((collection) => fixesOf(collection, skipped))
    .map(({ name, fixed, arches }) => toAdvisory(notice, name, fixed, arches));
  if (advisories.length === 0 && skipped.length === 0) skipped.push('no-package');
  return { advisories, detail: null, skipped, modifiedAt };
}

function toAdvisory(notice: Notice, name: string, fixed: string, arches: readonly string[]): Advisory {
  return {
    id: notice.id,
    aliases: notice.cves,
    feed: 'bottlerocket',
    key: { namespace: NAMESPACE, name },
    scope: { arches, moduleStream: null, stream: '' },
    scheme: 'rpm',
    ranges: [{ introduced: null, fixed, lastAffected: null }],
    versions: [],
    state: 'fixed',
    title: notice.title,
    severities: opinionOf('Bottlerocket', notice),
    publishedAt: notice.issuedAt,
    fixedAt: notice.issuedAt,
    withdrawnAt: '',
    knownExploited: false,
    informational: '',
    url: `${SITE}advisories/${encodeURIComponent(notice.id)}/`,
  };
}
