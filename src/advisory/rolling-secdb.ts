/**
 * Distributions without releases that publish one `security.json` in the form of secdb (Wolfi, Chainguard, MinimOS), and
 * the same in OSV's form. The first alone knows what was never affected, the second ties the names of a flaw together:
 * in the first a CVE and its GHSA stand side by side like two.
 */
import { jsonDocuments, packageDocuments } from './documents.ts';
import type { Feed, FileHead, Parsed } from './feed.ts';
import { type OsvPlace, type OsvSource, parseRecord } from './osv/record.ts';
import { readStart } from './plain.ts';
import { parseSecdb, type SecdbPlace } from './secdb.ts';

export interface RollingSecdb {
  /** Of the feed and the namespace. */
  readonly id: string;
  readonly licence: string;
  readonly url: string;
  /** Host of the packages, which the file names as `urlprefix`. */
  readonly host: string;
  /** The ecosystem's name in OSV. */
  readonly ecosystem: string;
  readonly redistribution: boolean;
}

const BUCKET = 'https://osv-vulnerabilities.storage.googleapis.com/';

export function rollingSecdb(source: RollingSecdb): Feed {
  const { id, licence, url, host, ecosystem, redistribution } = source;
  const prefix = new RegExp(`"urlprefix"\\s*:\\s*"https?://${RegExp.escape(host)}[/"]`);
  const place: SecdbPlace = { feed: id, namespaceOf: () => id };
  const osv = osvSource(source);
  const base = (mirror: string | null, otherwise: string, file: string): string =>
    mirror === null ? otherwise : `${mirror}${id}/${file}`;
  return {
    id,
    licence,
    ...(redistribution ? {} : { redistribution: false }),
    fills: (namespace) => namespace === id,
    parts: (namespaces, mirror) => [
      { url: base(mirror, url, 'security.json'), namespaces },
      { url: base(mirror, `${BUCKET}${ecosystem}/all.zip`, 'all.zip'), namespaces, optional: true },
    ],
    recognises: (file) =>
      (file.path.endsWith('.json') && prefix.test(file.head)) || isArchiveOf(ecosystem, file),
    speaksFor: () => true,
    documents: (path) => (isZip(path) ? jsonDocuments(path) : packageDocuments(path)),
    parse: (doc, context) =>
      SECDB_PACKAGE.test(doc.text)
        ? parseSecdb(doc.text, context, place)
        : ofThisAlone(parseRecord(doc.text, context, osv)),
  };
}

/** As `packageDocuments` writes them. */
const SECDB_PACKAGE = /^\{"(?:distroversion|pkg)":/;

const ECOSYSTEMS = ['Chainguard', 'MinimOS', 'Wolfi'];

/** `Wolfi/all.zip`, as OSV's bucket has it: one that these feeds take, and not OSV's own. */
export function isRollingArchive(file: FileHead): boolean {
  return ECOSYSTEMS.some((name) => isArchiveOf(name, file));
}

function isArchiveOf(ecosystem: string, { path, head }: FileHead): boolean {
  return head.startsWith('PK') && path.toLowerCase().endsWith(`/${ecosystem.toLowerCase()}/all.zip`);
}

function isZip(path: string): boolean {
  return readStart(path, 2).toString('latin1') === 'PK';
}

const PACKAGES: OsvPlace['ecosystem'] = { scheme: 'apk', kind: 'os', normalName: (name) => name };

function osvSource({ id, ecosystem }: RollingSecdb): OsvSource {
  const place: OsvPlace = { ecosystem: PACKAGES, namespace: id, stream: '' };
  return { feed: id, find: (name) => (name === ecosystem ? place : null) };
}

/** A record of Wolfi's also names packages of Chainguard's: those stand in the other archive. */
function ofThisAlone(parsed: Parsed): Parsed {
  return { ...parsed, skipped: parsed.skipped.filter((reason) => !reason.startsWith('unknown-ecosystem:')) };
}
