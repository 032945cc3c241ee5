import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { schemes } from '../version/list.ts';
import { toContext } from './compile.ts';
import type { Parsed } from './feed.ts';
import { alpine } from './feeds/alpine/alpine.ts';
import { chainguard } from './feeds/chainguard/chainguard.ts';
import { minimos } from './feeds/minimos/minimos.ts';
import { wolfi } from './feeds/wolfi/wolfi.ts';

const context = toContext(schemes);

function parseText(text: string, feed = alpine): Parsed {
  return feed.parse({ place: '', text, damage: '' }, context);
}

function parse(secfixes: unknown, distroversion = 'v3.20'): Parsed {
  return parseText(JSON.stringify({ distroversion, pkg: { name: 'openssl', secfixes } }));
}

function shown(secfixes: unknown): string[] {
  return parse(secfixes).advisories.map((a) =>
    `${[a.id, ...a.aliases].join('=')} ${a.state} ${a.ranges.map((r) => r.fixed).join('|')}`.trim(),
  );
}

const TABLE: readonly (readonly [string, object, readonly string[]])[] = [
  ['a fix', { '3.1.4-r1': ['CVE-2023-5678'] }, ['CVE-2023-5678 fixed 3.1.4-r1']],
  ['never affected', { '0': ['CVE-2023-5678'] }, ['CVE-2023-5678 not-affected']],
  [
    'a real version beats 0',
    { '0': ['CVE-2023-5678'], '1.0-r0': ['CVE-2023-5678'] },
    ['CVE-2023-5678 fixed 1.0-r0'],
  ],
  [
    'fixed twice',
    { '1.10-r0': ['CVE-2023-5678'], '1.9-r0': ['CVE-2023-5678'] },
    ['CVE-2023-5678 fixed 1.10-r0'],
  ],
  [
    'fixed twice, unreadable',
    { 'a b': ['CVE-2023-5678'], '1.9-r0': ['CVE-2023-5678'] },
    ['CVE-2023-5678 fixed 1.9-r0|a b'],
  ],
  ['several words', { '1-r0': ['CVE-2019-19344 XSA-1'] }, ['CVE-2019-19344=XSA-1 fixed 1-r0']],
  [
    'GHSA',
    { '1-r0': ['CVE-2019-19344 GHSA-2234-fmw7-43wr'] },
    ['CVE-2019-19344=GHSA-2234-fmw7-43wr fixed 1-r0'],
  ],
  [
    'several CVEs are several flaws',
    { '1-r0': ['CVE-2019-0001 CVE-2019-0002 XSA-1'] },
    ['CVE-2019-0001 fixed 1-r0', 'CVE-2019-0002 fixed 1-r0'],
  ],
  ['a suffix', { '1-r0': ['CVE-2017-2616+regression'] }, ['CVE-2017-2616 fixed 1-r0']],
  ['remarks', { '1-r0': ['CVE-2018-10103 (SMB - partially)'] }, ['CVE-2018-10103 fixed 1-r0']],
  [
    'slips',
    { '1-r0': ['CVE_2019-2426', 'CVE 2018-16859'] },
    ['CVE-2019-2426 fixed 1-r0', 'CVE-2018-16859 fixed 1-r0'],
  ],
  ['no CVE', { '1-r0': ['XSA-254', 'ZBX-11023'] }, ['XSA-254 fixed 1-r0', 'ZBX-11023 fixed 1-r0']],
  ['no ids', { '1-r0': null, '2-r0': [], '3-r0': [7] }, []],
];

const SECFIXES = {
  '0': ['CVE-2023-24329'],
  '3.11.4-r2': ['CGA-2222-3333-4444', 'GHSA-2222-3333-4444'],
};

describe('secdb', () => {
  for (const [name, secfixes, wanted] of TABLE) {
    test(name, () => {
      assert.deepEqual(shown(secfixes), wanted);
    });
  }

  test('the branch is the namespace', () => {
    const fixes = { '1-r0': ['CVE-2019-0001'] };
    assert.equal(parse(fixes).advisories[0]?.key.namespace, 'alpine:3.20');
    assert.equal(parse(fixes, 'edge').advisories[0]?.key.namespace, 'alpine:edge');
  });

  test('words that are no ids are counted', () => {
    assert.deepEqual(parse({ '1-r0': ['CVE-????-????? XSA-295'] }).skipped, ['unreadable-id']);
    assert.deepEqual(parse({ '1-r0': ['see the changelog'] }).skipped, ['unreadable-id']);
  });

  test('other shapes are no package', () => {
    for (const text of ['[]', '{}', '{"distroversion":"v3.20","pkg":{}}', '{"pkg":{"name":"a"}}']) {
      assert.throws(() => parseText(text), text);
    }
    for (const branch of ['', 'v3', 'v3.20.1', 'v3.20/x']) assert.throws(() => parse({}, branch), branch);
  });

  for (const feed of [wolfi, chainguard, minimos]) {
    test(`${feed.id} is one namespace without releases`, () => {
      const text = JSON.stringify({ pkg: { name: 'python-3.11', secfixes: SECFIXES } });
      const found = parseText(text, feed).advisories;
      assert.deepEqual(
        found.map(
          ({ id, state, feed: source, key }) => `${id} ${state} ${source} ${key.namespace}/${key.name}`,
        ),
        ['CVE-2023-24329 not-affected', 'CGA-2222-3333-4444 fixed', 'GHSA-2222-3333-4444 fixed'].map(
          (told) => `${told} ${feed.id} ${feed.id}/python-3.11`,
        ),
      );
    });
  }

  test('each repository names itself', () => {
    const form = (more: object): string => JSON.stringify({ apkurl: '{{urlprefix}}', ...more, packages: [] });
    const table: readonly (readonly [head: string, feed: string])[] = [
      [
        form({ reponame: 'main', distroversion: 'edge', urlprefix: 'https://dl-cdn.alpinelinux.org/alpine' }),
        'alpine',
      ],
      [form({ reponame: 'os', urlprefix: 'https://packages.wolfi.dev' }), 'wolfi'],
      [form({ reponame: 'chainguard', urlprefix: 'https://packages.cgr.dev' }), 'chainguard'],
      [form({ reponame: 'os', urlprefix: 'https://packages.mini.dev' }), 'minimos'],
      [form({ reponame: 'os', urlprefix: 'https://packages.wolfi.dev.example' }), ''],
    ];
    for (const [head, id] of table) {
      const found = [alpine, chainguard, minimos, wolfi].filter((feed) =>
        feed.recognises({ path: 'security.json', head }),
      );
      assert.deepEqual(found.map((feed) => feed.id).join(), id);
    }
  });

  test("Wolfi's and Chainguard's data are not to be handed on", () => {
    const kept = [alpine, chainguard, minimos, wolfi].filter((feed) => feed.redistribution === false);
    assert.deepEqual(
      kept.map(({ id }) => id),
      ['chainguard', 'wolfi'],
    );
  });

  test("Alpine's branches have two repositories, but for the first", () => {
    const urls = (namespace: string): string[] =>
      alpine.parts([namespace], null).map(({ url }) => url.replace('https://secdb.alpinelinux.org/', ''));
    assert.deepEqual(urls('alpine:3.20'), ['v3.20/main.json', 'v3.20/community.json']);
    assert.deepEqual(urls('alpine:edge'), ['edge/main.json', 'edge/community.json']);
    assert.deepEqual(urls('alpine:3.2'), ['v3.2/main.json']);
    assert.ok(!alpine.fills('alpine:latest-stable') && !alpine.fills('alpine:3.20.3'));
  });
});
