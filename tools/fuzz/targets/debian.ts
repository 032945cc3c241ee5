/** Debian and Ubuntu: lists of notices, VEX, archives of documents, and what APT leaves. */
import { writeFileSync } from 'node:fs';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { toContext } from '../../../src/advisory/compile.ts';
import { noticeDocuments, parseNotice } from '../../../src/advisory/feeds/debian/notices.ts';
import { ubuntu } from '../../../src/advisory/feeds/ubuntu/ubuntu.ts';
import { tarDocuments } from '../../../src/advisory/tar-documents.ts';
import { InputError } from '../../../src/base/errors.ts';
import {
  aptListReader,
  aptReleaseReader,
  aptSourcesReader,
} from '../../../src/ecosystem/dpkg/apt-readers.ts';
import { schemes } from '../../../src/version/list.ts';
import { file, layer } from '../../../test/tar-builder.ts';
import { mutateContent } from '../mutate/containers.ts';
import { mutateJson } from '../mutate/json.ts';
import { scratchFile } from '../scratch.ts';
import { mustHold, ofText, type Target, texts } from '../target.ts';
import { wholeFile } from './reading.ts';

const CONTEXT = toContext(schemes);

const vex = {
  metadata: { '@context': 'https://openvex.dev/ns/v0.2.0', timestamp: '2025-02-06T16:37:20.1' },
  statements: [
    {
      vulnerability: { name: 'CVE-2024-1' },
      status: 'affected',
      action_statement: 'The team decided to not fix it.',
      products: [
        { '@id': 'pkg:deb/ubuntu/curl@7.81.0-1?arch=source&distro=esm-apps%2Fjammy' },
        { '@id': 'pkg:deb/ubuntu/g%2B%2B@1?distro=trusty/esm&arch=source' },
        { '@id': 'pkg:deb/ubuntu/libcurl4@7.81.0-1?arch=amd64' },
      ],
    },
    { vulnerability: { name: 'CVE-2024-1' }, status: 'not_affected', products: [{}, null, 7] },
  ],
};

const record = {
  id: 'UBUNTU-CVE-2024-1',
  severity: [{ type: 'Ubuntu', score: 'medium' }],
  affected: [
    {
      package: {
        ecosystem: 'Ubuntu:Pro:16.04:LTS',
        name: 'x',
        purl: 'pkg:deb/ubuntu/x?distro=esm-infra/xenial',
      },
      ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '1~esm1' }] }],
      ecosystem_specific: { ubuntu_priority: 'low' },
    },
    { package: { ecosystem: 'Ubuntu:Nvidia-BlueField:22.04:LTS', name: 'x' } },
  ],
};

const ubuntuFeed: Target = {
  id: 'feed-ubuntu',
  sources: ['advisory/feeds/ubuntu/', 'advisory/osv/ubuntu.ts'],
  seeds: texts(
    JSON.stringify(vex),
    JSON.stringify(record),
    JSON.stringify({ ...record, id: 'USN-1-1', related: ['CVE-2024-1', 'CVE-2024-2'] }),
  ),
  mutators: [mutateJson, mutateJson],
  errors: [Error, SyntaxError],
  run: ofText((text) => ubuntu.parse({ place: 'x', text, damage: '' }, CONTEXT)),
};

const debianNotices: Target = {
  id: 'feed-debian-notices',
  sources: ['advisory/feeds/debian/notices.ts'],
  seeds: texts(
    '[17 Mar 2023] DSA-5356-2 sox - regression update\n\t[bullseye] - sox 14.4.2-2+deb11u2\n[1 Feb 2023] DSA-5356-1 sox - security update\n\t{CVE-2021-1 CVE-2021-2}\n\t[bullseye] - sox 14.4.2-2+deb11u1\n',
    '[02 Feb 2004] DSA-900 a\n\t{CVE-2004-9001}\n\t[woody] - a <not-affected> (x)\n\t[sarge] - a 3-1sarge1\n\tNOTE: x\n',
  ),
  tokens: ['[', ']', '{', '}', ' - ', '\n\t', 'DSA-1', 'DLA-1-1', 'CVE-2024-1', '[01 Jan 2024] '],
  errors: [],
  async run(bytes) {
    const path = scratchFile();
    writeFileSync(path, bytes);
    const found: unknown[] = [];
    for await (const { text } of noticeDocuments(path)) {
      try {
        found.push(parseNotice(text));
      } catch (error) {
        found.push(String(error));
      }
    }
    return found;
  },
};

const feedTars: Target = {
  id: 'feed-tars',
  sources: ['advisory/tar-documents.ts', 'advisory/plain.ts'],
  seeds: () => {
    const tar = layer([file('vex/a.json', '{"id":"a"}'), file('README', 'no'), file('vex/b.json', '')]);
    return [Buffer.from(tar), gzipSync(tar), zstdCompressSync(tar)];
  },
  tokens: ['ustar', '0000012\0', '\x28\xb5\x2f\xfd', '\xfd7zXZ\0'],
  mutators: [mutateContent],
  errors: [],
  memoryBytes: 256 * 1024 * 1024,
  async run(bytes) {
    const path = scratchFile();
    writeFileSync(path, bytes);
    const found: string[] = [];
    try {
      for await (const { text, damage } of tarDocuments(path, (name) => name.endsWith('.json')))
        found.push(text, damage);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
    }
    return found;
  },
};

const apt: Target = {
  id: 'apt',
  sources: ['ecosystem/dpkg/apt-readers.ts'],
  seeds: texts(
    'deb [arch=amd64 signed-by=/k.asc] https://user:word@apt.vendor.example:8080/debian bookworm main\ndeb-src http://x/ y\n',
    'Types: deb\nURIs: https://deb.debian.org/debian\n https://apt.vendor.example/\nEnabled: no\n',
    'Package: a\nVersion: 1\nArchitecture: amd64\n\nPackage: b\nVersion: 2\n',
    '-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nOrigin: Docker\nSHA256:\n 0 1 x\n',
  ),
  tokens: ['deb ', '[', '] ', '://', '@', 'URIs: ', 'Origin: ', '\n\n', '\n '],
  errors: [],
  run(bytes) {
    const lists = 'var/lib/apt/lists/apt.vendor.example_debian_dists_bookworm';
    const hosts = ['etc/apt/sources.list', 'etc/apt/sources.list.d/a.sources'].map((path) =>
      wholeFile(aptSourcesReader, path)(bytes),
    );
    for (const { fact } of hosts as readonly { readonly fact: readonly string[] | null }[])
      mustHold(
        (fact ?? []).every((host) => /^[a-z0-9.-]+$/.test(host)),
        'a host is none',
      );
    return [
      hosts,
      wholeFile(aptListReader, `${lists}_main_binary-amd64_Packages`)(bytes),
      wholeFile(aptReleaseReader, `${lists}_InRelease`)(bytes),
    ];
  },
};

export const debianTargets: readonly Target[] = [apt, debianNotices, feedTars, ubuntuFeed];
