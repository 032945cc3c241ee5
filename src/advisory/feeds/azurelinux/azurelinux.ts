/**
 * Azure Linux and its predecessor CBL-Mariner: Microsoft's OVAL, one file a release, one definition for each flaw in each
 * source package. It has fixes, open flaws, and flaws that do not apply.
 */
import type { Feed, FeedPart } from '../../feed.ts';
import { ovalDocuments } from '../../oval.ts';
import { parseDefinition } from './definition.ts';

const SITE = 'https://raw.githubusercontent.com/microsoft/AzureLinuxVulnerabilityData/main/';

export const azurelinux: Feed = {
  id: 'azurelinux',
  licence:
    'Azure Linux vulnerability data: MIT, Microsoft (github.com/microsoft/AzureLinuxVulnerabilityData)',
  fills: (namespace) => /^(azurelinux|mariner):[1-9]\d?\.0$/.test(namespace),
  parts: (namespaces, mirror) => namespaces.map((namespace) => toPart(namespace, mirror)),
  // A tar of such files is none of them.
  recognises: ({ head }) =>
    /^\s*</.test(head) &&
    head.includes('oval_definitions') &&
    /oval:com\.microsoft\.(azurelinux|cbl-mariner):/.test(head),
  speaksFor: () => true,
  documents: (path) => ovalDocuments(path, ['description', 'affected']),
  parse: (doc) => parseDefinition(doc.text),
};

function toPart(namespace: string, mirror: string | null): FeedPart {
  const [name = '', release = ''] = namespace.split(':');
  const file = `${name === 'mariner' ? 'cbl-mariner' : name}-${release}-oval.xml`;
  return { url: mirror === null ? SITE + file : `${mirror}azurelinux/${file}`, namespaces: [namespace] };
}
