import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { ALL_DEMANDS, flaw, imageOf, secret, TODAY, waiver, waiverContext } from '../../../test/waivers.ts';
import { addDays } from '../../base/days.ts';
import type { Finding } from '../../model/finding.ts';
import { vulnerabilityFingerprint, waiverFingerprint } from '../../model/fingerprint.ts';
import type { Rule } from '../../model/policy.ts';
import type { Waiver, WaiverScope } from '../../model/waiver.ts';
import { findMisfit } from './fits.ts';
import { imageNames } from './image-names.ts';
import { parseVersionRange } from './version-range.ts';
import { createWaivers, toWaiverFindings } from './waivers.ts';

const RULE: Pick<Rule, 'final' | 'document' | 'waivable'> = { final: false, document: 0, waivable: true };

function covers(one: Waiver, finding: Finding, context = waiverContext(), rule = RULE): boolean {
  return createWaivers([one], context).find(finding, rule) !== null;
}

describe('what a waiver covers', () => {
  const lib = flaw(['1.2.3']);
  const byScope: readonly (readonly [scope: Partial<WaiverScope>, finding: Finding, covers: boolean])[] = [
    [{ advisory: 'CVE-2024-1' }, lib, true],
    [{ advisory: 'cve-2024-1' }, lib, true],
    [{ advisory: 'GHSA-aaaa-bbbb-cccc' }, lib, true],
    [{ advisory: 'CVE-2024-2' }, lib, false],
    [{ advisory: 'CVE-2024-1', package: 'pkg:npm/lib' }, lib, true],
    [{ advisory: 'CVE-2024-1', package: 'pkg:npm/*' }, lib, true],
    [{ advisory: 'CVE-2024-1', package: 'pkg:npm/li' }, lib, false],
    [{ advisory: 'CVE-2024-1', package: 'pkg:pypi/*' }, lib, false],
    [{ advisory: 'CVE-2024-1', versions: '<1.2.3' }, lib, false],
    [{ advisory: 'CVE-2024-1', versions: '<=1.2.3' }, lib, true],
    [{ advisory: 'CVE-2024-1', versions: '=1.2.3' }, lib, true],
    [{ advisory: 'CVE-2024-1', path: 'app/*' }, lib, true],
    [{ advisory: 'CVE-2024-1', path: 'srv/**' }, lib, false],
    [{ advisory: 'CVE-2024-1', path: 'srv/** || app/**' }, lib, true],
    [{ advisory: 'CVE-2024-1', owner: 'own' }, lib, true],
    [{ advisory: 'CVE-2024-1', owner: 'base' }, lib, false],
    [{ advisory: 'CVE-2024-1', owner: 'base' }, flaw(['1.2.3'], { layerIndex: 0 }), true],
    [{ advisory: 'CVE-2024-1', owner: 'own' }, flaw(['1.2.3'], { layerIndex: 2 }), false],
    [{ advisory: 'CVE-2024-1', image: 'host.test/team/*' }, lib, true],
    [{ advisory: 'CVE-2024-1', image: 'host.test/other/*' }, lib, false],
    [{ package: 'pkg:npm/lib', image: 'host.test/team/app' }, lib, true],
    [{ fingerprint: lib.fingerprint }, lib, true],
    [{ fingerprint: vulnerabilityFingerprint('GHSA-aaaa-bbbb-cccc', 'pkg:npm/lib') }, lib, true],
    [{ fingerprint: vulnerabilityFingerprint('CVE-2024-1', 'pkg:npm/other') }, lib, false],
    [{ check: 'CVE-2024-1' }, lib, false],
    [{ check: 'github-token' }, secret('github-token', ['srv/a']), true],
    [{ check: 'github-token' }, secret('aws-key', ['srv/a']), false],
    [{ check: 'github-token', path: 'srv/*' }, secret('github-token', ['srv/a', 'srv/b']), true],
    [{ check: 'github-token', path: 'srv/a' }, secret('github-token', ['srv/a', 'srv/b']), false],
    [{ check: 'github-token', owner: 'own' }, secret('github-token', ['config:env/A'], null), false],
    [{ check: 'github-token', package: 'pkg:npm/*' }, secret('github-token', ['srv/a']), false],
    [{ fingerprint: secret('x', ['a']).fingerprint }, secret('github-token', ['srv/a']), true],
  ];
  for (const [scope, finding, expected] of byScope)
    test(`${JSON.stringify(scope)}: ${finding.id} ${expected}`, () =>
      assert.equal(covers(waiver(scope), finding), expected));

  test('of a package in several versions: all of them, or none', () => {
    const both = flaw(['1.2.3', '2.0.0']);
    assert.ok(!covers(waiver({ advisory: 'CVE-2024-1', versions: '1.2.3' }), both));
    assert.ok(!covers(waiver({ advisory: 'CVE-2024-1', versions: '<2' }), both));
    assert.ok(covers(waiver({ advisory: 'CVE-2024-1', versions: '1.2.3 || 2.0.0' }), both));
  });

  test('versions that cannot be compared are never covered, and that is told', () => {
    for (const [version, ecosystem, range] of [
      ['not a version', 'npm', '<2'],
      ['1.0', 'cobol', '<2'],
      ['', 'npm', '<2'],
      ['v0.0.0-20220308185742-91533d04e894', 'golang', '<v1.0.0'],
    ] as const) {
      const waivers = createWaivers([waiver({ advisory: 'CVE-2024-1', versions: range })], waiverContext());
      assert.equal(waivers.find(flaw([version], { ecosystem }), RULE), null, version);
      assert.match(waivers.judged()[0]!.because, /cannot be compared with/);
    }
  });

  test('an exact version needs no order', () => {
    const one = waiver({ advisory: 'CVE-2024-1', versions: 'build-7' });
    assert.ok(covers(one, flaw(['build-7'], { ecosystem: 'cobol' })));
  });

  test('nothing that is wrong with waivers', () => {
    const [fault] = toWaiverFindings(
      createWaivers([waiver({ advisory: 'CVE-2024-1' }, { owner: '' })], waiverContext()).judged(),
    );
    assert.ok(!covers(waiver({ check: fault!.id }), fault!));
    assert.ok(!covers(waiver({ fingerprint: fault!.fingerprint }), fault!));
  });

  test('an image by all that it is called', () => {
    const names = imageNames(imageOf('debian:12'));
    for (const name of ['debian:12', 'debian', 'library/debian', 'docker.io/library/debian:12'])
      assert.ok(names.includes(name), name);
    for (const digest of ['1', '2']) assert.ok(names.includes(`sha256:${digest.repeat(64)}`));
    const archive = imageNames(imageOf('./out/app.tar', 'docker-archive', ['team/app:3']));
    for (const name of ['./out/app.tar', 'team/app:3', 'team/app', 'docker.io/team/app'])
      assert.ok(archive.includes(name), name);
    assert.ok(!archive.some((name) => name.includes('library')));
    assert.ok(imageNames(imageOf('registry:host.test:5000/a/b:1')).includes('host.test:5000/a/b'));
  });
});

describe('which waivers count', () => {
  const lib = flaw(['1.2.3']);

  /** Case 51 of those that users reported. */
  test('51. one that ended yesterday does not count; the finding of it names waiver and owner', () => {
    const yesterday = waiver({ advisory: 'CVE-2024-1' }, { id: 'lib-dos', expires: '2026-11-23', line: 12 });
    const waivers = createWaivers([yesterday], waiverContext());
    assert.equal(waivers.find(lib, RULE), null);
    assert.deepEqual(waivers.vain(lib), [
      'waiver lib-dos of team-pay does not count: it ended on 2026-11-23',
    ]);
    const [judged] = waivers.judged();
    assert.equal(judged?.outcome, 'expired');
    assert.deepEqual(judged?.fingerprints, [lib.fingerprint]);
    const [fault] = toWaiverFindings(waivers.judged());
    assert.deepEqual(fault, {
      kind: 'waiver',
      fingerprint: waiverFingerprint('waiver-expired', 'lib-dos'),
      id: 'waiver-expired',
      title:
        'waiver lib-dos of team-pay (waivers.yaml:12) does not count: it ended on 2026-11-23; it would cover 1 finding',
      severity: 'medium',
      standing: 'counted',
      standingReason: '',
      waiver: 'lib-dos',
      writtenAt: 'waivers.yaml:12',
      owner: 'team-pay',
    });
  });

  const edges: readonly (readonly [expires: string, now: string, counts: boolean])[] = [
    ['2026-11-24', '2026-11-24T00:00:00Z', true],
    ['2026-11-24', '2026-11-24T23:59:59.999Z', true],
    ['2026-11-24', '2026-11-25T00:00:00Z', false],
    ['2027-01-01', '2026-12-31T23:59:59Z', true],
    ['2024-02-29', '2024-02-29T12:00:00Z', true],
    ['2024-02-29', '2024-03-01T00:00:00Z', false],
  ];
  for (const [expires, now, counts] of edges)
    test(`until ${expires}, at ${now}: ${counts}`, () => {
      const one = waiver({ advisory: 'CVE-2024-1' }, { expires });
      assert.equal(covers(one, lib, waiverContext({ now })), counts);
    });

  test('what is demanded', () => {
    for (const field of ['reason', 'owner', 'approver', 'expires'] as const) {
      const lacking = waiver({ advisory: 'CVE-2024-1' }, { [field]: '' });
      const waivers = createWaivers([lacking], waiverContext());
      assert.equal(waivers.find(lib, RULE), null);
      const [fault] = toWaiverFindings(waivers.judged());
      assert.equal(fault?.id, 'waiver-incomplete');
      assert.equal(fault?.severity, 'high');
      assert.match(fault?.title ?? '', new RegExp(`it lacks ${field}`));
      const rules = { ...ALL_DEMANDS, demand: ALL_DEMANDS.demand.filter((one) => one !== field) };
      assert.ok(covers(lacking, lib, waiverContext({ rules })));
    }
    assert.ok(!covers(waiver({ advisory: 'CVE-2024-1' }, { owner: '  ' }), lib));
    assert.ok(!covers(waiver({ advisory: 'CVE-2024-1' }, { expires: '2026-13-45' }), lib));
  });

  test('none that is too wide', () => {
    const image = 'host.test/team/app';
    for (const scope of [
      {},
      { package: 'pkg:npm/lib' },
      { image },
      { package: '*', image },
      { package: 'pkg:*', image },
      { package: 'pkg:npm/*', image },
      { package: 'pkg:*/*', image },
      { package: 'pkg:npm/lib', image: '*' },
      { path: 'app/**', owner: 'own', image },
      { advisory: '*' },
      { check: '*', image },
    ]) {
      const waivers = createWaivers([waiver(scope)], waiverContext());
      assert.equal(waivers.find(lib, RULE), null, JSON.stringify(scope));
      const [fault] = toWaiverFindings(waivers.judged());
      assert.equal(`${fault?.id} ${fault?.severity}`, 'waiver-too-wide high', JSON.stringify(scope));
    }
  });

  test('none that runs for longer than it may', () => {
    const rules = { ...ALL_DEMANDS, maxDays: 30 };
    const until = (expires: string): string => {
      const waivers = createWaivers(
        [waiver({ advisory: 'CVE-2024-1' }, { expires })],
        waiverContext({ rules }),
      );
      waivers.find(lib, RULE);
      return waivers.judged()[0]!.outcome;
    };
    assert.equal(until('2026-12-24'), 'used');
    assert.equal(until('2026-12-25'), 'too-wide');
    const endless = { ...rules, demand: [] };
    const waivers = createWaivers(
      [waiver({ advisory: 'CVE-2024-1' }, { expires: '' })],
      waiverContext({ rules: endless }),
    );
    assert.equal(waivers.judged()[0]?.outcome, 'too-wide');
  });

  test('none against a rule that allows none, or that is final elsewhere', () => {
    const one = (document: number): Waiver => waiver({ advisory: 'CVE-2024-1' }, { document });
    assert.ok(!covers(one(0), lib, waiverContext(), { ...RULE, waivable: false }));
    assert.ok(!covers(one(0), lib, waiverContext(), { final: true, document: 1, waivable: true }));
    assert.ok(covers(one(1), lib, waiverContext(), { final: true, document: 1, waivable: true }));
    assert.ok(covers(one(2), lib, waiverContext(), { final: true, document: 1, waivable: true }));
    const waivers = createWaivers([one(0)], waiverContext());
    waivers.find(lib, { final: true, document: 1, waivable: true });
    assert.match(waivers.judged()[0]!.because, /take no waiver from here; it would cover 1 finding$/);
  });

  test('the first that counts is told, all that cover are used', () => {
    const all = [
      waiver({ advisory: 'CVE-2024-1' }, { id: 'over', expires: '2026-01-01' }),
      waiver({ advisory: 'GHSA-aaaa-bbbb-cccc' }, { id: 'alias' }),
      waiver({ package: 'pkg:npm/l*', image: 'host.test/*' }, { id: 'glob' }),
    ];
    const waivers = createWaivers(all, waiverContext());
    assert.equal(waivers.find(lib, RULE)?.id, 'alias');
    assert.deepEqual(
      waivers.judged().map(({ outcome }) => outcome),
      ['expired', 'used', 'used'],
    );
  });
});

describe('what became of waivers', () => {
  test('one that nothing needs is a finding; one for another image is none', () => {
    const all = [
      waiver({ advisory: 'CVE-2020-1' }, { id: 'gone' }),
      waiver({ advisory: 'CVE-2020-1', image: 'host.test/other' }, { id: 'other', expires: '2020-01-01' }),
    ];
    const waivers = createWaivers(all, waiverContext());
    waivers.find(flaw(['1.0.0']), RULE);
    const judged = waivers.judged();
    assert.deepEqual(
      judged.map(({ outcome }) => outcome),
      ['unused', 'elsewhere'],
    );
    const [fault, ...more] = toWaiverFindings(judged);
    assert.deepEqual(more, []);
    assert.equal(`${fault?.id} ${fault?.severity} ${fault?.waiver}`, 'waiver-unused low gone');
    assert.match(fault!.title, /it covers nothing that a rule would block or warn for$/);
  });

  test('one that nearly covers something says why it does not', () => {
    const because = (scope: Partial<WaiverScope>): string => {
      const waivers = createWaivers([waiver(scope)], waiverContext());
      waivers.find(flaw(['1.2.3']), RULE);
      return waivers.judged()[0]!.because;
    };
    assert.match(
      because({ advisory: 'CVE-2024-1', versions: '<1' }),
      /version 1\.2\.3 of pkg:npm\/lib \(app\/0\) is not in `<1`$/,
    );
    assert.match(
      because({ advisory: 'CVE-2024-1', package: 'pkg:npm/x' }),
      /is there, of pkg:npm\/lib, not of pkg:npm\/x$/,
    );
    assert.match(
      because({ advisory: 'CVE-2024-1', owner: 'base' }),
      /in a layer whose owner is own, not base$/,
    );
    assert.match(because({ advisory: 'CVE-2024-1', path: 'x' }), /app\/0 is not in `x`$/);
  });

  test('one that is used says of how many findings, and why', () => {
    const waivers = createWaivers([waiver({ package: 'pkg:npm/*b', image: 'host.test/*' })], waiverContext());
    for (const id of ['CVE-1', 'CVE-2'])
      waivers.find(flaw(['1.0'], { id, fingerprint: vulnerabilityFingerprint(id, 'pkg:npm/lib') }), RULE);
    assert.equal(waivers.judged()[0]?.because, 'it covers 2 findings: not reachable');
  });
});

describe('properties', () => {
  const pick = (...texts: readonly string[]): fc.Arbitrary<string> => fc.constantFrom('', ...texts);
  const anyScope: fc.Arbitrary<WaiverScope> = fc.record({
    advisory: pick('CVE-1', 'cve-2', 'GHSA-1'),
    check: pick('a', 'b'),
    package: pick('pkg:npm/a', 'pkg:npm/*', '*', 'pkg:npm/b'),
    versions: pick('<2', '1.0', '>=2 || 1.0'),
    image: pick('host.test/*', 'other'),
    owner: pick('own', 'base'),
    path: pick('app/*', '**'),
    fingerprint: pick(vulnerabilityFingerprint('CVE-1', 'pkg:npm/a'), secret('', []).fingerprint),
  });
  const anyWaiver = fc
    .tuple(anyScope, fc.integer({ min: -2, max: 2 }), fc.nat(2))
    .map(([scope, days, document]) => waiver(scope, { expires: addDays(TODAY, days), document }));
  const anyFinding: fc.Arbitrary<Finding> = fc.oneof(
    fc
      .record({
        id: fc.constantFrom('CVE-1', 'CVE-2', 'CVE-3'),
        aliases: fc.constantFrom([], ['GHSA-1']),
        packagePurl: fc.constantFrom('pkg:npm/a', 'pkg:npm/b', 'pkg:pypi/a'),
        versions: fc.array(fc.constantFrom('1.0', '2.0', 'x'), { minLength: 1, maxLength: 3 }),
        layerIndex: fc.nat(2),
      })
      .map(({ versions, packagePurl, ...rest }) => {
        const fingerprint = vulnerabilityFingerprint(rest.id, packagePurl);
        return flaw(versions, { ...rest, packagePurl, fingerprint });
      }),
    fc
      .tuple(fc.constantFrom('a', 'c'), fc.constantFrom('app/x', 'srv/x'))
      .map(([id, path]) => secret(id, [path])),
  );
  const anyRule = fc.record({ final: fc.boolean(), document: fc.nat(2), waivable: fc.boolean() });

  test('find is what a look at every waiver finds', () => {
    fc.assert(
      fc.property(
        fc.array(anyWaiver, { maxLength: 8 }),
        fc.array(anyFinding, { maxLength: 5 }),
        anyRule,
        (all, found, rule) => {
          const context = waiverContext();
          const waivers = createWaivers(all, context);
          for (const finding of found)
            assert.equal(waivers.find(finding, rule), naiveFind(all, finding, rule), JSON.stringify(finding));
          const again = createWaivers(all, context);
          for (const finding of found.toReversed()) again.find(finding, rule);
          assert.deepEqual(
            waivers.judged().map(({ outcome, fingerprints }) => [outcome, fingerprints]),
            again.judged().map(({ outcome, fingerprints }) => [outcome, fingerprints]),
          );
        },
      ),
      { numRuns: 400 },
    );
  });

  function naiveFind(all: readonly Waiver[], finding: Finding, rule: typeof RULE): Waiver | null {
    const { layers } = waiverContext();
    const found = all.find(({ scope, expires, source }) => {
      const isNamed = [scope.advisory, scope.check, scope.fingerprint].some((text) => text !== '');
      const isPackage = /[ab]$/.test(scope.package) && scope.image !== '';
      return (
        rule.waivable &&
        (!rule.final || source.policyDocument >= rule.document) &&
        TODAY <= expires &&
        (isNamed || isPackage) &&
        scope.image !== 'other' &&
        findMisfit({ ...scope, range: parseVersionRange(scope.versions) }, finding, layers) === null
      );
    });
    return found ?? null;
  }

  test('a day more or less is all the difference', () => {
    fc.assert(
      fc.property(fc.integer({ min: -800, max: 800 }), fc.nat(86_399), (days, second) => {
        const expires = addDays(TODAY, days);
        const now = new Date(Date.parse(`${expires}T00:00:00Z`) + second * 1000);
        const one = waiver({ advisory: 'CVE-2024-1' }, { expires });
        const lib = flaw(['1.0']);
        assert.ok(covers(one, lib, waiverContext({ now: now.toISOString() })));
        const next = new Date(now.getTime() + 86_400_000).toISOString();
        assert.ok(!covers(one, lib, waiverContext({ now: next })));
      }),
      { numRuns: 200 },
    );
  });
});
