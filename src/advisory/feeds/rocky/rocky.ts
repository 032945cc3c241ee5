/**
 * Rocky Linux: the notices (RLSA) that lie beside its packages as `updateinfo.xml`. They name binary packages with their
 * architecture, and the module that they are of, which the same notices in OSV's form do not.
 * Left out: repositories that are for clusters and real time; those of special interest groups (RXSA) are read where
 * somebody gives their files, and count as a stream. Of an open flaw the repositories say nothing.
 */
import type { Feed, FeedPart } from '../../feed.ts';
import { toIndex } from '../../repomd.ts';
import { NOTICES } from '../../updateinfo.ts';
import { xmlDocuments } from '../../xml-documents.ts';
import { parseUpdate } from './update.ts';

const SITE = 'https://dl.rockylinux.org/pub/rocky/';

export const rocky: Feed = {
  id: 'rocky',
  licence:
    'Rocky Linux errata: Rocky Enterprise Software Foundation, no licence stated (errata.rockylinux.org)',
  fills: (namespace) => RELEASE.test(namespace),
  parts: (namespaces, mirror) =>
    namespaces.flatMap((namespace) => partsOf(namespace, mirror === null ? SITE : `${mirror}rocky/`)),
  recognises: ({ head }) => /<updates[\s>]/.test(head) && /<id>\s*R[LX][SBE]A-/.test(head),
  speaksFor: () => true,
  documents: (path) => xmlDocuments(path, NOTICES),
  parse: (doc) => parseUpdate(doc.text),
};

const RELEASE = /^rocky:([89]|[1-9]\d)$/;

/** A version may be out for one architecture before it is for another, so that each one's repository is read. */
function partsOf(namespace: string, base: string): FeedPart[] {
  const release = RELEASE.exec(namespace)?.[1];
  if (release === undefined) return [];
  const arches = release === '8' ? ['aarch64', 'x86_64'] : ['aarch64', 'ppc64le', 's390x', 'x86_64'];
  const repositories = ['AppStream', 'BaseOS', release === '8' ? 'PowerTools' : 'CRB'];
  return arches.flatMap((arch) =>
    repositories.map((repository) => toIndex(`${base}${release}/${repository}/${arch}/os/`, [namespace])),
  );
}
