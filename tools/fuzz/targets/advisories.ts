/** Advisory data: feeds as they are downloaded. */
import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { toContext } from '../../../src/advisory/compile.ts';
import {
  jsonDocuments,
  objectDocuments,
  packageDocuments,
  readHead,
} from '../../../src/advisory/documents.ts';
import type { Doc } from '../../../src/advisory/feed.ts';
import { alpine } from '../../../src/advisory/feeds/alpine/alpine.ts';
import { debian } from '../../../src/advisory/feeds/debian/debian.ts';
import { osv } from '../../../src/advisory/feeds/osv/osv.ts';
import { createSplitter } from '../../../src/advisory/split-object.ts';
import { InputError } from '../../../src/base/errors.ts';
import { schemes } from '../../../src/version/list.ts';
import { buildZip } from '../../../test/zip-builder.ts';
import { mutateContent, mutateZip } from '../mutate/containers.ts';
import { mutateJson } from '../mutate/json.ts';
import { scratchFile } from '../scratch.ts';
import { mustHold, ofText, type Target, texts } from '../target.ts';
import { listFeedTargets } from './list-feeds.ts';
import { redhatFeedTargets } from './redhat.ts';
import { tableTargets } from './tables.ts';
import { xmlFeedTargets } from './xml-feeds.ts';

const CONTEXT = toContext(schemes);
const PLAIN_ERRORS = [Error, SyntaxError];

function json(...values: readonly unknown[]): () => readonly Uint8Array[] {
  return texts(...values.map((value) => JSON.stringify(value)));
}

function doc(text: string): Doc {
  return { place: 'x', text, damage: '' };
}

const OSV_RECORD = {
  id: 'GHSA-aaaa-bbbb-cccc',
  aliases: ['CVE-2024-0001'],
  modified: '2024-01-01T00:00:00Z',
  published: '2024-01-01T00:00:00.5Z',
  summary: 'A flaw',
  details: 'Long text',
  severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }],
  references: [{ type: 'WEB', url: 'https://example.test/' }],
  affected: [
    {
      package: { ecosystem: 'npm', name: 'left-pad', purl: 'pkg:npm/left-pad' },
      ranges: [
        {
          type: 'SEMVER',
          events: [
            { introduced: '0' },
            { fixed: '1.2.3' },
            { introduced: '2.0.0' },
            { last_affected: '2.1.0' },
          ],
        },
      ],
      versions: ['1.0.0', '9.9.9'],
      database_specific: { last_known_affected_version_range: '<= 3.0' },
      ecosystem_specific: { severity: 'HIGH' },
    },
    {
      package: { ecosystem: 'Debian:12', name: 'a' },
      ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '0' }] }, { type: 'GIT' }],
    },
    {
      package: { ecosystem: 'PyPI', name: 'Foo_Bar' },
      ranges: [
        { type: 'ECOSYSTEM', events: [{ introduced: '1.0' }, { limit: '2.0' }, { fixed: 'not a version' }] },
      ],
    },
  ],
  database_specific: { severity: 'MODERATE' },
};

const osvFeed: Target = {
  id: 'feed-osv',
  sources: ['advisory/feeds/osv/', 'advisory/osv/', 'advisory/fields.ts'],
  seeds: json(
    OSV_RECORD,
    { ...OSV_RECORD, id: 'MAL-2024-1', withdrawn: '2024-02-01T00:00:00Z' },
    {
      id: 'RUSTSEC-2024-1',
      affected: [
        {
          package: { ecosystem: 'crates.io', name: 'x' },
          database_specific: { informational: 'unmaintained' },
        },
      ],
    },
    {
      id: 'UBUNTU-CVE-2024-1',
      severity: [{ type: 'Ubuntu', score: 'medium' }],
      affected: [{ package: { ecosystem: 'Ubuntu:22.04:LTS', name: 'x' } }],
    },
    {
      id: 'SUSE-1',
      affected: [
        'SUSE:Linux Enterprise Server 15 SP6',
        'openSUSE:Leap 15.6',
        'Red Hat:enterprise_linux:9::a',
        'Alpine:v3.20',
        'Azure Linux:3',
        'Nothing',
      ].map((ecosystem) => ({
        package: { ecosystem, name: 'x' },
        ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }] }],
      })),
    },
  ),
  tokens: ['"introduced":"', '"fixed":"', '"last_affected":"', 'CVSS:3.1/', 'Debian:', 'MAL-'],
  mutators: [mutateJson, mutateJson],
  errors: PLAIN_ERRORS,
  run: ofText((text) => osv.parse(doc(text), CONTEXT)),
};

const debianFeed: Target = {
  id: 'feed-debian',
  sources: ['advisory/feeds/debian/'],
  seeds: json(
    {
      openssl: {
        'CVE-2023-1': {
          description: 'A flaw',
          scope: 'remote',
          releases: {
            bookworm: { status: 'resolved', fixed_version: '3.0.9-1', urgency: 'medium**' },
            sid: { status: 'open', urgency: 'end-of-life' },
            trixie: { status: 'resolved', fixed_version: '0' },
          },
        },
      },
    },
    {
      a: {
        'TEMP-1': {
          releases: {
            bullseye: { status: 'open', nodsa: 'x', nodsa_reason: 'postponed' },
            buster: { status: 'open', nodsa_reason: 'ignored' },
            zurg: { status: 'undetermined' },
            jessie: null,
          },
        },
        'CVE-2': 7,
      },
    },
  ),
  mutators: [mutateJson, mutateJson],
  errors: PLAIN_ERRORS,
  run: ofText((text) => debian.parse(doc(text), CONTEXT)),
};

const alpineFeed: Target = {
  id: 'feed-alpine',
  sources: ['advisory/feeds/alpine/'],
  seeds: json(
    {
      distroversion: 'v3.20',
      pkg: {
        name: 'openssl',
        secfixes: {
          '3.1.4-r1': ['CVE-2023-5678 GHSA-2234-fmw7-43wr'],
          '3.2.0-r0': ['CVE-2023-5678', 'XSA-254'],
          '0': ['CVE-2020-0001 (x)', 'CVE_2019-2426'],
        },
      },
    },
    {
      distroversion: 'edge',
      pkg: {
        name: 'a',
        secfixes: {
          'a b': ['CVE-2020-0001'],
          '1-r0': ['CVE-2020-0001 CVE-2020-0002', 'CVE-????-1', 'CVE-2017-2616+regression'],
          '2-r0': null,
        },
      },
    },
  ),
  mutators: [mutateJson, mutateJson],
  errors: PLAIN_ERRORS,
  run: ofText((text) => alpine.parse(doc(text), CONTEXT)),
};

async function collect(documents: AsyncIterable<Doc>): Promise<string> {
  const found: string[] = [];
  try {
    for await (const { text, damage } of documents) found.push(text, damage);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    found.push(error.message);
  }
  return found.join('\n');
}

const feedFiles: Target = {
  id: 'feed-files',
  sources: ['advisory/documents.ts', 'advisory/split-object.ts'],
  seeds: () => {
    const member = JSON.stringify({ a: { 'CVE-1': { x: '"}' } }, b: [1, { c: 2 }] });
    const secdb = JSON.stringify({ distroversion: 'v3.20', packages: [{ pkg: { name: 'a' } }, null] });
    const zipped = buildZip([
      { name: 'a.json', content: '{"id":"A-1"}' },
      { name: 'b.json', content: '{}', stored: true },
      { name: 'x.txt' },
    ]);
    return [Buffer.from(member), Buffer.from(secdb), gzipSync(member), zipped, Buffer.from('\ufeff {} \n')];
  },
  tokens: ['{', '}', '[', ']', '"', '\\', ',', 'PK\x01\x02', '\x1f\x8b\x08'],
  mutators: [mutateContent, mutateJson, mutateZip],
  errors: [],
  memoryBytes: 256 * 1024 * 1024,
  async run(bytes) {
    const path = scratchFile();
    writeFileSync(path, bytes);
    const head = await readHead(path).catch((error: unknown) =>
      error instanceof InputError ? null : Promise.reject(error),
    );
    const recognised = head === null ? [] : [alpine, debian, osv].map((feed) => feed.recognises(head));
    return [
      recognised,
      await collect(jsonDocuments(path)),
      await collect(objectDocuments(path)),
      await collect(packageDocuments(path)),
    ];
  },
};

/** A large object taken apart gives the same members whatever the pieces. */
const splitObject: Target = {
  id: 'feed-split',
  sources: ['advisory/split-object.ts'],
  seeds: texts('{"a":{"b":[1,"}"]},"c\\"":2 , "d":[]}', '\ufeff {"a":1}\n', '{}'),
  tokens: ['{', '}', '[', ']', '"', '\\', ',', ':'],
  errors: [Error],
  run(bytes) {
    const split = (step: number): string => {
      const splitter = createSplitter(100_000);
      const found: string[] = [];
      for (let at = 0; at < bytes.length; at += step)
        found.push(...splitter.push(bytes.subarray(at, at + step)));
      splitter.end();
      return found.join('\n');
    };
    const whole = split(bytes.length || 1);
    mustHold(split(7) === whole, 'in pieces it has other members');
    return whole;
  },
};

export const advisoryTargets: readonly Target[] = [
  alpineFeed,
  debianFeed,
  feedFiles,
  osvFeed,
  splitObject,
  ...listFeedTargets,
  ...tableTargets,
  ...redhatFeedTargets,
  ...xmlFeedTargets,
];
