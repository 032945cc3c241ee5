import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Distro } from '../../model/distro.ts';
import type { SupportRow } from '../../model/lifecycle.ts';
import { NO_TABLES, type TableLookup } from '../../model/table.ts';
import { productOf } from './product.ts';
import { countDays, findSupport, isSupportNote, supportProblems } from './release-support.ts';

const NOW = '2031-05-01T10:00:00Z';

function distro(id: string, versionId: string, parts: Partial<Distro> = {}): Distro {
  return {
    id,
    idLike: [],
    versionId,
    codename: '',
    prettyName: '',
    streams: [],
    confidence: 'release-file',
    foundAt: { path: 'etc/os-release', layerIndex: 0 },
    ...parts,
  };
}

function tables(rows: Readonly<Record<string, unknown>>): TableLookup {
  return {
    find: (table, key) => (table === 'end-of-life' && Object.hasOwn(rows, key) ? [rows[key]] : []),
    origin: () => ({ feed: 'endoflife', dataAt: '2031-04-01T00:00:00Z' }),
  };
}

function row(security: string, extended = 'none'): SupportRow {
  return { label: 'Teapot OS', released: '2020-01-01', active: 'none', security, extended };
}

describe('product of a distribution', () => {
  const TABLE: readonly (readonly [distro: Distro, key: string | null])[] = [
    [distro('almalinux', '9.4'), 'almalinux 9'],
    [distro('alpine', '3.20.3'), 'alpine-linux 3.20'],
    [distro('alpine', '3.21_alpha20240807'), 'rolling'],
    [distro('amzn', '2'), 'amazon-linux 2'],
    [distro('amzn', '2023'), 'amazon-linux 2023'],
    [distro('amzn', '2018.03'), 'amazon-linux 2018.03'],
    [distro('amzn', '2016.09'), 'amazon-linux 2018.03'],
    [distro('arch', ''), 'rolling'],
    [distro('azurelinux', '3.0'), null],
    [distro('centos', '7', { prettyName: 'CentOS Linux 7 (Core)' }), 'centos 7'],
    [distro('centos', '9', { prettyName: 'CentOS Stream 9' }), 'centos-stream 9'],
    [distro('debian', '12'), 'debian 12'],
    [distro('debian', '', { codename: 'bookworm' }), 'debian 12'],
    [distro('debian', '', { codename: 'trixie', prettyName: 'Debian GNU/Linux trixie/sid' }), 'rolling'],
    [distro('fedora', '42'), 'fedora 42'],
    [distro('minimos', '20240101'), 'rolling'],
    [distro('no-such', '1'), null],
    [distro('constructor', '1'), null],
    [distro('ol', '8.10'), 'oracle-linux 8'],
    [distro('opensuse', '42.3'), 'opensuse 42.3'],
    [distro('opensuse-leap', '15.6'), 'opensuse 15.6'],
    [distro('opensuse-tumbleweed', '20310501'), 'rolling'],
    [distro('photon', '5.0'), 'photon 5.0'],
    [distro('rhel', '9.2'), 'rhel 9'],
    [distro('rhel', ''), null],
    [distro('rocky', '9.2'), 'rocky-linux 9'],
    [distro('sle-micro', '5.5'), 'suse-linux-micro 5.5'],
    [distro('sles', '15'), 'sles 15.0'],
    [distro('sles', '15.6'), 'sles 15.6'],
    [distro('ubuntu', '18.04'), 'ubuntu 18.04'],
    [distro('wolfi', '20230201'), 'rolling'],
  ];
  for (const [given, key] of TABLE) {
    it(`${given.id} ${given.versionId || given.codename}: ${key ?? 'none'}`, () => {
      const product = productOf(given);
      assert.equal(typeof product === 'object' && product !== null ? product.key : product, key);
    });
  }
});

describe('support of a release', () => {
  const ESM = { streams: ['esm-infra'] };
  const TABLE: readonly (readonly [
    what: string,
    distro: Distro,
    row: unknown,
    state: string,
    endsAt: string,
    toldUntil: string,
    extendedUntil: string,
    daysLeft: number | null,
  ])[] = [
    ['supported', distro('alpine', '3.1'), row('2031-05-11'), 'dated', '2031-05-11', '2031-05-11', '', 10],
    ['over', distro('alpine', '3.1'), row('2031-04-30'), 'dated', '2031-04-30', '2031-04-30', '', -1],
    ['no end is set', distro('alpine', '3.1'), row('open'), 'open', '', '', '', null],
    ['over, nobody knows when', distro('alpine', '3.1'), row('ended'), 'ended', '', '', '', null],
    // LTS is for everyone.
    [
      'LTS of Debian',
      distro('debian', '3'),
      row('2030-01-01', '2032-01-01'),
      'dated',
      '2032-01-01',
      '2032-01-01',
      '',
      245,
    ],
    [
      'no LTS of Debian',
      distro('debian', '3'),
      row('2030-01-01'),
      'dated',
      '2030-01-01',
      '2030-01-01',
      '',
      -485,
    ],
    [
      'Ubuntu',
      distro('ubuntu', '3'),
      row('2030-01-01', '2032-01-01'),
      'dated',
      '2030-01-01',
      '2032-01-01',
      '2032-01-01',
      -485,
    ],
    [
      'Ubuntu with Pro',
      distro('ubuntu', '3', ESM),
      row('2030-01-01', '2032-01-01'),
      'dated',
      '2032-01-01',
      '2032-01-01',
      '',
      245,
    ],
    [
      'longer, no end is set',
      distro('ubuntu', '3', ESM),
      row('2030-01-01', 'open'),
      'open',
      '',
      '',
      '',
      null,
    ],
    [
      'RHEL',
      distro('rhel', '3'),
      row('2030-01-01', '2032-01-01'),
      'dated',
      '2030-01-01',
      '2032-01-01',
      '2032-01-01',
      -485,
    ],
    ['a day that is none', distro('alpine', '3.1'), row('2031-13-41'), 'ended', '', '', '', null],
    ['another shape', distro('alpine', '3.1'), { security: 7 }, 'unknown', '', '', '', null],
    ['no row', distro('alpine', '3.1'), undefined, 'unknown', '', '', '', null],
  ];
  for (const [what, given, value, ...expected] of TABLE) {
    it(what, () => {
      const product = productOf(given);
      const key = typeof product === 'object' && product !== null ? product.key : '';
      const [found] = findSupport([given], tables(value === undefined ? {} : { [key]: value }), NOW);
      const { state, endsAt, toldUntil, extendedUntil, daysLeft } = found!;
      assert.deepEqual([state, endsAt, toldUntil, extendedUntil, daysLeft], expected);
    });
  }

  it('names its source, and is unknown without the table', () => {
    const [known] = findSupport([distro('alpine', '3.1')], tables({ 'alpine-linux 3.1': row('open') }), NOW);
    assert.deepEqual([known!.feed, known!.dataAt], ['endoflife', '2031-04-01T00:00:00Z']);
    const [unknown] = findSupport([distro('alpine', '3.1')], NO_TABLES, NOW);
    assert.deepEqual([unknown!.state, unknown!.feed], ['unknown', '']);
  });

  it('is counted anew from another day', () => {
    const support = findSupport(
      [distro('alpine', '3.1')],
      tables({ 'alpine-linux 3.1': row('2031-05-11') }),
      NOW,
    );
    assert.deepEqual(
      countDays(support, '2031-05-12T00:00:00Z').map(({ daysLeft }) => daysLeft),
      [-1],
    );
    assert.deepEqual(
      countDays(support, '').map(({ daysLeft }) => daysLeft),
      [null],
    );
  });
});

describe('problems of a release that is over', () => {
  const TABLE: readonly (readonly [
    what: string,
    distro: Distro,
    row: SupportRow,
    dataAt: string,
    effect: string | null,
    message: RegExp,
  ])[] = [
    ['supported', distro('alpine', '3.1'), row('2031-05-01'), NOW, null, /^$/],
    ['no end is set', distro('alpine', '3.1'), row('open'), NOW, null, /^$/],
    [
      'advisories of a later day',
      distro('alpine', '3.1'),
      row('2031-04-01'),
      '2031-04-02T00:00:00Z',
      'incomplete',
      /since 2031-04-01 are not told/,
    ],
    [
      'advisories of the last day',
      distro('alpine', '3.1'),
      row('2031-04-01'),
      '2031-04-01T23:59:59Z',
      'note',
      /after the advisories were fetched/,
    ],
    ['no advisories', distro('alpine', '3.1'), row('2031-04-01'), '', 'incomplete', /are not told/],
    [
      'nobody knows when',
      distro('alpine', '3.1'),
      row('ended'),
      NOW,
      'incomplete',
      /no more security updates/,
    ],
    [
      'still told',
      distro('ubuntu', '3'),
      row('2030-01-01', '2032-01-01'),
      NOW,
      'note',
      /until 2032-01-01, come with a subscription alone/,
    ],
    [
      'no longer told',
      distro('ubuntu', '3'),
      row('2028-01-01', '2030-01-01'),
      NOW,
      'incomplete',
      /since 2030-01-01 are not told/,
    ],
  ];
  for (const [what, given, value, dataAt, effect, message] of TABLE) {
    it(`${what}: ${effect ?? 'none'}`, () => {
      const product = productOf(given);
      const key = typeof product === 'object' && product !== null ? product.key : '';
      const support = findSupport([given], tables({ [key]: value }), NOW);
      const [problem = null] = supportProblems(support, dataAt, NOW);
      assert.equal(problem?.effect ?? null, effect);
      assert.match(problem?.message ?? '', message);
      assert.equal(problem !== null && isSupportNote(problem), effect === 'note');
      if (problem !== null) assert.equal(problem.code, 'release-end-of-life');
    });
  }
});
