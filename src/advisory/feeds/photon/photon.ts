/**
 * Photon OS: one list a release (`cve_data_photon5.0.json`) of flaws by package, with what is fixed, open and not affected.
 * There is no published description of the form. It names source and binary packages alike.
 * Left out: `photon_versions.json`, which names the releases that have a list.
 */
import { damagedFile } from '../../damaged-file.ts';
import { listDocuments } from '../../documents.ts';
import type { Doc, Feed } from '../../feed.ts';
import { parseEntry } from './entry.ts';

const SITE = 'https://packages.broadcom.com/photon/photon_cve_metadata/';

export const photon: Feed = {
  id: 'photon',
  licence: 'Photon OS CVE metadata: public, no licence stated (packages.broadcom.com/photon)',
  fills: (namespace) => /^photon:[1-9]\.0$/.test(namespace),
  parts: (namespaces, mirror) =>
    namespaces.map((namespace) => ({
      url: `${mirror === null ? SITE : `${mirror}photon/`}cve_data_photon${namespace.split(':')[1]}.json`,
      namespaces: [namespace],
    })),
  recognises: ({ head }) => /^\s*\[\s*\{\s*"cve_id"\s*:/.test(head) && head.includes('"aff_ver"'),
  speaksFor: () => true,
  documents: entryDocuments,
  parse: (doc) => parseEntry(doc.text),
};

/** One document for each entry: `{"release": "5.0", "entry": …}`. */
async function* entryDocuments(path: string): AsyncGenerator<Doc> {
  const release = await findRelease(path);
  for await (const doc of listDocuments(path))
    yield { ...doc, text: `{"release":"${release}","entry":${doc.text}}` };
}

/** Only the versions of its packages (`1.2-3.ph5`) say which release a list is for. */
async function findRelease(path: string): Promise<string> {
  for await (const { text } of listDocuments(path)) {
    const release = /"res_ver":"[^"]*\.ph([1-9])"/.exec(text)?.[1];
    if (release !== undefined) return `${release}.0`;
  }
  throw damagedFile(path, 'no version in it says which release it is for');
}
