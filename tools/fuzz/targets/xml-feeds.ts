/** XML, and advisory data in it: whole files through documents to advisories. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { toContext } from '../../../src/advisory/compile.ts';
import type { Feed } from '../../../src/advisory/feed.ts';
import { amazon } from '../../../src/advisory/feeds/amazon/amazon.ts';
import { followCatalogue, followMirrors, partsOf } from '../../../src/advisory/feeds/amazon/repositories.ts';
import { azurelinux } from '../../../src/advisory/feeds/azurelinux/azurelinux.ts';
import { gentoo } from '../../../src/advisory/feeds/gentoo/gentoo.ts';
import { oracle } from '../../../src/advisory/feeds/oracle/oracle.ts';
import { followListing, isWhole, partsOf as susePartsOf } from '../../../src/advisory/feeds/suse/files.ts';
import { suse } from '../../../src/advisory/feeds/suse/suse.ts';
import { followIndex } from '../../../src/advisory/repomd.ts';
import { InputError, messageOf } from '../../../src/base/errors.ts';
import { createXmlReader } from '../../../src/base/xml/xml-reader.ts';
import { schemes } from '../../../src/version/list.ts';
import { scratchFile } from '../scratch.ts';
import { mustHold, type Target, texts } from '../target.ts';

const CONTEXT = toContext(schemes);
const FEEDS = join(import.meta.dirname, '../../../src/advisory/feeds');
const XML_TOKENS = [
  '<',
  '>',
  '</',
  '/>',
  '="',
  '<![CDATA[',
  ']]>',
  '<!--',
  '-->',
  '<!DOCTYPE ',
  '&amp;',
  '&#x41;',
  '<?',
];

/** The same elements whatever the pieces. */
const reader: Target = {
  id: 'xml',
  sources: ['base/xml/'],
  seeds: texts(
    '<?xml version="1.0" encoding="utf-8"?><r><p:a xmlns:p="urn:x" k="1&lt;">t<b/><x>no</x><![CDATA[<&]]></p:a><!-- c --><a/></r>',
    '<a>&#65;&amp;<a><x/></a></a>',
    '<r><a>1</a><end/><a>2</a></r>',
    '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
    '<?xml version="1.0" encoding="latin1"?><a/>',
  ),
  tokens: [...XML_TOKENS, '<end>', '<x>', '<a>'],
  errors: [Error],
  run(bytes) {
    const text = new TextDecoder().decode(bytes);
    const read = (step: number): string => {
      const xml = createXmlReader({ take: ['a'], leaveOut: ['x'], until: 'end' });
      const found: unknown[] = [];
      for (let at = 0; at < text.length && !xml.isOver(); at += step)
        found.push(...xml.push(text.slice(at, at + step)));
      if (!xml.isOver()) xml.end();
      return JSON.stringify(found);
    };
    const whole = read(7);
    mustHold(read(64) === whole, 'in pieces it has other elements');
    return whole;
  },
};

const SOURCES: Readonly<Record<string, readonly string[]>> = {
  amazon: ['advisory/feeds/amazon/update.ts', 'advisory/xml-documents.ts'],
  azurelinux: ['advisory/feeds/azurelinux/definition.ts', 'advisory/oval.ts'],
  gentoo: ['advisory/feeds/gentoo/'],
  oracle: ['advisory/feeds/oracle/definition.ts', 'advisory/feeds/oracle/criteria.ts'],
  suse: ['criteria', 'definition', 'notice', 'places', 'product', 'streams'].map(
    (name) => `advisory/feeds/suse/${name}.ts`,
  ),
};

function ofFeed(feed: Feed, fixtures: string | readonly string[], tokens: readonly string[]): Target {
  return {
    id: `feed-${feed.id}`,
    sources: SOURCES[feed.id] ?? [],
    seeds: () =>
      [fixtures].flat().flatMap((fixture) => {
        const bytes = readFileSync(join(FEEDS, feed.id, 'fixtures', fixture));
        return [bytes, gzipSync(bytes)];
      }),
    tokens: [...XML_TOKENS, ...tokens],
    errors: [InputError],
    maxBytes: 32 * 1024,
    memoryBytes: 256 * 1024 * 1024,
    async run(bytes) {
      const path = scratchFile();
      writeFileSync(path, bytes);
      const found: unknown[] = [];
      for await (const doc of feed.documents(path)) {
        try {
          found.push(feed.parse(doc, CONTEXT));
        } catch (error) {
          found.push(messageOf(error));
        }
      }
      return found;
    },
  };
}

/** What leads to Amazon's notices. */
const repositories: Target = {
  id: 'feed-amazon-places',
  sources: ['advisory/feeds/amazon/repositories.ts', 'advisory/repomd.ts'],
  seeds: texts(
    'https://cdn.example/al/guids/12/$basearch/\n',
    '<repomd><revision>1</revision><data type="updateinfo"><location href="repodata/u.xml.gz"/></data></repomd>',
    '{"topics":[{"n":"kernel-5.15"},{"n":"docker"}]}',
  ),
  tokens: [...XML_TOKENS, '../', '//', 'http://'],
  errors: [Error],
  run(bytes) {
    const text = new TextDecoder().decode(bytes);
    const from = 'https://cdn.example/al/repodata/repomd.xml';
    const parts = [null, 'https://mirror.example/'].flatMap((mirror) => partsOf('amzn:2', mirror));
    mustHold(parts.length === 4, 'parts are missing');
    const answers = [followMirrors, followIndex, (t: string, u: string) => followCatalogue(t, u, true)].map(
      (follow) => {
        try {
          return follow(text, from).map(({ url }) => url);
        } catch (error) {
          return messageOf(error);
        }
      },
    );
    for (const urls of answers.slice(1)) {
      if (typeof urls !== 'string')
        mustHold(
          urls.every((url) => url.startsWith('https://cdn.example/al/')),
          'it leads elsewhere',
        );
    }
    return answers;
  },
};

/** What leads to SUSE's files. */
const listing: Target = {
  id: 'feed-suse-places',
  sources: ['advisory/feeds/suse/files.ts'],
  seeds: texts(
    '<a href="suse.linux.enterprise.15-sp6-affected.xml.gz">x</a><a href="suse.linux.enterprise.15-sp6-patch.xml">',
    '<a href="opensuse.tumbleweed.xml.bz2"><a href="suse.linux.micro.6.0-affected.xml"><a href="suse.linux.enterprise.12.xml">',
  ),
  tokens: ['href="', '../', '.xml.gz"', '-affected', '-patch', 'suse.linux.enterprise.16.0'],
  errors: [Error],
  run(bytes) {
    const text = new TextDecoder().decode(bytes);
    const namespaces = ['sles:12.1', 'sles:15.6', 'sles:16.0', 'sl-micro:6.0', 'opensuse-tumbleweed'];
    const urls = followListing(text, SUSE_SITE, namespaces).map(({ url }) => url);
    mustHold(
      urls.every((url) => url.startsWith(SUSE_SITE)),
      'it leads elsewhere',
    );
    mustHold(new Set(urls).size === urls.length, 'a file is taken twice');
    const [name = ''] = /[\w.-]+\.xml/.exec(text) ?? [];
    return [
      urls,
      namespaces.map((namespace) => isWhole(name, namespace)),
      susePartsOf(namespaces, SUSE_SITE),
    ];
  },
};

const SUSE_SITE = 'https://ftp.suse.com/pub/projects/security/oval/';

export const xmlFeedTargets: readonly Target[] = [
  listing,
  reader,
  ofFeed(amazon, 'updateinfo.xml', ['short="amazon-linux-2---', 'epoch="', 'type="security"']),
  repositories,
  ofFeed(azurelinux, 'azurelinux-3.0-oval.xml', ['operation="less than or equal"', '.cm2<', 'test_ref="']),
  ofFeed(gentoo, 'glsa-209901-07.xml', ['range="rge"', 'range="le"', 'slot="3"', '_p1-r2']),
  ofFeed(oracle, 'com.oracle.elsa-all.xml.bz2', [
    'comment="Module ',
    ' is earlier than ',
    '_fips',
    'ksplice',
  ]),
  ofFeed(
    suse,
    ['suse.linux.enterprise.15-affected.xml', 'suse.linux.enterprise.15-sp6-patch.xml'],
    [
      'class="patch"',
      'ref_id="SUSE-SU-2031:1-1"',
      ' is not affected',
      ' is affected',
      'SUSE Linux Enterprise Server 15 SP6-LTSS is installed',
      'openSUSE Tumbleweed is installed',
    ],
  ),
];
