/**
 * Oracle Linux: all its notices (ELSA) as one file of OVAL (oval.mitre.org, version 5.11). It names binary packages, and
 * only what is fixed.
 * Left out: OVAL's tests, objects and states. They say again what the comments of the criteria say, in one place after all
 * definitions, and make up most of the file; the comments are written by the same program in four fixed forms.
 */
import type { Feed } from '../../feed.ts';
import { xmlDocuments } from '../../xml-documents.ts';
import { parseDefinition } from './definition.ts';

const SITE = 'https://linux.oracle.com/security/oval/com.oracle.elsa-all.xml.bz2';

export const oracle: Feed = {
  id: 'oracle',
  licence: 'Oracle Linux errata (OVAL): copyright Oracle, terms of use of linux.oracle.com/security',
  fills: (namespace) => /^ol:[1-9]\d?$/.test(namespace),
  parts: (namespaces, mirror) => [
    { url: mirror === null ? SITE : `${mirror}oracle/com.oracle.elsa-all.xml.bz2`, namespaces },
  ],
  recognises: ({ head }) => head.includes('oval_definitions') && head.includes('com.oracle.elsa:'),
  speaksFor: () => true,
  documents: (path) =>
    xmlDocuments(path, {
      take: ['definition'],
      leaveOut: ['description', 'rights', 'affected'],
      until: 'tests',
    }),
  parse: (doc) => parseDefinition(doc.text),
};
