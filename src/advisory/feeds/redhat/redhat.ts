/**
 * Red Hat: one document of CSAF VEX (OASIS CSAF 2.0, profile 5) for each flaw, with what is fixed, open, left open and not
 * affected in each product. All of them are one archive, which a small file names.
 * Left out: containers (`pkg:oci`) and other content that is no rpm, symbols of programs, products whose release of RHEL
 * cannot be told, and `changes.csv`: a new archive is read whole.
 */
import { jsonDocuments, readHead } from '../../documents.ts';
import type { Doc, Feed, FeedPart } from '../../feed.ts';
import { tarDocuments } from '../../tar-documents.ts';
import { parseDocument } from './document.ts';

const SITE = 'https://security.access.redhat.com/data/csaf/v2/vex/';

export const redhat: Feed = {
  id: 'redhat',
  licence: 'Red Hat security data (CSAF VEX): CC-BY-4.0 (redhat.com/security/data)',
  fills: (namespace) => /^rhel:(?:[2-9]|[1-9]\d)$/.test(namespace),
  parts(namespaces, mirror) {
    const url = `${mirror === null ? SITE : `${mirror}redhat/vex/`}archive_latest.txt`;
    return [{ url, namespaces, follow: followArchive }];
  },
  recognises: ({ path, head }) =>
    /(?:^|[/\\])csaf_vex_[\d-]+\.tar$/.test(path) ||
    (head.includes('"csaf_vex"') && head.includes('redhat.com')),
  speaksFor: () => true,
  documents,
  parse: (doc) => parseDocument(doc.text),
};

/** The file has the archive's name and nothing else: `csaf_vex_2024-08-04.tar.zst`. */
export function followArchive(text: string, url: string): readonly FeedPart[] {
  const name = text.trim();
  if (!/^[\w-]{1,100}\.tar(?:\.(?:zst|gz|xz|bz2))?$/.test(name)) throw new Error('it names no archive');
  return [{ url: new URL(name, url).href, namespaces: [] }];
}

async function* documents(path: string): AsyncGenerator<Doc> {
  const { head } = await readHead(path);
  if (/^\s*\{|^PK/.test(head)) yield* jsonDocuments(path);
  else yield* tarDocuments(path, (name) => name.endsWith('.json'));
}
