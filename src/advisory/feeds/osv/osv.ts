/**
 * OSV (osv.dev): records of many sources in one form. A folder of JSON files, a ZIP of them, or the public bucket,
 * which has one ZIP for each ecosystem (google.github.io/osv.dev/data, "Data dumps").
 * Left out: the bucket's list of changed records, the query API.
 */
import { basename, dirname } from 'node:path';
import { jsonDocuments } from '../../documents.ts';
import type { Feed, FeedPart, FileHead } from '../../feed.ts';
import { isOfVendor, ROOT, SEAL } from '../../osv/rebuilt.ts';
import { type OsvSource, parseRecord } from '../../osv/record.ts';
import { isRollingArchive } from '../../rolling-secdb.ts';
import { findEcosystem, findPlace } from './ecosystem.ts';

const BUCKET = 'https://osv-vulnerabilities.storage.googleapis.com/';

const SOURCE: OsvSource = { feed: 'osv', find: findPlace };

export const osv: Feed = {
  id: 'osv',
  licence: 'OSV: CC-BY-4.0, CC0-1.0, Apache-2.0 and others, by record source (google.github.io/osv.dev/data)',
  fills: (namespace) => findEcosystem(namespace) !== null,
  parts: (namespaces, mirror) => partsOf(namespaces, mirror === null ? BUCKET : `${mirror}osv/`),
  recognises: (file) => isOsv(file) && !isOfOthers(file),
  speaksFor,
  documents: jsonDocuments,
  parse: (doc, context) => parseRecord(doc.text, context, SOURCE),
};

/** `<Ecosystem>/all.zip`, as the bucket names it. */
function speaksFor(path: string, namespace: string): boolean {
  const place = basename(path) === 'all.zip' ? findPlace(basename(dirname(path))) : null;
  return place === null || place.ecosystem === findEcosystem(namespace);
}

function isOsv({ path, head }: FileHead): boolean {
  return (
    head.startsWith('PK') || (path.endsWith('.json') && /^\s*\{/.test(head) && LOOKS_LIKE_OSV.test(head))
  );
}

/** In OSV's form, and another feed's. */
function isOfOthers(file: FileHead): boolean {
  return isRollingArchive(file) || isOfVendor(ROOT, file) || isOfVendor(SEAL, file);
}

const LOOKS_LIKE_OSV = /"(schema_version|affected|modified|aliases)"\s*:/;

function partsOf(namespaces: readonly string[], base: string): FeedPart[] {
  const byEcosystem = new Map<string, string[]>();
  for (const namespace of namespaces) {
    const name = findEcosystem(namespace)?.name;
    if (name !== undefined) byEcosystem.set(name, [...(byEcosystem.get(name) ?? []), namespace]);
  }
  return [...byEcosystem].map(([name, filled]) => ({
    url: `${base}${encodeURIComponent(name)}/all.zip`,
    namespaces: filled,
  }));
}
