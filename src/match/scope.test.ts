import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { advisory, osPackage } from '../../test/advisories.ts';
import { type Advisory, type AdvisoryScope, EVERYWHERE } from '../model/advisory.ts';
import { type PackageScope, scopeOf, scopeText, withinScope } from './scope.ts';

const PLAIN: PackageScope = { architecture: 'x86_64', moduleStream: '', streams: [] };

function scoped(scope: Partial<AdvisoryScope>, parts: Partial<Advisory> = {}): Advisory {
  return advisory({ id: 'CVE-2024-1', ...parts, scope: { ...EVERYWHERE, ...scope } });
}

const TABLE: readonly (readonly [
  what: string,
  scope: Partial<AdvisoryScope>,
  pkg: Partial<PackageScope>,
  fits: boolean,
])[] = [
  ['everything', {}, {}, true],
  ['its architecture', { arches: ['aarch64', 'x86_64'] }, {}, true],
  ['another architecture', { arches: ['aarch64'] }, {}, false],
  ['an architecture, of a package for all', { arches: ['aarch64'] }, { architecture: 'noarch' }, true],
  ['an architecture, of a package without one', { arches: ['aarch64'] }, { architecture: '' }, true],
  ['its module', { moduleStream: 'nodejs:18' }, { moduleStream: 'nodejs:18' }, true],
  ['another stream of its module', { moduleStream: 'nodejs:20' }, { moduleStream: 'nodejs:18' }, false],
  ['a module, of a package outside', { moduleStream: 'nodejs:18' }, {}, false],
  ['packages outside modules, of one inside', { moduleStream: '' }, { moduleStream: 'nodejs:18' }, false],
  ['packages outside modules, of one of them', { moduleStream: '' }, {}, true],
  [
    'nothing told of modules, of a package inside',
    { moduleStream: null },
    { moduleStream: 'nodejs:18' },
    true,
  ],
  [
    'a stream that the image takes part in',
    { stream: 'esm-infra' },
    { streams: ['esm-apps', 'esm-infra'] },
    true,
  ],
  ['a stream that it does not', { stream: 'esm-infra' }, { streams: ['esm-apps'] }, false],
];

describe('scope of an advisory', () => {
  for (const [what, scope, pkg, fits] of TABLE) {
    it(`${what}: ${fits ? 'is for it' : 'is not for it'}`, () => {
      const found = withinScope([scoped(scope), scoped({ arches: ['never'] })], { ...PLAIN, ...pkg });
      assert.equal(
        found.some((a) => a.scope.arches[0] !== 'never'),
        fits,
      );
    });
  }

  it('a fix in a foreign stream alone is told as one; in a stream of the image it has the say', () => {
    const open = scoped({}, { state: 'affected' });
    const pro = scoped({ stream: 'esm-infra' }, { id: 'USN-1', aliases: ['CVE-2024-1'], state: 'fixed' });
    const other = scoped({ stream: 'esm-infra' }, { id: 'CVE-2024-2', state: 'fixed' });
    assert.deepEqual(
      withinScope([open, pro], PLAIN).map(({ id, state }) => [id, state]),
      [['CVE-2024-1', 'fixed-with-subscription']],
    );
    assert.equal(withinScope([open, other], PLAIN)[0]!.state, 'affected');
    const subscribed = withinScope([open, pro], { ...PLAIN, streams: ['esm-infra'] });
    assert.deepEqual(
      subscribed.map(({ state }) => state),
      ['fixed'],
    );
  });

  it("the fix of Ubuntu's longer support is named, that of another line is not", () => {
    const ranges = [{ introduced: null, fixed: '1.2~esm1', lastAffected: null }];
    const open = scoped({}, { state: 'affected' });
    for (const [stream, wanted] of [
      ['esm-apps', ranges],
      ['rhel_eus:9.2', open.ranges],
    ] as const) {
      const fix = scoped({ stream }, { state: 'fixed', ranges });
      assert.deepEqual(withinScope([open, fix], PLAIN), [
        { ...open, state: 'fixed-with-subscription', ranges: wanted },
      ]);
    }
  });

  it('a fix in the ordinary stream stays one', () => {
    const fixed = scoped({}, { state: 'fixed' });
    const pro = scoped({ stream: 'esm-infra' }, { state: 'fixed' });
    assert.deepEqual(withinScope([fixed, pro], PLAIN), [fixed]);
  });

  it('an image of a longer support is judged by its numbers, where they say anything', () => {
    const main = scoped({}, { id: 'RHSA-2031:2', aliases: ['CVE-2031-1'], state: 'fixed' });
    const eus = scoped(
      { stream: 'rhel_eus:9.2' },
      { id: 'RHSA-2031:3', aliases: ['CVE-2031-1'], state: 'fixed' },
    );
    const other = scoped({}, { id: 'RHSA-2031:3', aliases: ['CVE-2031-2'], state: 'fixed' });
    const spared = scoped({ stream: 'rhel_eus:9.2' }, { id: 'CVE-2031-2', state: 'not-affected' });
    const all = [main, eus, other];
    const supported = { ...PLAIN, streams: ['rhel_eus:9.2'] };
    assert.deepEqual(withinScope(all, supported), [eus, other]);
    assert.deepEqual(withinScope([...all, spared], supported), [eus, spared]);
    assert.deepEqual(withinScope(all, { ...PLAIN, streams: ['rhel_eus:9.4'] }), [main, other]);
    assert.deepEqual(withinScope(all, PLAIN), [main, other]);
  });

  it('the fix of another product is none that a subscription brings', () => {
    const open = scoped({}, { state: 'will-not-fix' });
    const product = scoped(
      { stream: 'openstack:16.2::el8' },
      { id: 'RHSA-2031:4', aliases: ['CVE-2024-1'], state: 'fixed' },
    );
    const longer = { ...product, scope: { ...EVERYWHERE, stream: 'rhel_els:7' } };
    assert.equal(withinScope([open, product], PLAIN)[0]!.state, 'will-not-fix');
    assert.equal(withinScope([open, longer], PLAIN)[0]!.state, 'fixed-with-subscription');
  });

  it('beside packages of RHEL itself, those are of a longer support that were built for it', () => {
    const streamsOf = (version: string, streams: readonly string[]): readonly string[] => {
      const pkg = osPackage('rpm', 'bolt', version);
      return scopeOf({ ...pkg, distro: { ...pkg.distro!, streams } }).streams;
    };
    const mixed = ['enterprise_linux:9', 'openshift:4.12::el9', 'rhel_eus:9.2'];
    assert.deepEqual(streamsOf('1.2-3.el9_2.1', mixed), mixed);
    assert.deepEqual(streamsOf('1.2-3.module+el9.2.0+1+ab', mixed), mixed);
    for (const version of ['1.2-3.el9', '1.2-3.el9_4', '1.2-3'])
      assert.deepEqual(streamsOf(version, mixed), mixed.slice(0, 2));
    assert.deepEqual(streamsOf('1.2-3.el9', ['rhel_eus:9.2']), ['rhel_eus:9.2']);
  });

  it('different scopes have different texts', () => {
    const texts = [PLAIN, { ...PLAIN, moduleStream: 'a:1' }, { ...PLAIN, streams: ['a:1'] }].map(scopeText);
    assert.equal(new Set(texts).size, 3);
  });
});

describe('streams that a version tells', () => {
  for (const [version, streams] of [
    ['1.2-1ubuntu0.1~esm1', ['esm-apps', 'esm-infra']],
    ['3.0.2-0ubuntu1.12+Fips1', ['fips-updates']],
    ['1.1.1f-1ubuntu2.fips.2.8', ['fips-updates']],
    ['1.2-1ubuntu0.1', []],
    ['1:1.1.1k-12.el8_9_fips', []],
  ] as const) {
    it(`${version}: ${streams.join(', ') || 'none'}`, () => {
      assert.deepEqual(scopeOf({ ...osPackage('dpkg', 'x', version), version }).streams, streams);
    });
  }
});
