import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fedora } from './fedora.ts';
import { followCount, followReleases } from './pages.ts';
import { parseUpdate } from './update.ts';

type Parts = Readonly<Record<string, unknown>>;

function update(parts: Parts = {}): string {
  return JSON.stringify({
    alias: 'FEDORA-2031-aa01',
    title: 'pot-1.2-3.fc43',
    notes: '',
    type: 'security',
    status: 'stable',
    severity: 'urgent',
    date_submitted: '2031-02-01 10:00:00',
    date_modified: null,
    date_stable: '2031-02-03 04:05:06',
    release: { name: 'F43', version: '43', id_prefix: 'FEDORA' },
    bugs: [{ title: 'CVE-2031-1001 pot: leak [fedora-all]' }],
    builds: [build('pot-1.2-3.fc43')],
    ...parts,
  });
}

function build(nvr: string, epoch: number | null = 0, type = 'rpm'): Parts {
  return { nvr, epoch, type };
}

describe('an update of Fedora', () => {
  it('is an advisory for each build, with the CVEs as its flaws', () => {
    const { advisories, modifiedAt } = parseUpdate(update());
    assert.equal(modifiedAt, '2031-02-01T10:00:00Z');
    assert.deepEqual(advisories, [
      {
        id: 'FEDORA-2031-aa01',
        aliases: ['CVE-2031-1001'],
        feed: 'fedora',
        key: { namespace: 'fedora:43', name: 'pot' },
        scope: { arches: [], moduleStream: null, stream: '' },
        scheme: 'rpm',
        state: 'fixed',
        ranges: [{ introduced: null, fixed: '1.2-3.fc43', lastAffected: null }],
        versions: [],
        title: 'pot-1.2-3.fc43',
        severities: [{ source: 'Fedora', severity: 'critical', score: null, vector: '' }],
        publishedAt: '2031-02-03T04:05:06Z',
        fixedAt: '2031-02-03T04:05:06Z',
        withdrawnAt: '',
        knownExploited: false,
        informational: '',
        url: 'https://bodhi.fedoraproject.org/updates/FEDORA-2031-aa01',
      },
    ]);
  });

  const FOUND: readonly (readonly [what: string, parts: Parts, found: readonly string[]])[] = [
    ['an epoch', { builds: [build('a-b-1.2-3.fc43', 2)] }, ['fedora:43/a-b 2:1.2-3.fc43 CVE-2031-1001']],
    [
      'a bug that names one of the builds is about that one',
      {
        builds: [build('pot-1-1.fc43'), build('lid-1-1.fc43')],
        notes: 'See CVE-2031-1003.',
        bugs: [
          { title: 'CVE-2031-1002 CVE-2031-1001 pot: leak' },
          { title: 'CVE-2031-1004 handle: comes off [fedora-43]' },
          { title: 'no flaw' },
          null,
        ],
      },
      [
        'fedora:43/pot 1-1.fc43 CVE-2031-1001,CVE-2031-1002,CVE-2031-1003,CVE-2031-1004',
        'fedora:43/lid 1-1.fc43 CVE-2031-1003,CVE-2031-1004',
      ],
    ],
    ['no CVE', { bugs: [] }, ['fedora:43/pot 1.2-3.fc43 ']],
    ['EPEL', { release: { name: 'EPEL-9' } }, ['epel:9/pot 1.2-3.fc43 CVE-2031-1001']],
    ['a minor release of EPEL', { release: { name: 'EPEL-10.1' } }, ['epel:10/pot 1.2-3.fc43 CVE-2031-1001']],
  ];
  for (const [what, parts, found] of FOUND) {
    it(what, () => {
      const { advisories } = parseUpdate(update(parts));
      const texts = advisories.map(
        ({ key, ranges, aliases }) => `${key.namespace}/${key.name} ${ranges[0]!.fixed} ${aliases.join()}`,
      );
      assert.deepEqual(texts, found);
    });
  }

  const SKIPPED: readonly (readonly [what: string, parts: Parts, reason: string])[] = [
    ['a bug fix', { type: 'bugfix' }, 'not-security'],
    ['one that is tested', { status: 'testing' }, 'not-stable'],
    ['modules', { release: { name: 'F38M' } }, 'unknown-release'],
    ['Flatpaks', { release: { name: 'F43F' } }, 'unknown-release'],
    ['builds that are no packages', { builds: [build('a-b-1', 0, 'module'), build('noise')] }, 'no-package'],
  ];
  for (const [what, parts, reason] of SKIPPED) {
    it(`is skipped with a reason: ${what}`, () => {
      const { advisories, skipped } = parseUpdate(update(parts));
      assert.deepEqual([advisories, skipped], [[], [reason]]);
    });
  }

  it('other shapes are none', () => {
    for (const text of ['{', '[]', '{}', '{"alias":"RHSA-1"}']) assert.throws(() => parseUpdate(text), text);
  });
});

describe('pages of Bodhi', () => {
  const release = (name: string, version: string, id_prefix: string): Parts => ({ name, version, id_prefix });

  it('a list of releases leads to those of the version', () => {
    const epel = JSON.stringify({
      releases: [
        release('EPEL-10.1', '10.1', 'FEDORA-EPEL'),
        release('EPEL-10.0', '10.0', 'FEDORA-EPEL'),
        release('EPEL-10F', '10', 'FEDORA-FLATPAK'),
        release('EPEL-1', '1', 'FEDORA-EPEL'),
      ],
    });
    assert.deepEqual(
      followReleases(epel, 'epel', '10').map(({ url }) => new URL(url).searchParams.get('releases')),
      ['EPEL-10.0', 'EPEL-10.1'],
    );
    const f4 = JSON.stringify({ releases: [release('F43', '43', 'FEDORA'), release('F4', '4', 'FEDORA')] });
    assert.deepEqual(followReleases(f4, 'fedora', '4').length, 1);
    for (const text of ['', '[]', '{}', '{"releases":[{}]}'])
      assert.throws(() => followReleases(text, 'fedora', '43'), text);
  });

  it('a total leads to pages', () => {
    const pages = (total: unknown): string[] =>
      followCount(JSON.stringify({ total }), 'https://bodhi.example/updates/?a=b').map(({ url }) => url);
    assert.deepEqual(pages(101), [
      'https://bodhi.example/updates/?a=b&rows_per_page=100&page=1',
      'https://bodhi.example/updates/?a=b&rows_per_page=100&page=2',
    ]);
    assert.deepEqual(pages(0), []);
    for (const total of [null, -1, 1e9, '7']) assert.throws(() => pages(total));
  });

  it('a mirror has one file for each release', () => {
    const parts = fedora.parts(['fedora:43', 'epel:9'], 'https://mirror.example/');
    assert.deepEqual(
      parts.map(({ url, follow }) => [url, follow]),
      [
        ['https://mirror.example/fedora/F43.json', undefined],
        ['https://mirror.example/fedora/EPEL-9.json', undefined],
      ],
    );
  });
});
