/**
 * SUSE and openSUSE: OVAL (oval.mitre.org, version 5.11), for each release a file of flaws, fixed, open and not affected, and
 * one of notices, which say when a fix came out. They name binary packages.
 * Left out: OVAL's tests, objects and states. They say again what the comments of the criteria say, and make up half of the
 * file; the comments are written by the same program in three fixed forms. With them the architecture is left out, which
 * products of SUSE do not differ in. CSAF-VEX says the same for all products at once, in several gigabytes.
 */
import { basename } from 'node:path';
import type { Feed } from '../../feed.ts';
import { xmlDocuments } from '../../xml-documents.ts';
import { parseDefinition } from './definition.ts';
import { isWhole, partsOf } from './files.ts';
import { isSuse } from './product.ts';

export const suse: Feed = {
  id: 'suse',
  licence: 'SUSE security data (OVAL): CC-BY-4.0, SUSE LLC (ftp.suse.com/pub/projects/security)',
  fills: isSuse,
  parts: partsOf,
  recognises: ({ head }) =>
    head.includes('oval_definitions') && /Marcus Updateinfo to OVAL|org\.opensuse\.security:/.test(head),
  speaksFor: (path, namespace) => isWhole(basename(path), namespace),
  documents: (path) =>
    xmlDocuments(path, {
      take: ['definition'],
      leaveOut: ['description', 'affected', 'affected_cpe_list', 'bugzilla'],
      until: 'tests',
    }),
  parse: (doc, context) => parseDefinition(doc.text, context),
};
